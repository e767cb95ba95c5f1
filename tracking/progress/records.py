"""What is on record about a node and all below it: units, places and cells, numbered so that arrays can hold them.

A unit's number is its position in ``Records.units``, an indicator's in ``Records.indicators``, a path's in
``Tree.paths``; -1 is none. Days are numpy days, quarters are periods (tracking.calendar). Shapes stand in brackets.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from tracking.calendar import days_of

NONE = -1


class Tree:
    """Where units stood, by the newest description of their moves, and what stands below what."""

    def __init__(self, places: pd.DataFrame, units: pd.Index):
        """``places`` has unit, parent, path and valid_from, ordered by unit and day."""
        self.unit, self.size = units.get_indexer(places["unit"]), len(units)
        self.path, paths = pd.factorize(places["path"])
        self.paths = paths.tolist()
        self.parent = places["parent"].to_numpy(dtype=object)
        self.since = days_of(places["valid_from"])
        number = {code: place for place, code in enumerate(units.tolist())}
        above = [[number[code] for code in path.split("/") if code in number] for path in self.paths]
        stood = set(zip(self.unit.tolist(), self.path.tolist(), strict=True))
        rows = sorted((node, unit, path) for unit, path in stood for node in above[path])
        self._node, self._unit, self._path = np.array(rows, dtype=np.int64).reshape(-1, 3).T

    def rows_on(self, day: np.datetime64) -> np.ndarray:
        """[unit]: the row of ``places`` in force on a day; -1 before the first."""
        found = np.full(self.size, NONE)
        begun = np.flatnonzero(self.since <= day)
        found[self.unit[begun]] = begun
        return found

    def paths_on(self, day: np.datetime64) -> np.ndarray:
        """[unit]: the path at which a unit stood on a day; -1 before the first."""
        rows = self.rows_on(day)
        return np.where(rows == NONE, NONE, self.path[rows])

    def sums(self, values: np.ndarray, at: np.ndarray) -> np.ndarray:
        """Whole numbers [unit, …] added up to every node that the paths ``at`` [unit] name; same shape, int64."""
        here = at[self._unit] == self._path
        nodes, units = self._node[here], self._unit[here]
        total = np.zeros(values.shape, dtype=np.int64)
        if len(nodes):
            first = np.flatnonzero(np.diff(nodes, prepend=NONE))
            total[nodes[first]] = np.add.reduceat(values[units], first, axis=0, dtype=np.int64)
        return total


@dataclass(frozen=True)
class Records:
    """One node's records, whatever the day.

    ``units`` are the codes of all that ever stood in the scope, with kind, opened and closed; ``indicators`` the
    catalogue (store's current_indicators); ``exemptions`` all there ever were, with the numbers of unit and indicator
    (-1: for every indicator).
    """

    scope: str
    units: pd.DataFrame
    tree: Tree
    indicators: pd.DataFrame
    exemptions: pd.DataFrame

    @cached_property
    def unit_index(self) -> pd.Index:
        """The units' codes, for finding their numbers."""
        return pd.Index(self.units["unit"])

    @cached_property
    def indicator_index(self) -> pd.Index:
        """The indicators' codes, for finding their numbers."""
        return pd.Index(self.indicators["indicator"])

    @cached_property
    def parts(self) -> tuple[np.ndarray, np.ndarray]:
        """[indicator]: the numbers of a rate's numerator and denominator; -1 where it is no rate."""
        found = [self.indicator_index.get_indexer(self.indicators[name]) for name in ("numerator", "denominator")]
        return found[0], found[1]

    def exempt(self, day: np.datetime64) -> np.ndarray:
        """[unit, indicator]: whether a unit is exempt on a day."""
        found = np.zeros((len(self.units), len(self.indicators)), dtype=bool)
        rows = self.exemptions
        in_force = (days_of(rows["exempt_from"]) <= day) & (day <= days_of(rows["exempt_to"]))
        for unit, indicator in rows.loc[in_force, ["unit", "indicator"]].itertuples(index=False):
            found[unit, slice(None) if indicator == NONE else indicator] = True
        return found


def read_records(store, scope: str) -> Records:
    """Everything about a scope but its cells and targets."""
    places, indicators = store.read("places", scope=scope), store.read("current_indicators")
    units = places[["unit", "kind", "opened", "closed"]].drop_duplicates("unit", ignore_index=True)
    exemptions = store.read("exemptions", scope=scope, day=None)
    unit, indicator = pd.Index(units["unit"]), pd.Index(indicators["indicator"])
    known = exemptions["indicator"].isna() | exemptions["indicator"].isin(indicator)
    numbered = exemptions[known].assign(
        unit=unit.get_indexer(exemptions.loc[known, "unit"]),
        indicator=indicator.get_indexer(exemptions.loc[known, "indicator"]),
    )
    return Records(scope, units, Tree(places, unit), indicators, numbered)


class Roster:
    """Who stands where in the scope at the end of a day, all [unit].

    ``path`` (its number; -1: not in the scope), ``existing`` (in the scope, opened, not closed), ``opened``, ``closed``,
    ``rank`` (the nearest to the root first), ``parent`` (a code or None) and ``leaf`` (nothing that exists is below it).
    """

    def __init__(self, records: Records, day: np.datetime64):
        tree, units = records.tree, records.units
        rows = tree.rows_on(day)
        path = tree.path[rows]
        inside = np.array([text.startswith(records.scope) for text in tree.paths], dtype=bool)
        stands = (rows != NONE) & inside[path] & units["kind"].notna().to_numpy()
        opened, self.closed = days_of(units["opened"]), days_of(units["closed"])
        self.path = np.where(stands, path, NONE)
        self.existing = stands & ~(opened > day) & ~(self.closed <= day)
        self.opened = np.where(stands, opened, np.datetime64("NaT"))
        by_depth = sorted(
            range(len(tree.paths)), key=lambda number: (tree.paths[number].count("/"), tree.paths[number])
        )
        rank = np.empty(len(by_depth), dtype=np.int64)
        rank[by_depth] = range(len(by_depth))
        self.rank = rank[path]
        self.parent = np.where(stands, tree.parent[rows], None)
        self.leaf = ~np.isin(records.unit_index, [code for code in self.parent[self.existing] if isinstance(code, str)])


@dataclass(frozen=True)
class Grid:
    """The cells in force, [quarter, unit, indicator] from the quarter ``first`` on.

    ``amount`` is 0 where nothing is told; ``told`` a value or a zero; ``exempt`` a 不适用; ``cumulative`` a year-to-date figure.
    """

    first: int
    amount: np.ndarray
    told: np.ndarray
    exempt: np.ndarray
    cumulative: np.ndarray

    def latest(self, usable: np.ndarray, first: int, last: int, columns: np.ndarray, *beside: np.ndarray) -> tuple:
        """The latest level of some indicators told in some quarters: amount, whether there is one, whether of the last.

        All [unit, column]. ``usable`` [unit, indicator] says whose levels count; a level counts only in quarters in
        which the indicators ``beside`` it are told, too.
        """
        amount = np.zeros((len(usable), len(columns)), dtype=np.int64)
        there = here = np.zeros(amount.shape, dtype=bool)
        for period in range(max(first, self.first), last + 1):
            told = self.told[period - self.first] & usable
            here = np.logical_and.reduce([told[:, indicators] for indicators in (columns, *beside)])
            amount = np.where(here, self.amount[period - self.first][:, columns], amount)
            there = there | here
        return amount, there, here

    def since(self, first: int, last: int) -> "Grid":
        """The quarters from ``first`` to ``last``."""
        asked = slice(first - self.first, last - self.first + 1)
        return Grid(first, self.amount[asked], self.told[asked], self.exempt[asked], self.cumulative[asked])


def read_grid(store, records: Records, first: int, last: int) -> Grid:
    """The cells of some quarters. They are written in the order of their submissions, so that the newest stand."""
    unit = records.units[["unit"]].assign(number=range(len(records.units)))
    indicator = records.indicators[["indicator"]].assign(number=range(len(records.indicators)))
    tables = {"numbered_unit": unit, "numbered_indicator": indicator}
    cells = store.read("cells_by_number", tables, first_period=first, last_period=last)
    where = tuple(cells[name].to_numpy() for name in ("period", "unit", "indicator"))
    where = (where[0] - first, *where[1:])
    shape = (last - first + 1, len(unit), len(indicator))
    columns = []
    for name, kind in (("amount", np.int64), ("told", bool), ("exempt", bool), ("cumulative", bool)):
        column = np.zeros(shape, dtype=kind)
        column[where] = cells[name].to_numpy()
        columns.append(column)
    return Grid(first, *columns)
