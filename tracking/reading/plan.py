"""The annual plan workbook → targets: long (a target a row) or wide (an indicator a column, a unit a row)."""

import calendar
import re
from datetime import date, timedelta

import pandas as pd

from tracking.catalogue import fold, folded_words
from tracking.language import _
from tracking.opening import Book, Sheet, address
from tracking.quarters import quarter_end, quarter_of
from tracking.reading.distorted import too_long
from tracking.reading.layout.headings import ColumnMeaning, column_meaning
from tracking.reading.layout.periods import as_date
from tracking.reading.layout.tables import Table, columns_of, find_table, is_total, text_of
from tracking.reading.layout.titles import is_plan, said_period, sheet_period, shown_sheets
from tracking.reading.numbers import Proposal, as_fault, read_amount
from tracking.reading.problems import Fault, Question, in_sheet
from tracking.reading.sheets import Known, Reading, UnitFinder

TARGET_COLUMNS = [
    "unit",
    "indicator",
    "period_start",
    "due_date",
    "target",
    "comparator",
    "tolerance",
    "phasing",
    "window_opens",
    "baseline",
    "note",
    "sheet",
    "cell",
]
FORMATION = ("unionised", "new_unions", "new_members")
FORMATION_PHASING = "20/60/100/100"


def read_plan(book: Book, known: Known, year: int | None) -> Reading:
    """The plan of a year. ``tables["target"]`` has the store's target columns but for plan_year and version.

    ``about`` may hold document (文号), in_force_from and reason, from lines such as «文号：…» above the table.
    """
    said_year = said_period(book).year
    reading = Reading("plan", plan_year=year or said_year)
    if year and said_year and year != said_year:
        expected = _("a plan for {year}", year=year)
        reading.faults.append(Fault(expected, shown_sheets(book)[0].name, found=str(said_year)))
    year = reading.plan_year
    if year is None:
        reading.faults.append(Fault(_("The file does not say its year. Choose it and try again.")))
        return reading
    rows: list[dict] = []
    for sheet in shown_sheets(book):
        if sheet_period(sheet).quarter and not is_plan(sheet) and len(shown_sheets(book)) > 1:
            text = _(
                "«{sheet}» speaks of a quarter and is not read as a plan. Is it right to leave it out?",
                sheet=sheet.name,
            )
            reading.questions.append(Question(f"left_out {sheet.name}", text, sheet=sheet.name))
            continue
        _read_about(sheet, reading)
        if table := find_table(sheet, "indicator", "target"):
            rows.extend(_long_targets(table, known, reading, year))
        elif table := find_table(sheet, "unit_code") or find_table(sheet, "unit_name"):
            rows.extend(_wide_targets(table, known, reading, year))
    if not rows and not reading.faults:
        reading.faults.append(
            Fault(_("No targets were found. The header needs 指标 and 目标, or unit and indicator names."))
        )
    reading.faults.extend(_doubles(rows))
    reading.tables["target"] = pd.DataFrame(rows, columns=TARGET_COLUMNS).astype(
        {"target": "int64", "tolerance": "int64", "baseline": "Int64"}
    )
    return reading


def _read_about(sheet: Sheet, reading: Reading) -> None:
    for number, cells in enumerate(sheet.rows[:8]):
        for column, cell in enumerate(cells):
            match = re.match(r"\s*(文号|执行日期|调整原因)\s*[:：]\s*(.+)", str(cell)) if cell is not None else None
            if match:
                field, value = match.group(1), match.group(2).strip()
                if field == "文号":
                    reading.faults += too_long(sheet.name, address(number, column), value)
                    reading.about["document"] = value
                elif field == "调整原因":
                    reading.about["reason"] = value
                elif day := as_date(value):
                    reading.about["in_force_from"] = day
                elif value.strip("_-— 年月日"):
                    reading.faults.append(
                        Fault(_("a date such as 2020-03-10"), sheet.name, address(number, column), value)
                    )


def _doubles(rows: list[dict]) -> list[Fault]:
    first: dict[tuple, dict] = {}
    faults = []
    for row in rows:
        key = (row["unit"], row["indicator"], row["period_start"], row["due_date"])
        if key in first:
            expected = _(
                "one target for this unit, indicator and period; {cell} has one already", cell=first[key]["cell"]
            )
            faults.append(Fault(expected, row["sheet"], row["cell"]))
        first.setdefault(key, row)
    return faults


def _long_targets(table: Table, known: Known, reading: Reading, year: int) -> list[dict]:
    meanings = "unit_code unit_name indicator target comparator tolerance period_start due_date phasing window_opens"
    columns = columns_of(table, *meanings.split(), "baseline", "note", "serial")
    names, about = known.indicator_names(), known.by_indicator()
    units = UnitFinder(known)
    rows = []
    for number, cells in table.rows():
        if not text_of(cells, columns["target"]):
            continue
        unit = units.find(table, number, cells, columns)
        indicator = names.get(fold(text_of(cells, columns["indicator"])))
        if isinstance(unit, Fault):
            reading.faults.append(unit)
        if indicator is None:
            expected = _("an indicator of the catalogue")
            reading.faults.append(
                table.fault(number, columns["indicator"], expected, text_of(cells, columns["indicator"]))
            )
        if not isinstance(unit, str) or indicator is None:
            continue
        row = _LongRow(table, number, cells, columns, reading, about[indicator])
        rows.append(row.target(unit, indicator, year))
    reading.questions.extend(units.questions.values())
    return [row for row in rows if row]


class _LongRow:
    """One row of a long plan."""

    def __init__(self, table: Table, number: int, cells: list, columns: dict[str, int], reading: Reading, about: dict):
        self.table, self.number, self.cells, self.columns = table, number, cells, columns
        self.reading, self.about = reading, about

    def _fault(self, column: str, expected: str) -> None:
        found = text_of(self.cells, self.columns.get(column))
        self.reading.faults.append(self.table.fault(self.number, self.columns.get(column, 0), expected, found))

    def _amount(self, column: str) -> int | None:
        if not text_of(self.cells, self.columns.get(column)):
            return None
        return _read(self.table, self.number, self.columns[column], self.cells, self.about["measure"], self.reading)

    def _day(self, column: str, default: date | None) -> date | None:
        if not text_of(self.cells, self.columns.get(column)):
            return default
        day = as_date(self.cells[self.columns[column]])
        if day is None:
            self._fault(column, _("a date such as 2020-09-30"))
        return day

    def _word(self, column: str) -> str | None:
        text = text_of(self.cells, self.columns.get(column))
        meaning = folded_words(f"{column}_").get(fold(text)) if text else None
        return meaning.removeprefix(f"{column}_") if meaning else None

    def target(self, unit: str, indicator: str, year: int) -> dict | None:
        """The target of this row, its defaults filled in; None if a cell is wrong."""
        faults_before = len(self.reading.faults)
        target = self._amount("target")
        comparator = self._word("comparator")
        if text_of(self.cells, self.columns.get("comparator")) and not comparator:
            self._fault("comparator", _("one of {choices}", choices="不少于, 超过, 不超过, 保持, 左右"))
        comparator = comparator or "at_least"
        start = self._day("period_start", date(year, 1, 1))
        due = self._day("due_date", date(year, 12, 31))
        opens = self._day("window_opens", None)
        phasing = self._word("phasing") or text_of(self.cells, self.columns.get("phasing")) or None
        tolerance = self._amount("tolerance") or 0
        if start and due and due < start:
            self._fault("due_date", _("a due date after the period's start"))
        elif start and due:
            phasing = phasing or default_phasing(indicator, self.about, comparator, start, due)
            if not phasing_fits(phasing, start, due):
                count = len(quarter_ends_inside(start, due))
                expected = _(
                    "even, keep, window, or {count} rising percentages, the last 100 on the due date", count=count
                )
                self._fault("phasing", expected)
        if comparator == "about" and not tolerance:
            self._fault("tolerance", _("the tolerance of a target that is met “about”"))
        baseline = self._amount("baseline")
        if len(self.reading.faults) > faults_before:
            return None
        return {
            "unit": unit,
            "indicator": indicator,
            "period_start": start,
            "due_date": due,
            "target": target,
            "comparator": comparator,
            "tolerance": tolerance,
            "phasing": phasing,
            "window_opens": opens,
            "baseline": baseline,
            "note": text_of(self.cells, self.columns.get("note")) or None,
            "sheet": self.table.sheet.name,
            "cell": address(self.number, self.columns["target"]),
        }


def _wide_targets(table: Table, known: Known, reading: Reading, year: int) -> list[dict]:
    first = columns_of(table, "unit_code", "unit_name", "serial", "note")
    names, about = known.indicator_names(), known.by_indicator()
    measures = {code: row["measure"] for code, row in about.items()}
    table = table.with_groups(first.get("unit_name", first.get("unit_code", 0)), names)
    columns = columns_of(table, "unit_code", "unit_name", "serial", "note") | first
    meanings: dict[int, ColumnMeaning] = {}
    for number, (text, parts) in enumerate(zip(table.header, table.parts, strict=True)):
        if text and number not in columns.values():
            meaning = column_meaning(parts, names, measures)
            if meaning and meaning.indicator:
                meanings[number] = meaning
            else:
                expected = _("a heading that names an indicator of the catalogue")
                reading.faults.append(table.fault(table.header_row, number, expected, text))
    units = UnitFinder(known)
    rows = []
    for number, cells in table.rows():
        if is_total(cells):
            continue
        unit = units.find(table, number, cells, columns)
        if isinstance(unit, Fault):
            reading.faults.append(unit)
        if not isinstance(unit, str):
            continue
        for column, meaning in meanings.items():
            if not text_of(cells, column):
                continue
            measure = measures[meaning.code]
            amount = _read(table, number, column, cells, measure, reading, meaning.money_factor)
            if amount is not None:
                rows.append(_wide_target(table, number, column, unit, meaning, about[meaning.code], amount, year))
    return rows


def _wide_target(
    table: Table, number: int, column: int, unit: str, meaning: ColumnMeaning, about: dict, amount: int, year: int
) -> dict:
    start, due, phasing = date(year, 1, 1), date(year, 12, 31), None
    if meaning.due:
        month, day = meaning.due
        due = date(year, month, day or calendar.monthrange(year, month)[1])
        phasing = "window"
    return {
        "unit": unit,
        "indicator": meaning.indicator,
        "period_start": start,
        "due_date": due,
        "target": amount,
        "comparator": "at_least",
        "tolerance": 0,
        "phasing": phasing or default_phasing(about["indicator"], about, "at_least", start, due),
        "window_opens": None,
        "baseline": None,
        "note": None,
        "sheet": table.sheet.name,
        "cell": address(number, column),
    }


def _read(
    table: Table, number: int, column: int, cells: list, measure: str, reading: Reading, money_factor: int = 1
) -> int | None:
    at = address(number, column)
    if fault := table.unread(number, column):
        reading.faults.append(fault)
        return None
    amount = read_amount(cells[column], measure, at in table.sheet.percent, money_factor)
    if isinstance(amount, Proposal):
        amount = as_fault(amount, cells[column], measure)
    if isinstance(amount, Fault):
        reading.faults.append(in_sheet(amount, table.sheet.name, at))
        return None
    return amount.amount


def default_phasing(indicator: str, about: dict, comparator: str, start: date, due: date) -> str:
    """The phasing of a target that types none: the catalogue's for a calendar year, else even.

    A cap is an allowance that may be used at any time, so it is judged whole (keep).
    """
    if comparator in ("at_most", "keep") and about["kind"] != "stock":
        return "keep"
    year = start.year
    if (start, due) == (date(year, 1, 1), date(year, 12, 31)) or about["phasing"] in ("keep", "window"):
        return about["phasing"]
    if indicator in FORMATION and start == date(year, 1, 1) and date(year, 6, 30) < due <= date(year, 9, 30):
        return "/".join(FORMATION_PHASING.split("/")[: len(quarter_ends_inside(start, due))])
    return "even"


def quarter_ends_inside(start: date, due: date) -> list[date]:
    """The calendar quarter ends of a period, its due date included."""
    ends, day = [], quarter_end(quarter_of(start))
    while day <= due:
        ends.append(day)
        day = quarter_end(quarter_of(day + timedelta(days=1)))
    return ends


def phasing_fits(phasing: str, start: date, due: date) -> bool:
    """Whether a phasing is a word, or one rising percentage for every quarter end of its period."""
    if phasing in ("even", "keep", "window"):
        return True
    ends, steps = quarter_ends_inside(start, due), phasing.split("/")
    if len(steps) != len(ends) or not all(step.isdigit() for step in steps):
        return False
    numbers = [int(step) for step in steps]
    return numbers == sorted(numbers) and numbers[-1] <= 100 and (ends[-1] != due or numbers[-1] == 100)
