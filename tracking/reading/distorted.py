"""Cells that no longer say what somebody typed: long numbers that Excel cut, and marks that nobody sees."""

import math
import re
from collections.abc import Iterator

from tracking.language import _
from tracking.reading.opening.book import Book, Sheet, address
from tracking.reading.problems import Fault, ReportProblem

# Control characters but tabs and ends of lines; soft hyphens, letters without width, fillers; marks that turn the
# direction of writing or begin a line; halves of characters; characters lost before; tags.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\ufffd-\uffff"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff]"
)
LONGEST_NAME, SHOWN = 200, 20
CUT = re.compile(r"\s*[1-9](\.\d+)?[Ee]\+?(1[5-9]|2\d)\s*\Z")
DIGITS_KEPT = 1e15
MOST_FAULTS = 200


def refuse_distorted_cells(book: Book) -> None:
    """Raise ReportProblem with every shown cell whose content was cut or holds characters that nobody can see."""
    faults = [fault for sheet in book.sheets if not sheet.hidden for fault in _faults_of_sheet(sheet)]
    if faults:
        raise ReportProblem(book.file_name, faults[:MOST_FAULTS])


def too_long(sheet: str, cell: str, name: str) -> list[Fault]:
    """The fault of a name that is longer than any name is; none for others."""
    if len(name) <= LONGEST_NAME:
        return []
    return [Fault(_("at most {count} characters", count=LONGEST_NAME), sheet, cell, f"{name[:SHOWN]}…")]


def _faults_of_sheet(sheet: Sheet) -> Iterator[Fault]:
    if UNSEEN.search(sheet.name):
        expected = _("a sheet name without characters that nobody can see; they are shown here as □")
        yield Fault(expected, UNSEEN.sub("□", sheet.name))
    for number, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                if UNSEEN.search(cell):
                    expected = _("text without characters that nobody can see; they are shown here as □")
                    yield Fault(expected, sheet.name, address(number, column), UNSEEN.sub("□", cell))
                elif CUT.match(cell):
                    yield Fault(_expected_whole(), sheet.name, address(number, column), cell.strip())
            elif isinstance(cell, int | float) and abs(cell) >= DIGITS_KEPT and math.isfinite(cell):
                yield Fault(_expected_whole(), sheet.name, address(number, column), f"{cell:.5E}")


def _expected_whole() -> str:
    return _("a code typed as text: of a number Excel keeps only 15 digits")
