"""Whose figures a table holds that names no unit in its rows and columns."""

from tracking.language import _
from tracking.opening import address
from tracking.reading.layout.tables import Table, owner_said, text_of
from tracking.reading.layout.titles import title_lines
from tracking.reading.problems import Fault
from tracking.reading.quarter.cells import Figures


def owner_of(table: Table, figures: Figures) -> str | None:
    """The unit of a table whose rows and columns name none: a line such as 填报单位：某厂 above it, else the title, the name
    of the sheet or of the file. Where none does, it is asked."""
    for number in range(table.header_row):
        for column, cell in enumerate(figures.sheet.rows[number] if table.sheet.rows[number] else []):
            said = owner_said(cell)
            if said is not None:
                name = said or text_of(figures.sheet.rows[number], column + 1)
                figures.saw_row(number)
                return _named(figures.units.by_name(table, number, column, name), figures)
    for text in (*title_lines(figures.sheet), figures.sheet.name, figures.file):
        if within := figures.vocabulary.unit_within(text):
            figures.units.found += 1
            return within
    found = figures.units.by_name(table, 0, 0, table.sheet.name)
    if isinstance(found, Fault):
        expected = _("a line such as 填报单位：… above the table, or the unit's name as the name of the sheet")
        found = Fault(expected, table.sheet.name, address(table.header_row, 0))
    return _named(found, figures)


def _named(found: str | Fault | None, figures: Figures) -> str | None:
    if isinstance(found, Fault):
        figures.reading.faults.append(found)
        return None
    return found
