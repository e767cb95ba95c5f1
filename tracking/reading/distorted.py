"""Cells that no longer say what somebody typed: long numbers that Excel cut, and marks that nobody sees."""

import math
import re
from collections.abc import Iterator

from tracking.language import _
from tracking.reading.opening.book import Book, Sheet, address
from tracking.reading.problems import Fault, ReportProblem

# Control characters, marks that turn the direction of writing, halves of characters, characters lost before.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffd\ufffe\uffff]"
)
CUT = re.compile(r"\s*[1-9](\.\d+)?[Ee]\+?(1[5-9]|2\d)\s*\Z")
DIGITS_KEPT = 1e15
MOST_FAULTS = 200


def refuse_distorted_cells(book: Book) -> None:
    """Raise ReportProblem with every shown cell whose content was cut or holds characters that nobody can see."""
    faults = [fault for sheet in book.sheets if not sheet.hidden for fault in _faults_of_sheet(sheet)]
    if faults:
        raise ReportProblem(book.file_name, faults[:MOST_FAULTS])


def _faults_of_sheet(sheet: Sheet) -> Iterator[Fault]:
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
