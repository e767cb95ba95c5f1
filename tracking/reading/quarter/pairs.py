"""Figures beside their labels, in a form without a table: 职工人数 | 161 | 会员人数 | 161, or 1．职工人数：123人."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from tracking.catalogue import meaning_of
from tracking.opening import Sheet
from tracking.reading.layout.headings import ColumnMeaning
from tracking.reading.layout.names import NUMBERING, WRITTEN
from tracking.reading.layout.periods import day_said, period_said
from tracking.reading.layout.tables import Table, is_footer, owner_said
from tracking.reading.numbers import is_blank
from tracking.reading.problems import Fault
from tracking.reading.quarter.cells import Figure, Figures
from tracking.reading.quarter.whose import owner_of
from tracking.reading.quarter.worded import YES, ask_about_words, says_no, says_yes, worded_figure

LABELLED = re.compile(r"\s*([^:：]{2,40}?)\s*[:：]\s*([^:：]*\d[^:：]*?)\s*\Z")
TRAILING = re.compile(
    rf"\s*([^0-9:：]{{2,30}}?[)）]?)\s*(\d[\d,.]*\s*[余多近]?\s*(?:{'|'.join(map(re.escape, WRITTEN))}))\s*[。.]?\s*\Z"
)
CLAUSES = re.compile(r"[；;\n]|[，,。](?=[^0-9０-９])")


class Pair(NamedTuple):
    """A label and its value: where the value stands, and what the label means."""

    row: int
    column: int
    value: object
    meaning: ColumnMeaning


def figures_of_pairs(sheet: Sheet, tables: list[Table], figures: Figures) -> list[Figure]:
    """The figures of a sheet's lines of labels and values above, or without, a table."""
    until = min((table.header_row - len(_groups(table)) for table in tables), default=len(sheet.rows))
    pairs = list(_pairs(sheet, until, figures))
    if not pairs:
        return []
    table = Table(sheet, until, [])
    unit = _owner(sheet, until, figures) or owner_of(table, figures)
    found: list[Figure] = _worded(sheet, until, table, unit, figures) if unit is not None else []
    for pair in pairs:
        period = figures.period_at(table, pair.row, pair.column, pair.meaning)
        if period is None:
            return []
        if unit is not None:
            figures.understood = True
            found += figures.row(table, pair.row, pair.column, pair.value, unit, pair.meaning, period)
    return found


def _groups(table: Table) -> list[str]:
    return max(table.parts, key=len, default=[])[1:]


def _owner(sheet: Sheet, until: int, figures: Figures) -> str | None:
    """The unit that a label 单位名称 names in the cell beside it."""
    table = Table(sheet, until, [])
    for number, cells in enumerate(sheet.rows[:until]):
        for column, cell in enumerate(cells[:-1]):
            beside = next((place for place in range(column + 1, len(cells)) if not is_blank(cells[place])), None)
            if isinstance(cell, str) and owner_said(cell.rstrip("：:") + "：") == "" and beside is not None:
                found = figures.units.by_name(table, number, beside, str(cells[beside]))
                if isinstance(found, Fault):
                    figures.reading.faults.append(found)
                    return None
                return found
    return None


def _pairs(sheet: Sheet, until: int, figures: Figures) -> Iterator[Pair]:
    for number, cells in enumerate(sheet.rows[:until]):
        filled = [(column, cell) for column, cell in enumerate(cells) if not is_blank(cell)]
        if not filled or is_footer(filled[0][1]):
            continue
        taken = False
        for place, (column, cell) in enumerate(filled):
            if not isinstance(cell, str):
                continue
            for label, value in _clauses(cell):
                meaning = _meaning(label, figures)
                if meaning is None and until == len(sheet.rows) and not _is_time(value):
                    parts = [NUMBERING.sub("", label.strip())]
                    meaning = figures.ask_heading(Table(sheet, until, []), (number, column), parts)
                if meaning:
                    yield Pair(number, column, value, meaning)
                    taken = True
            if place + 1 < len(filled) and not taken and (meaning := _meaning(cell.rstrip("：: "), figures)):
                beside, value = filled[place + 1]
                if not isinstance(value, str) or re.match(r"\s*[约近超]?\s*[\d０-９]", value):
                    yield Pair(number, beside, value, meaning)


def _worded(sheet: Sheet, until: int, table: Table, unit: str, figures: Figures) -> list[Figure]:
    """The figures of labels beside which a word stands: 集体合同 | 已签 is 1, once somebody says so."""
    said: list[tuple[int, int, str, str, object]] = []
    for number, cells in enumerate(sheet.rows[:until]):
        for column, (label, value) in enumerate(pairwise(cells)):
            if isinstance(label, str) and (says_yes(value) or says_no(value)):
                parts = [NUMBERING.sub("", label.strip().rstrip("：: "))]
                if code := figures.vocabulary.meaning_of_words(parts):
                    said.append((number, column + 1, parts[0], code, value))
    if (
        not said
        or ask_about_words(sheet, [one[2] for one in said], [(one[0], one[1], one[4]) for one in said], figures) != YES
    ):
        return []
    found = []
    for number, column, _label, code, value in said:
        period = figures.period_at(table, number, column, ColumnMeaning(code))
        if period is not None:
            found.append(worded_figure(figures, unit, code, period, (number, column), int(says_yes(value))))
    return found


def _is_time(value: str) -> bool:
    """Whether a value is a day or a period: 报告期：2026年二季度."""
    said = period_said(value)
    return day_said(value) is not None or bool(said.year or said.quarter or said.month or said.odd)


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """(label, value) of every clause of a text that says a number: 1．职工人数：123人；会员人数：120人."""
    for clause in CLAUSES.split(text):
        if found := LABELLED.match(clause) or TRAILING.match(NUMBERING.sub("", clause.strip())):
            yield found.group(1), found.group(2)


def _meaning(label: str, figures: Figures) -> ColumnMeaning | None:
    """What a label means, if it names an indicator that is reported."""
    if meaning_of(label, "contact_label"):
        return None
    meaning = figures.vocabulary.meaning([NUMBERING.sub("", label.strip())])
    if meaning is None or meaning.indicator is None or figures.about[meaning.code]["kind"] == "rate":
        return None
    return meaning
