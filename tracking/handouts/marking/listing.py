"""How the list 问题清单 is laid out, cell by cell, whoever writes it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tracking.handouts.marking.marks import HEADINGS, RED, YELLOW, Line, is_address, place_of

FIRST_LINE = 5  # below the title, the summary, a blank row and the headings


class Look(NamedTuple):
    """How a cell of the list looks: its font and size in points, colours as RRGGBB (empty: none), whether it is framed."""

    font: str = "宋体"
    size: int = 11
    bold: bool = False
    ink: str = ""
    fill: str = ""
    framed: bool = True


TITLE, SUMMARY, HEADING = Look("黑体", 16, framed=False), Look(framed=False), Look(bold=True, fill="E3EEEC")
TEXT, LINK = Look(), Look(ink="0563C1")


class Placed(NamedTuple):
    """A cell of the list; rows and columns count from 1, ``link`` is the place in the workbook to which it leads."""

    row: int
    column: int
    value: str | int
    look: Look
    link: str = ""


def placed(title: str, summary: str, lines: list[Line], names: Mapping[str, str]) -> Iterator[Placed]:
    """Every cell of the list. ``names`` says what each sheet of the file is called in the workbook that is written."""
    yield Placed(1, 1, title, TITLE)
    yield Placed(2, 1, summary, SUMMARY)
    for column, heading in enumerate(HEADINGS, start=1):
        yield Placed(FIRST_LINE - 1, column, heading, HEADING)
    for number, line in enumerate(lines, start=1):
        row, leads = FIRST_LINE + number - 1, line.sheet in names and is_address(line.cell)
        yield Placed(row, 1, number, Look(fill=YELLOW if line.asks else RED))
        yield Placed(row, 2, line.sheet, TEXT)
        if leads:
            yield Placed(row, 3, line.cell, LINK, place_of(names[line.sheet], line.cell))
        else:
            yield Placed(row, 3, line.cell, TEXT)
        yield Placed(row, 4, line.found, TEXT)
        yield Placed(row, 5, line.expected, TEXT)
