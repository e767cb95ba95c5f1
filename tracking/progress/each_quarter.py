"""What each quarter added to a flow, from this-quarter and year-to-date figures, and whether that can be told."""

from dataclasses import dataclass

import numpy as np

from tracking.progress.records import NONE, Grid, Records, Roster
from tracking.quarters import last_day


@dataclass(frozen=True)
class Quarter:
    """One quarter of some flows, all [unit, flow].

    ``amount``: what it added. ``there``: something is known of it, if only that the unit was silent with good reason.
    ``typed``: a figure was reported. ``complete``: the year is known up to it. ``own``: the amount is the quarter's own
    figure; else it also holds earlier quarters that cannot be told apart.
    """

    amount: np.ndarray
    there: np.ndarray
    typed: np.ndarray
    complete: np.ndarray
    own: np.ndarray


@dataclass(frozen=True)
class Added:
    """The quarters of some flows from ``first`` on; ``column`` [indicator] is where a flow stands in them, else -1.

    ``paths`` are the different ways in which units stood [unit] at the quarters' ends, ``place`` [quarter] which of them.
    """

    first: int
    quarters: list[Quarter]
    column: np.ndarray
    paths: np.ndarray
    place: np.ndarray

    def of(self, period: int, columns: np.ndarray) -> Quarter:
        """A quarter of some flows."""
        found = self.quarters[period - self.first]
        return Quarter(*(getattr(found, name)[:, columns] for name in Quarter.__dataclass_fields__))


def added_by_quarter(
    records: Records, grid: Grid, roster: Roster, indicators: np.ndarray, first: int, last: int
) -> Added:
    """What every quarter of some whole years added to the flows among some indicators (numbers).

    The running total restarts with the year, and at a cumulative figure.
    """
    flows = indicators[(indicators != NONE) & (records.kind[indicators] == "flow")]
    column = np.full(len(records.indicators), NONE)
    column[flows] = range(len(flows))
    asked = slice(first - grid.first, last - grid.first + 1)
    amount, told, cumulative = (part[asked][:, :, flows] for part in (grid.amount, grid.told, grid.cumulative))
    there = told | grid.exempt[asked][:, :, flows]
    there |= _silent(records, grid, roster, flows, range(first, last + 1)) & there.any(axis=0)
    quarters = []
    total = before = count = start = np.zeros(there.shape[1:], dtype=np.int64)
    complete = np.zeros(there.shape[1:], dtype=bool)
    for number in range(last - first + 1):
        place, here, restart = (first + number) % 4, there[number], cumulative[number]
        if place == 0:
            total = before = count = start = np.zeros(here.shape, dtype=np.int64)
        total = np.where(restart, amount[number], total + amount[number])
        count = np.where(restart, 1, count + here)
        start = np.where(restart, place, start)
        own = here & (~restart | complete | (place == 0))
        complete = here & (count == place - start + 1)
        quarters.append(Quarter(total - before, here, told[number], complete, own))
        before = np.where(here, total, before)
    stood = np.array([records.tree.paths_on(last_day(period)) for period in range(first, last + 1)])
    paths, at = np.unique(stood, axis=0, return_inverse=True)
    return Added(first, quarters, column, paths, at.reshape(-1))


def _silent(records: Records, grid: Grid, roster: Roster, flows: np.ndarray, periods: range) -> np.ndarray:
    """[quarter, unit, flow]: before the unit opened, exempt, or without the union that would report it: nothing to tell."""
    union_only = np.array(["enterprise" not in records.reported_by[flow] for flow in flows], dtype=bool)
    union = records.indicators.get_indexer(["unionised"])
    found = []
    for period in periods:
        day, number = last_day(period), period - grid.first
        no_union = (grid.told[number][:, union] & (grid.amount[number][:, union] == 0)) & (union != NONE)
        found.append((day < roster.opened)[:, None] | records.exempt(day)[:, flows] | (no_union & union_only))
    return np.array(found)
