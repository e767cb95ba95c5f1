"""An indicator a row: one enterprise's form (当季 and 累计 beside each other), or units across."""

import re

from tracking.catalogue import fold, words
from tracking.language import _
from tracking.opening import address
from tracking.reading.headings import NUMBERING, ColumnMeaning, cell_at, column_meaning
from tracking.reading.problems import Fault
from tracking.reading.quarter.cells import Figure, Figures
from tracking.reading.table import Table, columns_of, text_of, total_said

KEYS = ("indicator", "amount", "serial", "note", "measure")


def form_rows(table: Table, figures: Figures) -> list[Figure]:
    """The report rows of a table with an indicator a row: of the unit that its title or sheet name says, or of the
    units across its heading."""
    first = columns_of(table, *KEYS)
    table = table.with_groups(first["indicator"], figures.names)
    columns = columns_of(table, *KEYS) | first
    across = _units_across(table, columns, figures)
    plain = {} if across else _figure_columns(table, columns, figures)
    owner = None if across else _owner(table, figures)
    if isinstance(owner, Fault):
        figures.reading.faults.append(owner)
    measured = columns.get("measure", columns_of(table, "unit_name").get("unit_name"))
    for column in (*columns.values(), *across, *plain):
        figures.saw_column(table, column)
    rows: list[Figure] = []
    for number, cells in table.rows():
        if any(owner_said(cell) is not None for cell in cells):
            continue
        name = text_of(cells, columns["indicator"])
        said = NUMBERING.sub("", name)
        meaning = column_meaning([said], figures.names, figures.measures) if said else None
        filled = [column for column in (across or plain) if table.says_something(number, column, cells)]
        if meaning is None or meaning.indicator is None:
            if filled and not total_said(name):
                expected = _("an indicator of the catalogue that is reported, not computed")
                figures.reading.faults.append(table.fault(number, columns["indicator"], expected, name))
            continue
        if figures.about[meaning.code]["kind"] == "rate":
            continue
        figures.understood = True
        factor = figures.factor_of_measure(table, number, measured, meaning.indicator, text_of(cells, measured))
        for column in filled:
            unit = across[column] if across else owner
            own = ColumnMeaning(None) if across else plain[column]
            period = figures.period_at(table, number, column, own.year or meaning.year, own.quarter or meaning.quarter)
            if period is None:
                return []
            if isinstance(unit, str):
                money = meaning.money_factor * own.money_factor * factor
                told = ColumnMeaning(meaning.indicator, own.basis or meaning.basis, money)
                cell = cells[column] if column < len(cells) else None
                rows.extend(figures.row(table, number, column, cell, unit, told, period))
    return rows


def _units_across(table: Table, columns: dict[str, int], figures: Figures) -> dict[int, str]:
    """Column → the unit that its heading names, where the headings name units."""
    known = figures.known.unit_names()
    found: dict[int, str] = {}
    asked = [(number, text) for number, text in enumerate(table.header) if text and number not in columns.values()]
    if not any(fold(text) in known for _number, text in asked):
        return found
    for number, text in asked:
        if column_meaning([text], figures.names, figures.measures) or text in figures.measures.values():
            continue
        if total_said(text) or fold(text) in {"计量单位", "单位"}:
            continue
        unit = figures.units.by_name(table, table.header_row, number, text)
        if isinstance(unit, Fault):
            figures.reading.faults.append(unit)
        elif unit is not None:
            found[number] = unit
    return found


def _figure_columns(table: Table, columns: dict[str, int], figures: Figures) -> dict[int, ColumnMeaning]:
    """Column → what its figures are, in one enterprise's form: 数值, 当季, 累计, 一季度 …"""
    found = {columns["amount"]: ColumnMeaning(None)} if "amount" in columns else {}
    for number, parts in enumerate(table.parts):
        if parts and number not in columns.values():
            meaning = column_meaning(parts, figures.names, figures.measures)
            if meaning and meaning.indicator is None:
                found[number] = meaning
    return dict(sorted(found.items()))


def owner_said(cell: object) -> str | None:
    """The name in a line such as 填报单位（盖章）：某厂, empty where only the label stands there; None for other cells."""
    label = rf"\s*(?:填报)?(?:{'|'.join(map(re.escape, words()['unit_name']))})\s*(?:[（(]盖?章[)）])?\s*[:：]\s*(.*)"
    found = re.fullmatch(label, cell) if isinstance(cell, str) else None
    return found.group(1).strip() if found else None


def _owner(table: Table, figures: Figures) -> str | Fault | None:
    """The unit of a form: a line such as 填报单位：某厂 above its table, else the sheet's name."""
    for number in range(table.header_row):
        for column in range(len(table.sheet.rows[number])):
            said = owner_said(cell_at(table.sheet, number, column))
            if said is not None:
                name = said or text_of(table.sheet.rows[number], column + 1)
                return figures.units.by_name(table, number, column, name)
    found = figures.units.by_name(table, 0, 0, table.sheet.name)
    if isinstance(found, Fault):
        expected = _("a line such as 填报单位：… above the table, or the unit's name as the name of the sheet")
        return Fault(expected, table.sheet.name, address(table.header_row, 0))
    return found
