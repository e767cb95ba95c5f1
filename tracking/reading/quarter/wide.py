"""An indicator a column, a unit a row, under headings of one to three rows."""

from tracking.language import _
from tracking.reading.headings import ColumnMeaning
from tracking.reading.opening.book import address
from tracking.reading.problems import Fault
from tracking.reading.quarter.cells import Figure, Figures
from tracking.reading.quarter.printed import check_rates, check_totals
from tracking.reading.table import UNIT, Table, columns_of, is_total

KEYS = (*UNIT, "serial", "note")


def wide_rows(table: Table, figures: Figures) -> list[Figure]:
    """The report rows of a table with an indicator a column."""
    first = columns_of(table, *KEYS)
    table = table.with_groups(first.get("unit_name", first.get("unit_code")), figures.names)
    columns = columns_of(table, *KEYS) | first
    meanings, rates = _meanings(table, columns, figures)
    rows: list[Figure] = []
    lines: list[tuple[int, list, str | None]] = []
    for number, cells in table.filled_rows([columns[key] for key in UNIT if key in columns]):
        total = is_total(cells)
        lines.append((number, cells, total))
        if total:
            continue
        unit = figures.units.find(table, number, cells, columns)
        if isinstance(unit, Fault):
            figures.reading.faults.append(unit)
        elif unit is not None:
            for column, (meaning, period) in meanings.items():
                cell = cells[column] if column < len(cells) else None
                rows.extend(figures.row(table, number, column, cell, unit, meaning, period))
    waiting = any(not question.answer for question in figures.units.questions.values())
    if not waiting:  # a sum without the rows that wait for an answer would differ for no reason
        check_totals(table, lines, {column: meaning for column, (meaning, _period) in meanings.items()}, rows, figures)
    check_rates(table, lines, rates, rows, figures)
    return rows


def _meanings(
    table: Table, columns: dict[str, int], figures: Figures
) -> tuple[dict[int, tuple[ColumnMeaning, int]], dict[int, ColumnMeaning]]:
    """Column → its meaning and quarter; and the columns of rates, which the program computes itself.

    A fault for a column that says the same as one before it.
    """
    meanings: dict[int, tuple[ColumnMeaning, int]] = {}
    rates: dict[int, ColumnMeaning] = {}
    first: dict[tuple, int] = {}
    for number, parts in enumerate(table.parts):
        meaning = None
        if parts and number not in columns.values():
            meaning = figures.meaning_of_column(table, number, parts)
        if meaning is None:
            continue
        if figures.about[meaning.indicator]["kind"] == "rate":
            rates[number] = meaning
            continue
        period = figures.period_at(table, table.header_row, 0, meaning.year, meaning.quarter)
        if period is None:
            return {}, {}
        said = (meaning.indicator, meaning.basis, period)
        if said in first:
            expected = _(
                "one column for each indicator; column {column} says the same", column=address(0, first[said])[:-1]
            )
            figures.reading.faults.append(table.fault(table.header_row, number, expected, table.header[number]))
            continue
        first[said] = number
        meanings[number] = meaning, period
    return meanings, rates
