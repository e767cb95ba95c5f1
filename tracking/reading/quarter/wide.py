"""An indicator a column, a unit a row, under headings of one to three rows."""

import re

from tracking.catalogue import fold, meaning_of
from tracking.language import _
from tracking.opening import address
from tracking.reading.headings import ColumnMeaning
from tracking.reading.problems import Fault
from tracking.reading.quarter.cells import Figure, Figures
from tracking.reading.quarter.printed_totals import Line, check_rates, check_totals
from tracking.reading.table import UNIT, Table, columns_of, is_total, text_of

OF_WHICH = re.compile(r"\A其中\s*[:：]?\s*")
KEYS = (*UNIT, "serial", "note")


def wide_rows(table: Table, figures: Figures) -> list[Figure]:
    """The report rows of a table with an indicator a column."""
    first = columns_of(table, *KEYS)
    first |= _column_of_names(table, first)
    names = first.get("unit_name", first.get("unit_code"))
    if names is None:  # a block of columns that names no unit; its numbers are asked about
        return []
    table = table.with_groups(names, figures.names)
    columns = columns_of(table, *KEYS) | first
    meanings, rates = _meanings(table, columns, figures)
    keys = sorted(columns[key] for key in (*UNIT, "serial") if key in columns)
    rows: list[Figure] = []
    lines: list[Line] = []
    for number, cells in table.filled_rows([columns[key] for key in UNIT if key in columns]):
        name = text_of(cells, columns.get("unit_name"))
        if figures.units.knows(bare := OF_WHICH.sub("", name)) and bare != name:
            name = cells[columns["unit_name"]] = bare
        total = None if figures.units.knows(name) else is_total(cells, keys)
        filled = [column for column in meanings if table.says_something(number, column, cells)]
        if total or not filled or meaning_of(name or text_of(cells, columns.get("serial")), "column_numbers"):
            lines.append(Line(number, cells, total))
            figures.saw_row(number)
            continue
        unit = figures.units.find(table, number, cells, columns)
        lines.append(Line(number, cells, None, unit if isinstance(unit, str) else None))
        if isinstance(unit, Fault):
            figures.reading.faults.append(unit)
        if not isinstance(unit, str):
            figures.saw_row(number)
            continue
        for column in filled:
            meaning, period = meanings[column]
            cell = cells[column] if column < len(cells) else None
            rows.extend(figures.row(table, number, column, cell, unit, meaning, period))
    for column in (*columns.values(), *rates):
        figures.saw_column(table, column)
    waiting = any(not question.answer for question in figures.units.questions.values())
    if not waiting:  # a sum without the rows that wait for an answer would differ for no reason
        check_totals(table, lines, {column: meaning for column, (meaning, _period) in meanings.items()}, rows, figures)
    check_rates(table, lines, rates, rows, figures)
    return rows


def _column_of_names(table: Table, first: dict[str, int]) -> dict[str, int]:
    """Where two columns may name units, 单位 and 企业名称, the one whose heading says so more clearly."""
    named = [number for number, text in enumerate(table.header) if text and meaning_of(text, "unit_name")]
    clear = [number for number in named if len(fold(table.header[number])) > 2]
    return {"unit_name": clear[0]} if len(named) > 1 and clear else {}


def _meanings(
    table: Table, columns: dict[str, int], figures: Figures
) -> tuple[dict[int, tuple[ColumnMeaning, int]], dict[int, ColumnMeaning]]:
    """Column → its meaning and quarter; and the columns of rates, which the program computes itself.

    A fault for a column that says the same as one before it.
    """
    meanings: dict[int, tuple[ColumnMeaning, int]] = {}
    rates: dict[int, ColumnMeaning] = {}
    first: dict[tuple, int] = {}
    for number, parts in enumerate(table.parts):
        meaning = None
        if parts and number not in columns.values():
            meaning = figures.meaning_of_column(table, number, parts)
        if meaning is None:
            continue
        if meaning.year and not meaning.quarter and meaning.year != (table.said.year or figures.period.year):
            figures.leave_out(table, number, parts)  # another year's figures, for comparison
            continue
        if figures.about[meaning.code]["kind"] == "rate":
            rates[number] = meaning
            continue
        period = figures.period_at(table, table.header_row, 0, meaning.year, meaning.quarter)
        if period is None:
            return {}, {}
        said = (meaning.indicator, meaning.basis, period)
        if said in first:
            expected = _(
                "one column for each indicator; column {column} says the same", column=address(0, first[said])[:-1]
            )
            figures.reading.faults.append(table.fault(table.header_row, number, expected, table.header[number]))
            continue
        first[said] = number
        meanings[number] = meaning, period
    return meanings, rates
