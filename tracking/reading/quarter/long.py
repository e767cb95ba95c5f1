"""A figure a row: unit, indicator, year, quarter, basis and amount in columns of their own."""

import re

from tracking.catalogue import fold, folded_words, meaning_of
from tracking.language import _
from tracking.reading.headings import ColumnMeaning
from tracking.reading.problems import Fault
from tracking.reading.quarter.cells import Figure, Figures
from tracking.reading.table import UNIT, Table, columns_of, is_total, text_of


def long_rows(table: Table, figures: Figures) -> list[Figure]:
    """The report rows of a table with a figure a row."""
    columns = columns_of(
        table, "unit_code", "unit_name", "indicator", "amount", "year", "quarter", "basis", "note", "serial", "measure"
    )
    faults = figures.reading.faults
    for column in columns.values():
        figures.saw_column(table, column)
    rows: list[Figure] = []
    for number, cells in table.rows():
        if is_total(cells, [column for key, column in columns.items() if key in (*UNIT, "serial")]):
            figures.saw_row(number)
            continue
        unit = figures.units.find(table, number, cells, columns)
        indicator = figures.names.get(fold(text_of(cells, columns["indicator"])))
        if isinstance(unit, Fault):
            faults.append(unit)
        if indicator is None or figures.about[indicator]["kind"] == "rate":
            expected = _("an indicator of the catalogue that is reported, not computed")
            faults.append(table.fault(number, columns["indicator"], expected, text_of(cells, columns["indicator"])))
            continue
        said = {word: text_of(cells, columns.get(word)) for word in ("year", "quarter", "basis")}
        year = said["year"].removesuffix("年")
        quarter = folded_words("quarter_").get(fold(said["quarter"]), "")
        basis = meaning_of(said["basis"], "basis_quarter", "basis_cumulative")
        unclear = {
            "year": None if re.fullmatch(r"(20\d\d)?", year) else _("a year such as 2020"),
            "quarter": _("one of {choices}", choices="1, 2, 3, 4") if said["quarter"] and not quarter else None,
            "basis": _("one of {choices}", choices="当季, 累计") if said["basis"] and not basis else None,
        }
        wrong = [table.fault(number, columns[word], text, said[word]) for word, text in unclear.items() if text]
        faults.extend(wrong)
        if not isinstance(unit, str) or wrong:
            continue
        period = figures.period_at(table, number, 0, int(year or 0), int(quarter[-1:] or 0))
        if period is None:
            continue
        figures.understood = True
        factor = figures.factor_of_measure(
            table, number, columns.get("measure"), indicator, text_of(cells, columns.get("measure"))
        )
        meaning = ColumnMeaning(indicator, basis.removeprefix("basis_") if basis else None, factor)
        amount = columns["amount"]
        cell = cells[amount] if amount < len(cells) else None
        note = text_of(cells, columns.get("note")) or None
        found = figures.row(table, number, amount, cell, unit, meaning, period)
        for figure in found:
            figure.note = figure.note or note
        rows.extend(found)
    return rows
