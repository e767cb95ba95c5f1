"""Quarterly workbooks → report rows: wide (an indicator a column), long (a figure a row) or a form (an indicator a row)."""

from dataclasses import asdict, replace

import pandas as pd

from tracking.catalogue import meaning_of
from tracking.language import _
from tracking.opening import Book, Sheet, address
from tracking.reading.layout.layout import propose
from tracking.reading.layout.memory import Answers, drawing_of, with_answers
from tracking.reading.layout.tables import UNIT, Table, find_table, owner_said, tables_of
from tracking.reading.layout.titles import (
    is_of_another_time,
    is_plan,
    shown_sheets,
)
from tracking.reading.layout.vocabulary import Vocabulary
from tracking.reading.problems import LEAVE_OUT, Fault, Question
from tracking.reading.quarter.cells import Figure, Figures
from tracking.reading.quarter.deeds import deeds_of_table
from tracking.reading.quarter.months import months_to_quarters
from tracking.reading.quarter.once import each_once
from tracking.reading.quarter.pairs import figures_of_pairs
from tracking.reading.quarter.rows import figures_of_table
from tracking.reading.quarter.since_october import from_january
from tracking.reading.quarter.when import Chosen, When
from tracking.reading.sheets import Known, Reading, Shorts, ask_about_names

__all__ = ["read_quarter", "report_frame"]
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
    (what a column beside a year to date said); ``tables["deed"]`` what units tell beside them (deeds.Deed), ``tables["signed"]`` the days
    that stood in place of a yes. Year, quarter and basis given by the caller must agree with what the
    file says; a basis given holds where the file says none.
    """
    reading = Reading("quarter")
    read = _sheets_to_read(book, reading)
    vocabulary = known.vocabulary()
    tables = {sheet.name: _tables_of(sheet, vocabulary) for sheet in read}
    reading.drawing = drawing_of([table for own in tables.values() for table in own], read, vocabulary)
    answers = Answers(known.answers, reading.drawing)
    known = known.answered(answers)
    when = When(book, read, Chosen(year, quarter, basis), known, reading)
    shorts = Shorts(read[0].name if read else "")
    sheets = [
        Figures(sheet, known, vocabulary, reading, when.of_sheet(sheet), when.basis_of(sheet), book.file_name, shorts)
        for sheet in read
    ]
    rows = [figure for figures in sheets for figure in _rows_of(figures, tables[figures.sheet.name])]
    ask_about_names([figures.units for figures in sheets], reading)
    when.ask(sheets)
    _one_fault_for_strangers(sheets, reading)
    if not rows and not reading.faults and not any(question.choices for question in reading.questions):
        blank = _("The headings are right, but no figure is filled in.")
        unknown = _("No figures were found. The header needs unit names and indicator names.")
        reading.faults.append(Fault(blank if any(figures.understood for figures in sheets) else unknown))
    _warn(book, reading)
    rows = from_january(rows, {sheet.name for sheet in read if when.is_since_october(sheet)}, known, reading)
    rows = months_to_quarters(rows, known, reading)
    table = report_frame(rows)
    if table.duplicated(["unit", "indicator", "period"]).any():
        table = report_frame(each_once(rows, known, reading))
    periods = {int(period) for period in table["period"].unique()}
    reading.period = next(iter(periods)) if len(periods) == 1 else None
    when.ask_whether_that_late(periods)
    reading.tables["report"] = table
    deeds = {(deed.unit, deed.period): deed for figures in sheets for deed in figures.deeds}
    if deeds:
        reading.notes.append(_("What {count} units tell of their work is kept for the report.", count=len(deeds)))
    reading.tables["deed"] = pd.DataFrame([asdict(deed) for deed in deeds.values()])
    reading.tables["signed"] = pd.DataFrame([one for figures in sheets for one in figures.signed])
    reading.tables["implied"] = pd.DataFrame([asdict(one) for figures in sheets for one in figures.implied])
    reading.read = {figures.sheet.name: (figures.sheet, figures.tables) for figures in sheets}
    reading.questions = with_answers(reading.questions, answers)
    return reading


def _sheets_to_read(book: Book, reading: Reading) -> list[Sheet]:
    """The sheets that hold this file's quarter; whether a plan or last year's figures stay out is asked once a sheet."""
    shown, read = shown_sheets(book), []
    for sheet in shown:
        if len(shown) > 1 and meaning_of(sheet.name, "explains"):
            reading.notes.append(_("«{sheet}» explains and was not read.", sheet=sheet.name))
        elif len(shown) == 1 or not (is_plan(sheet) or is_of_another_time(sheet)):
            read.append(sheet)
        elif any(sheet.rows):
            text = _(
                "«{sheet}» looks like a plan or figures for comparison. Is it right to leave it out?", sheet=sheet.name
            )
            reading.questions.append(Question(f"left_out {sheet.name}", text, sheet=sheet.name))
    return read


def _tables_of(sheet: Sheet, vocabulary: Vocabulary) -> list[Table]:
    return [table for part, first in _sections(sheet) for table in tables_of(part, vocabulary, first)]


def _rows_of(figures: Figures, tables: list[Table]) -> list[Figure]:
    _ask_whether_all_count(tables, figures)
    layouts = [propose(table, figures.vocabulary) for table in tables]
    rows = [row for layout in layouts for row in figures_of_table(layout, figures)]
    if not layouts and (told := find_table(figures.sheet, "unit_name", "deeds")):  # a sheet of texts alone
        layouts = [propose(told, figures.vocabulary)]
    figures.deeds += [deed for layout in layouts for deed in deeds_of_table(layout, figures)]
    rows += figures_of_pairs(figures.sheet, tables, figures)
    figures.ask()
    if not figures.lacks_period:
        figures.ask_about_the_rest(tables)
    return rows


def _sections(sheet: Sheet) -> list[tuple[Sheet, int]]:
    """The forms of a sheet, each of which begins with a line that says whose it is, with their first rows; else the sheet."""
    starts = [number for number, cells in enumerate(sheet.rows) if any(owner_said(cell) is not None for cell in cells)]
    if len(starts) < 2:
        return [(sheet, 0)]
    ends = [*starts[1:], len(sheet.rows)]
    starts[0] = 0
    return [
        (replace(sheet, rows=[cells if start <= n < end else [] for n, cells in enumerate(sheet.rows)]), start)
        for start, end in zip(starts, ends, strict=True)
    ]


def _ask_whether_all_count(tables: list[Table], figures: Figures) -> None:
    """Whether tables of a sheet with other headings than its first count as well is asked once a sheet."""
    by_unit = [table for table in tables if any(meaning_of(text, *UNIT) for text in table.header if text)]
    kinds = {tuple(filter(None, table.header)) for table in by_unit}
    if len(kinds) > 1 or len({table.said for table in by_unit}) > 1:
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
