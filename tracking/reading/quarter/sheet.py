"""Quarterly workbooks → report rows: wide (an indicator a column), long (a figure a row) or a form (an indicator a row)."""

from dataclasses import replace

import pandas as pd

from tracking.catalogue import meaning_of
from tracking.language import _
from tracking.opening import Book, Sheet, address
from tracking.quarters import period_of
from tracking.reading.layout.layout import propose
from tracking.reading.layout.periods import Period, period_said
from tracking.reading.layout.tables import UNIT, Table, owner_said, tables_of
from tracking.reading.layout.titles import (
    days_filled_in,
    is_of_another_time,
    is_plan,
    period_of_lines,
    said_period,
    sheet_period,
    shown_sheets,
    title_lines,
)
from tracking.reading.problems import LEAVE_OUT, Fault, Question
from tracking.reading.quarter.cells import Figure, Figures
from tracking.reading.quarter.months import months_to_quarters
from tracking.reading.quarter.pairs import figures_of_pairs
from tracking.reading.quarter.rows import figures_of_table
from tracking.reading.sheets import Known, Reading

__all__ = ["read_quarter", "report_frame"]
BASIS, PERIOD, ADD_UP = "basis", "period", "add_up"
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
    said, asked = _period_answered(book, read, said, (year, quarter), known)
    if asked and asked.answer:
        reading.questions.append(asked)
    untold = bool(asked) and not (said_period(book).quarter or said.month)
    of_sums = "cumulative" if basis == "cumulative" else known.answers.get(BASIS, "") or "cumulative"
    rows: list[Figure] = []
    sheets: list[Figures] = []
    vocabulary = known.vocabulary()
    for sheet in read:
        own = sheet_period(sheet)
        period = Period(year or own.year or said.year, quarter or own.quarter or said.quarter)
        basis_here = of_sums if untold else _basis_of(sheet, own, said, basis, of_sums)
        figures = Figures(sheet, known, vocabulary, reading, period, basis_here, book.file_name)
        figures.speaks_of_sums = (
            own.cumulative or (own.quarter is None and said.cumulative and len(read) == 1) or untold
        )
        if own.month and not own.quarter:
            figures.month = own.month
        rows.extend(_rows_of(sheet, figures))
        sheets.append(figures)
    if any(figures.speaks_of_sums and figures.rests_on_basis for figures in sheets):
        _ask_whether_sums(basis, untold, known, reading)
    if any(figures.lacks_period for figures in sheets) and asked and not asked.answer:
        reading.questions.append(asked)
    _one_fault_for_strangers(sheets, reading)
    seen = any(figures.understood for figures in sheets)
    if not rows and not reading.faults and not any(question.choices for question in reading.questions):
        blank = _("The headings are right, but no figure is filled in.")
        unknown = _("No figures were found. The header needs unit names and indicator names.")
        reading.faults.append(Fault(blank if seen else unknown))
    _warn(book, reading)
    rows = months_to_quarters(rows, known, reading)
    table = report_frame(rows)
    if table.duplicated(["unit", "indicator", "period"]).any():
        table = report_frame(_each_once(rows, known, reading))
    periods = set(table["period"])
    reading.period = int(periods.pop()) if len(periods) == 1 else None
    if not (year or quarter) and (table.empty or (table["period"] == reading.period).all()):
        _ask_whether_that_late(read, reading.period, known, reading)
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


def _ask_whether_that_late(read: list[Sheet], period: int | None, known: Known, reading: Reading) -> None:
    """Ask once where a sheet was filled in more than a quarter after the one it speaks of had ended: last quarter's title may
    have stayed."""
    days = [day for sheet in read for day in days_filled_in(sheet)]
    if period is None or not days or max(days) > known.today:
        return
    late = period_of(max(days).year, (max(days).month + 2) // 3) - period
    if late > 1:
        text = _(
            "It was filled in on {day}, but speaks of {period}. Is it about that quarter?",
            day=max(days),
            period=_period_text(Period(period // 4, period % 4 + 1)),
        )
        reading.questions.append(Question("filled_in_late", text))


def _period_text(said: Period) -> str:
    return f"{said.year or '…'} Q{said.quarter or '…'}"


def _period_answered(
    book: Book, read: list[Sheet], said: Period, chosen: tuple[int | None, int | None], known: Known
) -> tuple[Period, Question | None]:
    """What the file says of time, with what was answered where it does not say its quarter; and the question to ask there.

    The day on which a sheet was filled in proposes the quarter that had ended by then.
    """
    if all(chosen) or (said.year and said.quarter):
        return said, None
    filled = max((day for sheet in read for day in days_filled_in(sheet)), default=None)
    months = {own.month for sheet in read if (own := sheet_period(sheet)).month} | (
        {said.month} if said.month else set()
    )
    quarters = {(month + 2) // 3 for month in months}
    ended = period_of(filled.year, (filled.month + 2) // 3) - 1 if filled else None
    newest = ended if ended is not None else period_of(known.today.year, (known.today.month + 2) // 3) - 1
    years = [said.year] if said.year else sorted({newest // 4, (newest + 1) // 4, known.today.year}, reverse=True)
    wanted = [said.quarter] if said.quarter else sorted(quarters) or [1, 2, 3, 4]
    periods = [period_of(year, quarter) for year in years for quarter in wanted]
    periods.sort(key=lambda period: (abs(period - newest), -period))
    choices = tuple((f"{p // 4} {p % 4 + 1}", _period_text(Period(p // 4, p % 4 + 1))) for p in periods)
    written = said.odd or (_("month {month}", month=", ".join(map(str, sorted(months)))) if months else "")
    text = (
        _("The file speaks of «{time}», which is no quarter. Which quarter is it about?", time=written)
        if written
        else _("The file does not say its year and quarter. Which are they?")
    )
    answer = known.answers.get(PERIOD, "")
    if answer:
        year, quarter = map(int, answer.split())
        said = Period(year, quarter, said.cumulative)
    return said, Question(PERIOD, text, choices=choices, answer=answer)


def _ask_whether_sums(given: str | None, untold: bool, known: Known, reading: Reading) -> None:
    """A title such as 上半年 or 1-6月 speaks of sums; whether figures without a word of their own are is asked once a file,
    unless the caller says the same."""
    if given == "cumulative":
        return
    choices = (
        ("cumulative", _("year to date, from 1 January")),
        ("quarter", _("this quarter's alone")),
    )
    text = _("The title speaks of the year to date. Are figures without a word of their own sums from 1 January?")
    if untold:
        text = _("Nothing says whether the figures are this quarter's alone or sums from 1 January. Which are they?")
    reading.questions.append(Question(BASIS, text, choices=choices, answer=known.answers.get(BASIS, "")))


def _basis_of(sheet: Sheet, own: Period, said: Period, given: str | None, of_sums: str) -> str:
    """What figures of a sheet without a word of their own are: by its own title or name, else by the book's."""
    if meaning_of(sheet.name, "basis_quarter"):
        return "quarter"
    sums = own.cumulative or (own.quarter is None and said.cumulative)
    return of_sums if sums else given or "quarter"


def _rows_of(sheet: Sheet, figures: Figures) -> list[Figure]:
    tables = [table for part, first in _sections(sheet) for table in tables_of(part, figures.vocabulary, first)]
    _ask_whether_all_count(tables, figures)
    rows = [row for table in tables for row in figures_of_table(propose(table, figures.vocabulary), figures)]
    rows += figures_of_pairs(sheet, tables, figures)
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


def _each_once(figures: list[Figure], known: Known, reading: Reading) -> list[Figure]:
    """One figure for each unit, indicator and quarter.

    Where a file gives this quarter's figure beside that for the year to date, the latter counts, because it also tells
    what is not known of earlier quarters; the former is kept beside it, to be compared. Flows of one unit in several rows of
    a column are added up if somebody says so; else two figures for one thing are a fault, and neither counts.
    """
    kinds = {code: row["kind"] for code, row in known.by_indicator().items()}
    groups: dict[tuple, list[Figure]] = {}
    for figure in figures:
        groups.setdefault((figure.unit, figure.indicator, figure.period), []).append(figure)
    asked = [own for own in groups.values() if _is_listed_twice(own, kinds)]
    answer = _ask_whether_to_add_up(asked, known, reading) if asked else ""
    kept: list[Figure] = []
    for own in groups.values():
        if len(own) == 1:
            kept += own
        elif _is_listed_twice(own, kinds):
            if answer == ADD_UP:
                own[0].amount = sum(figure.amount or 0 for figure in own)
                own[0].state = "value" if own[0].amount else "zero"
                kept.append(own[0])
        elif kinds[own[0].indicator] == "stock" and (level := _one_level(own)):
            kept.append(level)
        elif {figure.basis for figure in own} == {"quarter", "cumulative"} and len(own) == 2:
            quarter, whole = sorted(own, key=lambda figure: figure.basis == "cumulative")
            whole.this_quarter = quarter.amount
            kept.append(quarter if whole.amount is None else whole)
        else:
            for figure in own[1:]:
                expected = _(
                    "one figure for this unit, indicator and quarter; {cell} has one already", cell=own[0].cell
                )
                reading.faults.append(Fault(expected, figure.sheet, figure.cell, str(figure.amount)))
    return kept


def _one_level(own: list[Figure]) -> Figure | None:
    """The level that several cells for one thing say alike, dashes aside; None where they differ."""
    told = [figure for figure in own if figure.state != "proposed"]
    return told[0] if told and len({(figure.state, figure.amount) for figure in told}) == 1 and _beside(own) else None


def _beside(own: list[Figure]) -> bool:
    """Whether cells stand in one row, such as 本季 and 累计 of a level."""
    return len({(figure.sheet, figure.row) for figure in own}) == 1


def _is_listed_twice(own: list[Figure], kinds: dict[str, str]) -> bool:
    """Whether all figures of one thing are flows that stand in several rows of one column."""
    return (
        len(own) > 1
        and all(figure.of_a_row for figure in own)
        and kinds[own[0].indicator] == "flow"
        and len({(figure.sheet, figure.cell.rstrip("0123456789"), figure.basis) for figure in own}) == 1
        and all(figure.amount is not None for figure in own)
    )


def _ask_whether_to_add_up(asked: list[list[Figure]], known: Known, reading: Reading) -> str:
    """The answer to the question, asked once a file, whether rows of one unit add up, as in a list of events."""
    names = dict(zip(known.units["unit"], known.units["name"], strict=True))
    first = asked[0]
    text = _(
        "{count} figures stand in several rows for one unit, such as {cells} for {unit}. Do its rows add up?",
        count=len(asked),
        cells=", ".join(figure.cell for figure in first[:MANY]),
        unit=names[first[0].unit],
    )
    choices = ((ADD_UP, _("yes: each is counted, add them up")), (LEAVE_OUT, _("no: leave these figures out")))
    answer = known.answers.get(ADD_UP, "")
    cells = tuple(figure.cell for own in asked for figure in own)
    reading.questions.append(Question(ADD_UP, text, cells, choices, answer, sheet=first[0].sheet))
    return answer
