"""Which quarter a file is about, and whether its figures are that quarter's or sums from 1 January: said, chosen or asked."""

from dataclasses import dataclass

from tracking.catalogue import meaning_of
from tracking.language import _
from tracking.opening import Book, Sheet
from tracking.quarters import period_of
from tracking.reading.layout.periods import Period, period_said
from tracking.reading.layout.titles import (
    days_filled_in,
    period_of_lines,
    said_period,
    sheet_period,
    title_lines,
)
from tracking.reading.problems import Fault, Question
from tracking.reading.quarter.cells import Figures
from tracking.reading.sheets import Known, Reading

BASIS, PERIOD, OCTOBER = "basis", "period", "october"


@dataclass(frozen=True)
class Chosen:
    """Year, quarter and basis that a person chose for a file; None where the file is to say it."""

    year: int | None = None
    quarter: int | None = None
    basis: str | None = None


class When:
    """What is known of the time of a file's figures; what has to be asked goes to the reading."""

    def __init__(self, book: Book, read: list[Sheet], chosen: Chosen, known: Known, reading: Reading):
        self.book, self.read, self.chosen, self.known, self.reading = book, read, chosen, known, reading
        told = said_period(book)
        _compare_with_chosen(read, told, chosen.year, chosen.quarter, reading)
        _ask_which_period(book, read, told, chosen.year, chosen.quarter, reading)
        self.said, self.asked = _period_answered(book, read, told, (chosen.year, chosen.quarter), known)
        self.untold = not (told.quarter or told.month) and (self.asked is not None or bool(told.odd))
        if self.asked and self.asked.answer:
            reading.questions.append(self.asked)

    def of_sheet(self, sheet: Sheet) -> Period:
        """The period of a sheet's figures where nothing nearer says one; ``month`` where it speaks of one alone.

        ``cumulative`` says that the sheet speaks of sums, or that nothing says what its figures are.
        """
        own, said, chosen = sheet_period(sheet), self.said, self.chosen
        sums = own.cumulative or (own.quarter is None and said.cumulative and len(self.read) == 1) or self.untold
        month = None if own.quarter else own.month
        return Period(chosen.year or own.year or said.year, chosen.quarter or own.quarter or said.quarter, sums, month)

    def basis_of(self, sheet: Sheet) -> str:
        """What figures of a sheet without a word of their own are: by its own title or name, else by the book's."""
        if meaning_of(sheet.name, "basis_quarter") and not self.untold:
            return "quarter"
        own = sheet_period(sheet)
        if self.untold or own.cumulative or (own.quarter is None and self.said.cumulative):
            answered = self.known.answers.get(BASIS, "").replace(OCTOBER, "cumulative") or "cumulative"
            return "cumulative" if self.chosen.basis == "cumulative" else answered
        return self.chosen.basis or "quarter"

    def is_since_october(self, sheet: Sheet) -> bool:
        """Whether the sums of a sheet count from 1 October: its title says so, or that of the book, or it was answered."""
        return sheet_period(sheet).october or self.said.october or self.known.answers.get(BASIS) == OCTOBER

    def ask(self, sheets: list[Figures]) -> None:
        """Ask for the quarter, and whether figures are sums, where some figure rests on that."""
        told = [figures for figures in sheets if not sheet_period(figures.sheet).october and not self.said.october]
        if any(figures.period.cumulative and figures.rests_on_basis for figures in told):
            _ask_whether_sums(self.chosen.basis, self.untold, self.known, self.reading)
        if any(figures.lacks_period for figures in sheets) and self.asked and not self.asked.answer:
            self.reading.questions.append(self.asked)

    def ask_whether_that_late(self, periods: set[int]) -> None:
        """Ask where a sheet was filled in long after the one quarter that its figures are of, unless somebody chose it."""
        if not (self.chosen.year or self.chosen.quarter) and len(periods) <= 1:
            _ask_whether_that_late(self.read, next(iter(periods), None), self.known, self.reading)


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
        (OCTOBER, _("sums from 1 October of the year before")),
    )
    text = _("The title speaks of the year to date. Are figures without a word of their own sums from 1 January?")
    if untold:
        text = _("Nothing says whether the figures are this quarter's alone or sums from 1 January. Which are they?")
    reading.questions.append(Question(BASIS, text, choices=choices, answer=known.answers.get(BASIS, "")))


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
