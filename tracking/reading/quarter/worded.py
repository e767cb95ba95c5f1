"""Words in place of numbers: 是/否, √/×, 已签/未签 or the day of signing, in a column that counts the enterprise itself."""

from datetime import date

from tracking.catalogue import fold, meaning_of
from tracking.language import _
from tracking.opening import Sheet, address
from tracking.reading.layout.grid import cell_at
from tracking.reading.layout.periods import as_date
from tracking.reading.layout.tables import Table
from tracking.reading.numbers import is_blank
from tracking.reading.problems import LEAVE_OUT, Question
from tracking.reading.quarter.cells import Figure, Figures

YES, YES_OR_BLANK = "yes", "yes, blank is no"
MOSTLY = 0.6  # the share of cells that are such words, for a column to be one of words
SHOWN = 4


def says_yes(cell: object) -> bool:
    """Whether a cell says 是, √, 已签, or the day on which it was done."""
    return _may_say(cell) and (bool(meaning_of(cell, "word_yes")) or as_date(cell) is not None)


def says_no(cell: object) -> bool:
    """Whether a cell says 否, ×, 未签; 无 and dashes only beside other words."""
    return _may_say(cell) and bool(meaning_of(cell, "word_no"))


def _may_say(cell: object) -> bool:
    return isinstance(cell, str | date)


def column_of_words(table: Table, column: int) -> tuple[bool, bool]:
    """Whether a column holds such words instead of numbers, and whether they are dates alone."""
    cells = [cells[column] for _row, cells in table.rows() if column < len(cells) and not is_blank(cells[column])]
    yes, no = sum(map(says_yes, cells)), sum(map(says_no, cells))
    surely = yes or any(says_no(cell) and not meaning_of(cell, "not_applicable_proposed") for cell in cells)
    dates = yes > 0 and sum(as_date(cell) is not None for cell in cells if _may_say(cell)) == yes
    return bool(surely and yes + no >= MOSTLY * len(cells)), dates


def ask_what_words_mean(table: Table, columns: list[int], figures: Figures) -> str:
    """The answer to the question, asked once a table, what its words are as numbers; remembered for these headings."""
    told = [
        (number, column, cells[column])
        for number, cells in table.rows()
        for column in columns
        if column < len(cells) and (says_yes(cells[column]) or says_no(cells[column]))
    ]
    headings = [table.header[column] if column < len(table.header) else "" for column in columns]
    return ask_about_words(table.sheet, headings, told, figures)


def ask_about_words(sheet: Sheet, headings: list[str], told: list[tuple[int, int, object]], figures: Figures) -> str:
    """The answer to what words below or beside some headings are as numbers; ``told`` are their rows, columns and values."""
    said = list(dict.fromkeys(str(cell).strip()[:10] for _row, _column, cell in told))
    text = _(
        "«{sheet}», «{columns}»: words or dates stand where numbers are expected, such as {words}. Is each that says yes 1,"
        " and each that says no 0?",
        sheet=sheet.name,
        columns=_(", ").join(headings),
        words=_(", ").join(said[:SHOWN]),
    )
    choices = (
        (YES, _("yes: 1; no: 0; blank: not reported")),
        (YES_OR_BLANK, _("yes: 1; no or left blank: 0")),
        (LEAVE_OUT, _("leave these columns out")),
    )
    key = f"words {fold(' '.join(headings))}"
    answer = figures.known.answers.get(key, "")
    if key not in {known.key for known in figures.reading.questions}:
        places = tuple(address(row, column) for row, column, _cell in told)
        heading = " | ".join(headings)
        figures.reading.questions.append(Question(key, text, places, choices, answer, heading, sheet.name))
    return answer


def worded_figure(figures: Figures, unit: str, code: str, period: int, place: tuple[int, int], amount: int) -> Figure:
    """A word as the number, 1 or 0, that it was said to mean; a day in its place is noted."""
    at = {"sheet": figures.sheet.name, "cell": address(*place)}
    if amount and (day := as_date(cell_at(figures.sheet, *place))):
        figures.signed.append({"unit": unit, "indicator": code, "day": day, **at})
    basis = "level" if figures.about[code]["kind"] == "stock" else figures.basis
    figure = Figure(unit, code, period, basis, figures.sheet.name, address(*place), place[0], None)
    figure.amount = amount
    figure.state = "value" if figure.amount else "zero"
    return figure
