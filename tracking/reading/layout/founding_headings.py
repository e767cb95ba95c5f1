"""Where a register of enterprises that should have a union stands on a sheet (建会台账, 应建未建), and what its columns say."""

from dataclasses import dataclass
from functools import cache

from tracking.catalogue import fold, meaning_of, words
from tracking.opening import Sheet
from tracking.reading.layout.contract_headings import BESIDE, OTHERS, YEAR, bare, is_small, says
from tracking.reading.layout.grid import heading_rows, headings
from tracking.reading.layout.spans import span_said
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

    A report of a quarter that counts notices and meetings is none, nor is a list of enterprises with the day of each union: days of two
    steps stand in columns, or the title speaks of enterprises without a union and a column of steps, reasons or promises.
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
    columns: dict[str, int] = {}
    unread = []
    for column, texts in enumerate(parts):
        if not texts:
            continue
        if meaning := meaning_of(bare(texts[-1]), *BESIDE):
            columns.setdefault(meaning, column)
        elif meaning_of(bare(texts[-1]), *OTHERS):
            return None
        elif meaning := _meaning(texts):
            columns.setdefault(meaning, column)
        else:
            unread.append(" ".join(texts))
    table = Table(sheet, last, [" / ".join(texts) for texts in parts], parts)
    steps = [meaning for meaning in STEP_COLUMNS if meaning in columns]
    told = [meaning for meaning in MEANINGS if meaning in columns]
    titles = " ".join([*title_lines(sheet), sheet.name])
    titled = says(titles, "founding_titled")
    dated = any(says(" ".join(parts[columns[step]]), "founding_day") for step in steps)
    enough = (len(steps) > 1 and (titled or dated)) or (titled and told)
    if not enough or len(unread) > len(told) + 2 or not _holds_days(table, [columns[step] for step in steps]):
        return None
    return DrawnFoundings(table, columns, tuple(unread))


def _meaning(texts: list[str]) -> str | None:
    """What the headings of a column say: 发通知书 / 日期 is the day of the notice."""
    whole = "".join(bare(text) for text in texts)
    for text in (*(bare(text) for text in reversed(texts)), whole):
        if found := meaning_of(text, *MEANINGS):
            return found
    return None


def _holds_days(table: Table, columns: list[int]) -> bool:
    """Whether days and words stand below the headings of steps, and not numbers as in a report: 建会通知书 | 5."""
    cells = [cells[column] for _row, cells in table.rows() for column in columns if column < len(cells)]
    said = [cell for cell in cells if cell is not None and str(cell).strip()]
    days = sum(
        bool(span_said(cell) or YEAR.search(str(cell)) or not _is_number(cell)) and not is_small(cell) for cell in said
    )
    return 2 * days >= len(said)


def _is_number(cell: object) -> bool:
    return str(cell).strip().replace(".", "", 1).isdigit()


@cache
def _folded() -> dict[str, str]:
    return {fold(word): meaning for meaning in MEANINGS for word in words()[meaning]}
