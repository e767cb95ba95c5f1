"""What is on record about a node and all below it: units, places and cells, numbered so that arrays can hold them.

What each axis is, tracking.progress says.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from tracking.catalogue import NOT_ASKED
from tracking.progress.source import Source
from tracking.quarters import days_of

NONE = -1
Wholes = tuple[np.ndarray, np.ndarray]  # whole numbers, and where there is one


def whole(column: pd.Series) -> Wholes:
    """The column as int64 with 0 for missing, and where it is not missing."""
    return column.to_numpy(dtype=np.int64, na_value=0), column.notna().to_numpy()


class Tree:
    """Where units stood, by the newest description of their moves, and what stands below what."""

    def __init__(self, unit: np.ndarray, places: pd.DataFrame, codes: list[str], cut: tuple[str, ...] = ()):
        """``places`` has parent, path and valid_from, ordered by unit and day; ``unit`` their units' numbers. What stands at or
        below a path of ``cut`` adds up to nothing but itself."""
        self.unit, self.size = unit, len(codes)
        self.path, paths = pd.factorize(places["path"].to_numpy(dtype=object))
        self.paths: list[str] = paths.tolist()
        self.parent = places["parent"].to_numpy(dtype=object)
        self.since = days_of(places["valid_from"])
        number = {code: place for place, code in enumerate(codes)}
        known = [[number[code] for code in path.split("/") if code in number] for path in self.paths]
        above = [nodes[-1:] if path.startswith(cut) else nodes for nodes, path in zip(known, self.paths, strict=True)]
        stood = set(zip(self.unit.tolist(), self.path.tolist(), strict=True))
        rows = sorted((node, unit, path) for unit, path in stood for node in above[path])
        self._node, self._unit, self._path = np.array(rows, dtype=np.int64).reshape(-1, 3).T
        nearest = sorted(range(len(self.paths)), key=lambda path: (self.paths[path].count("/"), self.paths[path]))
        self.rank = np.argsort(nearest)  # [path]: the nearest to the root first

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

    def below(self, marks: np.ndarray, at: np.ndarray) -> np.ndarray:
        """[unit, …] whether a node above a unit at its path ``at`` [unit] is marked; ``marks`` are bools of nodes [node, …]."""
        marked = np.logical_or.reduce(marks, axis=1)[self._node]
        here = marked & (at[self._unit] == self._path) & (self._node != self._unit)
        found = np.zeros(marks.shape, dtype=bool)
        np.logical_or.at(found, self._unit[here], marks[self._node[here]])
        return found


class Records:
    """What is on record about a scope, whatever the day.

    ``units`` and ``indicators`` are the codes; [unit]: ``unit_kind``, ``opened``, ``closed``; ``catalogue`` is the store's
    current_indicators; [indicator]: ``kind``, ``reported_by`` (sets of words), ``numerator`` and ``denominator`` (numbers);
    [exemption]: ``exemption_code`` and ``exemption_note``.
    """

    def __init__(
        self,
        scope: str,
        places: pd.DataFrame,
        catalogue: pd.DataFrame,
        exemptions: pd.DataFrame,
        cut: tuple[str, ...] = (),
    ):
        """Takes the store's tables places, current_indicators and exemptions; what stands at or below a path of ``cut`` is no
        part of the scope."""
        self.scope, self.catalogue, self.cut = scope, catalogue, cut
        number, codes = pd.factorize(places["unit"].to_numpy(dtype=object))
        first = np.unique(number, return_index=True)[1]
        self.units, self.tree = pd.Index(codes), Tree(number, places, codes.tolist(), cut)
        self.unit_kind = places["kind"].to_numpy(dtype=object)[first]
        self.opened, self.closed = days_of(places["opened"])[first], days_of(places["closed"])[first]
        self.indicators = pd.Index(catalogue["indicator"].to_numpy(dtype=object))
        self.kind = catalogue["kind"].to_numpy(dtype=object)
        self.reported_by = [set(words.split(";")) for words in catalogue["reported_by"].tolist()]
        self.numerator, self.denominator = (
            np.where(self.kind == "rate", self.indicator_numbers(catalogue[part]), NONE)
            for part in ("numerator", "denominator")
        )
        self._set_exemptions(exemptions)

    def _set_exemptions(self, exemptions: pd.DataFrame) -> None:
        """Keep them in the order in which a later one hides an earlier: for all indicators, for one, not asked for at all."""
        one = self.indicator_numbers(exemptions["indicator"])
        code = exemptions["code"].to_numpy(dtype=object)
        order = np.lexsort((exemptions["submission"].to_numpy(), code == NOT_ASKED, one != NONE))
        order = order[(exemptions["indicator"].isna().to_numpy() | (one != NONE))[order]]
        self.exemption_code, self.exemption_note = code[order], exemptions["note"].to_numpy(dtype=object)[order]
        self._exempt = [column[order] for column in (
            self.unit_numbers(exemptions["unit"]), one, days_of(exemptions["exempt_from"]), days_of(exemptions["exempt_to"]),
        )]  # fmt: skip

    def path_of(self, unit: str, day: np.datetime64) -> str | None:
        """The path at which a unit stood on a day."""
        path = self.tree.paths_on(day)[self.units.get_loc(unit)]
        return None if path == NONE else self.tree.paths[path]

    def unit_numbers(self, codes: pd.Series) -> np.ndarray:
        """The units' numbers."""
        return self.units.get_indexer(codes.to_numpy(dtype=object))

    def indicator_numbers(self, codes: pd.Series) -> np.ndarray:
        """The indicators' numbers."""
        return self.indicators.get_indexer(codes.to_numpy(dtype=object))

    def needed(self, indicators: np.ndarray) -> np.ndarray:
        """The numbers of the indicators whose cells are needed to tell some: they, their parts, who has a union."""
        union = self.indicators.get_indexer(["unionised"])
        needed = np.unique([*indicators, *self.numerator[indicators], *self.denominator[indicators], *union])
        return needed[needed != NONE]

    def exemptions_on(self, day: np.datetime64) -> np.ndarray:
        """[unit, indicator]: the row of the exemption in force on a day, -1 for none."""
        found = np.full((len(self.units), len(self.indicators)), NONE, dtype=np.int32)
        unit, indicator, since, until = self._exempt
        for row in np.flatnonzero((since <= day) & (day <= until)).tolist():
            found[unit[row], slice(None) if indicator[row] == NONE else indicator[row]] = row
        return found

    def exempt_since(self, unit: int, indicator: int, day: np.datetime64) -> np.datetime64:
        """Since when a unit that is exempt on a day has been so without a break."""
        rows = self._exempt_rows.get(unit, ())
        spells = [tuple(column[row] for column in self._exempt[1:]) for row in rows]
        begun = day + 1
        for about, since, until in sorted(spells, key=lambda spell: spell[1], reverse=True):
            if about in (NONE, indicator) and since < begun <= until + 1:
                begun = since
        return begun

    @cached_property
    def _exempt_rows(self) -> dict[int, list[int]]:
        rows: dict[int, list[int]] = {}
        for row, unit in enumerate(self._exempt[0].tolist()):
            rows.setdefault(unit, []).append(row)
        return rows

    def exempt(self, day: np.datetime64) -> np.ndarray:
        """[unit, indicator]: whether a unit is exempt on a day."""
        return self.exemptions_on(day) != NONE


def read_records(store: Source, scope: str, cut: tuple[str, ...] = ()) -> Records:
    """Everything about a scope but its cells and targets, without what only ever stood below a path of ``cut``."""
    places = store.read("places", scope=scope, cut="\n".join(cut))
    exemptions = store.read("exemptions", scope=scope, day=None)
    if cut:
        exemptions = exemptions[exemptions["unit"].isin(places["unit"])]
    return Records(scope, places, store.read("current_indicators"), exemptions, cut)


class Roster:
    """Who stands where in the scope at the end of a day, all [unit].

    ``path`` (its number; -1: not in the scope), ``existing`` (in the scope, opened, not closed), ``opened``, ``closed``,
    ``rank`` (the nearest to the root first), ``parent`` (a code or None) and ``leaf`` (nothing that exists is below it).
    """

    def __init__(self, records: Records, day: np.datetime64):
        tree = records.tree
        rows = tree.rows_on(day)
        path = tree.path[rows]
        inside = np.array(
            [text.startswith(records.scope) and not text.startswith(records.cut) for text in tree.paths], dtype=bool
        )
        stands = (rows != NONE) & inside[path] & ~pd.isna(records.unit_kind)
        self.path, self.rank = np.where(stands, path, NONE), tree.rank[path]
        self.existing = stands & ~(records.opened > day) & ~(records.closed <= day)
        self.opened, self.closed = np.where(stands, records.opened, np.datetime64("NaT")), records.closed
        self.parent = tree.parent[rows]
        self.parent[~stands] = None
        self.leaf = np.ones(len(path), dtype=bool)
        self.leaf[records.units.isin(self.parent[self.existing])] = False


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


def read_grid(store: Source, records: Records, indicators: np.ndarray, first: int, last: int) -> Grid:
    """The cells of some indicators (numbers) and quarters.

    They are written in the order of their submissions, so that the newest of a cell stands.
    """
    cells = store.read(
        "cells_by_number",
        units=records.units.tolist(), indicators=records.indicators[indicators].tolist(), numbers=indicators.tolist(),
        first_period=first, last_period=last,
    )  # fmt: skip
    period, unit, indicator = (cells[name].to_numpy() for name in ("period", "unit", "indicator"))
    shape = (last - first + 1, len(records.units), len(records.indicators))
    columns = {name: np.zeros(shape, dtype=bool) for name in ("told", "exempt", "cumulative")}
    columns["amount"] = np.zeros(shape, dtype=np.int64)
    for name, column in columns.items():
        column[period - first, unit, indicator] = cells[name].to_numpy()
    _count_from_register(store, records, columns, first, last)
    return Grid(first, **columns)


def _count_from_register(
    store: Source, records: Records, columns: dict[str, np.ndarray], first: int, last: int
) -> None:
    """Put what the register of contracts counts in the place of what was reported, for the indicators and from the quarters of
    which somebody said so."""
    since = store.read("counted_by_register")
    if since.empty:
        return
    for number, period in zip(records.indicator_numbers(since["indicator"]), since["since_period"], strict=True):
        for name in ("told", "amount", "cumulative"):
            columns[name][max(int(period) - first, 0) :, :, number] = 0
    found = store.read("register_cells", scope=records.scope, first_period=first, last_period=last)
    unit, indicator = records.unit_numbers(found["unit"]), records.indicator_numbers(found["indicator"])
    place = found["period"].to_numpy() - first
    known = (unit != NONE) & ~columns["exempt"][place, unit, indicator]  # what does not apply is not counted
    at = place[known], unit[known], indicator[known]
    columns["told"][at], columns["amount"][at] = True, found["amount"].to_numpy()[known]
