"""Cells that no longer say what somebody typed: long numbers that Excel cut, and marks that nobody sees."""

import math
import re
from collections.abc import Iterator

from tracking.harmless import LONGEST_NAME, UNSEEN
from tracking.language import _
from tracking.opening import Book, Sheet, address
from tracking.reading.problems import Fault, ReportProblem

SHOWN = 20
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
