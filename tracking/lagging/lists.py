"""Lists beside the ranking: who did not report, who has no union, who has done nothing yet."""

from collections.abc import Collection

import pandas as pd

from tracking.progress import BEHIND_STATUSES
from tracking.rows import Row, among


def enterprises_not_reported(
    progress: pd.DataFrame, units: pd.DataFrame, ended: bool = True, handed_in: Collection[str] = ()
) -> pd.DataFrame:
    """One row per enterprise that was expected to report this quarter and sent nothing at all: unit, name, parent, sector,
    ownership, employees, contact, phone, share and due_share, the largest share first.

    share is its part of the employees of all enterprises, none where its own are not known; due_share the mean part, over the indicators with targets of
    enterprises, of what is due by now from all of them together (none where nothing is). Before a quarter has ``ended``
    nobody is silent; nor is who is ``handed_in``, though it does not count yet.
    """
    leaves = progress[progress["leaf"] & (progress["expected"] > 0)]
    seen = leaves.groupby("unit")["this_quarter"].sum()
    enterprises = units[units["kind"].eq("enterprise") & among(units["unit"], seen.index)]
    silent = enterprises[among(enterprises["unit"], seen[seen == 0].index.difference(list(handed_in))) & ended]
    whole = enterprises["employees"].sum()
    silent = silent.assign(
        share=silent["employees"].astype("float64") / (whole or 1), due_share=silent["unit"].map(_shares_of_due(leaves))
    )
    columns = ["unit", "name", "parent", "sector", "ownership", "employees", "contact", "phone", "share", "due_share"]
    return silent.sort_values(["share", "unit"], ascending=[False, True])[columns].reset_index(drop=True)


def _shares_of_due(leaves: pd.DataFrame) -> pd.Series:
    """Unit → its mean share of what is due of all units, over the indicators of which something is due."""
    due = leaves[leaves["target"].notna() & (leaves["due"] > 0) & (leaves["kind"] != "rate")]
    if due.empty:
        return pd.Series(dtype=float)
    share = due["due"] / due.groupby("indicator")["due"].transform("sum")
    return share.groupby(due["unit"]).sum() / due["indicator"].nunique()


def without_union(progress: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """One row per enterprise that should have a union and has none (应建未建): unit, name, parent, sector, employees."""
    level = progress[progress["leaf"]].drop_duplicates(["unit", "indicator"]).set_index(["indicator", "unit"])["actual"]
    should = (
        level["should_unionise"] if "should_unionise" in level.index.get_level_values(0) else pd.Series(dtype=float)
    )
    has = level["unionised"] if "unionised" in level.index.get_level_values(0) else pd.Series(dtype=float)
    open_cases = should[(should > 0) & (has.reindex(should.index).fillna(0) == 0)].index
    found = units[units["unit"].isin(open_cases) & units["kind"].eq("enterprise")]
    columns = ["unit", "name", "parent", "sector", "employees"]
    return found.sort_values("employees", ascending=False)[columns].reset_index(drop=True)


def behind_of(progress: pd.DataFrame, row: Row) -> pd.DataFrame:
    """The rows of units without others below that are behind in a target's indicator, the furthest first.

    Columns as ``progress``, and short (how far behind what is due, in the indicator's measure or points of a rate). A unit with two targets of the indicator counts once: with the one of the same period, else with the furthest behind.
    """
    parts = progress[progress["leaf"] & (progress["indicator"] == row["indicator"])]
    parts = parts[parts["status"].isin(BEHIND_STATUSES)]
    same = (parts["period_start"] == row["period_start"]) & (parts["due_date"] == row["due_date"])
    parts = parts.assign(short=(-parts["gap"]).clip(lower=0), same=same)
    each = parts.sort_values(["same", "short"], ascending=False, kind="stable").drop_duplicates("unit")
    return each.sort_values("short", ascending=False, kind="stable").drop(columns="same")


def needs_a_push(progress: pd.DataFrame, node: str, indicator: str) -> bool:
    """Whether a node is behind in an indicator and none of its parts is."""
    own = progress[(progress["unit"] == node) & (progress["indicator"] == indicator)]
    parts = progress[progress["leaf"] & (progress["indicator"] == indicator)]
    return bool(own["status"].isin(BEHIND_STATUSES).any() and not parts["status"].isin(BEHIND_STATUSES).any())


def idle_units(progress: pd.DataFrame, node: str, indicator: str) -> list[str]:
    """Where a node needs a push (needs_a_push): the units that have done nothing yet (待推动)."""
    if not needs_a_push(progress, node, indicator):
        return []
    parts = progress[progress["leaf"] & (progress["indicator"] == indicator)]
    nothing = parts[(parts["actual"] == 0) & (parts["expected"] > 0)]
    return nothing["unit"].tolist()
