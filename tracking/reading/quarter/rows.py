"""A sheet and its layouts → figures: each means what its column, its row and its table say together."""

import re
from dataclasses import replace

from tracking.catalogue import fold, folded_words, meaning_of
from tracking.language import _
from tracking.opening import address
from tracking.reading.layout.headings import ColumnMeaning, not_a_figure
from tracking.reading.layout.layout import Layout
from tracking.reading.layout.names import NUMBERING, counts
from tracking.reading.layout.periods import day_said, period_said
from tracking.reading.layout.picture import ReadRow, ReadTable, Said, key_of_row, word_of
from tracking.reading.layout.tables import UNIT, is_total, text_of, total_said
from tracking.reading.numbers import is_blank
from tracking.reading.problems import Fault, Question
from tracking.reading.quarter.cells import Figure, Figures
from tracking.reading.quarter.columns import Columns
from tracking.reading.quarter.deeds import tells_deeds
from tracking.reading.quarter.events import count_events
from tracking.reading.quarter.implied import targets_implied
from tracking.reading.quarter.printed_totals import Line, check_across, check_rates, check_totals, check_totals_of_form
from tracking.reading.quarter.whose import owner_of
from tracking.reading.quarter.worded import YES, YES_OR_BLANK, ask_what_words_mean, says_no, says_yes, worded_figure

OF_WHICH = re.compile(r"\A其中\s*[:：]?\s*")
OF_A_ROW = ("indicator", "measure", "year", "quarter", "month", "basis", "date")


def figures_of_table(layout: Layout, figures: Figures) -> list[Figure]:
    """The figures of one table."""
    return Rows(layout, figures).read()


class Rows:
    """Reads one table by its layout; faults, questions and notes go to the reading."""

    def __init__(self, layout: Layout, figures: Figures):
        self.table, self.keys, self.layout, self.figures = layout.table, layout.keys, layout, figures
        self.columns = Columns(layout, figures)
        self.unit: str | None = None
        self.rows: list[Figure] = []
        self.lines: list[Line] = []
        self.across: list[tuple[int, list, list[Figure]]] = []
        self.words_mean = ""
        self.events: dict[tuple[str, int], list[str]] = {}
        self.lists_events = layout.lists_events
        # What rows say that say only whose they are; found once for each column, because there may be 100,000 figures.
        self.plain = ColumnMeaning(layout.indicator)
        self.says_more = any(key in layout.keys for key in OF_A_ROW)
        self.told: dict[int, tuple[ColumnMeaning, int | None]] = {}

    def read(self) -> list[Figure]:
        """The figures, after everything that the table prints besides was compared with them."""
        figures, table = self.figures, self.table
        found = self.columns.find()
        figures.tables.append(ReadTable(self.layout, self.columns.figures, self.columns.rates, self.columns.totals))
        if not found:
            return []
        for column in (*self.keys.values(), *self.columns.figures, *self.columns.rates, *self.columns.totals):
            figures.saw_column(table, column)
        if (
            not self.layout.units_down
            and not any(column.unit for column in self.columns.figures.values())
            and self.columns.figures
        ):
            self.unit = owner_of(table, figures)
        filled = [self.keys[key] for key in (*UNIT, "village", "indicator", "indicator_group") if key in self.keys]
        if self.columns.worded:
            self.words_mean = ask_what_words_mean(table, self.columns.worded, figures)
        for number, cells in table.filled_rows(filled):
            self._read_row(number, cells)
        if self.lists_events:
            self.rows = [*_added_up(self.rows), *count_events(self.events, table, figures)]
        waiting = figures.units.waits
        if self.layout.units_down and "indicator" not in self.keys and not waiting:
            check_totals(table, self.lines, self.columns.figures, self.rows, figures)
        if "indicator" in self.keys and not self.layout.units_down:
            measure = self.keys.get("measure")
            check_totals_of_form(table, self.lines, self.columns.figures, self.rows, figures, measure)
        if not waiting:
            check_across(table, self.columns.totals, self.across, figures)
        if not self.lists_events:
            figures.implied += targets_implied(table, list(self.columns.figures), self.rows, figures)
        check_rates(table, self.lines, self.columns.rates, self.rows, figures)
        return self.rows

    # ---- rows --------------------------------------------------------------------------------------------------------

    def _read_row(self, number: int, cells: list) -> None:
        figures, keys = self.figures, self.keys
        if "indicator" in keys and tells_deeds([text_of(cells, keys.get("indicator")).rstrip("：: ")]):
            figures.saw_row(number)
            return
        filled = self._filled(number, cells)
        name = text_of(cells, keys.get("unit_name"))
        if name and figures.vocabulary.knows_unit(bare := OF_WHICH.sub("", name)) and bare != name:
            name = cells[keys["unit_name"]] = bare
        total = None if figures.vocabulary.knows_unit(name) else is_total(cells, self.layout.names)
        said_first = name or text_of(cells, keys.get("serial")) or text_of(cells, keys.get("indicator"))
        if self.layout.units_down and (
            total
            or not (filled or self.lists_events)
            or meaning_of(said_first, "column_numbers", "measure")
            or self._numbers_columns(cells)
        ):
            self.lines.append(Line(number, cells, total))
            figures.saw_row(number)
            return
        if total in ("total", "subtotal") and self._is_total_of_form(cells):
            self.lines.append(Line(number, cells, total))
            figures.saw_row(number)
            return
        row = self._meaning_of_row(number, cells, filled)
        if row is None:
            return
        if self.layout.units_down:
            unit = figures.units.find(self.table, number, cells, keys)
            self.lines.append(Line(number, cells, None, unit if isinstance(unit, str) else None))
            if isinstance(unit, Fault):
                figures.reading.faults.append(unit)
            if not isinstance(unit, str):
                figures.saw_row(number)
                return
            if self.lists_events and (period := figures.period_at(self.table, number, 0, row)):
                self.events.setdefault((unit, period), []).append(
                    address(number, keys.get("unit_name", keys.get("unit_code", 0)))
                )
        else:
            unit = self.unit
        of_row = [figure for column in filled for figure in self._figure(number, column, cells, row, unit)]
        self.rows += of_row
        if self.columns.totals:
            self.across.append((number, cells, of_row))

    def _filled(self, number: int, cells: list) -> list[int]:
        """The columns of figures that say something in a row, a blank that counts as 0 included."""
        blank_is_no = {column for column, words in self.columns.mapped.items() if "" in words}
        blank_is_no |= set(self.columns.worded if self.words_mean == YES_OR_BLANK else ())
        return [
            column
            for column in self.columns.figures
            if column in blank_is_no or self.table.says_something(number, column, cells)
        ]

    def _is_total_of_form(self, cells: list) -> bool:
        """Whether a row of a form is its printed total and no indicator."""
        return (
            "indicator" in self.keys
            and self.figures.vocabulary.indicator(text_of(cells, self.keys["indicator"])) is None
        )

    def _numbers_columns(self, cells: list) -> bool:
        """Whether a row only numbers the columns: 甲 乙 1 2 3, or 1 2 3 4."""
        said = [cell for cell in cells if cell is not None and str(cell).strip()]
        numbers = [cell for cell in said if isinstance(cell, int | float)]
        lettered = bool(said) and bool(meaning_of(said[0], "column_numbers"))
        return (lettered or len(numbers) == len(said) > 2) and numbers == list(range(1, len(numbers) + 1))

    def _meaning_of_row(self, number: int, cells: list, filled: list[int]) -> ColumnMeaning | None:
        """What a row says of its figures besides their unit: indicator, period, basis, measure; None for none of ours."""
        figures, keys = self.figures, self.keys
        meaning = self.plain
        if not self.says_more:
            return meaning
        if "indicator" in keys:
            found = self._indicator_of_row(number, cells, filled)
            if found is None:
                figures.saw_row(number)
                return None
            meaning = found
        time = self._time_of_row(number, cells)
        if time is None:
            return None
        meaning = replace(
            meaning,
            year=time.year or meaning.year,
            quarter=time.quarter or meaning.quarter,
            month=time.month or meaning.month,
            basis=time.basis or meaning.basis,
        )
        if meaning.indicator and "measure" in keys:
            said = text_of(cells, keys["measure"])
            factor = figures.factor_of_measure(self.table, number, keys["measure"], meaning.indicator, said)
            meaning = replace(meaning, money_factor=meaning.money_factor * factor)
        return meaning

    def _indicator_of_row(self, number: int, cells: list, filled: list[int]) -> ColumnMeaning | None:
        figures, column = self.figures, self.keys["indicator"]
        name = NUMBERING.sub("", text_of(cells, column))
        if not name:
            if filled:
                expected = _("an indicator of the catalogue that is reported, not computed")
                figures.reading.faults.append(self.table.fault(number, column, expected, ""))
            return None
        group = text_of(cells, self.keys.get("indicator_group"))
        parts = [part for part in (group, name) if part]
        if self.layout.units_down:
            return self._named(number, parts, filled)
        if answer := figures.known.answers.get(key_of_row(parts)):
            meaning = self._answered(parts, Said.of(answer))
        else:
            meaning = self._named(number, parts, filled)
        row = ReadRow(number, " / ".join(parts), meaning.indicator if meaning else None, key_of_row(parts))
        figures.tables[-1].rows.append(row)
        return meaning

    def _named(self, number: int, parts: list[str], filled: list[int]) -> ColumnMeaning | None:
        """What the words of a row mean, asked about where nobody knows; None for a row that is no report."""
        figures, column, name = self.figures, self.keys["indicator"], parts[-1]
        group = len(parts) > 1
        meaning = figures.vocabulary.meaning([name]) if not group else None
        meaning = meaning or figures.vocabulary.meaning(parts)
        if total_said(name) and not meaning:
            if total_said(name) == "part":
                bare = OF_WHICH.sub("", name)
                meaning = figures.vocabulary.meaning([bare])
            if meaning is None:
                if filled and total_said(name) == "part":
                    figures.note(_("The row «{row}» was left out.", row=name))
                return None
        if meaning is None or meaning.indicator is None:
            if not filled or not_a_figure(parts, figures.names) or meaning_of(name, "column_numbers"):
                return None
            return figures.ask_heading(self.table, (number, column), parts)
        if figures.about[meaning.code]["kind"] == "rate":
            if filled:
                figures.note(_("The row «{row}» was left out: the program computes rates itself.", row=name))
            return None
        figures.understood = True
        return meaning

    def _answered(self, parts: list[str], said: Said) -> ColumnMeaning | None:
        """What a row means as a clerk said on the picture of this drawing; None where it is left out."""
        figures, key = self.figures, key_of_row(parts)
        if key not in {question.key for question in figures.reading.questions}:
            asked = Question(key, " / ".join(parts), answer=str(said), sheet=self.table.sheet.name)
            figures.reading.questions.append(asked)
        if said.code not in figures.about:
            figures.note(_("The row «{row}» was left out.", row=parts[-1]))
            return None
        figures.understood = True
        return said.applied(figures.vocabulary.meaning(parts, said.code) or ColumnMeaning(said.code))

    def _time_of_row(self, number: int, cells: list) -> ColumnMeaning | None:
        """Year, quarter, month and basis of a row; None, and a fault, where they cannot be read."""
        keys = self.keys
        if self.lists_events and (day := day_said(cells[keys["date"]] if keys["date"] < len(cells) else None)):
            return self._quarter_of_event(number, *day)
        said = {word: text_of(cells, keys.get(word)) for word in ("year", "quarter", "month", "basis")}
        if not any(said.values()):
            return ColumnMeaning(None)
        year = said["year"].removesuffix("年")
        quarter = folded_words("quarter_").get(fold(said["quarter"]), "")
        basis = meaning_of(said["basis"], "basis_quarter", "basis_cumulative", "basis_level")
        time = period_said(said["month"] or said["quarter"])
        quarter = quarter or str(time.quarter or "")
        month = time.month or (
            int(said["month"]) if said["month"].isdigit() and 1 <= int(said["month"]) <= 12 else None
        )
        unclear = {
            "year": None if re.fullmatch(r"(20\d\d)?", year) else _("a year such as 2020"),
            "quarter": _("one of {choices}", choices="1, 2, 3, 4") if said["quarter"] and not quarter else None,
            "basis": _("one of {choices}", choices="当季, 累计") if said["basis"] and not basis else None,
        }
        wrong = [self.table.fault(number, keys[word], text, said[word]) for word, text in unclear.items() if text]
        self.figures.reading.faults.extend(wrong)
        if wrong:
            return None
        told = basis.removeprefix("basis_") if basis else "cumulative" if time.cumulative else None
        told = None if told == "level" else told
        return ColumnMeaning(
            None, told, year=int(year or 0) or time.year, quarter=int(quarter[-1:] or 0) or time.quarter, month=month
        )

    def _quarter_of_event(self, number: int, year: int | None, month: int) -> ColumnMeaning | None:
        """The quarter of an event's day; a fault where the sheet speaks of one quarter and the day is in another."""
        own, quarter = self.figures.period, (month + 2) // 3
        spans = self.figures.period.cumulative
        if not spans and own.quarter and (own.quarter != quarter or (year and own.year and year != own.year)):
            expected = _("a day in {year} quarter {quarter}", year=own.year or "…", quarter=own.quarter)
            column = self.keys["date"]
            self.figures.reading.faults.append(
                self.table.fault(number, column, expected, f"{year or ''}-{month}".strip("-"))
            )
            return None
        return ColumnMeaning(None, "quarter", year=year, quarter=quarter)

    def _figure(
        self, number: int, column: int, cells: list, row: ColumnMeaning, unit_of_row: str | None
    ) -> list[Figure]:
        """The figure of a cell, in a list; none where nothing was made of it."""
        own = self.columns.figures[column]
        unit = own.unit or unit_of_row
        if column not in self.told or row is not self.plain:
            told = ColumnMeaning(
                own.indicator or row.indicator,
                own.basis or row.basis,
                own.money_factor * row.money_factor,
                None,
                own.year or row.year,
                own.quarter or row.quarter,
                own.month or row.month,
            )
            self.told[column] = told, self.figures.period_at(self.table, number, column, told)
        told, period = self.told[column]
        if period is None or unit is None or told.indicator is None:
            return []
        if own.counted and not counts(own.counted, self.figures.measures[told.code]):  # 金额 of 医疗救助 is not 人次
            parts = [text_of(cells, self.keys["indicator"]), own.counted]
            asked = self.figures.ask_heading(self.table, (number, column), parts)
            if asked is None:
                return []
            told = replace(told, indicator=asked.indicator)
        cell = cells[column] if column < len(cells) else None
        words = self.columns.mapped.get(column)
        if words and (word := word_of(cell)) in words:
            self.figures.saw_row(number)
            return [worded_figure(self.figures, unit, told.code, period, (number, column), words[str(word)])]
        if column in self.columns.worded and (is_blank(cell) or says_yes(cell) or says_no(cell)):
            return self._worded(number, column, cell, unit, told.code, period)
        found = self.figures.row(self.table, number, column, cell, unit, told, period)
        if "indicator" in self.keys and self.layout.units_down:
            note = text_of(cells, self.keys.get("note")) or None
            for figure in found:
                figure.note = figure.note or note
        for figure in found:
            figure.of_a_row = self.layout.units_down
        return found

    def _worded(self, number: int, column: int, cell: object, unit: str, code: str, period: int) -> list[Figure]:
        """A word as the number it was said to mean; nothing as long as nobody said."""
        figures = self.figures
        figures.saw_row(number)
        if self.words_mean not in (YES, YES_OR_BLANK):
            return []
        return [worded_figure(figures, unit, code, period, (number, column), int(says_yes(cell)))]


def _added_up(figures: list[Figure]) -> list[Figure]:
    """The figures of a list of events, those of one unit, indicator and quarter as one."""
    sums: dict[tuple, Figure] = {}
    for figure in figures:
        key = (figure.unit, figure.indicator, figure.period, figure.basis)
        first = sums.setdefault(key, figure)
        if first is not figure and figure.amount is not None:
            first.amount = (first.amount or 0) + figure.amount
            first.state = "value" if first.amount else "zero"
    return list(sums.values())
