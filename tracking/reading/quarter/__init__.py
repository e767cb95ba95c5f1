"""Quarterly workbooks → report rows: wide (an indicator a column), long (a figure a row) or a form (an indicator a row)."""

import pandas as pd

from tracking.language import _
from tracking.reading.files import Book, Sheet
from tracking.reading.headings import Period, period_said
from tracking.reading.problems import LEAVE_OUT, Fault, Question
from tracking.reading.quarter.cells import Figures
from tracking.reading.quarter.form import form_rows
from tracking.reading.quarter.long import long_rows
from tracking.reading.quarter.wide import wide_rows
from tracking.reading.sheets import Known, Reading, find_table, said_period, shown_sheets, title_of

__all__ = ["read_quarter", "report_frame"]
BASIS = "basis"


def read_quarter(book: Book, known: Known, year: int | None, quarter: int | None, basis: str | None) -> Reading:
    """The rows of a quarterly workbook or CSV.

    ``tables["report"]``: unit, indicator, period, amount, state, basis, qualifier, note, sheet, cell. Year, quarter
    and basis given by the caller must agree with what the file says; a basis given holds where the file says none.
    """
    said = said_period(book)
    reading = Reading("quarter")
    for given, told in ((year, said.year), (quarter, said.quarter)):
        if given and told and given != told:
            expected = _("the file to be about {year} quarter {quarter}", year=year or "…", quarter=quarter or "…")
            found = f"{said.year or ''} Q{said.quarter or ''}"
            reading.faults.append(Fault(expected, shown_sheets(book)[0].name, found=found))
            break
    basis = basis or _basis_of(said, known, reading)
    rows: list[dict] = []
    seen = False
    for sheet in shown_sheets(book):
        figures = Figures(sheet, known, reading, _period_of(sheet, said, year, quarter), basis or "quarter")
        rows.extend(_rows_of(sheet, figures))
        seen = seen or figures.understood
    if not rows and not reading.faults and not reading.questions:
        blank = _("The headings are right, but no figure is filled in.")
        unknown = _("No figures were found. The header needs unit names and indicator names.")
        reading.faults.append(Fault(blank if seen else unknown))
    _warn(book, reading)
    reading.faults.extend(_doubles(rows))
    periods = {row["period"] for row in rows}
    reading.period = periods.pop() if len(periods) == 1 else None
    reading.tables["report"] = report_frame(rows)
    return reading


def _basis_of(said: Period, known: Known, reading: Reading) -> str | None:
    """A title such as 上半年 or 1-6月 speaks of sums; whether its figures are sums is asked once per file."""
    if not said.cumulative:
        return None
    choices = (
        ("cumulative", _("year to date, from 1 January")),
        ("quarter", _("this quarter's alone")),
    )
    answer = known.answers.get(BASIS, "")
    text = _("The title speaks of the year to date. Are figures without a word of their own sums from 1 January?")
    reading.questions.append(Question(BASIS, text, choices=choices, answer=answer))
    return answer or "cumulative"


def _period_of(sheet: Sheet, said: Period, year: int | None, quarter: int | None) -> Period:
    """The year and quarter of a sheet: given by the caller, said by itself, or by the book."""
    own = period_said(title_of(sheet))
    return Period(year or own.year or said.year, quarter or own.quarter or said.quarter)


def _rows_of(sheet: Sheet, figures: Figures) -> list[dict]:
    by_unit = find_table(sheet, "unit_code") or find_table(sheet, "unit_name")
    if by_unit is not None:
        long = find_table(sheet, "indicator", "amount")
        rows = long_rows(long, figures) if long else wide_rows(by_unit, figures)
    elif form := find_table(sheet, "indicator"):
        rows = form_rows(form, figures)
    else:
        return []
    figures.ask()
    return rows


def _warn(book: Book, reading: Reading) -> None:
    """Say what of the file was not read."""
    hidden = [sheet.name for sheet in book.sheets if sheet.hidden and any(any(row) for row in sheet.rows)]
    if hidden:
        reading.notes.append(_("Hidden sheets were not read: {names}.", names=", ".join(hidden)))
    for question in reading.questions:
        if question.key.startswith("heading ") and question.answer == LEAVE_OUT:
            reading.notes.append(_("The column «{column}» was left out.", column=question.said))


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
