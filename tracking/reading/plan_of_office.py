"""A plan as an office draws it: 序号 | 工作任务 | 指标 | 全年目标 | 完成时限 | 责任单位, of one union, its targets often in words."""

from datetime import date

from tracking.catalogue import meaning_of
from tracking.language import _
from tracking.opening import Sheet, address
from tracking.reading.layout.headings import MONEY_UNITS
from tracking.reading.layout.layout import propose
from tracking.reading.layout.names import BRACKETS, NUMBERING
from tracking.reading.layout.tables import Table, tables_of, text_of, total_said
from tracking.reading.layout.titles import title_lines
from tracking.reading.layout.vocabulary import Vocabulary
from tracking.reading.phasing import default_phasing
from tracking.reading.plan_words import due_said, target_said
from tracking.reading.problems import Fault, Question, in_sheet
from tracking.reading.sheets import Known, Reading
from tracking.reading.unknown_words import question_about_indicator

TOLERANCES = {"1": 10_000, "0.5": 5_000, "2": 20_000, "5": 50_000}  # points → millionths


def targets_of_office(sheet: Sheet, known: Known, reading: Reading, year: int) -> list[dict]:
    """The targets of every table of a sheet that names no units, as rows of the store's target; faults and questions go to
    the reading. They are those of the union that the title names, else of the topmost one."""
    vocabulary = known.vocabulary()
    found: list[dict] = []
    for table in tables_of(sheet, vocabulary):
        keys = propose(table, vocabulary).keys
        columns = {key: n for key in ("target", "due_date") if (n := _column(table, key)) is not None}
        if "indicator" in keys and "target" in columns:
            unit = _unit_of(sheet, known, vocabulary)
            found += _Reader(table, keys | columns, known, vocabulary, reading, year).targets(unit)
    return found


def _column(table: Table, key: str) -> int | None:
    """The column whose heading says the target or the due date."""
    said = enumerate(table.parts)
    return next((n for n, parts in said if any(meaning_of(BRACKETS.sub("", part), key) for part in parts)), None)


def _unit_of(sheet: Sheet, known: Known, vocabulary: Vocabulary) -> str:
    for text in (*title_lines(sheet), sheet.name):
        if code := vocabulary.unit_within(text):
            return code
    return min(known.paths, key=lambda unit: (known.paths[unit].count("/"), unit))


class _Reader:
    """Reads the rows of one table."""

    def __init__(
        self, table: Table, keys: dict[str, int], known: Known, vocabulary: Vocabulary, reading: Reading, year: int
    ):
        self.table, self.keys, self.known, self.vocabulary = table, keys, known, vocabulary
        self.reading, self.year, self.about = reading, year, known.by_indicator()
        self.roughly: list[str] = []

    def targets(self, unit: str) -> list[dict]:
        """The targets of all rows that hold one."""
        rows = [
            row
            for number, cells in self.table.filled_rows([self.keys[k] for k in ("indicator_group",) if k in self.keys])
            if (row := self._target(number, cells, unit)) is not None
        ]
        if self.roughly:
            self._ask_tolerance()
        return rows

    def _target(self, number: int, cells: list, unit: str) -> dict | None:
        table, column = self.table, self.keys["target"]
        name = NUMBERING.sub("", text_of(cells, self.keys["indicator"]))
        if not name or not text_of(cells, column) or total_said(name):
            return None
        indicator = self._indicator(number, name)
        if indicator is None:
            return None
        measure = self.about[indicator]["measure"]
        at = address(number, column)
        factor = MONEY_UNITS.get(text_of(cells, self.keys.get("measure")), 1)
        said = target_said(cells[column], measure, at in table.sheet.percent, factor)
        if isinstance(said, Fault):
            self.reading.faults.append(in_sheet(said, table.sheet.name, at))
            return None
        due = self._due(number, cells)
        if due is None:
            return None
        tolerance = self._tolerance(at, said.amount, measure) if said.comparator == "about" else 0
        start = date(self.year, 1, 1)
        phasing = default_phasing(indicator, self.about[indicator], said.comparator, start, due)
        note = text_of(cells, self.keys.get("note")) or None
        return {
            "unit": unit, "indicator": indicator, "period_start": start, "due_date": due, "target": said.amount,
            "comparator": said.comparator, "tolerance": tolerance, "phasing": phasing, "window_opens": None,
            "baseline": None, "note": note, "sheet": table.sheet.name, "cell": at,
        }  # fmt: skip

    def _indicator(self, number: int, name: str) -> str | None:
        """The indicator of a row; asked once where the name is not known."""
        meaning = self.vocabulary.meaning([name])
        if meaning and meaning.indicator:
            return meaning.indicator
        cell = address(number, self.keys["indicator"])
        leave = _("no indicator of ours: leave the row out")
        question = question_about_indicator([name], cell, self.table.sheet, self.known, leave, planned=True)
        self.reading.questions.append(question)
        return question.answer if question.answer in self.about else None

    def _due(self, number: int, cells: list) -> date | None:
        """The day by which the target is due; a fault where its cell says none."""
        column = self.keys.get("due_date")
        said = text_of(cells, column)
        if column is None or not said:
            return date(self.year, 12, 31)
        due = due_said(cells[column], self.year)
        if due is None or due.year != self.year:
            expected = _("a day of {year} such as 9月底前", year=self.year)
            self.reading.faults.append(self.table.fault(number, column, expected, said))
            return None
        return due

    def _tolerance(self, at: str, amount: int, measure: str) -> int:
        self.roughly.append(at)
        answer = self.known.answers.get("tolerance", "")
        share = TOLERANCES.get(answer, 0)
        return share if measure == "%" else amount * share // 10**6

    def _ask_tolerance(self) -> None:
        """Ask once how near a target that is met “about” must be met."""
        text = _("{cells} are to be met “about”. How near is that?", cells=", ".join(self.roughly))
        choices = tuple((key, _("within {points} points or percent", points=key)) for key in TOLERANCES)
        answer = self.known.answers.get("tolerance", "")
        question = Question("tolerance", text, tuple(self.roughly), choices, answer, sheet=self.table.sheet.name)
        self.reading.questions.append(question)
