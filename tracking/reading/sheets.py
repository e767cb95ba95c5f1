"""What every reader of sheets needs: where the table is, what its columns mean, which unit and day a cell names."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from tracking.language import _
from tracking.reading.catalogue import fold, folded_words, meaning_of, words
from tracking.reading.files import Book, Sheet
from tracking.reading.problems import Fault, Question

HEADER_SEARCH = 15
BRACKETS = re.compile(r"[（(]([^（()）]*)[)）]\s*\Z")
YEAR = re.compile(r"(20\d\d)\s*年")
QUARTER = re.compile(r"(?:第?([一二三四1-4])季度)|(?:[Qq]([1-4])(?!\d))")
DUE_DAY = re.compile(r"(\d{1,2})月(?:底|(\d{1,2})日)前?$")
CHINESE_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}


@dataclass
class Reading:
    """What a file holds: its kind, its tidy rows by table, and everything wrong or unclear, all at once.

    ``kind`` is units, plan, quarter or indicators. ``tables`` holds frames named like the store's tables.
    """

    kind: str
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    period: int | None = None
    plan_year: int | None = None
    about: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What the store knows already, for checking names: units and indicators, one row each."""

    units: pd.DataFrame
    indicators: pd.DataFrame

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


def address(row: int, column: int) -> str:
    """The address of a cell as Excel shows it; row and column count from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


@dataclass
class Table:
    """The table of a sheet: its header row and, below it, its rows up to the footer."""

    sheet: Sheet
    header_row: int
    header: list[str]

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
            return "plan" if "计划" in _title(sheet) or "分解" in _title(sheet) else "quarter"
    return None


def shown_sheets(book: Book) -> list[Sheet]:
    """The sheets that a person sees."""
    return [sheet for sheet in book.sheets if not sheet.hidden]


def _title(sheet: Sheet) -> str:
    table_words = sheet.rows[:HEADER_SEARCH]
    return " ".join(str(cell) for row in table_words[:3] for cell in row[:3] if cell is not None) + " " + sheet.name


def year_and_quarter_said(text: str) -> tuple[int | None, int | None]:
    """The year and the quarter that a title or file name speaks of."""
    year, quarter = YEAR.search(text), QUARTER.search(text)
    number = None
    if quarter:
        said = quarter.group(1) or quarter.group(2)
        number = CHINESE_QUARTERS.get(said) or int(said)
    return (int(year.group(1)) if year else None), number


def said_period(book: Book) -> tuple[int | None, int | None]:
    """The year and quarter that a book's titles, sheet names or file name say, titles first."""
    year = quarter = None
    for text in [*(_title(sheet) for sheet in shown_sheets(book)), book.file_name]:
        said = year_and_quarter_said(text)
        year, quarter = year or said[0], quarter or said[1]
    return year, quarter


@dataclass(frozen=True)
class ColumnMeaning:
    """What a column of figures means: its indicator, basis, factor for 万元 and, in a plan, its own due day."""

    indicator: str
    basis: str | None = None
    money_factor: int = 1
    due: tuple[int, int | None] | None = None


def indicator_column(text: str, names: dict[str, str], measures: dict[str, str]) -> ColumnMeaning | None:
    """What a heading such as 职工培训（人次，累计） means; None if it names no known indicator or says more than we know."""
    name, parts = text.strip(), []
    while fold(name) not in names and (last := BRACKETS.search(name)):
        parts += [part.strip() for part in re.split(r"[,，、;；/]", last.group(1)) if part.strip()]
        name = name[: last.start()].strip()
    indicator = names.get(fold(name))
    if indicator is None:
        return None
    measure, basis, factor, due = measures[indicator], None, 1, None
    for part in parts:
        if part == "万元" and measure == "元":
            factor = 10_000
        elif said := meaning_of(part, "basis_quarter", "basis_cumulative"):
            basis = said.removeprefix("basis_")
        elif day := _due_day(part):
            due = day
        elif fold(part) != fold(measure):
            return None
    return ColumnMeaning(indicator, basis, factor, due)


def _due_day(text: str) -> tuple[int, int | None] | None:
    """(month, day) of 9月20日前, (month, None) of 6月底前; None if it is no such day in every year."""
    match = DUE_DAY.match(text)
    month, day = (int(match.group(1)), int(match.group(2) or 1)) if match else (0, 0)
    real = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(2021, month)[1]
    return (month, day if match.group(2) else None) if real else None


class UnitFinder:
    """Finds the unit of a row by code, else by its exact name; says what is wrong where it cannot."""

    def __init__(self, known: Known):
        self._codes = set(known.units["unit"])
        self._names = known.unit_names()
        self._name_of = dict(zip(known.units["unit"], known.units["name"], strict=True))

    def find(self, table: Table, row: int, cells: list, columns: dict[str, int]) -> str | Fault:
        """The unit's code, or the fault."""
        code, name = text_of(cells, columns.get("unit_code")), text_of(cells, columns.get("unit_name"))
        if code:
            if code not in self._codes:
                return table.fault(row, columns["unit_code"], _("the code of a unit in the list of units"), code)
            if name and fold(name) != fold(self._name_of[code]):
                expected = _("«{name}», the name of {code} in the list of units", name=self._name_of[code], code=code)
                return table.fault(row, columns["unit_name"], expected, name)
            return code
        found = self._names.get(fold(name), []) if name else []
        if len(found) == 1:
            return found[0]
        column = columns.get("unit_name", columns.get("unit_code", 0))
        if found:
            return table.fault(row, column, _("the code of the unit, because two units have this name"), name)
        return table.fault(row, column, _("the name of a unit as it stands in the list of units"), name)


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
