"""Townships and counties of any size, stored."""

from datetime import date

import pandas as pd

from tracking.catalogue import standard_indicators
from tracking.quarters import period_of
from tracking.store import Store


def township(code: str, enterprises: int) -> tuple[list[dict], list[dict]]:
    """The units and places of one township below the county."""
    units = [{"unit": code, "name": f"{code}镇总工会", "kind": "township"}]
    places = [{"unit": code, "parent": "C", "path": f"/C/{code}/", "valid_from": date(1900, 1, 1)}]
    for number in range(enterprises):
        firm = f"{code}-{number}"
        units.append({"unit": firm, "name": f"{firm}厂", "kind": "enterprise", "employees": 100})
        places.append({"unit": firm, "parent": code, "path": f"/C/{code}/{firm}/", "valid_from": date(1900, 1, 1)})
    return units, places


def fill(store: Store, cells: int, enterprises: int = 60, quarters: int = 8) -> int:
    """Store a county of as many townships as give about so many cells, with a plan for the first; the cells stored."""
    indicators = standard_indicators()
    asked = indicators[(indicators["kind"] != "rate") & indicators["reported_by"].str.contains("enterprise")]
    each = enterprises * len(asked) * quarters
    units, places = (
        [{"unit": "C", "name": "县总工会", "kind": "county"}],
        [{"unit": "C", "parent": None, "path": "/C/", "valid_from": date(1900, 1, 1)}],
    )
    codes = [f"T{number}" for number in range(max(1, round(cells / each)))]
    for code in codes:
        more, where = township(code, enterprises)
        units, places = units + more, places + where
    store.add("units", {"unit": pd.DataFrame(units), "place": pd.DataFrame(places)})
    plan = {"unit": "T0", "plan_year": 2020, "version": 1, "in_force_from": date(2020, 1, 1)}
    targets = pd.DataFrame({"indicator": asked["indicator"], "phasing": asked["phasing"]}).assign(
        unit="T0", plan_year=2020, version=1, period_start=date(2020, 1, 1), due_date=date(2020, 12, 31), target=5000,
        comparator="at_least", tolerance=0, window_opens=None, baseline=None, note=None, sheet="S", cell="A1",
    )  # fmt: skip
    store.add("plan", {"plan": pd.DataFrame([plan]), "target": targets})
    firms = [unit["unit"] for unit in units if unit["kind"] == "enterprise"]
    grid = pd.MultiIndex.from_product([firms, asked["indicator"]], names=["unit", "indicator"]).to_frame(index=False)
    basis = dict(zip(asked["indicator"], asked["kind"].map({"stock": "level"}).fillna("quarter"), strict=True))
    for number in range(quarters):
        rows = grid.assign(
            period=period_of(2018, 3) + number, amount=grid.index % 7 + 1, state="value", basis=grid["indicator"].map(basis),
            sheet="S", cell="A1",
        )  # fmt: skip
        store.add("quarter", {"report": rows})
    return len(grid) * quarters


def fill_county(store: Store, towns: int = 20, each: int = 500) -> None:
    """A county of ten thousand enterprises, each with six promised parts of which about half are behind."""
    units = [{"unit": "C", "name": "县总工会", "kind": "county"}]
    places = [{"unit": "C", "parent": None, "path": "/C/", "valid_from": date(1900, 1, 1)}]
    for number in range(towns):
        more, where = township(f"T{number}", each)
        units, places = units + more, places + where
    table = pd.DataFrame(units)
    table["sector"] = [f"行业{number % 7}" for number in range(len(table))]
    store.add("units", {"unit": table, "place": pd.DataFrame(places)})
    indicators = standard_indicators()
    asked = indicators.loc[
        indicators["kind"].eq("flow") & indicators["reported_by"].str.contains("enterprise"), "indicator"
    ].head(6)
    firms = table.loc[table["kind"] == "enterprise", "unit"]
    grid = pd.MultiIndex.from_product([firms, asked], names=["unit", "indicator"]).to_frame(index=False)
    plan = {"plan_year": 2020, "version": 1, "in_force_from": date(2020, 1, 1)}
    targets = grid.assign(
        plan_year=2020, version=1, period_start=date(2020, 1, 1), due_date=date(2020, 12, 31), target=20, phasing="even",
        comparator="at_least", tolerance=0, window_opens=None, baseline=None, note=None, sheet="S", cell="A1",
    )  # fmt: skip
    store.add("plan", {"plan": pd.DataFrame({"unit": firms}).assign(**plan), "target": targets})
    for quarter in (1, 2):
        rows = grid.assign(
            period=period_of(2020, quarter), amount=grid.index % 11 + 1, state="value", basis="quarter", sheet="S",
            cell="A1",
        )  # fmt: skip
        store.add("quarter", {"report": rows})
