"""Levels of a plan from which nobody said where they start (基数未填): asked for where a plan is typed or imported."""

import pandas as pd

from tracking.language import _, name_of
from tracking.quarters import CARRIED_AT_MOST, quarter_of
from tracking.store import OtherStore, Store

NAMED = 6


def without_baseline(store: Store | OtherStore, targets: pd.DataFrame) -> pd.DataFrame:
    """The targets whose verdicts will rest on a level that nobody said: neither typed nor told before their period.

    A level to be kept needs none, and a unit that opens in the period starts from nothing. Same columns as ``targets``:
    unit, indicator, period_start, target, comparator, phasing and baseline among them.
    """
    kind = store.read("current_indicators").set_index("indicator")["kind"]
    path_only = targets["phasing"].ne("keep") & targets["comparator"].ne("keep")
    rows = targets[targets["indicator"].map(kind).eq("stock") & targets["baseline"].isna() & path_only]
    rows = rows[rows["target"].notna() & (rows["target"].ne(0) | rows["comparator"].eq("at_most"))]
    if rows.empty:
        return rows
    start = pd.to_datetime(rows["period_start"])
    places, opened = store.read("all_places"), store.read("unit_versions").set_index("unit")["opened"]
    lacking = ~(rows["unit"].map(opened) >= start) | rows["unit"].isin(places["parent"])
    for day in start.unique():
        last = quarter_of((day - pd.Timedelta(days=1)).date())
        told = store.read("levels_told", scope="/", first_period=last - CARRIED_AT_MOST, last_period=last)
        known = _at_and_above(told, places)
        here = pd.Series([key in known for key in zip(rows["unit"], rows["indicator"], strict=True)], rows.index)
        lacking &= ~(start.eq(day) & here)
    return rows[lacking]


def _at_and_above(told: pd.DataFrame, places: pd.DataFrame) -> set[tuple[str, str]]:
    """(unit, indicator) of what was told, and of every unit above."""
    newest = places.sort_values("valid_from").drop_duplicates("unit", keep="last")
    above = {unit: path.strip("/").split("/") for unit, path in zip(newest["unit"], newest["path"], strict=True)}
    rows = told[["unit", "indicator"]].itertuples(index=False, name=None)
    return {(node, indicator) for unit, indicator in rows for node in above.get(unit, [unit])}


def baselines_asked(rows: pd.DataFrame, indicators: pd.DataFrame) -> str:
    """The sentence that asks for the baselines of targets (without_baseline); nothing where none is lacking."""
    if rows.empty:
        return ""
    about = indicators.set_index("indicator")
    codes = list(dict.fromkeys(rows["indicator"]))
    names = _(", ").join(name_of(about.loc[code]) for code in codes[:NAMED])
    named = _("{names} and others", names=names) if len(codes) > NAMED else names
    return _(
        "Baseline not filled in for {count} targets ({names}): what was the level the day before the period began? Until"
        " it is typed it counts as 0 (of what is to fall: as it stands), in the unit's favour, and the verdicts are marked so.",
        count=len(rows),
        names=named,
    )
