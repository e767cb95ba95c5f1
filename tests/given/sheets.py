"""Sheets made by hand, and how they are read."""

from townships import UNION, rows_of, unit

from tracking.intake.known import known_to
from tracking.opening.book import Book, Sheet
from tracking.reading.quarter.sheet import read_quarter

FIRMS = [
    unit("T", None, "township", name=UNION),
    unit("A", "T", name="柳溪春风纺织有限公司"),
    unit("B", "T", name="柳溪大地机械有限公司"),
]
Q1, Q2 = 8080, 8081


def book(*sheets: Sheet, name: str = "上报表.xlsx") -> Book:
    """A book that was opened already; ``sheets`` with their merged ranges."""
    return Book(sheets=list(sheets), file_name=name, sha256="0" * 64)


def sheet(*rows: list, name: str = "S", merged: list | None = None) -> Sheet:
    return Sheet(name=name, rows=[list(row) for row in rows], merged=merged or [])


def read(town, *sheets: Sheet, answers: dict | None = None, **more):
    return read_quarter(book(*sheets, **more), known_to(town, answers), None, None, None)


def told(reading) -> list[tuple]:
    """Every figure: unit, indicator, quarter, amount, basis and cell; a reading with faults has none worth looking at."""
    assert [fault.sentence() for fault in reading.faults] == []
    return sorted(rows_of(reading.tables["report"], "unit", "indicator", "period", "amount", "basis", "cell"))


A, B, C = "柳溪春风纺织有限公司", "柳溪大地机械有限公司", "柳溪长河食品有限公司"
MORE = [*FIRMS, unit("C", "T", name=C, employees=40)]
