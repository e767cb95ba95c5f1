"""The progress table: one row per unit, indicator and target period, computed once and rendered everywhere."""

from datetime import date

import numpy as np
import pandas as pd

from tracking.calendar import period_of, quarter_end, quarter_of
from tracking.plan import sum_of_parts
from tracking.progress.judge import FEN, NO_TARGET, judge
from tracking.reading.catalogue import MONEY

COLUMNS = (
    "unit", "indicator", "period_start", "due_date", "measure", "target", "comparator", "baseline", "phasing_share",
    "due", "actual", "numerator", "denominator", "completion", "gap", "shortfall", "status", "needed", "forecast",
    "reported", "expected", "carried", "low", "high", "low_status", "high_status", "plan_version", "target_source",
)  # fmt: skip
KEY = ["unit", "indicator", "period_start", "due_date"]
TARGET_FIELDS = ["target", "comparator", "tolerance", "phasing", "window_opens", "baseline", "plan_version"]


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
    where = {"scope": path.iloc[0], "as_of": as_of, "day": as_of}
    units, indicators = store.read("current_units", **where), store.read("current_indicators")
    targets = store.read("targets", plan_year=year, plan_version=plan_version, **where)
    if promised:
        targets = targets[~targets["unit"].isin(units["parent"])]
        if targets.empty:
            return pd.DataFrame()
    periods = targets[KEY[1:]].drop_duplicates() if promised else _periods(targets, indicators, year)
    first = min(quarter_of(day.date()) for day in periods["period_start"])
    about = {**where, "period": period, "first_period": (min(first, period) - 5) // 4 * 4}
    facts = store.read("roll_up", {"periods": periods}, only_unit=unit if alone else None, **about)
    exemptions = store.read("exemptions", **where)
    only = {unit} if alone else set(targets["unit"]) if promised else None
    table = progress_table(facts, targets, units, indicators, exemptions, as_of, only, promised)
    return table[table["target"].notna()].reset_index(drop=True) if promised else table


def _periods(targets: pd.DataFrame, indicators: pd.DataFrame, year: int) -> pd.DataFrame:
    """The periods that figures are needed for: every target's, and the calendar year for every indicator."""
    whole_year = pd.DataFrame({"indicator": indicators["indicator"]})
    whole_year["period_start"], whole_year["due_date"] = pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)
    return pd.concat([targets[KEY[1:]], whole_year]).drop_duplicates(ignore_index=True)


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
    facts: pd.DataFrame,
    targets: pd.DataFrame,
    units: pd.DataFrame,
    indicators: pd.DataFrame,
    exemptions: pd.DataFrame,
    as_of: date,
    only: set[str] | None = None,
    leaves: bool = False,
) -> pd.DataFrame:
    """Judge every unit's indicators on a day; with ``only`` those units' alone. ``leaves`` says that all targets are of
    units without units below them, so that nothing is to be added up.

    Takes the store's tables roll_up, targets, current_units, current_indicators and exemptions. Returns
    one row per unit, indicator and target period with COLUMNS, and beside them kind, theme, parent, leaf and phasing.
    """
    year_start, year_end = pd.Timestamp(as_of.year, 1, 1), pd.Timestamp(as_of.year, 12, 31)
    standing = units[~(units["closed"] <= pd.Timestamp(as_of)) & ~(units["opened"] > pd.Timestamp(as_of))]
    left_behind = facts["unit"].str.contains("@")
    if leaves:
        planned = targets[[*KEY, *TARGET_FIELDS]].assign(target_source="own", parts=1)
    else:
        planned = _all_targets(targets, units, standing, indicators, exemptions, facts[left_behind])
    facts = facts[~left_behind]
    if only is not None:
        planned, facts = planned[planned["unit"].isin(only)], facts[facts["unit"].isin(only)]
    default = (facts["period_start"] == year_start) & (facts["due_date"] == year_end)
    reported = default & (facts["actual"].notna() | facts["numerator"].notna() | (facts["expected"] > 0))
    pair = ["unit", "indicator"]
    free = facts.loc[reported, KEY].merge(planned[pair].drop_duplicates(), on=pair, how="left", indicator="found")
    rows = pd.concat([planned, free.loc[free["found"] == "left_only", KEY]], ignore_index=True)
    rows = rows[rows["unit"].isin(standing["unit"])]
    rows = rows.merge(facts, on=KEY, how="left")
    rows = rows.merge(indicators[["indicator", "position", "theme", "measure", "kind", "numerator", "denominator"]].rename(
        columns={"numerator": "numerator_of", "denominator": "denominator_of"}), on="indicator")  # fmt: skip
    places = standing[["unit", "parent", "opened", "path"]].assign(
        leaf=~standing["unit"].isin(set(standing["parent"])), order=range(len(standing))
    )
    rows = rows.merge(places, on="unit")
    _drop_partial_sums(rows)
    _fill(rows, exemptions, as_of)
    leaves = judge(rows[rows["leaf"]], as_of)
    nodes = rows[~rows["leaf"]].copy()
    gain = _excess_above(nodes, leaves)
    nodes["high"] = nodes["high"].where(gain == 0, nodes["high"].fillna(0) + gain)
    judged = pd.concat([leaves, judge(nodes, as_of)]).sort_values(["order", "position", "period_start"], kind="stable")
    judged["reported"] = judged["reported_units"]
    judged.loc[judged["status"] == NO_TARGET, ["completion", "gap", "shortfall"]] = np.nan
    extra = ["kind", "theme", "parent", "leaf", "phasing", "tolerance", "window_opens", "this_quarter"]
    return judged[[*COLUMNS, *extra]].reset_index(drop=True)


def _drop_partial_sums(rows: pd.DataFrame) -> None:
    """A level counts every unit, so the sum of some units' targets for it says nothing: no target, source partial."""
    fewer = rows["parts"].astype(float) < rows["expected"].fillna(0).astype(float)
    partial = (rows["kind"] == "stock") & (rows["target_source"] == "breakdown") & fewer
    rows.loc[partial, "target"] = None
    rows.loc[partial, "target_source"] = "partial"


def _fill(rows: pd.DataFrame, exemptions: pd.DataFrame, as_of: date) -> None:
    """Give every row what judge needs, in place of what no report could say."""
    whole = ["actual", "fresh", "baseline_level", "numerator", "denominator", "target", "tolerance", "baseline"]
    counts = ["carried", "expected", "reported", "answered", "this_quarter"]
    for column in [*whole, *counts]:
        rows[column] = rows[column].astype("Int64")
    rows[counts] = rows[counts].fillna(0)
    rows["tolerance"] = rows["tolerance"].fillna(0)
    rows["comparator"] = rows["comparator"].fillna("at_least")
    rows["phasing"] = rows["phasing"].fillna("even")
    rows["target_source"] = rows["target_source"].fillna("none")
    rows["reported_units"] = rows["reported"]
    leaf, start = rows["leaf"], rows["period_start"]
    rows["known"] = rows["reported"] >= 1
    not_begun = (start > pd.Timestamp(as_of)) & (rows["kind"] == "flow")
    rows.loc[not_begun, ["actual", "fresh"]] = 0
    rows.loc[not_begun, "known"] = True
    rows.loc[leaf, "reported"] = rows.loc[leaf, "answered"]
    rows.loc[not_begun, "reported"] = rows.loc[not_begun, "expected"].clip(lower=1)
    stock = rows["kind"] == "stock"
    newly_opened = leaf & stock & (rows["opened"] >= start)
    level = rows["baseline_level"].mask(newly_opened & rows["baseline_level"].isna(), 0)
    rows["baseline"] = rows["baseline"].where(rows["baseline"].notna() | ~stock, level)
    rows["opened"] = rows["opened"].where(leaf)
    rows["exempt"] = _is_exempt(rows, exemptions)
    rows["high"] = rows["actual"].where(rows["kind"] != "rate", rows["numerator"])


def _is_exempt(rows: pd.DataFrame, exemptions: pd.DataFrame) -> np.ndarray:
    exempt = rows["unit"].isin(exemptions.loc[exemptions["indicator"].isna(), "unit"]).to_numpy(dtype=bool).copy()
    single = exemptions[exemptions["indicator"].notna()]
    pairs = set(zip(single["unit"], single["indicator"], strict=True))
    maybe = rows["unit"].isin(single["unit"]).to_numpy(dtype=bool)
    found = zip(rows.loc[maybe, "unit"], rows.loc[maybe, "indicator"], strict=True)
    exempt[maybe] |= np.array([pair in pairs for pair in found], dtype=bool)
    return exempt


def _excess_above(nodes: pd.DataFrame, leaves: pd.DataFrame) -> pd.Series:
    """What every node's figure would gain if each unit that did not report were at its own due."""
    missing = leaves[(leaves["reported_units"] == 0) & (leaves["expected"] > 0) & leaves["due"].notna()]
    missing = missing[(missing["kind"] != "rate") & (missing["comparator"] != "at_most")]
    factor = np.where(missing["measure"] == MONEY, FEN, 1)
    lacking = (missing["due"] * factor).round() - (missing["actual"].fillna(0) * factor).round()
    missing = missing.assign(lacking=lacking.clip(lower=0).astype("int64"))
    missing = missing[missing["lacking"] > 0]
    above: dict[tuple, int] = {}
    for path, *key, lacking in missing[["path", *KEY[1:], "lacking"]].itertuples(index=False):
        for node in path.strip("/").split("/")[:-1]:
            for target in ((node, *key), (node, key[0])):
                above[target] = above.get(target, 0) + lacking
    gains = []
    for row in nodes[[*KEY, "kind", "numerator_of", "numerator", "denominator"]].itertuples(index=False):
        if row.kind == "rate":
            gain = above.get((row.unit, row.numerator_of), 0)
            room = 0 if pd.isna(row.numerator) else max(0, int(row.denominator) - int(row.numerator))
            gains.append(min(gain, room))
        else:
            gains.append(above.get((row.unit, row.indicator, row.period_start, row.due_date), 0))
    return pd.Series(gains, index=nodes.index, dtype="Int64")


def _all_targets(
    targets: pd.DataFrame,
    units: pd.DataFrame,
    standing: pd.DataFrame,
    indicators: pd.DataFrame,
    exemptions: pd.DataFrame,
    moved: pd.DataFrame,
) -> pd.DataFrame:
    """Every node's targets: its own, or the sum of its children's."""
    names = [*KEY, *TARGET_FIELDS, "target_source", "parts"]
    if targets.empty:
        return pd.DataFrame({name: pd.Series(dtype="object") for name in names}).astype(
            {"period_start": "datetime64[us]", "due_date": "datetime64[us]", "window_opens": "datetime64[us]"}
        )
    tree = {parent: list(rows) for parent, rows in units.groupby("parent")["unit"]}
    root = units["unit"].iloc[0]
    flows = set(indicators.loc[indicators["kind"] == "flow", "indicator"])
    gone = set(units["unit"]) - set(standing["unit"])
    exempt = {code: set(rows["unit"]) for code, rows in exemptions.fillna({"indicator": ""}).groupby("indicator")}
    own_of: dict[str, dict[str, list[dict]]] = {}
    for row in targets[[*KEY, *TARGET_FIELDS]].to_dict("records"):
        whole = {name: None if pd.isna(value) else value for name, value in row.items()}
        own_of.setdefault(row["indicator"], {}).setdefault(row["unit"], []).append(whole)
    left_behind, parent_of = _done_elsewhere(moved), dict(zip(units["unit"], units["parent"], strict=True))
    found: list[dict] = []
    for indicator, own in own_of.items():
        done_at = left_behind.get(indicator, {}) if indicator in flows else {}
        children, parts = _with_moves(tree, own, done_at, parent_of)
        summed = sum_of_parts(children, parts, root, gone | exempt.get("", set()) | exempt.get(indicator, set()))
        for node, rows in own.items():
            found.extend({**row, "target_source": "own", "parts": 1} for row in rows)
            summed.pop(node, None)
        for node, rows in summed.items():
            found.extend({**row, "unit": node} for row in rows if "@" not in node)
    table = pd.DataFrame(found, columns=names)
    for day in ("period_start", "due_date", "window_opens"):
        table[day] = pd.to_datetime(table[day]).astype("datetime64[us]")
    return table


def _done_elsewhere(moved: pd.DataFrame) -> dict[str, dict[tuple, dict[str, int]]]:
    """Indicator → (unit, period start, due date) → parent that the unit left → what it did there."""
    found: dict[str, dict[tuple, dict[str, int]]] = {}
    columns = ["unit", "indicator", "period_start", "due_date", "actual"]
    for code, indicator, start, due, amount in moved[columns].dropna().itertuples(index=False):
        unit, parent = code.split("@")
        found.setdefault(indicator, {}).setdefault((unit, start, due), {})[parent] = int(amount)
    return found


def _with_moves(
    tree: dict[str, list[str]],
    own: dict[str, list[dict]],
    done_at: dict[tuple, dict[str, int]],
    parent_of: dict[str, str],
) -> tuple[dict[str, list[str]], dict[str, list[dict]]]:
    """A unit that moved leaves behind the part of its target that it did there, and takes the rest along."""
    if not done_at:
        return tree, own
    children, parts = {parent: list(rows) for parent, rows in tree.items()}, dict(own)
    for unit in {key[0] for key in done_at} & set(own):
        here = parent_of.get(unit, "")  # nowhere: it left the nodes that are looked at
        children[here] = [child for child in children.get(here, []) if child != unit]
        for number, target in enumerate(own[unit]):
            left = target["target"]
            for parent, amount in done_at.get((unit, target["period_start"], target["due_date"]), {}).items():
                if parent == here:  # only something above it moved
                    continue
                done = min(left, amount)
                left -= done
                children[parent] = [*children.get(parent, []), f"{unit}@{parent}#{number}"]
                parts[f"{unit}@{parent}#{number}"] = [{**target, "target": done}]
            children[here] = [*children[here], f"{unit}@{here}#{number}"]
            parts[f"{unit}@{here}#{number}"] = [{**target, "target": left}]
    return children, parts
