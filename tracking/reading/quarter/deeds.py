"""What enterprises tell beside their figures (工作情况): a column or a sheet of it, or a line of a form, one text a unit."""

from dataclasses import dataclass

from tracking.catalogue import meaning_of
from tracking.opening import address
from tracking.reading.layout.headings import ColumnMeaning
from tracking.reading.layout.layout import Layout
from tracking.reading.layout.tables import UNIT, text_of
from tracking.reading.quarter.cells import Figures
from tracking.reading.quarter.whose import owner_of

SHORTEST, LONGEST = 6, 500  # letters of a text


@dataclass(frozen=True)
class Deed:
    """A text of a unit about a quarter, and where it stands."""

    unit: str
    period: int
    body: str
    sheet: str
    cell: str


def tells_deeds(parts: list[str]) -> bool:
    """Whether a heading says that texts stand below it."""
    return bool(parts) and bool(meaning_of(parts[-1], "deeds"))


def deeds_of_table(layout: Layout, figures: Figures) -> list[Deed]:
    """The texts of one table; of a form whose it is known to be, those beside its label."""
    table = layout.table
    headings = table.parts or [[text] if text else [] for text in table.header]
    columns = [number for number, parts in enumerate(headings) if tells_deeds(parts)]
    if not layout.units_down or not any(key in layout.keys for key in UNIT):
        return _of_form(layout, figures)
    found = []
    for column in columns:
        figures.saw_column(table, column)
        for number, cells in table.rows():
            text = text_of(cells, column)
            unit = figures.units.find(table, number, cells, layout.keys) if _is_told(text) else None
            period = figures.period_at(table, number, column, ColumnMeaning(None)) if isinstance(unit, str) else None
            if isinstance(unit, str) and period is not None:
                found.append(Deed(unit, period, _tidy(text), table.sheet.name, address(number, column)))
    return found


def _of_form(layout: Layout, figures: Figures) -> list[Deed]:
    table = layout.table
    for number, cells in enumerate(table.sheet.rows):
        for column, cell in enumerate(cells):
            if not (isinstance(cell, str) and meaning_of(cell.rstrip("：: "), "deeds")):
                continue
            beside = next((place for place in range(column + 1, len(cells)) if _is_told(text_of(cells, place))), None)
            if beside is None:
                continue
            unit = owner_of(table, figures)
            period = figures.period_at(table, number, beside, ColumnMeaning(None))
            if isinstance(unit, str) and period is not None:
                return [Deed(unit, period, _tidy(text_of(cells, beside)), table.sheet.name, address(number, beside))]
    return []


def _is_told(text: str) -> bool:
    return len(text) >= SHORTEST


def _tidy(text: str) -> str:
    return "".join(text.split())[:LONGEST]
