"""A sheet and its layouts → figures: each means what its column, its row and its table say together."""

import re
from dataclasses import replace

from tracking.catalogue import fold, folded_words, meaning_of
from tracking.language import _
from tracking.opening import address
from tracking.reading.layout.headings import BRACKETS, NUMBERING, ColumnMeaning, counts, not_a_figure
from tracking.reading.layout.layout import Layout
from tracking.reading.layout.periods import day_said, period_said
from tracking.reading.layout.tables import UNIT, is_total, text_of, total_said
from tracking.reading.numbers import is_blank
from tracking.reading.problems import Fault
from tracking.reading.quarter.cells import Figure, Figures
from tracking.reading.quarter.events import count_events
from tracking.reading.quarter.printed_totals import Line, check_across, check_rates, check_totals
from tracking.reading.quarter.worded import YES, YES_OR_BLANK, ask_what_words_mean, column_of_words, says_no, says_yes

OF_WHICH = re.compile(r"\A其中\s*[:：]?\s*")
TOTAL = "total"


def figures_of_table(layout: Layout, figures: Figures) -> list[Figure]:
    """The figures of one table."""
    return Rows(layout, figures).read()


class Rows:
    """Reads one table by its layout; faults, questions and notes go to the reading."""

    def __init__(self, layout: Layout, figures: Figures):
        self.table, self.keys, self.layout, self.figures = layout.table, layout.keys, layout, figures
        self.columns: dict[int, ColumnMeaning] = {}
        self.rates: dict[int, ColumnMeaning] = {}
        self.totals: dict[int, ColumnMeaning] = {}
        self.unit: str | None = None
        self.rows: list[Figure] = []
        self.lines: list[Line] = []
        self.across: list[tuple[int, list, list[Figure]]] = []
        self.worded: list[int] = []
        self.words_mean = ""
        self.events: dict[tuple[str, int], list[str]] = {}
        self.lists_events = layout.lists_events

    def read(self) -> list[Figure]:
        """The figures, after everything that the table prints besides was compared with them."""
        figures, table = self.figures, self.table
        if not self._find_columns():
            return []
        for column in (*self.keys.values(), *self.columns, *self.rates, *self.totals):
            figures.saw_column(table, column)
        if not self.layout.units_down and not any(column.unit for column in self.columns.values()) and self.columns:
            self.unit = figures.owner(self.layout)
        filled = [self.keys[key] for key in (*UNIT, "village", "indicator", "indicator_group") if key in self.keys]
        if self.worded:
            self.words_mean = ask_what_words_mean(table, self.worded, figures)
        for number, cells in table.filled_rows(filled):
            self._read_row(number, cells)
        if self.lists_events:
            self.rows = [*_added_up(self.rows), *count_events(self.events, table, figures)]
        waiting = figures.units.waits
        if self.layout.units_down and "indicator" not in self.keys and not waiting:
            check_totals(table, self.lines, self.columns, self.rows, figures)
        if not waiting:
            check_across(table, self.totals, self.across, figures)
        check_rates(table, self.lines, self.rates, self.rows, figures)
        return self.rows

    # ---- what columns mean -------------------------------------------------------------------------------------------

    def _find_columns(self) -> bool:
        """Find what every column of figures means; False where a quarter is missing, which the reading is told."""
        table, figures = self.table, self.figures
        first: dict[tuple, int] = {}
        free = [
            (number, parts) for number, parts in enumerate(table.parts) if parts and number not in self.keys.values()
        ]
        units_across = not self.layout.units_down and self._names_units(free)
        for number, parts in free:
            meaning = self._unit_across(number, parts) if units_across else self._meaning(number, parts)
            if meaning is None:
                continue
            if meaning.indicator is None and self.layout.indicator:
                meaning = replace(meaning, indicator=self.layout.indicator)
            if meaning.indicator and figures.about[meaning.code]["kind"] == "rate":
                self.rates[number] = meaning
                continue
            if "indicator" not in self.keys and not figures.period_at(table, table.header_row, 0, meaning):
                return False
            said = (meaning.indicator, meaning.unit, meaning.basis, meaning.year, meaning.quarter, meaning.month)
            if said in first:
                if "indicator" in self.keys:
                    continue
                expected = _(
                    "one column for each indicator; column {column} says the same", column=address(0, first[said])[:-1]
                )
                figures.reading.faults.append(table.fault(table.header_row, number, expected, table.header[number]))
                self.columns.pop(first[said], None)  # nobody knows which of the two is right
                continue
            first[said] = number
            self.columns[number] = meaning
        self._leave_out_other_years()
        self._find_totals_beside()
        return True

    def _find_totals_beside(self) -> None:
        """合计 under an indicator is the total of the months or quarters beside it, and its figure only where it stands alone."""
        parts = self.table.parts
        for number, meaning in list(self.columns.items()):
            beside = [
                other
                for other in self.columns.values()
                if other is not meaning and other.indicator == meaning.indicator
            ]
            timed = any((other.month or other.quarter) and other.basis != "cumulative" for other in beside)
            if timed and total_said(parts[number][-1]) and not (meaning.month or meaning.quarter):
                self.totals[number] = self.columns.pop(number)

    def _leave_out_other_years(self) -> None:
        """Of columns for two years, the newest counts where no title says which; the others are there for comparison."""
        figures, table = self.figures, self.table
        years = {meaning.year for meaning in self.columns.values() if meaning.year and not meaning.quarter}
        own = table.said.year or figures.period.year or (max(years) if years else None)
        for number, meaning in list(self.columns.items()):
            if meaning.year and not meaning.quarter and meaning.year != own:
                figures.leave_out(table, number, table.parts[number])
                del self.columns[number]

    def _names_units(self, free: list[tuple[int, list[str]]]) -> bool:
        """Whether headings name units: one does, or, above indicators that run down, most look like short names of some."""
        vocabulary = self.figures.vocabulary
        if any(vocabulary.knows_unit(part) for _number, parts in free for part in parts):
            return True
        asked = [parts for _n, parts in free if vocabulary.meaning(parts) is None and not total_said(parts[-1])]
        alike = sum(bool(self.figures.units.short(parts[-1])) for parts in asked)
        return "indicator" in self.keys and len(asked) > 1 and alike * 2 > len(asked)

    def _unit_across(self, number: int, parts: list[str]) -> ColumnMeaning | None:
        """What a column means where headings name units: 某厂, or 某厂 above 本季 and 累计."""
        figures = self.figures
        if total_said(parts[-1]):
            self.totals[number] = ColumnMeaning(None)
            return None
        if figures.vocabulary.meaning(parts) or not_a_figure(parts, figures.names) or not self._holds_figures(number):
            figures.leave_out(self.table, number, parts)
            return None
        named = [part for part in parts if figures.vocabulary.knows_unit(part)] or parts[-1:]
        rest = [part for part in parts if part not in named]
        told = figures.vocabulary.meaning(rest) if rest else None
        unit = figures.units.by_name(self.table, self.table.header_row, number, named[-1])
        if isinstance(unit, Fault):
            figures.reading.faults.append(unit)
        return replace(told or ColumnMeaning(None), indicator=None, unit=unit) if isinstance(unit, str) else None

    def _meaning(self, number: int, parts: list[str]) -> ColumnMeaning | None:
        """What a column means by its headings or what was answered; None for one that holds no report."""
        figures, table = self.figures, self.table
        if "indicator" not in self.keys and (worded := column_of_words(table, number))[0]:
            return self._meaning_of_words(number, parts, dates=worded[1])
        if "indicator" not in self.keys and self.layout.indicator is None:
            return figures.meaning_of_column(table, number, parts, self.totals)
        if meaning_of(parts[-1], "amount"):
            return ColumnMeaning(None)
        if self.layout.indicator and counts(BRACKETS.sub("", parts[-1]), figures.measures[self.layout.indicator]):
            return ColumnMeaning(None)
        if not_a_figure(parts, figures.names):
            figures.leave_out(table, number, parts)
            return None
        meaning = figures.vocabulary.meaning(parts)
        if meaning is None and total_said(parts[-1]):
            self.totals[number] = ColumnMeaning(None)
            return None
        if meaning is None and not self._holds_figures(number):
            figures.leave_out(table, number, parts)
            return None
        return meaning if meaning is not None else figures.meaning_of_column(table, number, parts, self.totals)

    def _meaning_of_words(self, number: int, parts: list[str], dates: bool) -> ColumnMeaning | None:
        """What a column of 是 and 否, or of days of signing, counts; one of days beside one of words is left out."""
        figures, code = self.figures, self.figures.vocabulary.meaning_of_words(parts)
        twin = next((other for other in self.worded if self.columns[other].indicator == code), None)
        if (dates and (code is None or twin is not None)) or not_a_figure(parts, figures.names):
            figures.leave_out(self.table, number, parts)
            return None
        if code is None:
            asked = figures.ask_heading(self.table, (self.table.header_row, number), parts, below=True)
            code = asked.indicator if asked else None
        if code is None:
            figures.saw_column(self.table, number)
            return None
        self.worded.append(number)
        figures.understood = True
        return ColumnMeaning(code)

    def _holds_figures(self, column: int) -> bool:
        return any(
            column < len(cells)
            and (isinstance(cells[column], int | float) or re.match(r"\s*\d", str(cells[column] or "")))
            for _row, cells in self.table.rows()
        )

    # ---- rows --------------------------------------------------------------------------------------------------------

    def _read_row(self, number: int, cells: list) -> None:
        figures, keys = self.figures, self.keys
        blank_is_no = self.worded if self.words_mean == YES_OR_BLANK else ()
        filled = [
            column
            for column in self.columns
            if column in blank_is_no or self.table.says_something(number, column, cells)
        ]
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
            row = replace(row, unit=unit)
            if self.lists_events and (period := figures.period_at(self.table, number, 0, row)):
                self.events.setdefault((unit, period), []).append(
                    address(number, keys.get("unit_name", keys.get("unit_code", 0)))
                )
        of_row = [figure for column in filled for figure in self._figure(number, column, cells, row)]
        self.rows += of_row
        if self.totals:
            self.across.append((number, cells, of_row))

    def _numbers_columns(self, cells: list) -> bool:
        """Whether a row only numbers the columns: 甲 乙 1 2 3."""
        said = [cell for cell in cells if cell is not None and str(cell).strip()]
        numbers = [cell for cell in said if isinstance(cell, int | float)]
        return (
            bool(said) and bool(meaning_of(said[0], "column_numbers")) and numbers == list(range(1, len(numbers) + 1))
        )

    def _meaning_of_row(self, number: int, cells: list, filled: list[int]) -> ColumnMeaning | None:
        """What a row says of its figures besides their unit: indicator, period, basis, measure; None for none of ours."""
        figures, keys = self.figures, self.keys
        meaning = ColumnMeaning(self.layout.indicator)
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
        time = period_said(said["month"])
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
        spans = self.figures.speaks_of_sums
        if not spans and own.quarter and (own.quarter != quarter or (year and own.year and year != own.year)):
            expected = _("a day in {year} quarter {quarter}", year=own.year or "…", quarter=own.quarter)
            column = self.keys["date"]
            self.figures.reading.faults.append(
                self.table.fault(number, column, expected, f"{year or ''}-{month}".strip("-"))
            )
            return None
        return ColumnMeaning(None, "quarter", year=year, quarter=quarter)

    def _figure(self, number: int, column: int, cells: list, row: ColumnMeaning) -> list[Figure]:
        """The figure of a cell, in a list; none where nothing was made of it."""
        own = self.columns[column]
        unit = own.unit or row.unit or self.unit
        told = ColumnMeaning(
            own.indicator or row.indicator,
            own.basis or row.basis,
            own.money_factor * row.money_factor,
            None,
            own.year or row.year,
            own.quarter or row.quarter,
            own.month or row.month,
        )
        period = self.figures.period_at(self.table, number, column, told)
        if period is None or unit is None or told.indicator is None:
            return []
        cell = cells[column] if column < len(cells) else None
        if column in self.worded and (is_blank(cell) or says_yes(cell) or says_no(cell)):
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
        basis = "level" if figures.about[code]["kind"] == "stock" else figures.basis
        figure = Figure(unit, code, period, basis, self.table.sheet.name, address(number, column), number, None)
        figure.amount = int(says_yes(cell))
        figure.state = "value" if figure.amount else "zero"
        return [figure]


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
