"""Who is behind, by how much, and what each adds to the township's gap: pure functions on tables."""

import pandas as pd

from tracking.progress import ACHIEVED, BEHIND_STATUSES, ON_PACE

JUDGED = (*BEHIND_STATUSES, ACHIEVED, ON_PACE)
FACTS = ["name", "parent", "sector", "ownership", "employees", "contact", "phone"]
ORDERS = {
    "contribution": ["contribution", "index"],
    "index": ["index", "contribution"],
    "per_hundred": ["per_hundred", "contribution", "index"],
    "streak": ["streak", "contribution", "index"],
}


def due_targets(progress: pd.DataFrame, units: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    """One row per enterprise and target that is due; columns as progress_table, and weight, lag, short, is_behind.

    Due are the targets with a verdict; what is missing, exempt or not due yet is left out. lag = min(shortfall, 1);
    short is how far the actual lies on the wrong side of what is due, in the indicator's measure (元, points of a rate).
    """
    enterprises = set(units.loc[units["kind"] == "enterprise", "unit"])
    own = progress[progress["leaf"] & progress["status"].isin(JUDGED)] if len(progress) else progress
    due = own[own["unit"].isin(enterprises)].copy() if len(own) else own.copy()
    due["weight"] = due["indicator"].map(weights).fillna(1).astype(float) if len(due) else pd.Series(dtype=float)
    if due.empty:
        return due.assign(lag=pd.Series(dtype=float), short=pd.Series(dtype=float), is_behind=pd.Series(dtype=bool))
    due["lag"] = due["shortfall"].clip(upper=1).fillna(0)
    over = (due["comparator"] == "at_most") | ((due["comparator"] == "about") & (due["gap"] > 0))
    due["is_behind"] = due["status"].isin(BEHIND_STATUSES)
    short = due["gap"].where(over, -due["gap"]).clip(lower=0).fillna(0)
    due["short"] = short.where(due["is_behind"] | (due["comparator"] != "about"), 0.0)
    return due


def rank_enterprises(
    progress: pd.DataFrame,
    units: pd.DataFrame,
    weights: pd.Series,
    node: str,
    indicators: set[str] | None = None,
) -> pd.DataFrame:
    """One row per enterprise with targets: unit, FACTS, targets (that are due), behind (how many of them), index,
    contribution, per_hundred and worst (the indicator furthest behind).

    index = weighted mean of min(shortfall, 1) over targets that are due, weights from the catalogue (domain §6).
    contribution = its share of all enterprises' shortage where ``node`` itself is behind, a weighted mean over those
    indicators; per_hundred is that share per 100 employees (none where their number is not known). ``indicators``
    narrows all of it to some. Sorted by contribution, then index, so that a firm with one target does not top the list.
    """
    due = due_targets(progress, units, weights)
    if indicators is not None:
        due = due[due["indicator"].isin(indicators)]
    rows = due[["unit", "indicator", "weight", "lag", "is_behind"]].assign(weighted=due["lag"] * due["weight"])
    sums = rows.groupby("unit").agg(
        targets=("indicator", "size"),
        behind=("is_behind", "sum"),
        weighted=("weighted", "sum"),
        weight=("weight", "sum"),
    )
    sums["index"] = (sums["weighted"] / sums["weight"].where(sums["weight"] > 0)).fillna(0.0)
    sums["contribution"] = contributions(due, progress, node).reindex(sums.index).fillna(0.0)
    worst = rows[rows["is_behind"]].sort_values("lag", ascending=False, kind="stable").drop_duplicates("unit")
    sums["worst"] = worst.set_index("unit")["indicator"].reindex(sums.index)
    table = sums.drop(columns=["weighted", "weight"]).join(units.set_index("unit")[FACTS]).reset_index()
    staff = table["employees"].astype("Float64")
    table["per_hundred"] = (table["contribution"] * 100 / staff.where(staff > 0)).astype(float)
    return in_order(table, "contribution")


def in_order(table: pd.DataFrame, order: str) -> pd.DataFrame:
    """The table sorted by one of ORDERS, the largest first, equal ones by their code; columns as ``table``."""
    keys = ORDERS[order]
    return table.sort_values([*keys, "unit"], ascending=[*[False] * len(keys), True], ignore_index=True)


def node_behind_in(progress: pd.DataFrame, node: str) -> list[str]:
    """The indicators in which the node itself is behind."""
    if progress.empty:
        return []
    return (
        progress.loc[(progress["unit"] == node) & progress["status"].isin(BEHIND_STATUSES), "indicator"]
        .unique()
        .tolist()
    )


def contributions(due: pd.DataFrame, progress: pd.DataFrame, node: str) -> pd.Series:
    """Each enterprise's weighted share of the shortage, over the indicators in which the node is behind.

    A share of the summed shortages of the enterprises, not of the node's gap, which those ahead of their path make smaller.
    """
    parts = due[due["indicator"].isin(node_behind_in(progress, node)) & (due["short"] > 0)].copy()
    if parts.empty:
        return pd.Series(dtype=float)
    parts["share"] = parts["short"] / parts.groupby("indicator")["short"].transform("sum") * parts["weight"]
    weight = parts.drop_duplicates("indicator")["weight"].sum()
    return parts.groupby("unit")["share"].sum() / (weight or 1)


def few_that_explain(contribution: pd.Series, share: float = 0.75) -> tuple[int, float]:
    """The fewest enterprises that together make up at least ``share`` of the gap, and what they make up; (0, 0) for none."""
    largest = contribution[contribution > 0].sort_values(ascending=False).cumsum()
    if largest.empty:
        return 0, 0.0
    few = min(int((largest < share - 1e-9).sum()) + 1, len(largest))
    return few, float(largest.iloc[few - 1])
