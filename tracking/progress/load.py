"""From the store to progress tables: what a unit's quarters need is read once, and every quarter is told from it."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from tracking.progress.adding_up import Sums, add_up
from tracking.progress.records import NONE, Grid, Records, Roster, read_grid, read_records
from tracking.progress.source import Source
from tracking.progress.table import progress_table
from tracking.progress.targets import all_targets, own_targets
from tracking.quarters import last_day, period_of, quarter_end, quarter_of

LOOK_BACK = 5  # quarters before a period in which its baseline may have been reported


def load_progress(
    store: Source,
    unit: str,
    year: int,
    quarter: int,
    plan_version: int | None = None,
    alone: bool = False,
    promised: bool = False,
    day: date | None = None,
) -> pd.DataFrame:
    """The progress table of a unit and everything below it at the end of a quarter; columns as progress_table.

    ``alone`` gives the unit's own rows only, without what units that did not report would add (high equals low);
    ``promised`` only what single units below it promised themselves, which is all that a history of enterprises needs.
    ``day`` judges the quarter's figures by what is due on a later day, by the plan in force then. Raises LookupError for a
    unit that is not known.
    """
    (table,) = load_quarters(store, unit, [(period_of(year, quarter), alone)], plan_version, promised, day)
    if table is None:
        raise LookupError(unit)
    return table


def load_quarters(
    store: Source,
    unit: str,
    asked: Iterable[tuple[int, bool]],
    plan_version: int | None = None,
    promised: bool = False,
    day: date | None = None,
    cut: tuple[str, ...] = (),
) -> list[pd.DataFrame | None]:
    """The progress tables of a unit at several quarters, each with columns as load_progress; ``asked`` are (period, alone).

    What stands at or below a path of ``cut`` is left out. None where the unit did not stand in the tree. What the quarters have in common is read once.
    """
    asked = list(asked)
    tables: list[pd.DataFrame | None] = [None] * len(asked)
    for records, places in _by_scope(store, unit, [period for period, _alone in asked], cut):
        days = [day or quarter_end(asked[place][0]) for place in places]
        targets = store.read("targets", scope=records.scope, days=days, plan_version=plan_version, cut="\n".join(cut))
        quarters = [Quarter(records, asked[place][0], targets, promised, day) for place in places]
        cells = read_cells(store, records, quarters)
        for place, quarter in zip(places, quarters, strict=True):
            tables[place] = quarter.table(cells, unit if asked[place][1] else None)
    return tables


def _by_scope(
    store: Source, unit: str, periods: list[int], cut: tuple[str, ...]
) -> Iterable[tuple[Records, list[int]]]:
    """The records of each path at which a unit stood at the quarters' ends, and which of the quarters these are."""
    known: dict[str, Records] = {}
    places: dict[str, list[int]] = {}
    for place, period in enumerate(periods):
        if known:
            scope = next(iter(known.values())).path_of(unit, last_day(period))
        else:
            found = store.read("unit_path", unit=unit, day=quarter_end(period))["path"]
            scope = None if found.empty else found.iloc[0]
        if scope:
            known[scope] = known.get(scope) or read_records(store, scope, cut)
            places.setdefault(scope, []).append(place)
    return [(records, places[scope]) for scope, records in known.items()]


class Quarter:
    """One quarter's question: who stands where, which targets are in force, and for which spans figures are needed."""

    def __init__(
        self,
        records: Records,
        period: int,
        targets: pd.DataFrame,
        promised: bool = False,
        day: date | None = None,
        more: pd.DataFrame | None = None,
    ):
        """``targets`` are those of targets.sql, ``more`` further spans of own_targets."""
        self.records, self.period, self.promised, self.day = records, period, promised, day
        self.roster = Roster(records, last_day(period))
        in_force = targets[targets["as_of"] == pd.Timestamp(day or quarter_end(period))]
        if promised:
            in_force = in_force[~in_force["unit"].isin(self.roster.parent[self.roster.path != NONE])]
        self.own, self.spans = own_targets(in_force, records, period, not promised, more)

    @property
    def first(self) -> int:
        """The first quarter whose cells may matter: of the year in which the earliest baseline may have been reported."""
        starts = [quarter_of(start) for start in self.spans.start.tolist()]
        return (min([*starts, self.period]) - LOOK_BACK) // 4 * 4

    def add_up(self, cells: Grid) -> Sums:
        """What every node adds up to."""
        return add_up(self.records, self.roster, self.spans, cells.since(self.first, self.period), self.period)

    def table(self, cells: Grid, alone: str | None) -> pd.DataFrame:
        """Add up and judge; the rows of one unit ``alone``, or of all."""
        if self.promised and self.own.empty:
            return pd.DataFrame()
        sums = self.add_up(cells)
        if self.promised:
            table = progress_table(sums, self.own, self.own["unit"].to_numpy())
            return table[table["target"].notna()].reset_index(drop=True)
        only = self.records.units.get_indexer([alone]) if alone else None
        return progress_table(sums, all_targets(self.own, sums), only, self.day)


def read_cells(store: Source, records: Records, quarters: list[Quarter]) -> Grid:
    """The cells that some quarters of one scope need."""
    indicators = np.unique(np.concatenate([records.needed(quarter.spans.indicator) for quarter in quarters]))
    first, last = min(quarter.first for quarter in quarters), max(quarter.period for quarter in quarters)
    return read_grid(store, records, indicators, first, last)
