"""One sheet's figures: a cell → a report row, and what is to be asked about its columns."""

import re
from dataclasses import dataclass, replace

import numpy as np

from tracking.catalogue import MONEY, meaning_of
from tracking.language import N_, _
from tracking.opening import Sheet, address
from tracking.quarters import period_of
from tracking.reading.layout.grid import merged_cells
from tracking.reading.layout.headings import MONEY_UNITS, ColumnMeaning, not_a_figure
from tracking.reading.layout.layout import is_measure
from tracking.reading.layout.names import same_measure
from tracking.reading.layout.periods import Period
from tracking.reading.layout.picture import ReadTable
from tracking.reading.layout.tables import Table, is_footer, total_said
from tracking.reading.layout.titles import title_lines
from tracking.reading.layout.vocabulary import Vocabulary
from tracking.reading.numbers import Proposal, is_blank, leads_with_zero, read_amount
from tracking.reading.problems import Fault, Question, in_sheet
from tracking.reading.sheets import Known, Reading, Shorts, UnitFinder
from tracking.reading.unknown_words import question_about_indicator

PROPOSED = {
    "chinese_numeral": N_(
        "«{sheet}», «{column}»: {count} cells are written as words, such as «{found}». Is that {amount}?"
    ),
    "comma_for_point": N_("«{sheet}», «{column}»: {count} cells have a comma such as «{found}». Is that {amount}?"),
    "fraction_or_percent": N_(
        "«{sheet}», «{column}»: {count} cells hold a fraction such as «{found}». Is that {amount}?"
    ),
}
MONEY_LINE = re.compile("单位.*?(万元|千元)|[（(](万元|千元)[)）]|\\A(万元|千元)\\Z")
# 35人（其中女12人）, 75人次（分两批）; what a bracket says of the measure is no note: 3.5（万元）
WITH_A_NOTE = re.compile(
    r"\s*(.*?\d[^（(]*?)\s*[（(]\s*((?:其中|含|包括).*|(?![^)）]*[\d０-９万千百十亿元])[\u4e00-\u9fff、，,]{3,})[)）]\s*",
    re.DOTALL,
)
MENTIONED = 4  # cells that a question names


@dataclass(slots=True)
class Figure:
    """One cell's figure, with the columns of a report row. There may be a hundred thousand of them, so they are small.

    ``row`` is its row in the sheet, from 0; ``said`` the basis that its own headings say; ``this_quarter`` the amount that
    stood beside one for the year to date; ``of_a_row`` that its row names its unit.
    """

    unit: str
    indicator: str
    period: int
    basis: str
    sheet: str
    cell: str
    row: int
    said: str | None
    state: str = "value"
    amount: int | None = None
    qualifier: str | None = None
    note: str | None = None
    this_quarter: int | None = None
    month: int | None = None
    of_a_row: bool = False


class Figures:
    """Turns the cells of one sheet into figures; faults and questions go to the reading."""

    def __init__(
        self,
        sheet: Sheet,
        known: Known,
        vocabulary: Vocabulary,
        reading: Reading,
        period: Period,
        basis: str,
        file: str,
        shorts: Shorts | None = None,
    ):
        self.sheet, self.known, self.reading, self.period, self.basis, self.file = (
            sheet,
            known,
            reading,
            period,
            basis,
            file,
        )
        self.vocabulary = vocabulary
        self.names = vocabulary.indicators
        self.measures = vocabulary.measures
        self.about = known.by_indicator()
        of_quarter = period_of(period.year, period.quarter) if period.year and period.quarter else None
        self.units = UnitFinder(known, vocabulary, of_quarter, shorts)
        self.tables: list[ReadTable] = []
        self.implied: list = []  # of Implied: the targets that rates of completion imply
        self.deeds: list = []  # of Deed: what units tell beside their figures
        self.signed: list[dict] = []  # days in place of a yes: unit, indicator, day, sheet, cell
        self.understood = self.lacks_period = self.rests_on_basis = False
        self.money_factor = _factor_above(sheet)
        self._merged = merged_cells(sheet)
        self._seen = np.zeros((len(sheet.rows) + 1, max(map(len, sheet.rows), default=0) + 1), dtype=bool)
        self._proposed: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
        self._dashes: dict[tuple[int, str], list[str]] = {}
        self._zeros: dict[str, list[tuple[str, str]]] = {}
        self._measures: dict[str, Question] = {}
        self._measured_anew: set[str] = set()

    def period_at(self, table: Table, row: int, column: int, said: ColumnMeaning) -> int | None:
        """The quarter of a figure as one number; None, with a fault once per file, where nothing says it."""
        year = said.year or table.said.year or self.period.year
        month = said.month or (None if said.quarter else table.said.month or self.period.month)
        quarter = said.quarter or ((month + 2) // 3 if month else None) or table.said.quarter or self.period.quarter
        if year and quarter:
            return period_of(year, quarter)
        self.lacks_period = True
        return None

    def month_of(self, table: Table, said: ColumnMeaning) -> int | None:
        """The month that a figure is about, where its column, row, table or sheet says one and no quarter."""
        return (
            None
            if said.quarter
            else said.month or table.said.month or (None if table.said.quarter else self.period.month)
        )

    def note(self, text: str) -> None:
        """Say something once."""
        if text not in self.reading.notes:
            self.reading.notes.append(text)

    def meaning_of_column(
        self, table: Table, column: int, parts: list[str], totals: dict[int, ColumnMeaning]
    ) -> ColumnMeaning | None:
        """What a column of figures means, a computed rate included; None for one that is left out or asked about.

        A column of totals across, 合计 beside months or under one indicator, goes to ``totals``.
        """
        if not_a_figure(parts, self.names):
            self.leave_out(table, column, parts)
            return None
        meaning = self.vocabulary.meaning(parts)
        if meaning is None and total_said(parts[-1]):
            group = self.vocabulary.meaning(parts[:-1]) if len(parts) > 1 else None
            if group or len(parts) == 1:
                totals[column] = group or ColumnMeaning(None)
                return None
        if meaning is None or meaning.indicator is None:
            self.saw_column(table, column)
            answer = self.ask_heading(table, (table.header_row, column), parts, below=True)
            meaning = answer
        if meaning and self.money_factor != 1 and meaning.money_factor == 1:
            says_yuan = any("元" in part for part in parts)
            meaning = meaning if says_yuan else replace(meaning, money_factor=self.money_factor)
        if meaning is not None and self.about[meaning.code]["kind"] != "rate":
            self.understood = True
        return meaning

    def factor_of_measure(self, table: Table, row: int, column: int | None, indicator: str, said: str) -> int:
        """What a cell of 计量单位 means for the figures beside it: 10,000 for 万元. Another measure than the catalogue's is
        asked about once for each indicator."""
        own = self.measures[indicator]
        if said in MONEY_UNITS and own == MONEY:
            return MONEY_UNITS[said]
        if column is not None and is_measure(said) and not same_measure(said, own):
            text = _(
                "«{sheet}» {cell}: {indicator} is counted in {said} here, in {measure} in the catalogue. Is it the same?",
                sheet=self.sheet.name,
                cell=address(row, column),
                indicator=self.about[indicator]["name"],
                said=said,
                measure=own,
            )
            key = f"measure {self.sheet.name} {indicator}"
            asked = Question(key, text, (address(row, column),), sheet=self.sheet.name)
            self._measures.setdefault(indicator, asked)
        return self.money_factor if own == MONEY and not said else 1

    def leave_out(self, table: Table, column: int, parts: list[str]) -> None:
        """Leave out a column that is no report, and say so where it holds anything."""
        self.saw_column(table, column)
        if any(not is_blank(cells[column]) for _row, cells in table.rows() if column < len(cells)):
            note = _("The column «{column}» was left out.", column=" / ".join(parts))
            if note not in self.reading.notes:
                self.reading.notes.append(note)

    def saw_row(self, number: int) -> None:
        """Nothing of this row is lost: it was read, compared, or somebody is told."""
        self._seen[number, :] = True

    def saw_column(self, table: Table, column: int) -> None:
        """Nothing of this column of a table is lost; see saw_row."""
        for number, _cells in table.rows():
            if column < self._seen.shape[1]:
                self._seen[number, column] = True

    def ask_about_the_rest(self, tables: list[Table]) -> None:
        """Ask once a sheet about numbers that were neither read nor compared nor asked about."""
        if tables:
            self._seen[: tables[0].header_row] = True
        for table in tables:
            self._seen[table.header_row] = True
        lost = [
            address(row, column)
            for row, cells in enumerate(self.sheet.rows)
            if not is_footer(next((cell for cell in cells if not is_blank(cell)), ""))
            for column, cell in enumerate(cells)
            if not self._seen[row, column] and _is_number(cell)
        ]
        if lost:
            text = _(
                "«{sheet}»: {count} numbers were not understood, such as {cells}. Store the file without them?",
                sheet=self.sheet.name,
                count=len(lost),
                cells=", ".join(lost[:MENTIONED]),
            )
            key = f"not_understood {self.sheet.name}"
            self.reading.questions.append(Question(key, text, tuple(lost), sheet=self.sheet.name))

    def ask_heading(
        self, table: Table, at: tuple[int, int], parts: list[str], below: bool = False
    ) -> ColumnMeaning | None:
        """Ask once which indicator a heading means, of a row, or of a column with anything but words ``below`` it."""
        column = at[1]
        if below and not any(_may_count(cells[column]) for _row, cells in table.rows() if column < len(cells)):
            self.leave_out(table, column, parts)
            return None
        leave = _("no indicator of ours: leave the column out")
        question = question_about_indicator(parts, address(*at), self.sheet, self.known, leave)
        if question.key not in {known.key for known in self.reading.questions}:
            self.reading.questions.append(question)
        return self.vocabulary.meaning(parts, question.answer) if question.answer in self.about else None

    def row(
        self, table: Table, number: int, column: int, cell: object, unit: str, meaning: ColumnMeaning, period: int
    ) -> list[Figure]:
        """The figure of a cell, in a list; none for a blank or a cell with a fault."""
        self._seen[number, column] = True
        if fault := table.unread(number, column):
            self.reading.faults.append(fault)
            return []
        if is_blank(cell):
            return []
        at = address(number, column)
        about = self.about[meaning.code]
        basis = "level" if about["kind"] == "stock" else meaning.basis or self.basis
        self.rests_on_basis = self.rests_on_basis or (basis != "level" and meaning.basis is None)
        figure = Figure(
            unit,
            about["indicator"],
            period,
            basis,
            self.sheet.name,
            at,
            number,
            meaning.basis,
            month=self.month_of(table, meaning),
        )
        if self._merged is not None and self._merged[number, column]:
            expected = _("a cell of its own for every figure, not one merged over several")
            self.reading.faults.append(table.fault(number, column, expected, cell))
            return []
        heading = table.header[column] if column < len(table.header) else ""
        return self._without_amount(figure, cell, column, heading) or self._with_amount(figure, cell, heading, meaning)

    def _without_amount(self, figure: Figure, cell: object, column: int, heading: str) -> list[Figure]:
        """The figure of a cell that says 不适用, a dash, or 清除, in a list; none for any other."""
        word = meaning_of(cell, "not_applicable", "not_applicable_proposed", "clear")
        if not word:
            return []
        states = {"not_applicable": "exempt", "not_applicable_proposed": "proposed", "clear": "missing"}
        figure.state = states[word]
        if figure.state == "proposed" and not self.is_settled(figure):
            self._dashes.setdefault((column, heading), []).append(figure.cell)
            figure.note = f"not_applicable {self.sheet.name} {column}"
        return [figure]

    def _with_amount(self, figure: Figure, cell: object, heading: str, meaning: ColumnMeaning) -> list[Figure]:
        """The figure of a cell that holds an amount, in a list; none, and a fault, where it cannot be read."""
        if isinstance(cell, str) and (noted := WITH_A_NOTE.fullmatch(cell)):
            cell, figure.note = noted.group(1), " ".join(noted.group(2).split())
        percent = figure.cell in self.sheet.percent
        amount = read_amount(cell, self.measures[meaning.code], percent, meaning.money_factor)
        if isinstance(amount, Fault):
            self.reading.faults.append(in_sheet(amount, self.sheet.name, figure.cell))
            return []
        figure.amount, figure.qualifier = amount.amount, amount.qualifier
        figure.state = "value" if amount.amount else "zero"
        doubtful = isinstance(amount, Proposal) or leads_with_zero(cell) or meaning.indicator in self._measures
        if not doubtful or self.is_settled(figure):
            return [figure]
        if meaning.indicator in self._measures:
            self._measured_anew.add(meaning.indicator)
        if isinstance(amount, Proposal):
            self._proposed.setdefault((amount.code, heading), []).append((figure.cell, str(cell), amount.amount))
        if leads_with_zero(cell):
            self._zeros.setdefault(heading, []).append((figure.cell, str(cell).strip()))
        return [figure]

    def is_settled(self, figure: Figure) -> bool:
        """Whether the very same is stored already: it was asked about when it came."""
        state = "exempt" if figure.state == "proposed" else figure.state
        stored = self.known.stored(figure.period).get((figure.unit, figure.indicator))
        return stored == (state, figure.amount, figure.basis)

    def ask(self) -> None:
        """Ask once per column about dashes and about numbers that are only proposed, and once per name about units."""
        self.reading.questions += [asked for code, asked in self._measures.items() if code in self._measured_anew]
        for (column, heading), cells in self._dashes.items():
            text = _(
                "«{sheet}», column «{column}»: {count} cells hold a dash or 无. Does that mean “does not apply”?",
                sheet=self.sheet.name,
                column=heading,
                count=len(cells),
            )
            key = f"not_applicable {self.sheet.name} {column}"
            self.reading.questions.append(Question(key, text, tuple(cells), sheet=self.sheet.name))
        for (code, heading), found in self._proposed.items():
            at, cell, amount = found[0]
            text = _(
                PROPOSED[code],
                sheet=self.sheet.name,
                column=heading,
                count=len(found),
                found=cell,
                amount=f"{amount:,}",
            )
            key = f"{code} {self.sheet.name} {at}"
            self.reading.questions.append(
                Question(key, text, tuple(place for place, _cell, _amount in found), sheet=self.sheet.name)
            )
        for heading, zeros in self._zeros.items():
            text = _(
                "«{sheet}», «{column}»: {count} figures begin with a nought, such as {cell} «{found}»; they were read as"
                " numbers.",
                sheet=self.sheet.name,
                column=heading,
                count=len(zeros),
                cell=zeros[0][0],
                found=zeros[0][1],
            )
            self.reading.notes.append(text)


def _may_count(cell: object) -> bool:
    """Whether a cell may be a figure: it holds a digit, or a word such as 是 and √."""
    return not is_blank(cell) and (
        any(letter.isdigit() for letter in str(cell)) or bool(meaning_of(cell, "word_yes", "word_no"))
    )


def _is_number(cell: object) -> bool:
    """Whether a cell holds a number that may be a figure, also one that was kept as text."""
    if isinstance(cell, str):
        return bool(re.fullmatch(r"\s*\d[\d,]*(?:\.\d+)?\s*", cell))
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _factor_above(sheet: Sheet) -> int:
    """10,000 where a line above the table says that money is in 万元: 单位：家、人、万元, or （万元） alone or behind a title."""
    for line in title_lines(sheet):
        if unit := MONEY_LINE.search(line.strip()):
            return MONEY_UNITS[next(filter(None, unit.groups()))]
    return 1
