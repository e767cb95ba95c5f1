"""The progress table: one row per unit, indicator and target period, computed once and rendered everywhere."""

import numpy as np
import pandas as pd

from tracking.calendar import days_of, last_day, period_of, quarter_end, quarter_of
from tracking.progress.adding_up import COUNTS, FIGURES, Spans, Sums, add_up
from tracking.progress.judge import NO_TARGET, Measured, whole
from tracking.progress.records import NONE, Records, Roster, read_grid, read_records
from tracking.progress.targets import FIELDS, all_targets

COLUMNS = (
    "unit", "indicator", "period_start", "due_date", "measure", "target", "comparator", "baseline", "phasing_share",
    "due", "actual", "numerator", "denominator", "completion", "gap", "shortfall", "status", "needed", "forecast",
    "reported", "expected", "carried", "low", "high", "low_status", "high_status", "plan_version", "target_source",
)  # fmt: skip
BESIDE = ("kind", "theme", "parent", "leaf", "phasing", "tolerance", "window_opens", "this_quarter")


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
    period = period_of(year, quarter)
    as_of = quarter_end(period)
    path = store.read("unit_path", unit=unit, day=as_of)["path"]
    if path.empty:
        raise LookupError(unit)
    records = read_records(store, path.iloc[0])
    roster = Roster(records, last_day(period))
    targets = store.read("targets", scope=records.scope, as_of=as_of, plan_year=year, plan_version=plan_version)
    if promised:
        targets = targets[~targets["unit"].isin(roster.parent[roster.path != NONE])]
        if targets.empty:
            return pd.DataFrame()
    spans, own = _spans(targets, records, period, whole_year=not promised)
    first = min(quarter_of(spans.start.min().item()), period)
    grid = read_grid(store, records, (first - 5) // 4 * 4, period)
    sums = add_up(records, grid, spans, roster, period)
    exempt = records.exempt(last_day(period))
    planned = own if promised else all_targets(own, records, spans, roster, sums, exempt)
    only = records.unit_index.get_indexer([unit]) if alone else own["unit"].unique() if promised else None
    table = progress_table(records, roster, spans, sums, planned, exempt, period, only)
    return table[table["target"].notna()].reset_index(drop=True) if promised else table


def _spans(targets: pd.DataFrame, records: Records, period: int, whole_year: bool) -> tuple[Spans, pd.DataFrame]:
    """The periods that figures are needed for: every target's, and with ``whole_year`` that of every indicator.

    And the targets as targets.all_targets takes them.
    """
    targets = targets[targets["indicator"].isin(records.indicators["indicator"])]
    indicator = records.indicator_index.get_indexer(targets["indicator"])
    start, due = days_of(targets["period_start"]), days_of(targets["due_date"])
    every, year = np.arange(len(records.indicators) if whole_year else 0), str(period // 4)
    spans = Spans(
        [*indicator.tolist(), *every.tolist()],
        np.concatenate([start, np.full(len(every), np.datetime64(f"{year}-01-01"))]),
        np.concatenate([due, np.full(len(every), np.datetime64(f"{year}-12-31"))]),
        period,
    )
    keys = zip(indicator.tolist(), start.tolist(), due.tolist(), strict=True)
    own = targets[FIELDS].reset_index(drop=True)
    own.insert(0, "unit", records.unit_index.get_indexer(targets["unit"]))
    own.insert(1, "span", np.array([spans.number[key] for key in keys], dtype=np.int64))
    kinds = {"target": "Int64", "tolerance": "Int64", "baseline": "Int64", "plan_version": "float64"}
    return spans, own.astype(kinds).assign(target_source="own", parts=1)


def with_names(table: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """The progress table with the indicators' names, weight and position, and for rates the names of the parts."""
    names = indicators[["indicator", "name", "name_en", "weight", "position", "numerator", "denominator"]]
    about = names.set_index("indicator")
    named = table.merge(names[["indicator", "name", "name_en", "weight", "position"]], on="indicator")
    parts = names.set_index("indicator")[["numerator", "denominator"]]
    for part in ("numerator", "denominator"):
        code = named["indicator"].map(parts[part])
        named[f"{part}_name"], named[f"{part}_name_en"] = code.map(about["name"]), code.map(about["name_en"])
    named["part_measure"] = named["indicator"].map(parts["numerator"]).map(indicators.set_index("indicator")["measure"])
    return named


def progress_table(
    records: Records,
    roster: Roster,
    spans: Spans,
    sums: Sums,
    planned: pd.DataFrame,
    exempt: np.ndarray,
    period: int,
    only: np.ndarray | None = None,
) -> pd.DataFrame:
    """Judge every unit's indicators at the end of a quarter; with ``only`` those units' alone.

    ``planned`` are the targets of targets.all_targets; what is reported or expected for the calendar year without any
    target has a row, too. Returns one row per unit, indicator and target period with COLUMNS and, beside them, BESIDE.
    """
    rows = _rows(records, roster, spans, sums, planned, period, only)
    unit, span = rows["unit"].to_numpy(), rows["span"].to_numpy()
    _fill(rows, records, roster, spans, period)
    rows["exempt"] = exempt[unit, spans.indicator[span]]
    measured = Measured(rows, quarter_end(period))
    high, has_high = _if_all_were_at_their_due(rows, records, roster, spans, measured)
    judged = measured.judged(high, has_high)
    without = np.asarray(judged["status"] == NO_TARGET, dtype=bool)
    for name in ("completion", "gap", "shortfall"):
        judged[name] = np.where(without, np.nan, judged[name])
    judged["reported"] = rows["reported_units"]
    judged["unit"] = records.unit_index.array.take(unit)
    return rows.assign(**judged)[[*COLUMNS, *BESIDE]]


def _rows(
    records: Records,
    roster: Roster,
    spans: Spans,
    sums: Sums,
    planned: pd.DataFrame,
    period: int,
    only: np.ndarray | None,
) -> pd.DataFrame:
    """The rows of the table in their order: targets and what they add up to, with the numbers of unit and span."""
    year = (spans.start == np.datetime64(f"{period // 4}-01-01")) & (spans.due == np.datetime64(f"{period // 4}-12-31"))
    reported = sums.has["actual"] | sums.has["numerator"] | (sums.total["expected"] > 0)
    taken = np.zeros((len(records.units), len(records.indicators)), dtype=bool)
    taken[planned["unit"], spans.indicator[planned["span"]]] = True
    free = np.argwhere(reported & year & ~taken[:, spans.indicator])
    unit = np.concatenate([planned["unit"].to_numpy(), free[:, 0]])
    span = np.concatenate([planned["span"].to_numpy(), free[:, 1]])
    line = np.concatenate([np.arange(len(planned)), np.full(len(free), NONE)])
    shown = roster.existing[unit] if only is None else roster.existing[unit] & np.isin(unit, only)
    position = records.indicators["position"].to_numpy()[spans.indicator[span]]
    order = np.lexsort((spans.start[span], position, roster.rank[unit]))
    order = order[shown[order]]
    unit, span = unit[order], span[order]
    rows = planned.drop(columns=["unit", "span"]).reindex(line[order]).reset_index(drop=True)
    figures = {
        name: pd.arrays.IntegerArray(sums.total[name][unit, span], ~sums.has[name][unit, span]) for name in FIGURES
    }
    figures["level"] = figures.pop("baseline")
    counts = {name: pd.array(sums.total[name][unit, span], dtype="Int64") for name in COUNTS}
    return rows.assign(unit=unit, span=span, **figures, **counts)


def _fill(rows: pd.DataFrame, records: Records, roster: Roster, spans: Spans, period: int) -> None:
    """Give every row what judge needs, in place of what no report could say."""
    unit, span = rows["unit"].to_numpy(), rows["span"].to_numpy()
    about = records.indicators.iloc[spans.indicator[span]]
    for name in ("indicator", "measure", "kind", "theme"):
        rows[name] = about[name].array
    start, opened, leaf = spans.start[span], roster.opened[unit], roster.leaf[unit]
    rows["period_start"], rows["due_date"] = _times(start), _times(spans.due[span])
    rows["parent"], rows["leaf"] = pd.array(roster.parent, dtype="str").take(unit), leaf
    rows["opened"] = _times(np.where(leaf, opened, np.datetime64("NaT")))
    rows["window_opens"] = rows["window_opens"].astype("datetime64[us]")
    for name, usual in (("comparator", "at_least"), ("phasing", "even"), ("target_source", "none"), ("tolerance", 0)):
        rows[name] = rows[name].fillna(usual)
    stock, flow = (rows["kind"] == "stock").to_numpy(), (rows["kind"] == "flow").to_numpy()
    # a level counts every unit, so the sum of some units' targets for it says nothing
    partial = stock & (rows["target_source"] == "breakdown") & (rows["parts"].fillna(0) < rows["expected"])
    rows.loc[partial, "target"], rows.loc[partial, "target_source"] = pd.NA, "partial"
    level = rows["level"].mask(leaf & (opened >= start) & rows["level"].isna(), 0)
    rows["baseline"] = rows["baseline"].mask(stock & rows["baseline"].isna(), level)
    rows["reported_units"], rows["known"] = rows["reported"], rows["reported"] >= 1
    rows["reported"] = rows["reported"].mask(leaf, rows["answered"])
    not_begun = flow & (start > last_day(period))
    rows["known"] |= not_begun
    rows["reported"] = rows["reported"].mask(not_begun, rows["expected"].clip(lower=1))
    for name in ("actual", "fresh"):
        rows[name] = rows[name].mask(not_begun, 0)


def _times(day: np.ndarray) -> np.ndarray:
    return day.astype("datetime64[us]")


def _if_all_were_at_their_due(
    rows: pd.DataFrame, records: Records, roster: Roster, spans: Spans, measured: Measured
) -> tuple[np.ndarray, np.ndarray]:
    """Every row's figure (of a rate the numerator) if each unit that did not report were at its own due, if it has one."""
    unit, span, rate = rows["unit"].to_numpy(), rows["span"].to_numpy(), measured.rate
    silent = measured.leaf & (rows["reported_units"] == 0) & (rows["expected"] > 0)
    lacking = np.zeros((len(records.units), len(spans.indicator)), dtype=np.int64)
    np.add.at(lacking, (unit[silent], span[silent]), measured.lacking()[silent])
    above = records.tree.sums(lacking, roster.path)
    of_indicator = np.zeros((len(records.units), len(records.indicators)), dtype=np.int64)
    np.add.at(of_indicator.T, spans.indicator, above.T)
    actual, has_actual = whole(rows["actual"])
    (part, has_part), (base, _has_base) = whole(rows["numerator"]), whole(rows["denominator"])
    of_part = of_indicator[unit, records.parts[0][spans.indicator[span]]]
    gain = np.where(rate, np.minimum(of_part, np.maximum(0, base - part)), above[unit, span])
    gain = np.where(measured.leaf, 0, gain)
    now, there = np.where(rate, part, actual), np.where(rate, has_part, has_actual)
    return now + gain, there | (gain > 0)
