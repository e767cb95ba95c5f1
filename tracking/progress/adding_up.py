"""Adding up: from the cells of units to the figures of every node, for every indicator and period asked for.

A span is an indicator with a period. Shapes stand in brackets; numbers are those of tracking.progress.records.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracking.calendar import last_day, quarters_of
from tracking.progress.each_quarter import Added, added_by_quarter
from tracking.progress.records import NONE, Grid, Records, Roster

CARRIED_AT_MOST = 4  # quarters
FIGURES = ("actual", "fresh", "baseline", "numerator", "denominator")
COUNTS = ("carried", "expected", "reported", "answered", "this_quarter")


class Spans:
    """Periods of indicators, all [span], and the quarters that each takes in: those whose first day lies in it.

    ``indicator`` is a number, ``start`` and ``due`` are days, ``first`` and ``last`` quarters, none later than the one
    looked at. ``number`` gives a span's number by indicator, start and due date.
    """

    def __init__(self, indicator: Iterable[int], start: np.ndarray, due: np.ndarray, period: int):
        keys = dict.fromkeys(zip(indicator, start.tolist(), due.tolist(), strict=True))
        self.number = {key: place for place, key in enumerate(keys)}
        self.indicator = np.array([key[0] for key in keys], dtype=np.int64)
        self.start, self.due = (np.array([key[n] for key in keys], dtype="datetime64[D]") for n in (1, 2))
        self.first = quarters_of(self.start - 1) + 1
        self.last = np.minimum(quarters_of(self.due), period)

    def alike(self, chosen: np.ndarray) -> Iterator[tuple[int, int, np.ndarray]]:
        """The chosen spans [bool] by the quarters they take in: first, last, and the numbers of the spans."""
        for first, last in sorted(set(zip(self.first[chosen].tolist(), self.last[chosen].tolist(), strict=True))):
            yield first, last, np.flatnonzero(chosen & (self.first == first) & (self.last == last))


class Sums:
    """What a node and the units below it add up to.

    ``total`` holds [node, span] whole numbers: actual (and fresh, the part of it reported this quarter), baseline,
    numerator and denominator, of which ``has`` [node, span] says whether there is one; and the counts of units that
    are carried, expected, reported, answered (the last quarter that counts is in: this one, or that of a due date gone
    by) and in this_quarter. ``left_behind``: (unit, span) → code of a parent that the unit left → the flow it left there.
    """

    def __init__(self, records: Records, spans: Spans):
        self.tree = records.tree
        shape = (len(records.units), len(spans.indicator))
        self.total = {name: np.zeros(shape, dtype=np.int64) for name in (*FIGURES, *COUNTS)}
        self.has = {name: np.zeros(shape, dtype=bool) for name in FIGURES}
        self.left_behind: dict[tuple[int, int], dict[str, int]] = {}

    def add(self, name: str, spans: np.ndarray, values: np.ndarray, there: np.ndarray, at: np.ndarray) -> None:
        """Add up a figure [unit, some spans], where ``there`` is one, at the paths [unit] where the units stood."""
        self.total[name][:, spans] += self.tree.sums(np.where(there, values, 0), at)
        self.has[name][:, spans] |= self.tree.sums(there, at) > 0

    def count(self, name: str, spans: np.ndarray, units: np.ndarray, at: np.ndarray) -> None:
        """Count the units [unit, some spans] at and below every node."""
        self.total[name][:, spans] += self.tree.sums(units, at)

    def leave(self, spans: np.ndarray, values: np.ndarray, there: np.ndarray, at: np.ndarray, now: np.ndarray) -> None:
        """Note the flows of units that stood elsewhere than now, by the parent they had."""
        for unit in np.flatnonzero((at != now) & (at != NONE) & there.any(axis=1)).tolist():
            parent = self.tree.paths[at[unit]].split("/")[-3]
            for place in np.flatnonzero(there[unit]).tolist():
                left = self.left_behind.setdefault((unit, int(spans[place])), {})
                left[parent] = left.get(parent, 0) + int(values[unit, place])


def add_up(records: Records, grid: Grid, spans: Spans, roster: Roster, period: int) -> Sums:
    """Everything reported in a scope up to a quarter, added up to every node for every span.

    Flows stay where a unit stood at their quarter's end; levels and rates of levels go along with it.
    """
    sums, kind = Sums(records, spans), records.indicators["kind"].to_numpy(dtype=object)
    counting = Counting(sums, spans, roster, expected(records, grid, roster, period)[:, spans.indicator])
    if len(spans.first):
        added = added_by_quarter(records, grid, roster, min(int(spans.first.min()), period) // 4 * 4, period)
        numerator = records.parts[0][spans.indicator]
        of_levels = (numerator != NONE) & (kind[numerator] == "stock")
        _add_flows(counting, added, kind[spans.indicator] == "flow", period)
        _add_rates_of_flows(counting, added, records, (numerator != NONE) & ~of_levels, period)
        usable = roster.existing[:, None] & ~grid.exempt[period - grid.first]
        _add_levels(counting, grid, usable, kind[spans.indicator] == "stock", period)
        _add_rates_of_levels(counting, grid, usable, records, of_levels, period)
        sums.count("expected", np.arange(len(spans.first)), counting.expected, roster.path)
    return sums


@dataclass(frozen=True)
class Counting:
    """The sums being made, for which spans, over whom; ``expected`` [unit, span] says who is to report."""

    sums: Sums
    spans: Spans
    roster: Roster
    expected: np.ndarray

    def reports(self, chosen: np.ndarray, **units: np.ndarray) -> None:
        """Count the expected units that reported, answered, or are in this quarter; each [unit, chosen spans]."""
        for name, said in units.items():
            self.sums.count(name, chosen, said & self.expected[:, chosen], self.roster.path)


def _add_flows(counting: Counting, added: Added, flows: np.ndarray, period: int) -> None:
    for first, last, chosen in counting.spans.alike(flows):
        columns = added.column[counting.spans.indicator[chosen]]
        known = np.ones((len(added.paths[0]), len(chosen)), dtype=bool)
        by_place: dict[int, list] = {}
        for number in range(first, last + 1):
            quarter = added.of(number, columns)
            whole_year = first <= number // 4 * 4
            if not whole_year:
                known &= quarter.own
            elif number == min(number // 4 * 4 + 3, last):
                known &= quarter.complete
            there = quarter.typed & (quarter.there if whole_year else quarter.own)
            so_far = by_place.setdefault(added.place[number - added.first], [0, False])
            so_far[0] = so_far[0] + np.where(there, quarter.amount, 0)
            so_far[1] = so_far[1] | there
        for place, (amount, there) in by_place.items():
            at = added.paths[place]
            counting.sums.add("actual", chosen, amount, there, at)
            counting.sums.add("fresh", chosen, amount, there, at)
            counting.sums.leave(chosen, amount, there, at, counting.roster.path)
        if first <= last:
            answered = added.of(last, columns).there
            now = answered & (last == period)
            counting.reports(chosen, reported=known & answered, answered=answered, this_quarter=now)


def _add_rates_of_flows(counting: Counting, added: Added, records: Records, rates: np.ndarray, period: int) -> None:
    """Of the quarters in which a unit told both parts."""
    parts = [added.column[part[counting.spans.indicator]] for part in records.parts]
    for first, last, chosen in counting.spans.alike(rates & (parts[0] != NONE) & (parts[1] != NONE)):
        columns = [part[chosen] for part in parts]
        told = []
        for number in range(first, last + 1):
            part, whole = (added.of(number, column) for column in columns)
            at = added.paths[added.place[number - added.first]]
            told.append((part.own & whole.own & (at != NONE)[:, None], part.amount, whole.amount, at))
        if told:
            answered = told[-1][0]
            for both, part, whole, at in told:
                counting.sums.add("numerator", chosen, part, both, at)
                counting.sums.add("denominator", chosen, whole, both, at)
                counting.sums.add("fresh", chosen, part, both & answered, at)
            complete = np.all([both for both, *_amounts in told], axis=0)
            counting.reports(chosen, reported=complete, answered=answered, this_quarter=answered & (last == period))


def _add_levels(counting: Counting, grid: Grid, usable: np.ndarray, stocks: np.ndarray, period: int) -> None:
    spans, roster, sums = counting.spans, counting.roster, counting.sums
    chosen = np.flatnonzero(stocks)
    columns, at = spans.indicator[chosen], roster.path
    amount, there, now = grid.latest(usable, period - CARRIED_AT_MOST, period, columns)
    sums.add("actual", chosen, amount, there, at)
    sums.add("fresh", chosen, amount, now, at)
    sums.count("carried", chosen, there & ~now, at)
    counting.reports(chosen, reported=now, answered=now, this_quarter=now)
    for start in sorted(set(spans.first[chosen].tolist())):
        chosen = np.flatnonzero(stocks & (spans.first == start))
        # a unit that closed since is no part of the level now, but was of the level then
        closed = (at != NONE) & (roster.closed <= last_day(period)) & (roster.closed > last_day(start - 1))
        amount, there, _now = grid.latest(
            usable | closed[:, None], start - 1 - CARRIED_AT_MOST, min(start - 1, period), spans.indicator[chosen]
        )
        sums.add("baseline", chosen, amount, there, at)


def _add_rates_of_levels(
    counting: Counting, grid: Grid, usable: np.ndarray, records: Records, rates: np.ndarray, period: int
) -> None:
    """Both parts are of the same quarter of the same unit."""
    chosen, at = np.flatnonzero(rates), counting.roster.path
    part, whole = (numbers[counting.spans.indicator[chosen]] for numbers in records.parts)
    numerator, there, now = grid.latest(usable, period - CARRIED_AT_MOST, period, part, whole)
    denominator, _there, _now = grid.latest(usable, period - CARRIED_AT_MOST, period, whole, part)
    counting.sums.add("numerator", chosen, numerator, there, at)
    counting.sums.add("denominator", chosen, denominator, there, at)
    counting.sums.add("fresh", chosen, numerator, now, at)
    counting.sums.count("carried", chosen, there & ~now, at)
    counting.reports(chosen, reported=now, answered=now, this_quarter=now)


def expected(records: Records, grid: Grid, roster: Roster, period: int) -> np.ndarray:
    """[unit, indicator]: who is to report what: existing, of a kind that reports it, not exempt."""
    kind, kinds = pd.factorize(records.units["kind"])
    said = [set(text.split(";")) for text in records.indicators["reported_by"]]
    asked = np.array([[word in words for words in said] for word in kinds], dtype=bool)[kind]
    union = records.indicator_index.get_indexer(["unionised"])
    usable = roster.existing[:, None] & ~grid.exempt[period - grid.first]
    has_union = (grid.latest(usable, grid.first, period, union)[0] >= 1) & (union != NONE)
    firm = (records.units["kind"] == "enterprise").to_numpy()[:, None]
    asked |= firm & has_union & np.array(["unionised_enterprise" in words for words in said])
    away, (part, whole) = grid.exempt[period - grid.first].copy(), records.parts
    rates = np.flatnonzero(part != NONE)
    part, whole = part[rates], whole[rates]
    asked[:, rates] = asked[:, part] & asked[:, whole]
    away[:, rates] |= away[:, part] | away[:, whole]
    return asked & roster.existing[:, None] & ~records.exempt(last_day(period)) & ~away
