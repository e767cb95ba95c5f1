"""Which enterprises are behind, by how much, who did not report and whose contracts end: pure functions on tables."""

from datetime import date

import pandas as pd

from tracking.progress.judge import BEHIND_STATUSES

JUDGED = (*BEHIND_STATUSES, "achieved", "on_pace")
CONTRACTS = {"contract_until": "collective", "wage_until": "wage", "womens_until": "womens"}


def rank_enterprises(progress: pd.DataFrame, units: pd.DataFrame, weights: pd.Series, node: str) -> pd.DataFrame:
    """One row per enterprise with targets: unit, name, parent, sector, ownership, employees, phone, targets (that are due),
    behind (how many of them), index, contribution and worst (the indicator furthest behind).

    index = weighted mean of min(shortfall, 1) over targets that are due, weights from the catalogue (domain §6).
    contribution = its share of all enterprises' shortage where ``node`` itself is behind, a weighted mean over those
    indicators. Sorted by contribution, then index, so that a firm with one target does not top the list.
    """
    leaves = progress[progress["leaf"] & progress["unit"].isin(units.loc[units["kind"] == "enterprise", "unit"])]
    due = leaves[leaves["status"].isin(JUDGED)].copy()
    due["weight"] = due["indicator"].map(weights).fillna(1).astype(float)
    due["lag"] = due["shortfall"].clip(upper=1).fillna(0)
    due["short"] = (-due["gap"]).clip(lower=0).where(due["comparator"] != "at_most", due["gap"].clip(lower=0)).fillna(0)
    due["is_behind"] = due["status"].isin(BEHIND_STATUSES)
    due["weighted"] = due["lag"] * due["weight"]
    sums = due.groupby("unit").agg(
        targets=("indicator", "size"),
        behind=("is_behind", "sum"),
        weighted=("weighted", "sum"),
        weight=("weight", "sum"),
    )
    sums["index"] = (sums["weighted"] / sums["weight"].where(sums["weight"] > 0)).fillna(0.0)
    sums["contribution"] = _contribution(due, progress, node).reindex(sums.index).fillna(0.0)
    worst = due[due["is_behind"]].sort_values("lag", ascending=False, kind="stable").drop_duplicates("unit")
    sums["worst"] = worst.set_index("unit")["indicator"].reindex(sums.index)
    facts = units.set_index("unit")[["name", "parent", "sector", "ownership", "employees", "phone"]]
    table = sums.drop(columns=["weighted", "weight"]).join(facts).reset_index()
    return table.sort_values(["contribution", "index", "unit"], ascending=[False, False, True], ignore_index=True)


def _contribution(due: pd.DataFrame, progress: pd.DataFrame, node: str) -> pd.Series:
    """Each unit's weighted share of the shortage, over the indicators in which the node is behind."""
    behind = progress[(progress["unit"] == node) & progress["status"].isin(BEHIND_STATUSES)]["indicator"].unique()
    parts = due[due["indicator"].isin(behind) & (due["short"] > 0)].copy()
    if parts.empty:
        return pd.Series(dtype=float)
    parts["share"] = parts["short"] / parts.groupby("indicator")["short"].transform("sum") * parts["weight"]
    weight = parts.drop_duplicates("indicator")["weight"].sum()
    return parts.groupby("unit")["share"].sum() / (weight or 1)


def enterprises_not_reported(progress: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """One row per enterprise that was expected to report this quarter and sent nothing at all: unit, name, parent,
    employees, contact, phone and share (of the employees of all enterprises expected)."""
    leaves = progress[progress["leaf"] & (progress["expected"] > 0)]
    seen = leaves.groupby("unit")["this_quarter"].sum()
    enterprises = units[units["kind"].eq("enterprise") & units["unit"].isin(seen.index)]
    silent = enterprises[enterprises["unit"].isin(seen[seen == 0].index)]
    whole = enterprises["employees"].sum()
    silent = silent.assign(share=silent["employees"].fillna(0) / (whole or 1))
    columns = ["unit", "name", "parent", "employees", "contact", "phone", "share"]
    return silent.sort_values("share", ascending=False)[columns].reset_index(drop=True)


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


def idle_units(progress: pd.DataFrame, node: str, indicator: str) -> list[str]:
    """Where a node is behind and none of its parts is: the units that have done nothing yet (待推动)."""
    own = progress[(progress["unit"] == node) & (progress["indicator"] == indicator)]
    parts = progress[progress["leaf"] & (progress["indicator"] == indicator)]
    if not own["status"].isin(BEHIND_STATUSES).any() or parts["status"].isin(BEHIND_STATUSES).any():
        return []
    nothing = parts[(parts["actual"] == 0) & (parts["expected"] > 0)]
    return nothing["unit"].tolist()


def contracts_ending(units: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """One row per enterprise and contract that ends from ``first`` to ``last``, both included: unit, name, parent,
    contract (collective, wage or womens) and until. Sorted by until, then name; who closed by ``first`` is left out."""
    first, last = pd.Timestamp(first), pd.Timestamp(last)
    there = units[units["kind"].eq("enterprise") & ~(pd.to_datetime(units["closed"]) <= first)]
    rows = there.melt(["unit", "name", "parent"], list(CONTRACTS), "contract", "until")
    rows = rows.assign(contract=rows["contract"].map(CONTRACTS), until=pd.to_datetime(rows["until"]))
    return rows[rows["until"].between(first, last)].sort_values(["until", "name", "unit"], ignore_index=True)
