"""Who adds little where a unit is behind and its target is not split to enterprises: what each adds per 100 employees."""

import pandas as pd

from tracking.progress import BEHIND_STATUSES
from tracking.rows import among

RISING = ("at_least", "more_than", "keep")


def has_parts(progress: pd.DataFrame, units: pd.DataFrame) -> bool:
    """Whether any enterprise has a target of its own."""
    return bool(_of_enterprises(progress, units)["target"].notna().any()) if len(progress) else False


def behind_without_parts(own: pd.DataFrame, progress: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``own`` (a unit's) that are behind, that enterprises report, and of which none has a part; the furthest
    first, an indicator once; columns as ``own``. Caps are left out: who adds little to them does well."""
    leaves = _of_enterprises(progress, units)
    reporting = set(leaves.loc[leaves["expected"] > 0, "indicator"])
    split = set(leaves.loc[leaves["target"].notna(), "indicator"])
    rows = own[own["status"].isin(BEHIND_STATUSES) & own["comparator"].isin(RISING)]
    rows = rows[rows["indicator"].isin(reporting - split)]
    return rows.sort_values("shortfall", ascending=False, kind="stable").drop_duplicates("indicator")


def adds_per_hundred(progress: pd.DataFrame, units: pd.DataFrame, indicators: list[str]) -> pd.DataFrame:
    """One row per enterprise that reported one of the indicators this quarter: unit, name, parent, sector, ownership,
    employees, phone, zeros, told (of how many of them it reported 0, and anything), beside_all (what it adds per 100
    employees over what all of them add, a mean over its indicators), and the columns (done, indicator) and (per_hundred,
    indicator).

    Those with most zeros first, then those that add least per 100 employees beside what all of them add; among equals the
    larger ones first. Of a rate the numerator is what is done.
    """
    rows = _of_enterprises(progress, units)
    rows = rows[rows["indicator"].isin(indicators) & (rows["this_quarter"] > 0)].drop_duplicates(["unit", "indicator"])
    about = units.set_index("unit")
    staff = rows["unit"].map(about["employees"]).astype("Float64").astype(float)
    rows = rows.assign(
        done=rows["numerator"].where(rows["kind"] == "rate", rows["actual"]).astype(float), staff=staff.where(staff > 0)
    )
    rows["per_hundred"] = rows["done"] * 100 / rows["staff"]
    known = rows[rows["staff"].notna()].groupby("indicator")[["done", "staff"]].sum()
    usual = rows["indicator"].map(known["done"] * 100 / known["staff"])
    rows["beside_all"] = (rows["per_hundred"] / usual.where(usual > 0)).fillna(0.0).where(rows["done"] != 0, 0.0)
    each = rows.assign(zero=rows["done"] == 0).groupby("unit")
    table = each.agg(zeros=("zero", "sum"), told=("zero", "size"), beside_all=("beside_all", "mean"))
    wide = rows.pivot(index="unit", columns="indicator", values=["done", "per_hundred"])
    table = table.join(about[["name", "parent", "sector", "ownership", "employees", "phone"]]).reset_index()
    order = ["zeros", "beside_all", "employees", "unit"]
    table = table.sort_values(order, ascending=[False, True, False, True], ignore_index=True)
    wide.columns = wide.columns.to_flat_index()
    return table.join(wide, on="unit")


def _of_enterprises(progress: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    return progress[progress["leaf"] & among(progress["unit"], units.loc[units["kind"] == "enterprise", "unit"])]
