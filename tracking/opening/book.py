"""What a file holds once it is opened: its sheets cell by cell, and what its format says about the cells."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tracking.opening.limits import MAX_COLUMNS, MAX_ROWS

ERROR_VALUES = {
    "#DIV/0!",
    "#REF!",
    "#N/A",
    "#VALUE!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
}
CALCULATION_ERROR = re.compile(r"(Err|错误)\s*:\s*\d+\Z")


@dataclass
class Sheet:
    """One sheet: ``rows`` from A1 on, blank cells None, those at the end of a row left out; sets and dicts hold cell addresses as Excel shows them.

    ``errors``: address → error value (#REF! …), the cell itself is None; ``uncached``: formulas without a stored value;
    ``percent``: cells shown as a percentage; ``merged``: (first row, first column, last row, last column) from 0, only
    reported, the cells stay as they are; ``hidden_rows``, ``hidden_columns``: numbers from 0; ``struck``: cells with
    text struck through; ``linked``: formulas that take their value from another workbook; ``raised``: cells of which a
    raised note mark was left out; ``unseen``: figures that their format or the page hides; ``hidden_zeros``: noughts that
    are not seen, read as blanks. ``instead``: row, column → what makes the value into what is seen (put_as_shown).
    """

    name: str
    rows: list[list]
    hidden: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    uncached: set[str] = field(default_factory=set)
    percent: set[str] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    struck: set[str] = field(default_factory=set)
    linked: set[str] = field(default_factory=set)
    raised: set[str] = field(default_factory=set)
    unseen: set[str] = field(default_factory=set)
    hidden_zeros: set[str] = field(default_factory=set)
    instead: dict[tuple[int, int], Callable[[object], object]] = field(default_factory=dict, init=False)


@dataclass
class Book:
    """One file: its name, the SHA-256 of its bytes and its sheets.

    ``format`` is xlsx, xlsm, xls, xlsb, ods, html, mht, xml2003 or text; ``notes`` are codes of NOTES in files.py.
    """

    file_name: str
    sha256: str
    sheets: list[Sheet]
    format: str = ""
    notes: list[str] = field(default_factory=list)


def is_error_value(text: str) -> bool:
    """Whether a text is an error value of Excel or WPS, or an error number of LibreOffice."""
    return text in ERROR_VALUES or bool(CALCULATION_ERROR.match(text))


def address(row: int, column: int) -> str:
    """The address of a cell as Excel shows it; row and column count from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def within_limits(first_row: int, first_column: int, last_row: int, last_column: int) -> list[tuple]:
    """A merged range cut to what a sheet may hold here; none if nothing of it is left, or if it is a single cell."""
    last_row, last_column = min(last_row, MAX_ROWS - 1), min(last_column, MAX_COLUMNS - 1)
    several = last_row > first_row or last_column > first_column
    inside = last_row >= first_row and last_column >= first_column
    return [(first_row, first_column, last_row, last_column)] if several and inside else []


def numbers_from(first: int, last: int, most: int) -> Iterable[int]:
    """The rows or columns first to last, as far as a sheet may reach here."""
    return range(max(first, 0), min(last, most - 1) + 1)


def says_nothing(sheets: list[Sheet]) -> bool:
    """Whether no cell of any sheet is filled: no value, no error value, no formula that waits for one."""
    said = (cell is not None for sheet in sheets for row in sheet.rows for cell in row)
    return not any(sheet.errors or sheet.uncached for sheet in sheets) and not any(said)
