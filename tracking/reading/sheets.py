"""What every reader of sheets needs: where the table is, what its columns mean, which unit and day a cell names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

import pandas as pd

from tracking.language import _
from tracking.reading.catalogue import fold, folded_words, meaning_of, words
from tracking.reading.files import Book, Sheet
from tracking.reading.headings import (
    ColumnMeaning,
    Period,
    column_meaning,
    heading_rows,
    headings,
    period_said,
)
from tracking.reading.opening.book import address
from tracking.reading.problems import LEAVE_OUT, Fault, Question

HEADER_SEARCH = 15
ALIKE = 0.7
BRACKET_SIGNS = re.compile(r"[()（）\[\]【】]")


@dataclass
class Reading:
    """What a file holds: its kind, its tidy rows by table, and everything wrong or unclear, all at once.

    ``kind`` is units, plan, quarter or indicators. ``tables`` holds frames named like the store's tables. ``notes`` are
    sentences about what was not read.
    """

    kind: str
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    period: int | None = None
    plan_year: int | None = None
    about: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What the store knows already, for checking names: units and indicators, one row each; and what people answered,
    question key → value, for this file or once for the township."""

    units: pd.DataFrame
    indicators: pd.DataFrame
    answers: dict[str, str] = field(default_factory=dict)

    def indicator_names(self) -> dict[str, str]:
        """Folded name, synonym or code → indicator code."""
        names = {}
        for row in self.indicators.to_dict("records"):
            for name in (*row["synonyms"].split(";"), row["name"], row["name_en"], row["indicator"]):
                if name:
                    names[fold(name)] = row["indicator"]
        return names

    def unit_names(self) -> dict[str, list[str]]:
        """Folded name → the codes of the units so named."""
        names: dict[str, list[str]] = {}
        for row in self.units.to_dict("records"):
            names.setdefault(fold(row["name"]), []).append(row["unit"])
        return names


@dataclass
class Table:
    """The table of a sheet: its header row and, below it, its rows up to the footer."""

    sheet: Sheet
    header_row: int
    header: list[str]
    parts: list[list[str]] = field(default_factory=list)

    def with_groups(self, column: int, names: dict[str, str]) -> "Table":
        """The same table with all rows of its headings, where ``column`` names its units or indicators."""
        first, last = heading_rows(self.sheet, self.header_row, column, names)
        parts = headings(self.sheet, first, last)
        return Table(self.sheet, last, [" / ".join(texts) for texts in parts], parts)

    def rows(self) -> Iterator[tuple[int, list]]:
        """Row number (from 0) and cells of every row that says something; a footer ends the table."""
        for number in range(self.header_row + 1, len(self.sheet.rows)):
            cells = self.sheet.rows[number]
            first = next((cell for cell in cells if cell is not None and str(cell).strip()), None)
            if first is None:
                continue
            if str(first).startswith(words()["fill_in_footer"]):
                return
            yield number, cells

    def filled_rows(self, keys: list[int]) -> Iterator[tuple[int, list]]:
        """The rows, with what names the unit filled in where its cell is merged over several rows."""
        tops = {
            (row, span[1]): span[0]
            for span in self.sheet.merged
            if span[1] in keys
            for row in range(max(span[0], self.header_row) + 1, min(span[2] + 1, len(self.sheet.rows)))
        }
        for number, cells in self.rows():
            filled = list(cells)
            for column in keys:
                top = tops.get((number, column))
                if top is not None and column < len(filled) and filled[column] is None:
                    filled[column] = self.sheet.rows[top][column]
            yield number, filled

    def fault(self, row: int, column: int, expected: str, found: object = "") -> Fault:
        """A fault at a cell of this table."""
        return Fault(expected, self.sheet.name, address(row, column), "" if found is None else str(found))

    def unread(self, row: int, column: int) -> Fault | None:
        """The fault of a cell whose value the file does not hold: an error value, a formula never calculated."""
        at = address(row, column)
        if at in self.sheet.errors:
            return self.fault(row, column, _("a figure instead of an error value"), self.sheet.errors[at])
        if at in self.sheet.uncached:
            return self.fault(
                row, column, _("This formula has no stored value. Open the file in Excel or WPS and save it.")
            )
        return None


def find_table(sheet: Sheet, *required: str) -> Table | None:
    """The table whose header says all the required meanings (of data/words.csv), or None."""
    for number, cells in enumerate(sheet.rows[:HEADER_SEARCH]):
        said = {meaning for cell in cells if cell is not None for meaning in required if meaning_of(cell, meaning)}
        if said == set(required):
            return Table(sheet, number, ["" if cell is None else str(cell) for cell in cells])
    return None


def columns_of(table: Table, *meanings: str) -> dict[str, int]:
    """Meaning → column number, the first column where a meaning stands twice."""
    found: dict[str, int] = {}
    for number, text in enumerate(table.header):
        meaning = meaning_of(text, *(m for m in meanings if m not in found)) if text else None
        if meaning:
            found[meaning] = number
    return found


def kind_of(book: Book) -> str | None:
    """Which workbook this is: units, plan, quarter, indicators, or None if no sheet is recognised."""
    for sheet in shown_sheets(book):
        first = {str(cell) for cell in (sheet.rows[0] if sheet.rows else []) if cell}
        if {"code", "theme", "reported_by"} <= first:
            return "indicators"
        if find_table(sheet, "unit_code", "parent_code"):
            return "units"
        if find_table(sheet, "indicator", "target"):
            return "plan"
        if find_table(sheet, "unit_name") or find_table(sheet, "unit_code"):
            return "plan" if "计划" in title_of(sheet) or "分解" in title_of(sheet) else "quarter"
        if find_table(sheet, "indicator"):
            return "quarter"
    return None


def shown_sheets(book: Book) -> list[Sheet]:
    """The sheets that a person sees, without the list of faults that came with a file sent back to its sender."""
    return [sheet for sheet in book.sheets if not sheet.hidden and not _is_list_of_faults(sheet)]


def _is_list_of_faults(sheet: Sheet) -> bool:
    return bool(sheet.rows and sheet.rows[0]) and str(sheet.rows[0][0]).startswith("问题清单")


def title_of(sheet: Sheet) -> str:
    """What stands in the first cells of a sheet, and its name."""
    table_words = sheet.rows[:HEADER_SEARCH]
    return " ".join(str(cell) for row in table_words[:3] for cell in row[:3] if cell is not None) + " " + sheet.name


def said_period(book: Book) -> Period:
    """What a book's titles, sheet names or file name say of time, titles first."""
    year = quarter = None
    cumulative = False
    for text in [*(title_of(sheet) for sheet in shown_sheets(book)), book.file_name]:
        said = period_said(text)
        cumulative = cumulative or (said.cumulative and quarter is None)
        year, quarter = year or said.year, quarter or said.quarter
    return Period(year, quarter, cumulative)


def indicator_column(text: str, names: dict[str, str], measures: dict[str, str]) -> ColumnMeaning | None:
    """What a heading of one row such as 职工培训（人次，累计） means; None if it names no known indicator."""
    meaning = column_meaning([text], names, measures)
    return meaning if meaning and meaning.indicator else None


class UnitFinder:
    """Finds the unit of a row by code, else by its exact name or what was answered before; asks about a similar name."""

    def __init__(self, known: Known):
        self._codes = set(known.units["unit"])
        self._names = known.unit_names()
        self._name_of = dict(zip(known.units["unit"], known.units["name"], strict=True))
        self._cores = [(_core(name), codes) for name, codes in self._names.items()]
        self._answers = known.answers
        self.questions: dict[str, Question] = {}

    def find(self, table: Table, row: int, cells: list, columns: dict[str, int]) -> str | Fault | None:
        """The unit's code, or the fault; None for a row that is left out or waits for an answer."""
        code, name = text_of(cells, columns.get("unit_code")), text_of(cells, columns.get("unit_name"))
        if code:
            if code not in self._codes:
                return table.fault(row, columns["unit_code"], _("the code of a unit in the list of units"), code)
            if name and fold(name) != fold(self._name_of[code]):
                expected = _("«{name}», the name of {code} in the list of units", name=self._name_of[code], code=code)
                return table.fault(row, columns["unit_name"], expected, name)
            return code
        column = columns.get("unit_name", columns.get("unit_code", 0))
        return self.by_name(table, row, column, name)

    def by_name(self, table: Table, row: int, column: int, name: str) -> str | Fault | None:
        """The unit of a name that stands at this cell; see find."""
        found = self._names.get(fold(name), []) if name else []
        if len(found) == 1:
            return found[0]
        if found:
            return table.fault(row, column, _("the code of the unit, because two units have this name"), name)
        key = f"unit {fold(name)}"
        alike = _similar(name, self._cores) if name else []
        if not alike and key not in self._answers:
            return table.fault(row, column, _("the name of a unit as it stands in the list of units"), name)
        answer = self._answers.get(key, "")
        cells = (*(self.questions[key].cells if key in self.questions else ()), address(row, column))
        choices = [(code, self._name_of[code]) for code in alike]
        if answer in self._codes and answer not in alike:
            choices.append((answer, self._name_of[answer]))
        text = _("«{name}» is not in the list of units. Which unit is it?", name=name)
        choices = (*choices, (LEAVE_OUT, _("none of these: leave its row out")))
        self.questions[key] = Question(key, text, cells, choices, answer, name, table.sheet.name)
        return answer if answer in self._codes else None


def similar_names(name: str, names: dict[str, list[str]], most: int = 6) -> list[str]:
    """The codes of the units whose names look like this one, the likest first; what all companies' names end with does
    not count."""
    return _similar(name, [(_core(other), codes) for other, codes in names.items()], most)


def _similar(name: str, cores: list[tuple[str, list[str]]], most: int = 6) -> list[str]:
    """similar_names, where what counts of the known names was found out before."""
    said = _core(name)
    likeness = {}
    for other, codes in cores:
        matcher = SequenceMatcher(None, said, other)
        if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE:
            likeness.update(dict.fromkeys(codes, matcher.ratio()))
    return sorted(likeness, key=lambda code: -likeness[code])[:most]


def _core(name: str) -> str:
    folded = BRACKET_SIGNS.sub("", fold(name))
    return next(
        (folded.removesuffix(end) for end in words()["company"] if folded.endswith(end) and folded != end), folded
    )


def text_of(cells: list, column: int | None) -> str:
    """What a cell says as text; nothing where there is no such cell, whole numbers without a decimal point."""
    if column is None or column >= len(cells) or cells[column] is None:
        return ""
    cell = cells[column]
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def is_total(cells: list) -> bool:
    """Whether a row is a printed total (合计, 小计, 其中 …): never counted, used to check."""
    totals = set(folded_words("total"))
    return any(fold(cell) in totals or str(cell).startswith("其中") for cell in cells[:4] if isinstance(cell, str))


def as_date(cell: object) -> date | None:
    """A date typed as a date or as 2020-03-10, 2020.3.10, 2020/3/10, 2020年3月10日; None if it is none."""
    if isinstance(cell, date):
        return cell
    match = re.match(r"\s*(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?\s*\Z", str(cell))
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
