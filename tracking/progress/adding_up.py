"""Adding up: from the cells of units to the figures of every node, for every indicator and period asked for.

What each axis is, tracking.progress says.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tracking.progress.each_quarter import Added, added_by_quarter
from tracking.progress.records import NONE, Grid, Records, Roster
from tracking.quarters import CARRIED_AT_MOST, last_day, quarters_of

FIGURES = ("actual", "fresh", "baseline", "numerator", "denominator")
COUNTS = ("carried", "carried_beside", "expected", "reported", "answered", "this_quarter", "lacking")


class Spans:
    """Periods of indicators, all [span], and the quarters that each takes in: those whose first day lies in it.

    ``indicator`` is a number, ``start`` and ``due`` are days, ``first`` and ``last`` quarters, none later than the one
    looked at. ``asked`` has the number of the span of every indicator, start and due date that it was made from.
    """

    def __init__(self, indicator: np.ndarray, start: np.ndarray, due: np.ndarray, period: int):
        keys: dict[tuple, int] = {}
        rows = zip(indicator.tolist(), start.tolist(), due.tolist(), strict=True)
        self.asked = np.array([keys.setdefault(row, len(keys)) for row in rows], dtype=np.int64)
        first = np.unique(self.asked, return_index=True)[1]
        self.indicator, self.start, self.due = indicator[first], start[first], due[first]
        self.first = quarters_of(self.start - 1) + 1
        self.last = np.minimum(quarters_of(self.due), period)

    def alike(self, chosen: np.ndarray) -> Iterator[tuple[int, int, np.ndarray]]:
        """The chosen spans [bool] by the quarters they take in: first, last, and the numbers of the spans."""
        for first, last in sorted(set(zip(self.first[chosen].tolist(), self.last[chosen].tolist(), strict=True))):
            yield first, last, np.flatnonzero(chosen & (self.first == first) & (self.last == last))


class Sums:
    """What every node and the units below it add up to at the end of a quarter.

    ``total`` holds [node, span] whole numbers: actual (and fresh, the part of it reported this quarter), baseline,
    numerator and denominator, of which ``has`` [node, span] says whether there is one; and the counts of units that
    are carried (those of them that are not to report: carried_beside), expected, reported, answered (the last quarter
    that counts is in: this one, or that of a due date gone by) and in this_quarter; and lacking, what those who did not
    report lack of their own due (table.progress_table finds it out). ``left_behind``: (unit, span) → code of a parent that the unit left → the flow it left there.
    ``exempt`` and ``exemption`` (its row, -1 for none) are [unit, indicator], ``expected`` (is to report) [unit, span].
    """

    def __init__(self, records: Records, roster: Roster, spans: Spans, grid: Grid, period: int):
        self.records, self.roster, self.spans, self.period = records, roster, spans, period
        self.exemption = records.exemptions_on(last_day(period))
        self.exempt = self.exemption != NONE
        away = self.exempt.copy()
        rates = np.flatnonzero(records.numerator != NONE)
        away[:, rates] |= self.exempt[:, records.numerator[rates]] | self.exempt[:, records.denominator[rates]]
        self.expected = (asked_of(records, roster, grid, period) & ~away)[:, spans.indicator]
        self.total = {name: np.zeros(self.expected.shape, dtype=np.int64) for name in (*FIGURES, *COUNTS)}
        self.has = {name: np.zeros(self.expected.shape, dtype=bool) for name in FIGURES}
        self.left_behind: dict[tuple[int, int], dict[str, int]] = {}

    def add(self, name: str, spans: np.ndarray, values: np.ndarray, there: np.ndarray, at: np.ndarray) -> None:
        """Add up a figure [unit, some spans], where ``there`` is one, at the paths [unit] where the units stood."""
        self.total[name][:, spans] += self.records.tree.sums(np.where(there, values, 0), at)
        self.has[name][:, spans] |= self.records.tree.sums(there, at) > 0

    def count(self, name: str, spans: np.ndarray, units: np.ndarray) -> None:
        """Count the units [unit, some spans] at and below every node."""
        self.total[name][:, spans] += self.records.tree.sums(units, self.roster.path)

    def report(self, spans: np.ndarray, **units: np.ndarray) -> None:
        """Count the expected units that reported, answered, or are in this quarter; each [unit, some spans]."""
        for name, said in units.items():
            self.count(name, spans, said & self.expected[:, spans])

    def carry(self, spans: np.ndarray, units: np.ndarray) -> None:
        """Count the units [unit, some spans] whose level is carried, and those of them that are not to report."""
        self.count("carried", spans, units)
        self.count("carried_beside", spans, units & ~self.expected[:, spans])

    def leave(self, spans: np.ndarray, values: np.ndarray, there: np.ndarray, at: np.ndarray) -> None:
        """Note the flows of units that stood elsewhere than now, by the parent they had."""
        elsewhere = (at != self.roster.path) & (at != NONE) & there.any(axis=1)
        for unit in np.flatnonzero(elsewhere).tolist():
            parent = self.records.tree.paths[at[unit]].split("/")[-3]
            for place in np.flatnonzero(there[unit]).tolist():
                left = self.left_behind.setdefault((unit, int(spans[place])), {})
                left[parent] = left.get(parent, 0) + int(values[unit, place])


def add_up(records: Records, roster: Roster, spans: Spans, grid: Grid, period: int) -> Sums:
    """Everything reported in a scope up to a quarter, added up to every node for every span.

    Flows stay where a unit stood at their quarter's end; levels and rates of levels go along with it.
    """
    sums = Sums(records, roster, spans, grid, period)
    kind, numerator = records.kind[spans.indicator], records.numerator[spans.indicator]
    of_levels = (numerator != NONE) & (records.kind[numerator] == "stock")
    parts = [part[spans.indicator] for part in (records.numerator, records.denominator)]
    first = min(int(spans.first.min()), period) // 4 * 4
    added = added_by_quarter(records, grid, roster, np.unique([spans.indicator, *parts]), first, period)
    _add_flows(sums, added, kind == "flow")
    _add_rates_of_flows(sums, added, (numerator != NONE) & ~of_levels)
    usable = roster.existing[:, None] & ~grid.exempt[period - grid.first]
    _add_levels(sums, grid, usable, kind == "stock")
    _add_rates_of_levels(sums, grid, usable, of_levels)
    sums.count("expected", np.arange(len(spans.indicator)), sums.expected)
    return sums


def asked_of(records: Records, roster: Roster, grid: Grid, period: int) -> np.ndarray:
    """[unit, indicator]: who is to report what: existing, of a kind that reports it, to whom it applies.

    What enterprises with a union report is asked of those whose latest 已建 is 1, and of one that never said whether it
    has a union but told the figure: where nobody reports 已建, all reports can still be in. A union that told the sums of
    its enterprises (none of which told them, see checks.sql) is asked for these as long as they are carried, they are not.
    """
    kind, kinds = pd.factorize(records.unit_kind)
    asked = np.array([[word in words for words in records.reported_by] for word in kinds], dtype=bool)[kind]
    union = records.indicators.get_indexer(["unionised"])
    away = grid.exempt[period - grid.first].copy()
    unions, said, _now = grid.latest(roster.existing[:, None] & ~away, grid.first, period, union)
    firm = (records.unit_kind == "enterprise")[:, None] & (union != NONE)
    lately = grid.told[max(0, period - CARRIED_AT_MOST - grid.first) : period - grid.first + 1]
    told = np.logical_or.reduce(lately)
    has_union = (unions >= 1) | (told & ~said)
    union_only, of_firms = (
        np.array([any(word in words for word in who) for words in records.reported_by])
        for who in (["unionised_enterprise"], ["unionised_enterprise", "enterprise"])
    )
    asked |= firm & has_union & union_only
    sums_told = (records.unit_kind != "enterprise")[:, None] & told & of_firms & ~asked
    if sums_told.any():
        sums_told &= records.tree.sums(told, roster.path) == told  # none of its enterprises told them
        asked = (asked & ~records.tree.below(sums_told, roster.path)) | sums_told
    rates = np.flatnonzero(records.numerator != NONE)
    part, whole = records.numerator[rates], records.denominator[rates]
    asked[:, rates] = asked[:, part] & asked[:, whole]
    away[:, rates] |= away[:, part] | away[:, whole]
    return asked & roster.existing[:, None] & ~away


def _add_flows(sums: Sums, added: Added, flows: np.ndarray) -> None:
    for first, last, chosen in sums.spans.alike(flows):
        columns = added.column[sums.spans.indicator[chosen]]
        known = np.ones((len(sums.expected), len(chosen)), dtype=bool)
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
            for name in ("actual", "fresh"):
                sums.add(name, chosen, amount, there, added.paths[place])
            sums.leave(chosen, amount, there, added.paths[place])
        if first <= last:
            answered = added.of(last, columns).there
            now = answered & (last == sums.period)
            sums.report(chosen, reported=known & answered, answered=answered, this_quarter=now)


def _add_rates_of_flows(sums: Sums, added: Added, rates: np.ndarray) -> None:
    """Of the quarters in which a unit told both parts, or up to which both are known from the year's start."""
    records, indicator = sums.records, sums.spans.indicator
    numerator, denominator = (added.column[part[indicator]] for part in (records.numerator, records.denominator))
    for first, last, chosen in sums.spans.alike(rates & (numerator != NONE) & (denominator != NONE)):
        told: Told = []
        known = np.ones((len(sums.expected), len(chosen)), dtype=bool)
        for year in range(first // 4, last // 4 + 1):
            quarters = range(max(first, 4 * year), min(last, 4 * year + 3) + 1)
            of_year = _both_told(added, (numerator[chosen], denominator[chosen]), quarters, first <= 4 * year)
            known &= np.logical_and.reduce([known_by_then for *_amounts, known_by_then in of_year])
            told += of_year
        if told:
            answered = told[-1][0]
            for both, done, of, at, _known in told:
                sums.add("numerator", chosen, done, both, at)
                sums.add("denominator", chosen, of, both, at)
                sums.add("fresh", chosen, done, both & answered, at)
            now = answered & (last == sums.period)
            sums.report(chosen, reported=known, answered=answered, this_quarter=now)


Told = list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]]


def _both_told(added: Added, columns: tuple[np.ndarray, np.ndarray], quarters: range, whole_year: bool) -> Told:
    """For every quarter of a year: whether a unit told both parts of it, both amounts, where it stood, whether nothing is
    missing up to it; all [unit, span] but the place [unit].

    Where some quarter was not told alone, but both are known from the year's start (``whole_year``) up to a later one, that
    later one has all of it: 到期 20 and 续签 12 to date, of which the first quarter is not known.
    """
    parts = [[added.of(number, column) for number in quarters] for column in columns]
    sums = [np.cumsum([np.where(one.there, one.amount, 0) for one in part], axis=0) for part in parts]
    told: Told = []
    for place, (part, whole) in enumerate(zip(*parts, strict=True)):
        at = added.paths[added.place[quarters[place] - added.first]]
        stood = (at != NONE)[:, None]
        both = part.own & whole.own & stood
        alone = both & (told[-1][4] if told else True)
        to_date = part.complete & whole.complete & stood & ~alone & whole_year
        told = [(before & ~to_date, done, of, stood_at, known | to_date) for before, done, of, stood_at, known in told]
        done, of = (np.where(to_date, total[place], one.amount) for total, one in zip(sums, (part, whole), strict=True))
        told.append((both | to_date, done, of, at, alone | to_date))
    return told


def _add_levels(sums: Sums, grid: Grid, usable: np.ndarray, stocks: np.ndarray) -> None:
    spans, roster, period, at = sums.spans, sums.roster, sums.period, sums.roster.path
    chosen = np.flatnonzero(stocks)
    amount, there, now = grid.latest(usable, period - CARRIED_AT_MOST, period, spans.indicator[chosen])
    sums.add("actual", chosen, amount, there, at)
    sums.add("fresh", chosen, amount, now, at)
    sums.carry(chosen, there & ~now)
    sums.report(chosen, reported=now, answered=now, this_quarter=now)
    for start in sorted(set(spans.first[chosen].tolist())):
        chosen, before = np.flatnonzero(stocks & (spans.first == start)), start - 1
        # a unit that closed since is no part of the level now, but was of the level then
        closed = (at != NONE) & (roster.closed <= last_day(period)) & (roster.closed > last_day(before))
        then, last = usable | closed[:, None], min(before, period)
        amount, there, _now = grid.latest(then, before - CARRIED_AT_MOST, last, spans.indicator[chosen])
        sums.add("baseline", chosen, amount, there, at)


def _add_rates_of_levels(sums: Sums, grid: Grid, usable: np.ndarray, rates: np.ndarray) -> None:
    """Both parts are of the same quarter of the same unit."""
    chosen, at, since = np.flatnonzero(rates), sums.roster.path, sums.period - CARRIED_AT_MOST
    indicator = sums.spans.indicator[chosen]
    part, whole = sums.records.numerator[indicator], sums.records.denominator[indicator]
    numerator, there, now = grid.latest(usable, since, sums.period, part, whole)
    denominator, _there, _now = grid.latest(usable, since, sums.period, whole, part)
    sums.add("numerator", chosen, numerator, there, at)
    sums.add("denominator", chosen, denominator, there, at)
    sums.add("fresh", chosen, numerator, now, at)
    sums.carry(chosen, there & ~now)
    sums.report(chosen, reported=now, answered=now, this_quarter=now)
