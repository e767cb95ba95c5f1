"""Quarterly workbooks → report rows: wide (an indicator a column), long (a figure a row) or a form (an indicator a row)."""

import pandas as pd

from tracking.language import _
from tracking.reading.files import Book, Sheet
from tracking.reading.headings import Period, period_said
from tracking.reading.opening.book import address
from tracking.reading.problems import LEAVE_OUT, Fault, Question
from tracking.reading.quarter.cells import Figure, Figures
from tracking.reading.quarter.form import form_rows
from tracking.reading.quarter.long import long_rows
from tracking.reading.quarter.wide import wide_rows
from tracking.reading.sheets import Known, Reading, said_period, shown_sheets, title_of
from tracking.reading.table import Table, find_table, tables_beside_and_below

__all__ = ["read_quarter", "report_frame"]
BASIS = "basis"
COLUMNS = [
    "unit",
    "indicator",
    "period",
    "amount",
    "state",
    "basis",
    "qualifier",
    "note",
    "sheet",
    "cell",
    "this_quarter",
]
MANY = 3  # unknown units in a file of which none is known


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
    _ask_which_period(book, said, year, quarter, reading)
    basis = _basis_of(said, basis, known, reading)
    rows: list[Figure] = []
    sheets: list[Figures] = []
    for sheet in shown_sheets(book):
        figures = Figures(sheet, known, reading, _period_of(sheet, said, year, quarter), basis or "quarter")
        rows.extend(_rows_of(sheet, figures))
        sheets.append(figures)
    _one_fault_for_strangers(sheets, reading)
    seen = any(figures.understood for figures in sheets)
    if not rows and not reading.faults and not reading.questions:
        blank = _("The headings are right, but no figure is filled in.")
        unknown = _("No figures were found. The header needs unit names and indicator names.")
        reading.faults.append(Fault(blank if seen else unknown))
    _warn(book, reading)
    table = report_frame(rows)
    if table.duplicated(["unit", "indicator", "period"]).any():
        table = report_frame(_each_once(rows, reading))
    periods = set(table["period"])
    reading.period = int(periods.pop()) if len(periods) == 1 else None
    reading.tables["report"] = table
    return reading


def _ask_which_period(book: Book, said: Period, year: int | None, quarter: int | None, reading: Reading) -> None:
    """Ask once where the file's name speaks of another quarter than its titles, and nobody chose one."""
    named = period_said(book.file_name)
    pairs = ((named.year, said.year, year), (named.quarter, said.quarter, quarter))
    if any(name and title and name != title and not chosen for name, title, chosen in pairs):
        text = _(
            "The file's name speaks of {name}, its title of {title}. Is it about {title}?",
            name=_period_text(Period(named.year or said.year, named.quarter or said.quarter)),
            title=_period_text(said),
        )
        reading.questions.append(Question("other_period_in_name", text))


def _period_text(said: Period) -> str:
    return f"{said.year or '…'} Q{said.quarter or '…'}"


def _basis_of(said: Period, given: str | None, known: Known, reading: Reading) -> str | None:
    """A title such as 上半年 or 1-6月 speaks of sums; whether its figures are sums is asked once per file, unless the
    caller says the same."""
    if not said.cumulative or given == "cumulative":
        return given
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


def _rows_of(sheet: Sheet, figures: Figures) -> list[Figure]:
    by_unit = find_table(sheet, "unit_code") or find_table(sheet, "unit_name")
    if by_unit is not None:
        long = find_table(sheet, "indicator", "amount")
        rows = long_rows(long, figures) if long else _rows_of_tables(by_unit, figures)
    elif form := find_table(sheet, "indicator"):
        rows = form_rows(form, figures)
    else:
        return []
    figures.ask()
    return rows


def _rows_of_tables(first: Table, figures: Figures) -> list[Figure]:
    """The rows of all tables of a sheet; whether those with other headings count as well is asked once a sheet."""
    tables = tables_beside_and_below(first, figures.names)
    if len({tuple(filter(None, table.header)) for table in tables}) > 1:
        cells = tuple(address(table.header_row, 0) for table in tables)
        text = _(
            "«{sheet}» holds {count} tables, with headings in the rows {rows}. Do all of them count?",
            sheet=first.sheet.name,
            count=len(tables),
            rows=", ".join(str(table.header_row + 1) for table in tables),
        )
        figures.reading.questions.append(Question(f"tables {first.sheet.name}", text, cells, sheet=first.sheet.name))
    return [row for table in tables for row in wide_rows(table, figures)]


def _one_fault_for_strangers(sheets: list[Figures], reading: Reading) -> None:
    """One fault instead of one per row where no unit of the file is known: it may be another township's."""
    strangers = [fault for figures in sheets for fault in figures.units.strangers]
    if len(strangers) < MANY or any(figures.units.found or figures.units.questions for figures in sheets):
        return
    names = ", ".join(list(dict.fromkeys(fault.found for fault in strangers))[:MANY])
    text = _(
        "None of the {count} units of this file is in the list of units ({names} …). Is it another union's file, or is the"
        " units workbook not imported yet?",
        count=len(strangers),
        names=names,
    )
    listed = set(strangers)
    reading.faults = [fault for fault in reading.faults if fault not in listed]
    reading.faults.append(Fault(text, strangers[0].sheet, strangers[0].cell))


def _warn(book: Book, reading: Reading) -> None:
    """Say what of the file was not read."""
    hidden = [sheet.name for sheet in book.sheets if sheet.hidden and any(any(row) for row in sheet.rows)]
    if hidden:
        reading.notes.append(_("Hidden sheets were not read: {names}.", names=", ".join(hidden)))
    for question in reading.questions:
        if question.key.startswith("heading ") and question.answer == LEAVE_OUT:
            reading.notes.append(_("The column «{column}» was left out.", column=question.said))


def report_frame(figures: list[Figure]) -> pd.DataFrame:
    """Report rows with the store's column types; ``this_quarter`` is what stood beside a figure for the year to date."""
    whole = {"period": "int64", "amount": "Int64", "this_quarter": "Int64"}
    columns = {name: pd.Series([getattr(f, name) for f in figures], dtype=whole.get(name)) for name in COLUMNS}
    return pd.DataFrame(columns, copy=False)


def _each_once(figures: list[Figure], reading: Reading) -> list[Figure]:
    """One figure for each unit, indicator and quarter; a fault for every other one.

    Where a file gives this quarter's figure beside that for the year to date, the latter counts, because it also tells
    what is not known of earlier quarters; the former is kept beside it, to be compared.
    """
    first: dict[tuple, Figure] = {}
    for figure in figures:
        key = (figure.unit, figure.indicator, figure.period)
        other = first.setdefault(key, figure)
        if other is figure:
            continue
        both = {figure.said: figure, other.said: other}
        if set(both) == {"quarter", "cumulative"} and other.this_quarter is None:
            quarter, whole = both["quarter"], both["cumulative"]
            whole.this_quarter = quarter.amount
            first[key] = quarter if whole.amount is None else whole
            continue
        expected = _("one figure for this unit, indicator and quarter; {cell} has one already", cell=other.cell)
        reading.faults.append(Fault(expected, figure.sheet, figure.cell, str(figure.amount)))
    return list(first.values())
