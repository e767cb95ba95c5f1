"""Where a register of enterprises that should have a union stands on a sheet (建会台账, 应建未建), and what its columns say."""

import re
from dataclasses import dataclass
from functools import cache

from tracking.catalogue import fold, meaning_of, words
from tracking.opening import Sheet
from tracking.reading.layout.contract_headings import BESIDE, OTHERS, bare, is_small, says
from tracking.reading.layout.grid import heading_rows, headings
from tracking.reading.layout.tables import HEADER_SEARCH, Table
from tracking.reading.layout.titles import title_lines

STEP_COLUMNS = tuple(
    f"founding_{step}" for step in ("surveyed", "noticed", "talked", "prepared", "approved", "founded")
)
MEANINGS = (*STEP_COLUMNS, "founding_stuck", "founding_promised", "founding_progress")


@dataclass(frozen=True)
class DrawnFoundings:
    """A table of enterprises on the way to a union: its last row of headings, and meaning → column."""

    table: Table
    columns: dict[str, int]
    unread: tuple[str, ...] = ()


def drawn_foundings(sheet: Sheet) -> DrawnFoundings | None:
    """Where the enterprises of a sheet stand and what its columns say; None where it is no register of foundings.

    Its title speaks of enterprises without a union, or of their foundings, and a column tells steps, reasons or promises; or days stand in
    columns of two steps, of which one is the notice or the survey, and nothing speaks of parties, re-elections, talks on wages or visits.
    A report of a quarter that counts notices and meetings, or how many should have a union, is none, nor is a list of unions.
    """
    for number, cells in enumerate(sheet.rows[:HEADER_SEARCH]):
        keys = [
            c
            for c, cell in enumerate(cells)
            if cell is not None and meaning_of(bare(str(cell)), "unit_name", "unit_code")
        ]
        if not keys:
            continue
        first, last = heading_rows(sheet, number, keys[0], _folded())
        if drawn := _of_headings(sheet, last, headings(sheet, first, last)):
            return drawn
    return None


def _of_headings(sheet: Sheet, last: int, parts: list[list[str]]) -> DrawnFoundings | None:
    columns, unread = _columns(parts)
    if columns is None:
        return None
    table = Table(sheet, last, [" / ".join(texts) for texts in parts], parts)
    steps = [meaning for meaning in STEP_COLUMNS if meaning in columns]
    told = [meaning for meaning in MEANINGS if meaning in columns]
    titles = " ".join([*title_lines(sheet), sheet.name])
    titled = says(titles, "founding_titled")
    if says(titles, "founding_not_titled") and not titled:
        return None
    days, numbers = _held(table, [columns[step] for step in steps])
    sure = (
        len(steps) > 1
        and {"founding_noticed", "founding_surveyed"} & set(steps)
        and (days or _says_days(parts, columns, steps))
    )
    if not ((titled and told) or sure) or len(unread) > len(told) + 2 or numbers > days:
        return None
    return DrawnFoundings(table, columns, tuple(unread))


def _columns(parts: list[list[str]]) -> tuple[dict[str, int] | None, list[str]]:
    """What the columns say, and the headings that say nothing that is kept; None for the headings of another kind of sheet.

    Of two columns of one step the first is read; the day of a union's founding stands rather below 建会日期 than below 成立日期, which may be the
    enterprise's own.
    """
    columns: dict[str, int] = {}
    weak: dict[str, int] = {}
    unread = []
    for column, texts in enumerate(parts):
        if not texts:
            continue
        name = bare(texts[-1])
        if meaning := meaning_of(name, *BESIDE):
            columns.setdefault(meaning, column)
            continue
        if meaning_of(name, *OTHERS, "founding_not"):
            return None, []
        meaning = _meaning(texts)
        if meaning == "founding_founded" and meaning_of(name, "founding_weak") and len(texts) == 1:
            weak.setdefault(meaning, column)
        elif meaning and meaning not in columns:
            columns[meaning] = column
        else:
            unread.append(" ".join(texts))
    unread += [" ".join(parts[column]) for meaning, column in weak.items() if meaning in columns]
    return weak | columns, unread


def _meaning(texts: list[str]) -> str | None:
    """What the headings of a column say: 发通知书 / 日期 is the day of the notice, 发通知书 / 文号 is not."""
    names = [bare(text) for text in texts]
    if found := meaning_of(names[-1], *MEANINGS) or meaning_of("".join(names), *MEANINGS):
        return found
    above = next((found for name in reversed(names[:-1]) if (found := meaning_of(name, *MEANINGS))), None)
    return above if meaning_of(names[-1], "founding_day") else None


def _says_days(parts: list[list[str]], columns: dict[str, int], steps: list[str]) -> bool:
    return any(says(" ".join(parts[columns[step]]), "founding_day") for step in steps)


def _held(table: Table, columns: list[int]) -> tuple[int, int]:
    """How many cells below the headings of steps hold days or words, and how many numbers as in a report: 建会通知书 | 5份."""
    cells = [cells[column] for _row, cells in table.rows() for column in columns if column < len(cells)]
    said = [cell for cell in cells if cell is not None and str(cell).strip()]
    numbers = sum(is_small(cell) or bool(COUNTED.fullmatch(str(cell).strip())) for cell in said)
    return len(said) - numbers, numbers


COUNTED = re.compile(r"\d{1,4}(?:\.0)?\s*[家份次场个人户]?次?")


@cache
def _folded() -> dict[str, str]:
    return {fold(word): meaning for meaning in MEANINGS for word in words()[meaning]}
