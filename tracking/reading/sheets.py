"""What every reader of sheets needs: which period, unit and day its cells name, and what is known of them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, TypedDict

import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import Indel

from tracking.catalogue import fold, meaning_of, words
from tracking.language import _
from tracking.opening import Sheet, address
from tracking.quarters import quarter_end
from tracking.reading.layout.memory import Drawing
from tracking.reading.layout.picture import ReadTable
from tracking.reading.layout.tables import Table, text_of
from tracking.reading.layout.vocabulary import Vocabulary, bare_name
from tracking.reading.problems import AS_PROPOSED, LEAVE_OUT, ONE_BY_ONE, Fault, Question

ALIKE = 0.7
FOUND_ONCE = ("_by_indicator", "_vocabulary", "_unit_names", "_cores")
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

    ``kind`` is units, contracts, foundings, plan, quarter or indicators. ``tables`` holds frames named like the store's tables. ``notes`` are
    sentences about what was not read. ``drawing`` is how a quarter's tables are drawn, ``read`` how
    those of each sheet were read; ``contacts`` are the cells, by sheet, that were dropped unread.
    """

    kind: str
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    period: int | None = None
    plan_year: int | None = None
    about: About = field(default_factory=About)
    drawing: Drawing | None = None
    read: dict[str, tuple[Sheet, list[ReadTable]]] = field(default_factory=dict)
    contacts: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What the store knows already, for checking names: units and indicators, one row each; and what people answered,
    question key → value, for this file or once for the township; ``paths`` are the units' places now, ``union`` is the name
    that the union gave when it began.

    ``stored`` tells of a period: (unit, indicator) → state, amount and basis of the cells in force."""

    units: pd.DataFrame
    indicators: pd.DataFrame
    answers: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    today: date = field(default_factory=date.today)
    union: str = ""
    stored: Callable[[int], Mapping[tuple[str, str], tuple]] = nothing_stored

    def above(self, units: Iterable[str]) -> set[str]:
        """Those of some units below which others of them stand now."""
        below = {code for unit in set(units) for code in self.paths.get(unit, "").split("/")[1:-2]}
        return below & set(units)

    def answered(self, answers: dict[str, str], **more: Any) -> "Known":
        """The same with other answers, and what else (today, stored) is given; what was found out of its names stays found."""
        other = replace(self, answers=answers, **more)
        found = {name: self.__dict__[name] for name in FOUND_ONCE if name in self.__dict__}
        other.__dict__.update(found)
        return other

    def vocabulary(self) -> Vocabulary:
        """The names that a sheet may use."""
        return self._vocabulary

    def by_indicator(self) -> dict[str, dict]:
        """Indicator → its row."""
        return self._by_indicator

    @cached_property
    def _by_indicator(self) -> dict[str, dict]:
        return {row["indicator"]: row for row in self.indicators.to_dict("records")}

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        rows = self.by_indicator()
        return Vocabulary(
            self.indicator_names(),
            {code: row["measure"] for code, row in rows.items()},
            {code: row["theme"] for code, row in rows.items()},
            self.unit_names(),
            frozenset(self.units["unit"]),
        )

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
        return self._unit_names

    def cores(self) -> list[tuple[str, list[str]]]:
        """What counts of the units' names, without what all companies' names end with, and the codes of the units so named."""
        return self._cores

    @cached_property
    def _cores(self) -> list[tuple[str, list[str]]]:
        return [(_core(name), codes) for name, codes in self._unit_names.items()]

    @cached_property
    def _unit_names(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for row in self.units.to_dict("records"):
            names.setdefault(fold(row["name"]), []).append(row["unit"])
        return names


PAIRS_TOLD = 3  # of units with other codes


@dataclass
class Shorts:
    """The short names of a file: ``found`` has question key → name, the unit it can mean, and the sheets and cells that hold
    it; ``sheet`` is the file's first, under which they are asked about. ``coded`` tells the same of codes that the list of
    units does not have, beside names that it has."""

    sheet: str = ""
    found: dict[str, tuple[str, str, list[tuple[str, str]]]] = field(default_factory=dict)
    coded: dict[str, tuple[str, str, list[tuple[str, str]]]] = field(default_factory=dict)


class UnitFinder:
    """Finds the unit of a row by code, else by its exact name or what was answered before; asks about a similar name."""

    def __init__(
        self,
        known: Known,
        vocabulary: Vocabulary | None = None,
        period: int | None = None,
        shorts: Shorts | None = None,
    ):
        """``period`` is the quarter whose units are meant; ``shorts`` collects the short names of all sheets of a file."""
        self._gone = _not_there(known.units, period) if period is not None else set()
        self.shorts = Shorts() if shorts is None else shorts
        self._group, self._coded = f"short_names {self.shorts.sheet}", f"other_codes {self.shorts.sheet}"
        self._codes = set(known.units["unit"])
        self._vocabulary = vocabulary or known.vocabulary()
        self._name_of = dict(zip(known.units["unit"], known.units["name"], strict=True))
        self._cores = known.cores()
        self._answers = known.answers
        top = min((path.count("/") for path in known.paths.values()), default=0)
        self._tops = [code for code, path in known.paths.items() if path.count("/") == top]
        self.questions: dict[str, Question] = {}
        self.strangers: list[Fault] = []
        self.found = 0

    def find(self, table: Table, row: int, cells: list, columns: dict[str, int]) -> str | Fault | None:
        """The unit's code, or the fault; None for a row that is left out or waits for an answer."""
        code, name = text_of(cells, columns.get("unit_code")), text_of(cells, columns.get("unit_name"))
        for meaning, text in (("unit_code", code), ("unit_name", name)):
            if faults := table.too_long(row, columns.get(meaning, 0), text):
                return faults[0]
        if code:
            if code not in self._codes:
                return self._by_other_code(table, row, columns["unit_code"], code, name)
            if name and fold(name) != fold(self._name_of[code]) and code not in self._vocabulary.codes_of(name):
                expected = _("«{name}», the name of {code} in the list of units", name=self._name_of[code], code=code)
                return table.fault(row, columns["unit_name"], expected, name)
            self.found += 1
            return code
        column = columns.get("unit_name", columns.get("unit_code", 0))
        return self.by_name(table, row, column, name)

    def _by_other_code(self, table: Table, row: int, column: int, code: str, name: str) -> str | Fault | None:
        """The unit of a code that the list does not have: by its name where that is listed, once somebody agreed."""
        key = f"code {code}"
        if (known := self._answers.get(key)) in self._codes:
            self.found += 1
            return known
        found = self._vocabulary.codes_of(name) if name else []
        if len(found) != 1 or self._answers.get(self._coded) == LEAVE_OUT:
            return self._stranger(table, row, column, _("the code of a unit in the list of units"), code)
        self.shorts.coded.setdefault(key, (code, found[0], []))[2].append((table.sheet.name, address(row, column)))
        return found[0] if self._answers.get(self._coded) == AS_PROPOSED else None

    def by_name(self, table: Table, row: int, column: int, name: str) -> str | Fault | None:
        """The unit of a name that stands at this cell; see find."""
        if faults := table.too_long(row, column, name):
            return faults[0]
        found = self._vocabulary.codes_of(name)
        if len(found) > 1:  # one closed and another opened under its name
            found = [code for code in found if code not in self._gone] or found
        if len(found) == 1:
            self.found += 1
            return found[0]
        if found:
            return table.fault(row, column, _("the code of the unit, because two units have this name"), name)
        key = f"unit {fold(name)}"
        cell = address(row, column)
        short = self._meant_by(name) if name and key not in self._answers else []
        if len(short) == 1 and self._answers.get(self._group) != ONE_BY_ONE:
            self.shorts.found.setdefault(key, (name, short[0], []))[2].append((table.sheet.name, cell))
            return short[0] if self._answers.get(self._group) == AS_PROPOSED else None
        alike = list(dict.fromkeys([*short, *_similar(name, self._cores)])) if name else []
        if not alike and key not in self._answers:
            expected = _("the name of a unit as it stands in the list of units")
            return self._stranger(table, row, column, expected, name)
        answer = self._answers.get(key, "")
        self._ask(key, name, alike, cell, table.sheet.name)
        return answer if answer in self._codes else None

    def _meant_by(self, name: str) -> list[str]:
        """The units that a name which is not in the list can stand for: as a short name, or 镇总工会本级 as the topmost."""
        if meaning_of(bare_name(name), "own_unit"):
            return self._tops
        return short_for(name, self._cores)

    def short(self, name: str) -> list[str]:
        """The codes of the units that a text can stand for as a short name; see short_for."""
        return short_for(name, self._cores)

    def _ask(self, key: str, name: str, alike: list[str], cell: str, sheet: str) -> None:
        """Ask once which unit a name means; the cells that hold it are collected."""
        answer = self._answers.get(key, "")
        cells = (*(self.questions[key].cells if key in self.questions else ()), cell)
        choices = [(code, self._name_of[code]) for code in alike]
        if answer in self._codes and answer not in alike:
            choices.append((answer, self._name_of[answer]))
        text = _("«{name}» is not in the list of units. Which unit is it?", name=name)
        choices.append((LEAVE_OUT, _("none of these: leave its row out")))
        self.questions[key] = Question(key, text, cells, tuple(choices), answer, name, sheet)

    @property
    def waits(self) -> bool:
        """Whether some row waits for an answer about its name."""
        asked = (self.shorts.found, self._group), (self.shorts.coded, self._coded)
        waits = any(found and self._answers.get(key) != AS_PROPOSED for found, key in asked)
        return waits or any(not question.answer for question in self.questions.values())

    def ask_about_shorts(self) -> None:
        """Ask about the short names of all sheets at once, each with the one unit that it can mean; about one alone as about
        any other name."""
        found = self.shorts.found
        if len(found) == 1:
            ((key, (name, code, places)),) = found.items()
            for sheet, cell in places:
                self._ask(key, name, list(dict.fromkeys([code, *_similar(name, self._cores)])), cell, sheet)
        elif found:
            pairs = [f"«{name}» = {self._name_of[code]}" for name, code, _places in found.values()]
            text = _("{count} names are not in the list of units as they stand. Do they mean these? {pairs}",
                     count=len(pairs), pairs="; ".join(pairs))  # fmt: skip
            self._ask_at_once(self._group, found, text, (ONE_BY_ONE, _("no: ask me about each")))

    def ask_about_codes(self) -> None:
        """Ask once whether units with codes of another list are those of their names."""
        if found := self.shorts.coded:
            pairs = [f"{code} = {self._name_of[unit]}" for code, unit, _places in found.values()][:PAIRS_TOLD]
            text = _("{count} codes are not in the list of units, but the names beside them are. Read these units by their names,"
                     " and keep the codes? {pairs}", count=len(found), pairs="; ".join(pairs))  # fmt: skip
            self._ask_at_once(self._coded, found, text, (LEAVE_OUT, _("no: leave their rows out")))

    def _ask_at_once(self, key: str, found: dict, text: str, other: tuple[str, str]) -> None:
        """One question about everything ``found`` (see Shorts); the answer yes holds for each from then on."""
        means = tuple((each, unit, said) for each, (said, unit, _places) in found.items())
        places = [place for _said, _unit, own in found.values() for place in own]
        sheet = places[0][0]
        cells = tuple(cell for own, cell in places if own == sheet)
        choices = ((AS_PROPOSED, _("yes, all of them")), other)
        self.questions[key] = Question(key, text, cells, choices, self._answers.get(key, ""), "", sheet, means)

    def _stranger(self, table: Table, row: int, column: int, expected: str, found: str) -> Fault:
        """The fault of a unit that is not in the list, kept: a file of strangers only is told in one sentence."""
        fault = table.fault(row, column, expected, found)
        self.strangers.append(fault)
        return fault


def _not_there(units: pd.DataFrame, period: int) -> set[str]:
    """The units that had closed before a quarter began or opened after its end."""
    first, last = pd.Timestamp(quarter_end(period - 1)), pd.Timestamp(quarter_end(period))
    opened, closed = pd.to_datetime(units["opened"]), pd.to_datetime(units["closed"])
    return set(units.loc[(closed <= first) | (opened > last), "unit"])


def short_for(name: str, cores: list[tuple[str, list[str]]]) -> list[str]:
    """The codes of the units that a short name can stand for: all its letters stand in their names, in its order.

    Only the best: those that end with it (鑫源纺织 for 江州鑫源纺织), else that hold it, else those that hold its letters.
    """
    short = _core(bare_name(name))
    if len(short) < 2:
        return []
    holds = re.compile(".*".join(map(re.escape, short)))
    found = [(other, codes) for other, codes in cores if holds.search(other)]
    for test in (str.endswith, str.startswith, str.__contains__, lambda _other, _short: True):
        if best := [code for other, codes in found if test(other, short) for code in codes]:
            return best[:6]
    return []


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


def ask_about_names(finders: Sequence[UnitFinder], reading: Reading) -> None:
    """Ask once a file about every name and code that is not in the list; ``finders`` has that of each sheet."""
    if finders:
        finders[0].ask_about_shorts()
        finders[0].ask_about_codes()
    reading.questions += {
        question.key: question for finder in finders for question in finder.questions.values()
    }.values()
