"""Eight quarters of every enterprise's targets: streaks, misses made good, and what a quarter by itself should have brought."""

from datetime import date

import pandas as pd

from tracking.progress import ACHIEVED, BEHIND_STATUSES, ON_PACE, Source, judged_today, load_quarters
from tracking.quarters import quarter_end

QUARTERS = 8
TARGET = ["unit", "indicator", "period_start", "due_date"]
GOOD = (ACHIEVED, ON_PACE)
# of several targets the verdict that stands for the quarter: what is judged before what is not, the worst first
WORST_FIRST = (*BEHIND_STATUSES, ON_PACE, ACHIEVED, "not_reported", "not_due", "exempt", "no_target")
SEVERITY = {status: place for place, status in enumerate(WORST_FIRST)}


def load_history(
    store: Source, unit: str, period: int, quarters: int = QUARTERS, today: date | None = None
) -> pd.DataFrame:
    """The quarters up to ``period`` of the enterprises below a unit; columns as history_of.

    A quarter in which the unit did not stand in the tree is left empty; one that has not ended ``today`` (the store's
    own day else) has nobody silent.
    """
    return history_from(store, unit, period, promised_tables(store, unit, quarters_to(period, quarters)), today)


def quarters_to(period: int, quarters: int = QUARTERS) -> range:
    """The quarters of a history up to one."""
    return range(period - quarters + 1, period + 1)


def promised_tables(store: Source, unit: str, span: range, cut: tuple[str, ...] = ()) -> dict[int, pd.DataFrame]:
    """Quarter → what the enterprises below a unit promised themselves, columns as load_progress; empty where the unit did not
    stand in the tree. What stands at or below a path of ``cut`` is left out."""
    tables = load_quarters(store, unit, [(number, False) for number in span], promised=True, cut=cut)
    return {number: pd.DataFrame() if table is None else table for number, table in zip(span, tables, strict=True)}


def history_from(
    store: Source, unit: str, period: int, tables: dict[int, pd.DataFrame], today: date | None = None
) -> pd.DataFrame:
    """The history of a unit from the tables of its quarters (promised_tables); columns as history_of."""
    path = store.read("unit_path", unit=unit, day=quarter_end(period))["path"]
    held = None
    if len(path):
        held = store.read("levels_held", scope=path.iloc[0], first_period=min(tables), last_period=period - 1)
    today = today or store.today()
    return history_of({number: judged_today(table, number, today) for number, table in tables.items()}, held)


def history_of(tables: dict[int, pd.DataFrame], held: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per enterprise's target and quarter: TARGET, period, status, kind, measure, target, due, actual,
    quarter_due, quarter_done, behind, short_now, made_good and held.

    ``tables`` has the progress table of every quarter (rows of single units with a target). quarter_due is what that
    quarter by itself should have added: due − due at the quarter before, quarter_done what it did add; both only of
    flows and levels of which both quarters are fully reported. short_now (当期未完成) says that it added less; behind
    (累计未完成) that the sum to date lags. made_good (补回) marks a miss after which the same target came to be on pace.
    held is the last quarter before the newest in which a level stood above nothing, whether it was promised then or not:
    ``held`` has unit, indicator and held.
    """
    parts = [rows.assign(period=period) for period, rows in sorted(tables.items()) if len(rows)]
    if not parts:
        return pd.DataFrame(columns=[*TARGET, "period", "status", "behind", "short_now", "made_good", "held"]).astype(
            {"period": "int64", "behind": bool, "held": "Int64"}
        )
    reasons = [name for name in ("exemption", "exemption_note", "baseline_unknown") if name in parts[0]]
    columns = [
        *TARGET, *("kind", "measure", "comparator", "target", "baseline", "due", "actual", "status", "reported", "period"),
        *reasons,
    ]  # fmt: skip
    rows = pd.concat([part[columns] for part in parts], ignore_index=True).sort_values(
        [*TARGET, "period"], ignore_index=True
    )
    rows["behind"] = rows["status"].isin(BEHIND_STATUSES)
    before = rows.groupby(TARGET, sort=False)[["due", "actual", "reported", "period"]].shift()
    first = (rows["period_start"].dt.year * 4 + rows["period_start"].dt.quarter - 1) >= rows["period"]
    begin = rows["baseline"].where(rows["kind"] == "stock", 0.0)
    follows = (before["period"] == rows["period"] - 1) & (before["reported"] > 0)
    comparable = (rows["reported"] > 0) & (rows["kind"] != "rate") & (rows["comparator"] != "keep")
    rows["quarter_due"] = (rows["due"] - before["due"].where(~first, begin)).where(comparable & (first | follows))
    rows["quarter_done"] = (rows["actual"] - before["actual"].where(~first, begin)).where(
        comparable & (first | follows)
    )
    less = rows["quarter_done"] < rows["quarter_due"] - 1e-9
    more = rows["quarter_done"] > rows["quarter_due"] + 1e-9
    rows["short_now"] = less.where(rows["comparator"] != "at_most", more) & (rows["status"] != ACHIEVED)
    good_at = rows["period"].where(rows["status"].isin(GOOD))
    last_good = good_at.groupby([rows[name] for name in TARGET]).transform("max")
    rows["made_good"] = rows["behind"] & (last_good > rows["period"])
    rows["held"] = _held(rows, held)
    return rows.drop(columns=["comparator", "baseline"])


def _held(rows: pd.DataFrame, held: pd.DataFrame | None) -> pd.Series:
    known = {} if held is None else held.set_index(["unit", "indicator"])["held"].to_dict()
    found = [known.get(key) for key in rows[["unit", "indicator"]].itertuples(index=False, name=None)]
    return pd.Series(found, index=rows.index, dtype="Int64")


def streaks(history: pd.DataFrame, period: int) -> pd.DataFrame:
    """One row per enterprise and indicator behind at the end of ``period``: unit, indicator, streak and since.

    streak counts the quarters behind up to now without one that was good between them, since is the first of them. A
    quarter that is missing, exempt or not due neither breaks nor lengthens it; one on pace or without a target breaks it.
    """
    rows = history[history["period"] <= period]
    if rows.empty:
        return pd.DataFrame({"unit": [], "indicator": [], "streak": [], "since": []})
    state = _worst(rows, ["unit", "indicator", "period"])
    key = ["unit", "indicator"]
    present = state.groupby(key)["period"]
    gap = (present.diff() > 1).fillna(False)
    state["start"] = (gap | state["status"].isin([*GOOD, "no_target"])).groupby([state[name] for name in key]).cumsum()
    state["is_behind"] = state["status"].isin(BEHIND_STATUSES)
    now = state[state["period"] == period]
    now = now.loc[now["is_behind"], [*key, "start"]]
    runs = state[state["is_behind"]].merge(now, on=[*key, "start"])
    return runs.groupby(key)["period"].agg(streak="size", since="min").reset_index()


def strips(history: pd.DataFrame, period: int, quarters: int = QUARTERS) -> pd.DataFrame:
    """One row per enterprise, one column per quarter up to ``period``: the verdict that stands for it, the worst of its
    targets; no_target where it had none."""
    span = quarters_to(period, quarters)
    rows = history[history["period"].isin(span)]
    if rows.empty:
        return pd.DataFrame(columns=list(span))
    wide = _worst(rows, ["unit", "period"]).pivot(index="unit", columns="period", values="status")
    return wide.reindex(columns=list(span)).astype(object).fillna("no_target")


def made_good(history: pd.DataFrame, period: int) -> pd.DataFrame:
    """One row per enterprise's target that was behind and is no longer: TARGET, missed (the last quarter behind) and
    since (the first quarter that was good after it)."""
    rows = history[history["period"] <= period]
    now = rows[(rows["period"] == period) & rows["status"].isin(GOOD)]
    rows = rows.merge(now[TARGET], on=TARGET)
    missed = rows[rows["behind"]].groupby(TARGET)["period"].max().rename("missed").reset_index()
    after = rows[rows["status"].isin(GOOD)].merge(missed, on=TARGET)
    after = after[after["period"] > after["missed"]]
    return after.groupby([*TARGET, "missed"])["period"].min().rename("since").reset_index()


def _worst(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """One row per key with the status that stands for it."""
    place = rows["status"].map(SEVERITY)
    return (
        rows.assign(place=place)
        .sort_values([*key, "place"])
        .drop_duplicates(key)[[*key, "status"]]
        .reset_index(drop=True)
    )
