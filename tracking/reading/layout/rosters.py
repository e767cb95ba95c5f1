"""Lists of enterprises as offices keep them (企业名录): whether a sheet is one, and what its columns say."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tracking.catalogue import meaning_of, words
from tracking.opening import Sheet
from tracking.reading.layout.grid import heading_rows, headings
from tracking.reading.layout.names import BRACKETS
from tracking.reading.layout.periods import period_said
from tracking.reading.layout.tables import HEADER_SEARCH, total_said
from tracking.reading.layout.titles import period_of_lines, title_lines

DESCRIBES = ("parent_name", "unit_kind", "ownership", "sector", "opened", "closed", "contact", "phone",
             "roster_contact", "roster_phone", "of_a_roster", "contact_label")  # fmt: skip
EMPLOYEES = ("employees", "roster_employees")
BESIDES = ("unit_code", "people_of_a_roster", "serial", "note")
ENOUGH = 2  # headings that describe a unit, where no title calls the sheet a list


@dataclass(frozen=True)
class Roster:
    """The list of a sheet: the first and the last row of its headings, and, for each of the lists that stand beside one
    another, the column of what it says: unit_name, and what there is of parent_name, employees, contact …"""

    first: int
    header: int
    blocks: tuple[dict[str, int], ...]

    @property
    def office_columns(self) -> set[int]:
        """The columns in which contacts and telephones of the enterprises stand."""
        return {block[key] for block in self.blocks for key in ("contact", "phone") if key in block}


def roster_of(sheet: Sheet) -> Roster | None:
    """The list of enterprises on a sheet; None where it is none.

    What speaks for one: a title that calls it so (名录, 名册, 一览表 …), or headings that describe units and no quarter; what
    speaks against one: headings that say neither what a unit is nor how many people it has.
    """
    titles = [*title_lines(sheet), sheet.name]
    time = period_of_lines(titles)
    named = any(word in text for text in titles for word in words()["roster"])
    timed = bool(time.quarter or time.month) and not any("截至" in text or "截止" in text for text in titles)
    for number, cells in enumerate(sheet.rows[:HEADER_SEARCH]):
        said = {column: _meaning(cell) for column, cell in enumerate(cells) if cell is not None and str(cell).strip()}
        if any(meaning_of(cell, "parent_code") for cell in cells if cell is not None):
            return None  # a units workbook of ours
        if "unit_name" not in said.values() or len(said) < 2:
            continue
        column = next(c for c, meaning in said.items() if meaning == "unit_name")
        _first, last = heading_rows(sheet, number, column, {})
        parts = headings(sheet, number, last)
        meant = {c: meaning for c, texts in enumerate(parts) if texts and (meaning := _meaning_of_parts(texts))}
        strange = sum(bool(texts) and c not in meant for c, texts in enumerate(parts))
        describing = sum(meaning in DESCRIBES for meaning in meant.values())
        known = sum(meaning not in ("serial", "note") for meaning in meant.values())
        if not (strange * 2 < known if named else not timed and describing >= ENOUGH and strange == 0):
            return None
        return Roster(number, last, tuple(_blocks(meant, parts)))
    return None


def _meaning(cell: object) -> str | None:
    text = BRACKETS.sub("", " ".join(str(cell).split()))
    found = meaning_of(text, "unit_name", *EMPLOYEES, *DESCRIBES, *BESIDES)
    if found is None and any(text.endswith(word) for word in words()["contact_label"] if len(word) > 1):
        return "contact_label"
    return found


def _meaning_of_parts(texts: list[str]) -> str | None:
    """What a column says by its headings: of 职工人数 above 总数 and 其中：女 only the first counts the employees."""
    meant = [_meaning(text) for text in texts]
    if any(meaning in EMPLOYEES for meaning in meant):
        last = meant[-1]
        return "employees" if last in EMPLOYEES or total_said(texts[-1]) == "total" else "people_of_a_roster"
    found = next((meaning for meaning in reversed(meant) if meaning), None)
    if found is None and (period_said(texts[-1]).year or texts[-1].startswith("其中") or len(texts) > 1):
        return "people_of_a_roster" if any(meant) or texts[-1].startswith("其中") else None
    return (found or "").removeprefix("roster_") or None


def _blocks(meant: dict[int, str], parts: list[list[str]]) -> Iterator[dict[str, int]]:
    """The columns of each list: another one begins with a further column of units' names, or the numbers before it."""
    starts = [column for column, meaning in meant.items() if meaning == "unit_name"]
    starts = starts if len({" ".join(parts[column]) for column in starts}) == 1 else starts[:1]
    begin = [0, *(s - 1 if meant.get(s - 1) == "serial" else s for s in starts[1:]), max(meant) + 1]
    for first, end in pairwise(begin):
        block: dict[str, int] = {}
        for column, meaning in meant.items():
            if first <= column < end:
                block.setdefault(meaning, column)
        yield block
