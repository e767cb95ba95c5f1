"""From the store to progress tables: what a unit's quarters need is read once, and every quarter is told from it."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracking.calendar import last_day, period_of, quarter_end, quarter_of
from tracking.progress.adding_up import Spans, add_up
from tracking.progress.records import NONE, Grid, Records, Roster, read_grid, read_records
from tracking.progress.table import progress_table
from tracking.progress.targets import all_targets, own_targets

LOOK_BACK = 5  # quarters before a period in which its baseline may have been reported


def load_progress(
    store,
    unit: str,
    year: int,
    quarter: int,
    plan_version: int | None = None,
    alone: bool = False,
    promised: bool = False,
) -> pd.DataFrame:
    """The progress table of a unit and everything below it at the end of a quarter; columns as progress_table's.

    ``store`` is an open tracking.store.Store. ``alone`` gives the unit's own rows only, without what units that did
    not report would add (high equals low); ``promised`` only what single units below it promised themselves, which is
    all that a history of enterprises needs. Raises LookupError for a unit that is not known.
    """
    (table,) = load_quarters(store, unit, [(period_of(year, quarter), alone)], plan_version, promised)
    if table is None:
        raise LookupError(unit)
    return table


def load_quarters(
    store, unit: str, asked: Iterable[tuple[int, bool]], plan_version: int | None = None, promised: bool = False
) -> list[pd.DataFrame | None]:
    """The progress tables of a unit at several quarters, each as load_progress gives it; ``asked`` are (period, alone).

    None where the unit did not stand in the tree. The records are read once for all quarters.
    """
    records: dict[str, Records] = {}
    quarters = []
    for period, alone in asked:
        path = store.read("unit_path", unit=unit, day=quarter_end(period))["path"]
        if path.empty:
            quarters.append(None)
            continue
        scope = path.iloc[0]
        records[scope] = records.get(scope) or read_records(store, scope)
        quarters.append(_Quarter.of(store, records[scope], period, unit if alone else None, plan_version, promised))
    grids = {scope: _read_grid(store, [q for q in quarters if q and q.records is records[scope]]) for scope in records}
    return [quarter and quarter.table(grids[quarter.records.scope]) for quarter in quarters]


@dataclass(frozen=True)
class _Quarter:
    """One quarter's question: of whom (``only``: one unit alone), which targets, which spans, and cells since when."""

    records: Records
    roster: Roster
    period: int
    only: str | None
    promised: bool
    own: pd.DataFrame
    spans: Spans

    @classmethod
    def of(
        cls, store, records: Records, period: int, only: str | None, plan_version: int | None, promised: bool
    ) -> "_Quarter":
        """Read the targets in force and find out what is needed to judge them."""
        roster = Roster(records, last_day(period))
        where = {"scope": records.scope, "as_of": quarter_end(period), "plan_year": period // 4}
        targets = store.read("targets", plan_version=plan_version, **where)
        if promised:
            targets = targets[~targets["unit"].isin(roster.parent[roster.path != NONE])]
        own, spans = own_targets(targets, records, period, whole_year=not promised)
        return cls(records, roster, period, only, promised, own, spans)

    @property
    def first(self) -> int:
        """The first quarter whose cells may matter: of the year in which the earliest baseline may have been reported."""
        starts = [quarter_of(start) for start in self.spans.start.tolist()]
        return (min([*starts, self.period]) - LOOK_BACK) // 4 * 4

    def table(self, cells: Grid) -> pd.DataFrame:
        """Add up and judge."""
        if self.promised and self.own.empty:
            return pd.DataFrame()
        grid = cells.since(self.first, self.period)
        sums = add_up(self.records, self.roster, self.spans, grid, self.period)
        if self.promised:
            table = progress_table(sums, self.own, self.own["unit"])
            return table[table["target"].notna()].reset_index(drop=True)
        only = None if self.only is None else self.records.units.get_indexer([self.only])
        return progress_table(sums, all_targets(self.own, sums), only)


def _read_grid(store, quarters: list[_Quarter]) -> Grid:
    records = quarters[0].records
    indicators = np.unique(np.concatenate([records.needed(quarter.spans.indicator) for quarter in quarters]))
    first, last = min(quarter.first for quarter in quarters), max(quarter.period for quarter in quarters)
    return read_grid(store, records, indicators, first, last)
