"""Progress tables made by hand, for what only reads them: lagging, attention and charts."""

from datetime import date
from typing import Any

import pandas as pd

from tracking.catalogue import standard_indicators

CATALOGUE = standard_indicators().set_index("indicator")
NODE = "T"


def progress_row(unit: str, indicator: str, status: str, **more: Any) -> dict:
    """One row of the progress table: 10 promised for 2020 of which 5 are due and 5 done, unless something is said.

    gap and shortfall follow from actual and due, where they are not said.
    """
    about = CATALOGUE.loc[indicator]
    row = {
        "unit": unit, "indicator": indicator, "name": about["name"], "name_en": about["name_en"],
        "theme": about["theme"], "measure": about["measure"], "kind": about["kind"], "leaf": unit != NODE,
        "period_start": pd.Timestamp(2020, 1, 1), "due_date": pd.Timestamp(2020, 12, 31), "phasing": "even",
        "status": status, "comparator": "at_least", "baseline": 0.0, "target": 10.0, "due": 5.0, "actual": 5.0,
        "numerator": pd.NA, "denominator": pd.NA, "needed": float("nan"),
        "reported": 1, "expected": 1, "carried": 0, "carried_beside": 0, "this_quarter": 1,
    } | more  # fmt: skip
    gap = row["actual"] - row["due"]
    row.setdefault("gap", gap)
    row.setdefault("shortfall", max(0.0, -gap) / row["due"] if row["due"] else 0.0)
    row.setdefault("completion", row["actual"] / row["target"] if row["target"] else float("nan"))
    return row


def progress_of(*rows: dict) -> pd.DataFrame:
    """These rows as a progress table."""
    return pd.DataFrame(list(rows)).astype({"numerator": "Int64", "denominator": "Int64"})


def enterprises(**employees: int | None) -> pd.DataFrame:
    """A list of units: the township T and one enterprise for each code, with so many employees."""
    rows = [{"unit": NODE, "name": "镇总工会", "kind": "township"}]
    rows += [
        {"unit": code, "name": f"{code}厂", "kind": "enterprise", "parent": NODE, "employees": number,
         "sector": "纺织", "ownership": "私营", "contact": "办公室", "phone": "0000-5550100"}
        for code, number in employees.items()
    ]  # fmt: skip
    columns = ["unit", "name", "kind", "parent", "sector", "ownership", "employees", "contact", "phone"]
    return pd.DataFrame(rows).reindex(columns=columns).astype({"employees": "Int64"})


def first_half() -> tuple[int, date]:
    """The second quarter of 2020 as a period, and a day on which its reports are eleven days late."""
    return 8081, date(2020, 7, 21)
