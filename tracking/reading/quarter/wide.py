"""An indicator a column, a unit a row, under headings of one to three rows."""

from tracking.reading.headings import ColumnMeaning
from tracking.reading.problems import Fault
from tracking.reading.quarter.cells import Figures
from tracking.reading.sheets import Table, columns_of, is_total

KEYS = ("unit_code", "unit_name", "serial", "note")


def wide_rows(table: Table, figures: Figures) -> list[dict]:
    """The report rows of a table with an indicator a column."""
    first = columns_of(table, *KEYS)
    table = table.with_groups(first.get("unit_name", first.get("unit_code")), figures.names)
    columns = columns_of(table, *KEYS) | first
    meanings: dict[int, tuple[ColumnMeaning, int]] = {}
    for number, parts in enumerate(table.parts):
        if not parts or number in columns.values():
            continue
        meaning = figures.meaning_of_column(table, number, parts)
        if meaning is None:
            continue
        period = figures.period_at(table, table.header_row, 0, meaning.year, meaning.quarter)
        if period is None:
            return []
        meanings[number] = meaning, period
    rows: list[dict] = []
    totals: list[tuple[int, list]] = []
    for number, cells in table.filled_rows([columns[key] for key in ("unit_code", "unit_name") if key in columns]):
        if is_total(cells):
            totals.append((number, cells))
            continue
        unit = figures.units.find(table, number, cells, columns)
        if isinstance(unit, Fault):
            figures.reading.faults.append(unit)
        elif unit is not None:
            for column, (meaning, period) in meanings.items():
                cell = cells[column] if column < len(cells) else None
                rows.extend(figures.row(table, number, column, cell, unit, meaning, period))
    waiting = any(not question.answer for question in figures.units.questions.values())
    if len(totals) == 1 and not waiting:  # a sum without the rows that wait for an answer would differ for no reason
        for column, (meaning, _period) in meanings.items():
            figures.check_total(table, *totals[0], column, meaning, rows)
    return rows
