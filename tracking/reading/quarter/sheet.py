"""Quarterly workbooks → report rows: wide (an indicator a column), long (a figure a row) or a form (an indicator a row)."""

from dataclasses import replace

import pandas as pd

from tracking.catalogue import MEASURES, meaning_of
from tracking.language import _
from tracking.opening import Book, Sheet, address
from tracking.reading.headings import MONEY_UNITS, Period, period_said
from tracking.reading.problems import LEAVE_OUT, Fault, Question
from tracking.reading.quarter.cells import Figure, Figures
from tracking.reading.quarter.form import form_rows, owner_said
from tracking.reading.quarter.long import long_rows
from tracking.reading.quarter.wide import wide_rows
from tracking.reading.sheets import Known, Reading
from tracking.reading.table import Table, columns_of, find_table, tables_beside_and_below, text_of
from tracking.reading.titles import (
    is_of_another_time,
    is_plan,
    period_of_lines,
    said_period,
    sheet_period,
    shown_sheets,
    title_lines,
)

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

    ``tables["report"]``: unit, indicator, period, amount, state, basis, qualifier, note, sheet, cell, this_quarter
    (what a column beside a year to date said). Year, quarter and basis given by the caller must agree with what the
    file says; a basis given holds where the file says none.
    """
    said = said_period(book)
    reading = Reading("quarter")
    read = _sheets_to_read(book, reading)
    _compare_with_chosen(read, said, year, quarter, reading)
    _ask_which_period(book, read, said, year, quarter, reading)
    of_sums = _ask_whether_sums(read, said, basis, known, reading)
    rows: list[Figure] = []
    sheets: list[Figures] = []
    for sheet in read:
        own = sheet_period(sheet)
        period = Period(year or own.year or said.year, quarter or own.quarter or said.quarter)
        figures = Figures(sheet, known, reading, period, _basis_of(sheet, own, said, basis, of_sums))
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


def _sheets_to_read(book: Book, reading: Reading) -> list[Sheet]:
    """The sheets that hold this file's quarter; whether a plan or last year's figures stay out is asked once a sheet."""
    shown, read = shown_sheets(book), []
    for sheet in shown:
        if len(shown) == 1 or not (is_plan(sheet) or is_of_another_time(sheet)):
            read.append(sheet)
        elif any(sheet.rows):
            text = _(
                "«{sheet}» looks like a plan or figures for comparison. Is it right to leave it out?", sheet=sheet.name
            )
            reading.questions.append(Question(f"left_out {sheet.name}", text, sheet=sheet.name))
    return read


def _compare_with_chosen(
    read: list[Sheet], said: Period, year: int | None, quarter: int | None, reading: Reading
) -> None:
    """A fault for every sheet, or the file, that speaks of another period than was chosen."""
    expected = _("the file to be about {year} quarter {quarter}", year=year or "…", quarter=quarter or "…")

    def differs(told: Period) -> bool:
        return bool(
            (year and told.year and year != told.year) or (quarter and told.quarter and quarter != told.quarter)
        )

    wrong = [(sheet.name, told) for sheet in read if differs(told := sheet_period(sheet))]
    if not wrong and differs(said):
        wrong = [(read[0].name if read else "", said)]
    for name, told in wrong:
        reading.faults.append(Fault(expected, name, found=f"{told.year or ''} Q{told.quarter or ''}"))


def _ask_which_period(
    book: Book, read: list[Sheet], said: Period, year: int | None, quarter: int | None, reading: Reading
) -> None:
    """Ask once where the name of the file or of its sheet speaks of another quarter than its titles, and nobody chose."""
    names = [(book.file_name, said)]
    names += [(sheet.name, period_of_lines(title_lines(sheet))) for sheet in read]
    for text, titles in names:
        named = period_said(text)
        pairs = ((named.year, titles.year, year), (named.quarter, titles.quarter, quarter))
        if any(name and title and name != title and not chosen for name, title, chosen in pairs):
            asked = _(
                "The name «{file}» speaks of {name}, the title of {title}. Is it about {title}?",
                file=text,
                name=_period_text(Period(named.year or titles.year, named.quarter or titles.quarter)),
                title=_period_text(titles),
            )
            reading.questions.append(Question(f"other_period_in_name {text}", asked))


def _period_text(said: Period) -> str:
    return f"{said.year or '…'} Q{said.quarter or '…'}"


def _ask_whether_sums(read: list[Sheet], said: Period, given: str | None, known: Known, reading: Reading) -> str | None:
    """A title such as 上半年 or 1-6月 speaks of sums; whether its figures are sums is asked once per file, unless the
    caller says the same. The answer, cumulative as long as nobody said; None where no title speaks so."""
    if not any(sheet_period(sheet).cumulative for sheet in read) and not (said.cumulative and len(read) == 1):
        return None
    if given == "cumulative":
        return given
    choices = (
        ("cumulative", _("year to date, from 1 January")),
        ("quarter", _("this quarter's alone")),
    )
    answer = known.answers.get(BASIS, "")
    text = _("The title speaks of the year to date. Are figures without a word of their own sums from 1 January?")
    reading.questions.append(Question(BASIS, text, choices=choices, answer=answer))
    return answer or "cumulative"


def _basis_of(sheet: Sheet, own: Period, said: Period, given: str | None, of_sums: str | None) -> str:
    """What figures of a sheet without a word of their own are: by its own title or name, else by the book's."""
    if meaning_of(sheet.name, "basis_quarter"):
        return "quarter"
    sums = own.cumulative or (own.quarter is None and said.cumulative)
    return (of_sums if sums else None) or given or "quarter"


def _rows_of(sheet: Sheet, figures: Figures) -> list[Figure]:
    by_unit = find_table(sheet, "unit_code") or find_table(sheet, "unit_name")
    if by_unit is not None and _names_measures(by_unit):
        by_unit = None
    if by_unit is not None:
        long = find_table(sheet, "indicator", "amount")
        tables = [long] if long else tables_beside_and_below(by_unit, figures.names)
        rows = long_rows(long, figures) if long else _rows_of_tables(tables, figures)
    elif forms := _forms_of(sheet):
        tables = forms
        rows = [row for form in forms for row in form_rows(form, figures)]
    else:
        tables, rows = [], []
    figures.ask()
    figures.ask_about_the_rest(tables)
    return rows


def _names_measures(table: Table) -> bool:
    """Whether a column headed 单位 holds measures: then the sheet is a form, an indicator a row."""
    column = columns_of(table, "unit_name").get("unit_name")
    if column is None or not columns_of(table, "indicator"):
        return False
    said = [text for _row, cells in table.rows() if (text := text_of(cells, column))]
    return bool(said) and all(text in MEASURES or text in MONEY_UNITS for text in said)


def _forms_of(sheet: Sheet) -> list[Table]:
    """The forms of a sheet, an indicator a row: each begins with a line that says whose it is."""
    starts = [number for number, cells in enumerate(sheet.rows) if any(owner_said(cell) is not None for cell in cells)]
    if len(starts) < 2:
        return [form] if (form := find_table(sheet, "indicator")) else []
    ends = [*starts[1:], len(sheet.rows)]
    starts[0] = 0
    parts = [
        replace(sheet, rows=[cells if start <= n < end else [] for n, cells in enumerate(sheet.rows)])
        for start, end in zip(starts, ends, strict=True)
    ]
    found = [find_table(part, "indicator", first=start) for part, start in zip(parts, starts, strict=True)]
    return [form for form in found if form]


def _rows_of_tables(tables: list[Table], figures: Figures) -> list[Figure]:
    """The rows of all tables of a sheet; whether those with other headings count as well is asked once a sheet."""
    if len({tuple(filter(None, table.header)) for table in tables}) > 1 or len({table.said for table in tables}) > 1:
        cells = tuple(address(table.header_row, 0) for table in tables)
        text = _(
            "«{sheet}» holds {count} tables, with headings in the rows {rows}. Do all of them count?",
            sheet=tables[0].sheet.name,
            count=len(tables),
            rows=", ".join(str(table.header_row + 1) for table in tables),
        )
        figures.reading.questions.append(
            Question(f"tables {tables[0].sheet.name}", text, cells, sheet=tables[0].sheet.name)
        )
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
