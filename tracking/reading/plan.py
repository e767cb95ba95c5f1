"""The annual plan workbook → targets: long (a target a row) or wide (an indicator a column, a unit a row)."""

import calendar
import re
from datetime import date

import pandas as pd

from tracking.catalogue import fold, folded_words
from tracking.language import _
from tracking.opening import Book, Sheet, address
from tracking.reading.distorted import too_long
from tracking.reading.layout.headings import ColumnMeaning, column_meaning
from tracking.reading.layout.periods import as_date, period_said
from tracking.reading.layout.tables import Table, columns_of, find_table, is_total, text_of
from tracking.reading.layout.titles import is_plan, said_period, sheet_period, shown_sheets
from tracking.reading.numbers import Proposal, as_fault, read_amount
from tracking.reading.phasing import default_phasing, phasing_fits, quarter_ends_inside
from tracking.reading.plan_of_office import targets_of_office
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
ABOUT = re.compile(r"\s*(文号|执行日期|执行时间|施行日期|实施日期|生效日期|调整原因)\s*[:：]?\s*(.*)")
DOCUMENT = re.compile(r"[\u4e00-\u9fff]{1,8}[〔［\[(（]\s*20\d\d\s*[〕］\])）]\s*\d+\s*号")


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
        _read_about(sheet, known, reading)
        table = find_table(sheet, "indicator", "target")
        if table and not _names_units(table, known):
            rows.extend(targets_of_office(sheet, known, reading, year))
        elif table:
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


def _names_units(table: Table, known: Known) -> bool:
    """Whether a column of a plan names units of ours; one of 责任单位 does not."""
    columns = columns_of(table, "unit_code", "unit_name")
    return bool(columns) or known.units.empty


def _read_about(sheet: Sheet, known: Known, reading: Reading) -> None:
    """Document number, day in force and reason from the lines above the table, with the value in the same cell or the next."""
    for number, cells in enumerate(sheet.rows[:8]):
        for column, cell in enumerate(cells):
            if cell is None:
                continue
            if (numbered := DOCUMENT.search(str(cell))) and "document" not in reading.about:
                reading.about["document"] = numbered.group(0)
            match = ABOUT.match(str(cell))
            if match is None:
                continue
            field, value = match.group(1), match.group(2).strip()
            beside = cells[column + 1] if column + 1 < len(cells) else None
            if field == "文号" and value:
                reading.faults += too_long(sheet.name, address(number, column), value)
                reading.about["document"] = value
            elif field == "调整原因" and value:
                reading.about["reason"] = value
            elif field not in ("文号", "调整原因"):
                told = value if value.strip("_-— 年月日") else beside
                _read_day_in_force(told, (sheet.name, address(number, column)), known, reading)


def _read_day_in_force(told: object, at: tuple[str, str], known: Known, reading: Reading) -> None:
    """The day from which a plan is in force: 2020-07-01, 2020年7月1日起; for 2020年7月 it is asked."""
    text = re.sub(r"(?:起|开始|之日起)?(?:执行|施行|实施|生效)?\s*\Z", "", str(told or "").strip())
    if day := as_date(told) or as_date(text):
        reading.about["in_force_from"] = day
        return
    if not text.strip("_-— 年月日"):
        return
    said = period_said(text)
    if said.year and said.month:
        key = "in_force_from"
        first = date(said.year, said.month, 1)
        asked = _("The plan is in force from «{said}». From which day?", said=str(told))
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        choices = tuple((str(day), str(day)) for day in (first, last))
        answer = known.answers.get(key, "")
        reading.questions.append(Question(key, asked, (at[1],), choices, answer, sheet=at[0]))
        if found := as_date(answer):
            reading.about["in_force_from"] = found
        return
    reading.faults.append(Fault(_("a date such as 2020-03-10"), at[0], at[1], str(told)))


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
