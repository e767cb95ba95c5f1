"""Quarterly workbooks → report rows: wide (an indicator a column) or long (a figure a row)."""

import re

import pandas as pd

from tracking.calendar import period_of
from tracking.language import _
from tracking.reading.catalogue import fold, folded_words, meaning_of
from tracking.reading.files import Book, Sheet
from tracking.reading.numbers import Amount, Proposal, as_fault, read_amount
from tracking.reading.problems import Fault, Question, in_sheet
from tracking.reading.sheets import (
    ColumnMeaning,
    Known,
    Reading,
    Table,
    UnitFinder,
    address,
    columns_of,
    find_table,
    indicator_column,
    is_total,
    said_period,
    shown_sheets,
    text_of,
)


def read_quarter(book: Book, known: Known, year: int | None, quarter: int | None, basis: str | None) -> Reading:
    """The rows of a quarterly workbook or CSV, wide (an indicator a column) or long (a figure a row).

    ``tables["report"]``: unit, indicator, period, amount, state, basis, qualifier, note, sheet, cell. Year, quarter
    and basis given by the caller must agree with what the file says; a basis given holds where the file says none.
    """
    said_year, said_quarter = said_period(book)
    reading = Reading("quarter")
    for given, said in ((year, said_year), (quarter, said_quarter)):
        if given and said and given != said:
            expected = _("the file to be about {year} quarter {quarter}", year=year or "…", quarter=quarter or "…")
            found = f"{said_year or ''} Q{said_quarter or ''}"
            reading.faults.append(Fault(expected, shown_sheets(book)[0].name, found=found))
            break
    year, quarter = year or said_year, quarter or said_quarter
    rows: list[dict] = []
    seen = False
    for sheet in shown_sheets(book):
        reader = _QuarterSheet(sheet, known, reading, year, quarter, basis or "quarter")
        rows.extend(reader.rows())
        seen = seen or reader.understood
    if not rows and not reading.faults:
        blank = _("The headings are right, but no figure is filled in.")
        unknown = _("No figures were found. The header needs unit names and indicator names.")
        reading.faults.append(Fault(blank if seen else unknown))
    reading.faults.extend(_doubles(rows))
    periods = {row["period"] for row in rows}
    reading.period = periods.pop() if len(periods) == 1 else None
    reading.tables["report"] = report_frame(rows)
    return reading


def report_frame(rows: list[dict]) -> pd.DataFrame:
    """Report rows with the store's column types."""
    names = ["unit", "indicator", "period", "amount", "state", "basis", "qualifier", "note", "sheet", "cell"]
    table = pd.DataFrame(rows, columns=names)
    return table.astype({"period": "int64", "amount": "Int64"})


def _doubles(rows: list[dict]) -> list[Fault]:
    first: dict[tuple, dict] = {}
    faults = []
    for row in rows:
        key = (row["unit"], row["indicator"], row["period"])
        if key in first:
            expected = _(
                "one figure for this unit, indicator and quarter; {cell} has one already", cell=first[key]["cell"]
            )
            faults.append(Fault(expected, row["sheet"], row["cell"], str(row["amount"])))
        else:
            first[key] = row
    return faults


class _QuarterSheet:
    """One sheet of a quarterly file."""

    def __init__(self, sheet: Sheet, known: Known, reading: Reading, year: int | None, quarter: int | None, basis: str):
        self.reading, self.year, self.quarter, self.basis = reading, year, quarter, basis
        self.names = known.indicator_names()
        self.about = known.indicators.set_index("indicator").to_dict("index")
        self.measures = {code: row["measure"] for code, row in self.about.items()}
        self.units = UnitFinder(known)
        self.understood = False
        self.table = find_table(sheet, "unit_code") or find_table(sheet, "unit_name")

    def rows(self) -> list[dict]:
        """The sheet's report rows; faults and questions go to the reading."""
        if self.table is None:
            return []
        long = find_table(self.table.sheet, "indicator", "amount")
        return self._long_rows(long) if long else self._wide_rows(self.table)

    def _period(self, row: int, column: int, year: int | None, quarter: int | None) -> int | None:
        if year and quarter:
            return period_of(year, quarter)
        fault = self.table.fault(
            row, column, _("The file does not say its year and quarter. Choose them and try again.")
        )
        if fault.expected not in {known.expected for known in self.reading.faults}:
            self.reading.faults.append(fault)
        return None

    def _wide_rows(self, table: Table) -> list[dict]:
        columns = columns_of(table, "unit_code", "unit_name", "serial", "note")
        figures: dict[int, ColumnMeaning] = {}
        for number, text in enumerate(table.header):
            if not text or number in columns.values():
                continue
            meaning = indicator_column(text, self.names, self.measures)
            if meaning is None:
                expected = _("a heading that names an indicator of the catalogue")
                self.reading.faults.append(table.fault(table.header_row, number, expected, text))
            elif self.about[meaning.indicator]["kind"] == "rate":
                continue
            else:
                figures[number] = meaning
        self.understood = bool(figures)
        period = self._period(table.header_row, 0, self.year, self.quarter)
        if period is None:
            return []
        rows: list[dict] = []
        totals: list[tuple[int, list]] = []
        for number, cells in table.rows():
            if is_total(cells):
                totals.append((number, cells))
                continue
            unit = self.units.find(table, number, cells, columns)
            if isinstance(unit, Fault):
                self.reading.faults.append(unit)
                continue
            for column, meaning in figures.items():
                cell = cells[column] if column < len(cells) else None
                rows.extend(self._row(table, number, column, cell, unit, meaning, period))
        self._check_totals(table, figures, rows, totals)
        self._ask_not_applicable(table, rows)
        return rows

    def _row(
        self, table: Table, number: int, column: int, cell: object, unit: str, meaning: ColumnMeaning, period: int
    ) -> list[dict]:
        if fault := table.unread(number, column):
            self.reading.faults.append(fault)
            return []
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return []
        at = address(number, column)
        about = self.about[meaning.indicator]
        row = {
            "unit": unit,
            "indicator": meaning.indicator,
            "period": period,
            "amount": None,
            "basis": "level" if about["kind"] == "stock" else meaning.basis or self.basis,
            "sheet": table.sheet.name,
            "cell": at,
            "column": column,
        }
        word = meaning_of(cell, "not_applicable", "not_applicable_proposed", "clear")
        if word:
            states = {"not_applicable": "exempt", "not_applicable_proposed": "proposed", "clear": "missing"}
            return [row | {"state": states[word]}]
        percent = at in table.sheet.percent
        amount = read_amount(cell, about["measure"], percent, meaning.money_factor)
        if isinstance(amount, Proposal):
            amount = as_fault(amount, cell, about["measure"])
        if isinstance(amount, Fault):
            self.reading.faults.append(in_sheet(amount, table.sheet.name, at))
            return []
        state = "value" if amount.amount else "zero"
        return [row | {"amount": amount.amount, "state": state, "qualifier": amount.qualifier}]

    def _check_totals(self, table: Table, figures: dict[int, ColumnMeaning], rows: list[dict], totals: list) -> None:
        """A printed total of the whole sheet that differs from the sum of its rows is asked about."""
        if len(totals) != 1:
            return
        number, cells = totals[0]
        for column, meaning in figures.items():
            cell = cells[column] if column < len(cells) else None
            if cell is None or isinstance(cell, dict):
                continue
            printed = read_amount(cell, self.about[meaning.indicator]["measure"], False, meaning.money_factor)
            summed = sum(row["amount"] or 0 for row in rows if row["column"] == column)
            if isinstance(printed, Amount) and printed.amount != summed:
                at = address(number, column)
                text = _(
                    "«{sheet}» {cell}: the printed total is {printed}, but the rows add up to {summed}. Store the rows?",
                    sheet=table.sheet.name,
                    cell=at,
                    printed=printed.amount,
                    summed=summed,
                )
                self.reading.questions.append(Question(f"total {table.sheet.name} {at}", text, (at,)))

    def _ask_not_applicable(self, table: Table, rows: list[dict]) -> None:
        """Dashes propose 不适用, once per column; until somebody agrees they are blanks."""
        proposed: dict[int, list[str]] = {}
        for row in rows:
            if row["state"] == "proposed":
                proposed.setdefault(row["column"], []).append(row["cell"])
                row["note"] = f"not_applicable {table.sheet.name} {row['column']}"
        for column, cells in proposed.items():
            text = _(
                "«{sheet}», column «{column}»: {count} cells hold a dash or 无. Does that mean “does not apply”?",
                sheet=table.sheet.name,
                column=table.header[column],
                count=len(cells),
            )
            key = f"not_applicable {table.sheet.name} {column}"
            self.reading.questions.append(Question(key, text, tuple(cells)))

    def _long_rows(self, table: Table) -> list[dict]:
        columns = columns_of(
            table, "unit_code", "unit_name", "indicator", "amount", "year", "quarter", "basis", "note", "serial"
        )
        rows: list[dict] = []
        for number, cells in table.rows():
            unit = self.units.find(table, number, cells, columns)
            indicator = self.names.get(fold(text_of(cells, columns["indicator"])))
            if isinstance(unit, Fault):
                self.reading.faults.append(unit)
            if indicator is None or self.about[indicator]["kind"] == "rate":
                expected = _("an indicator of the catalogue that is reported, not computed")
                self.reading.faults.append(
                    table.fault(number, columns["indicator"], expected, text_of(cells, columns["indicator"]))
                )
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
            faults = [table.fault(number, columns[word], text, said[word]) for word, text in unclear.items() if text]
            self.reading.faults.extend(faults)
            if isinstance(unit, Fault) or faults:
                continue
            period = self._period(number, 0, int(year or 0) or self.year, int(quarter[-1:] or 0) or self.quarter)
            if period is None:
                continue
            meaning = ColumnMeaning(indicator, basis.removeprefix("basis_") if basis else None)
            amount_column = columns["amount"]
            cell = cells[amount_column] if amount_column < len(cells) else None
            note = text_of(cells, columns.get("note")) or None
            found = self._row(table, number, amount_column, cell, unit, meaning, period)
            rows.extend(row | {"note": note} for row in found)
        self._ask_not_applicable(table, rows)
        return rows
