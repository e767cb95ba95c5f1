"""The versions of a unit's plan for a year, the targets of each, and what differs between two."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from tracking.intake import target_changes
from tracking.progress import load_progress
from tracking.rows import plain_whole
from tracking.store import OtherStore, Store

FIELDS = [
    "unit", "indicator", "period_start", "due_date", "target", "comparator", "tolerance", "phasing", "window_opens",
    "baseline", "note",
]  # fmt: skip
KEY = ["unit", "indicator", "period_start", "due_date"]


def versions_of(store: Store | OtherStore, unit: str, year: int) -> pd.DataFrame:
    """One row per version of a unit's plan, the oldest first.

    Columns: unit, version, in_force_from, document, reason, submission, received_by, received_at, targets (how many).
    """
    versions = store.read("versions_of_plans", units=[unit], plan_year=year)
    count = store.read("plan_targets", units=[unit], plan_year=year, newest=False)["version"].value_counts()
    return versions.assign(targets=[int(count.get(version, 0)) for version in versions["version"]])


def newest_versions(store: Store | OtherStore, units: Iterable[str], year: int) -> dict[str, int]:
    """Unit → the number of its newest version; 0 where it has no plan for the year."""
    units = list(units)
    found = store.read("versions_of_plans", units=units, plan_year=year).groupby("unit")["version"].max()
    return {unit: int(found.get(unit, 0)) for unit in units}


def version_in_force(versions: pd.DataFrame, day: date) -> int | None:
    """The newest version in force on a day; before the first one that one; None where there is none."""
    if versions.empty:
        return None
    in_force = versions[versions["in_force_from"] <= pd.Timestamp(day)]
    return int(in_force["version"].max() if len(in_force) else versions["version"].min())


def targets_of(
    store: Store | OtherStore, unit: str, year: int, day: date | None = None, version: int | None = None
) -> pd.DataFrame:
    """The targets of a unit's plan: of the version asked for, the one in force on ``day``, or else the newest.

    Columns: unit, indicator, period_start, due_date, target, comparator, tolerance, phasing, window_opens, baseline, note.
    Amounts are as stored (counts, 分, millionths); days are dates, and what there is none of is None.
    """
    versions = store.read("versions_of_plans", units=[unit], plan_year=year)
    if version is None and len(versions):
        version = version_in_force(versions, day) if day else int(versions["version"].max())
    return targets_of_versions(store, {unit: version or 0}, year)


def targets_of_versions(store: Store | OtherStore, versions: dict[str, int], year: int) -> pd.DataFrame:
    """The targets of one version of each of some units' plans; columns as targets_of."""
    rows = store.read("plan_targets", units=list(versions), plan_year=year, newest=False)
    wanted = rows["unit"].map(versions).eq(rows["version"])
    return as_rows(rows[wanted])


def as_rows(targets: pd.DataFrame) -> pd.DataFrame:
    """Targets as this package hands them about: dates, whole numbers, None where there is nothing."""
    rows = [{name: plain_whole(row.get(name)) for name in FIELDS} for row in targets.to_dict("records")]
    return pd.DataFrame(rows, columns=FIELDS, dtype="object")


def same_targets(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether two lists of one unit's targets say the same, the notes included; their order does not matter."""
    listed = [as_rows(rows).sort_values(KEY).to_dict("records") for rows in (one, other)]
    return listed[0] == listed[1]


def plan_difference(
    store: Store | OtherStore, unit: str, year: int, old: int, new: int, quarter: int | None = None
) -> pd.DataFrame:
    """Two versions of a unit's plan side by side, one row per target; columns as target_changes.

    With a ``quarter`` also old_status and status: the verdict under either version at its end (None for what one lacks).
    """
    changes = target_changes(*(targets_of(store, unit, year, version=version) for version in (old, new)))
    if quarter is None:
        return changes
    for before, version in (("old_", old), ("", new)):
        table = load_progress(store, unit, year, quarter, plan_version=version, alone=True)
        status = status_by_key(table)
        found = [
            status.get((row["indicator"], row[f"{before}period_start"], row[f"{before}due_date"]))
            for row in changes.to_dict("records")
        ]
        changes[f"{before}status"] = pd.Series(found, index=changes.index, dtype="object")  # else None turns to NaN
    return changes


def status_by_key(table: pd.DataFrame) -> dict[tuple, str]:
    """(indicator, period start, due date) → status, of one unit's progress table."""
    columns = (table["indicator"], table["period_start"].dt.date, table["due_date"].dt.date, table["status"])
    return {(indicator, start, due): status for indicator, start, due, status in zip(*columns, strict=True)}
