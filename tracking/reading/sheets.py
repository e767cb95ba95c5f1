"""What every reader of sheets needs: what kind of book it is, which period, unit and day its cells name."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict

import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import Indel

from tracking.catalogue import fold, words
from tracking.language import _
from tracking.opening import Book, address
from tracking.reading.problems import LEAVE_OUT, Fault, Question
from tracking.reading.table import Table, find_table, text_of
from tracking.reading.titles import is_plan, sheet_period, shown_sheets

ALIKE = 0.7
BRACKET_SIGNS = re.compile(r"[()（）\[\]【】]")


def nothing_stored(_period: int) -> Mapping[tuple[str, str], tuple]:
    """The cells of a store that holds none."""
    return {}


class About(TypedDict, total=False):
    """What a plan says of itself, as far as it does."""

    document: str
    in_force_from: date
    reason: str


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
    about: About = field(default_factory=About)


@dataclass(frozen=True)
class Known:
    """What the store knows already, for checking names: units and indicators, one row each; and what people answered,
    question key → value, for this file or once for the township; ``paths`` are the units' places now.

    ``stored`` tells of a period: (unit, indicator) → state, amount and basis of the cells in force."""

    units: pd.DataFrame
    indicators: pd.DataFrame
    answers: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    stored: Callable[[int], Mapping[tuple[str, str], tuple]] = nothing_stored

    def above(self, units: Iterable[str]) -> set[str]:
        """Those of some units below which others of them stand now."""
        below = {code for unit in set(units) for code in self.paths.get(unit, "").split("/")[1:-2]}
        return below & set(units)

    def by_indicator(self) -> dict[str, dict]:
        """Indicator → its row."""
        return {row["indicator"]: row for row in self.indicators.to_dict("records")}

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


def kind_of(book: Book) -> str | None:
    """Which workbook this is: units, plan, quarter, indicators, or None if no sheet is recognised."""
    for sheet in shown_sheets(book):
        first = {str(cell) for cell in (sheet.rows[0] if sheet.rows else []) if cell}
        if {"code", "theme", "reported_by"} <= first:
            return "indicators"
        if find_table(sheet, "unit_code", "parent_code"):
            return "units"
        if find_table(sheet, "indicator", "target"):
            done = find_table(sheet, "indicator", "amount") and sheet_period(sheet).quarter
            return "quarter" if done else "plan"
        if find_table(sheet, "unit_name") or find_table(sheet, "unit_code"):
            return "plan" if is_plan(sheet) else "quarter"
        if find_table(sheet, "indicator"):
            return "quarter"
    return None


class UnitFinder:
    """Finds the unit of a row by code, else by its exact name or what was answered before; asks about a similar name."""

    def __init__(self, known: Known):
        self._codes = set(known.units["unit"])
        self._names = known.unit_names()
        self._name_of = dict(zip(known.units["unit"], known.units["name"], strict=True))
        self._cores = [(_core(name), codes) for name, codes in self._names.items()]
        self._answers = known.answers
        self.questions: dict[str, Question] = {}
        self.strangers: list[Fault] = []
        self.found = 0

    def knows(self, name: str) -> bool:
        """Whether a name is that of a unit in the list, as it stands there."""
        return bool(name) and fold(name) in self._names

    def find(self, table: Table, row: int, cells: list, columns: dict[str, int]) -> str | Fault | None:
        """The unit's code, or the fault; None for a row that is left out or waits for an answer."""
        code, name = text_of(cells, columns.get("unit_code")), text_of(cells, columns.get("unit_name"))
        for meaning, text in (("unit_code", code), ("unit_name", name)):
            if faults := table.too_long(row, columns.get(meaning, 0), text):
                return faults[0]
        if code:
            if code not in self._codes:
                return self._stranger(
                    table, row, columns["unit_code"], _("the code of a unit in the list of units"), code
                )
            if name and fold(name) != fold(self._name_of[code]):
                expected = _("«{name}», the name of {code} in the list of units", name=self._name_of[code], code=code)
                return table.fault(row, columns["unit_name"], expected, name)
            self.found += 1
            return code
        column = columns.get("unit_name", columns.get("unit_code", 0))
        return self.by_name(table, row, column, name)

    def by_name(self, table: Table, row: int, column: int, name: str) -> str | Fault | None:
        """The unit of a name that stands at this cell; see find."""
        if faults := table.too_long(row, column, name):
            return faults[0]
        found = self._names.get(fold(name), []) if name else []
        if len(found) == 1:
            self.found += 1
            return found[0]
        if found:
            return table.fault(row, column, _("the code of the unit, because two units have this name"), name)
        key = f"unit {fold(name)}"
        alike = _similar(name, self._cores) if name else []
        if not alike and key not in self._answers:
            expected = _("the name of a unit as it stands in the list of units")
            return self._stranger(table, row, column, expected, name)
        answer = self._answers.get(key, "")
        cells = (*(self.questions[key].cells if key in self.questions else ()), address(row, column))
        choices = [(code, self._name_of[code]) for code in alike]
        if answer in self._codes and answer not in alike:
            choices.append((answer, self._name_of[answer]))
        text = _("«{name}» is not in the list of units. Which unit is it?", name=name)
        choices.append((LEAVE_OUT, _("none of these: leave its row out")))
        self.questions[key] = Question(key, text, cells, tuple(choices), answer, name, table.sheet.name)
        return answer if answer in self._codes else None

    def _stranger(self, table: Table, row: int, column: int, expected: str, found: str) -> Fault:
        """The fault of a unit that is not in the list, kept: a file of strangers only is told in one sentence."""
        fault = table.fault(row, column, expected, found)
        self.strangers.append(fault)
        return fault


def similar_names(name: str, names: dict[str, list[str]], most: int = 6) -> list[str]:
    """The codes of the units whose names look like this one, the likest first; what all companies' names end with does
    not count."""
    return _similar(name, [(_core(other), codes) for other, codes in names.items()], most)


def _similar(name: str, cores: list[tuple[str, list[str]]], most: int = 6) -> list[str]:
    """similar_names, where what counts of the known names was found out before."""
    known = [other for other, _codes in cores]
    found = process.extract(_core(name), known, scorer=Indel.normalized_similarity, score_cutoff=ALIKE, limit=None)
    codes = (code for _other, _likeness, place in found for code in cores[place][1])
    return list(dict.fromkeys(codes))[:most]


def _core(name: str) -> str:
    folded = BRACKET_SIGNS.sub("", fold(name))
    return next(
        (folded.removesuffix(end) for end in words()["company"] if folded.endswith(end) and folded != end), folded
    )


def as_date(cell: object) -> date | None:
    """A date typed as a date or as 2020-03-10, 2020.3.10, 2020/3/10, 2020年3月10日; None if it is none."""
    if isinstance(cell, date):
        return cell
    match = re.match(r"\s*(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?\s*\Z", str(cell))
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
