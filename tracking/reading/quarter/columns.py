"""What every column of a table holds: figures of an indicator or unit, rates, totals beside them, words in place of numbers."""

import re
from dataclasses import replace

from tracking.catalogue import meaning_of
from tracking.language import _
from tracking.opening import address
from tracking.reading.layout.headings import MONEY_UNITS, ColumnMeaning, not_a_figure
from tracking.reading.layout.layout import Layout
from tracking.reading.layout.names import BRACKETS, COUNTED, counts
from tracking.reading.layout.picture import Said, key_of_column
from tracking.reading.layout.tables import total_said
from tracking.reading.problems import Fault, Question
from tracking.reading.quarter.cells import Figures
from tracking.reading.quarter.deeds import tells_deeds
from tracking.reading.quarter.worded import column_of_words


class Columns:
    """The columns of a table: ``figures`` by what they mean, ``rates`` that are computed, ``totals`` of the cells beside them,
    and ``worded``, those of the figures in which words stand for numbers; ``mapped`` has what each word of a column is, where
    a clerk said so on the picture. Faults and questions go to the reading."""

    def __init__(self, layout: Layout, reader: Figures):
        self.table, self.keys, self.layout, self.reader = layout.table, layout.keys, layout, reader
        self.figures: dict[int, ColumnMeaning] = {}
        self.rates: dict[int, ColumnMeaning] = {}
        self.totals: dict[int, ColumnMeaning] = {}
        self.worded: list[int] = []
        self.mapped: dict[int, dict[str, int]] = {}

    def find(self) -> bool:
        """Find what every column of figures means; False where a quarter is missing, which the reading is told."""
        table, reader = self.table, self.reader
        first: dict[tuple, int] = {}
        free = [
            (number, parts)
            for number, parts in enumerate(table.parts)
            if parts and number not in self.keys.values() and not tells_deeds(parts)
        ]
        units_across = not self.layout.units_down and self._names_units(free)
        for number, parts in free:
            meaning = self._unit_across(number, parts) if units_across else self._answered(number, parts)
            if meaning is None:
                continue
            if meaning.indicator is None and self.layout.indicator:
                meaning = replace(meaning, indicator=self.layout.indicator)
            if meaning.indicator and reader.about[meaning.code]["kind"] == "rate":
                self.rates[number] = meaning
                continue
            if "indicator" not in self.keys and not reader.period_at(table, table.header_row, 0, meaning):
                return False
            said = (meaning.indicator, meaning.unit, meaning.basis, meaning.year, meaning.quarter, meaning.month)
            if said in first:
                if "indicator" in self.keys:
                    continue
                expected = _(
                    "one column for each indicator; column {column} says the same", column=address(0, first[said])[:-1]
                )
                reader.reading.faults.append(table.fault(table.header_row, number, expected, table.header[number]))
                self.figures.pop(first[said], None)  # nobody knows which of the two is right
                continue
            first[said] = number
            self.figures[number] = meaning
        self._leave_out_other_years()
        self._find_totals_beside()
        return True

    def _find_totals_beside(self) -> None:
        """合计 under an indicator is the total of the months or quarters beside it, and its figure only where it stands alone."""
        parts = self.table.parts
        for number, meaning in list(self.figures.items()):
            beside = [
                other
                for other in self.figures.values()
                if other is not meaning and other.indicator == meaning.indicator
            ]
            timed = any((other.month or other.quarter) and other.basis != "cumulative" for other in beside)
            if timed and total_said(parts[number][-1]) and not (meaning.month or meaning.quarter):
                self.totals[number] = self.figures.pop(number)

    def _leave_out_other_years(self) -> None:
        """Of columns for two years, the newest counts where no title says which; the others are there for comparison."""
        reader, table = self.reader, self.table
        years = {meaning.year for meaning in self.figures.values() if meaning.year and not meaning.quarter}
        own = table.said.year or reader.period.year or (max(years) if years else None)
        for number, meaning in list(self.figures.items()):
            if meaning.year and not meaning.quarter and meaning.year != own:
                reader.leave_out(table, number, table.parts[number])
                del self.figures[number]

    def _names_units(self, free: list[tuple[int, list[str]]]) -> bool:
        """Whether headings name units: one does, or, above indicators that run down, most look like short names of some."""
        vocabulary = self.reader.vocabulary
        if any(vocabulary.knows_unit(part) for _number, parts in free for part in parts):
            return True
        asked = [parts for _n, parts in free if vocabulary.meaning(parts) is None and not total_said(parts[-1])]
        alike = sum(bool(self.reader.units.short(parts[-1])) for parts in asked)
        return "indicator" in self.keys and len(asked) > 1 and alike * 2 > len(asked)

    def _unit_across(self, number: int, parts: list[str]) -> ColumnMeaning | None:
        """What a column means where headings name units: 某厂, or 某厂 above 本季 and 累计."""
        reader = self.reader
        if total_said(parts[-1]):
            self.totals[number] = ColumnMeaning(None)
            return None
        if reader.vocabulary.meaning(parts) or not_a_figure(parts, reader.names) or not self._holds_figures(number):
            reader.leave_out(self.table, number, parts)
            return None
        named = [part for part in parts if reader.vocabulary.knows_unit(part)] or parts[-1:]
        rest = [part for part in parts if part not in named]
        told = reader.vocabulary.meaning(rest) if rest else None
        unit = reader.units.by_name(self.table, self.table.header_row, number, named[-1])
        if isinstance(unit, Fault):
            reader.reading.faults.append(unit)
        return replace(told or ColumnMeaning(None), indicator=None, unit=unit) if isinstance(unit, str) else None

    def _answered(self, number: int, parts: list[str]) -> ColumnMeaning | None:
        """What a column means: as a clerk said on the picture of this drawing, else by its headings."""
        reader, key = self.reader, key_of_column(parts)
        answer = reader.known.answers.get(key, "")
        if not answer:
            return self._meaning(number, parts)
        asked = Question(key, " / ".join(parts), answer=answer, sheet=self.table.sheet.name)
        if key not in {question.key for question in reader.reading.questions}:
            reader.reading.questions.append(asked)
        said = Said.of(answer)
        if said.code not in reader.about:
            reader.leave_out(self.table, number, parts)
            return None
        reader.understood = True
        meaning = reader.vocabulary.meaning(parts, said.code)
        if meaning and said.words:
            self.mapped[number] = said.numbers()
        elif meaning and column_of_words(self.table, number)[0]:
            self.worded.append(number)
        return said.applied(meaning) if meaning else None

    def _meaning(self, number: int, parts: list[str]) -> ColumnMeaning | None:
        """What a column means by its headings or what was answered; None for one that holds no report."""
        reader, table = self.reader, self.table
        if "indicator" not in self.keys and (worded := column_of_words(table, number))[0]:
            return self._meaning_of_words(number, parts, dates=worded[1])
        if "indicator" not in self.keys and self.layout.indicator is None:
            return reader.meaning_of_column(table, number, parts, self.totals)
        if meaning_of(parts[-1], "amount"):
            return ColumnMeaning(None)
        if self.layout.indicator and counts(BRACKETS.sub("", parts[-1]), reader.measures[self.layout.indicator]):
            return ColumnMeaning(None)
        if not_a_figure(parts, reader.names) or meaning_of(parts[-1], "unit_code"):
            reader.leave_out(table, number, parts)
            return None
        meaning = reader.vocabulary.meaning(parts)
        if "indicator" in self.keys and meaning is None and (counted := BRACKETS.sub("", parts[-1]).strip()) in COUNTED:
            money = next((word for word in MONEY_UNITS if word in parts[-1]), "")
            return ColumnMeaning(None, money_factor=MONEY_UNITS.get(money, reader.money_factor), counted=counted)
        if meaning is None and total_said(parts[-1]):
            self.totals[number] = ColumnMeaning(None)
            return None
        if meaning is None and not self._holds_figures(number):
            reader.leave_out(table, number, parts)
            return None
        return meaning if meaning is not None else reader.meaning_of_column(table, number, parts, self.totals)

    def _meaning_of_words(self, number: int, parts: list[str], dates: bool) -> ColumnMeaning | None:
        """What a column of 是 and 否, or of days of signing, counts; one of days beside one of words is left out."""
        reader, code = self.reader, self.reader.vocabulary.meaning_of_words(parts)
        twin = next((other for other in self.worded if self.figures[other].indicator == code), None)
        if (dates and (code is None or twin is not None)) or not_a_figure(parts, reader.names):
            reader.leave_out(self.table, number, parts)
            return None
        if code is None:
            asked = reader.ask_heading(self.table, (self.table.header_row, number), parts, below=True)
            code = asked.indicator if asked else None
        if code is None:
            reader.saw_column(self.table, number)
            return None
        self.worded.append(number)
        reader.understood = True
        return ColumnMeaning(code)

    def _holds_figures(self, column: int) -> bool:
        return any(
            column < len(cells)
            and (isinstance(cells[column], int | float) or re.match(r"\s*\d", str(cells[column] or "")))
            for _row, cells in self.table.rows()
        )
