"""Every node's targets: its own, or the sum of its parts', and what a unit that moved leaves behind of its own."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from tracking.calendar import days_of
from tracking.plan import sum_of_parts
from tracking.progress.adding_up import Spans, Sums
from tracking.progress.records import NONE, Records

FIELDS = ["target", "comparator", "tolerance", "phasing", "window_opens", "baseline", "plan_version"]

# a node is a unit's number; a part of a moved unit's target is (unit, parent's number, number of the target)
Node = int | tuple[int, int, int]


def own_targets(targets: pd.DataFrame, records: Records, period: int, whole_year: bool) -> tuple[pd.DataFrame, Spans]:
    """The store's targets by the numbers of unit and span, and the spans that figures are needed for.

    Those are the targets' own and, with ``whole_year``, the calendar year of every indicator. The targets have unit,
    span, FIELDS, target_source (own) and parts (how many were added up: 1).
    """
    indicator = records.indicator_numbers(targets["indicator"])
    start, due = days_of(targets["period_start"]), days_of(targets["due_date"])
    every = np.arange(len(records.indicators) if whole_year else 0)
    first, last = (np.full(len(every), np.datetime64(f"{period // 4}-{day}")) for day in ("01-01", "12-31"))
    spans = Spans(
        np.concatenate([indicator, every]), np.concatenate([start, first]), np.concatenate([due, last]), period
    )
    numbers = {"unit": records.unit_numbers(targets["unit"]), "span": spans.asked[: len(targets)]}
    return _table(numbers | {name: targets[name] for name in FIELDS} | {"target_source": "own", "parts": 1}), spans


def _table(columns: dict[str, object]) -> pd.DataFrame:
    whole = {name: pd.array(columns[name], dtype="Int64") for name in ("target", "tolerance", "baseline")}
    opens, version = (
        np.asarray(columns["window_opens"], dtype="datetime64[us]"),
        np.asarray(columns["plan_version"], float),
    )
    return pd.DataFrame(columns | whole | {"window_opens": opens, "plan_version": version})


def all_targets(own: pd.DataFrame, sums: Sums) -> pd.DataFrame:
    """Own targets, and after them the sums of nodes without one of their own for the indicator (分解合计).

    Columns as own_targets'. What is exempt, closed or not yet open is not added up.
    """
    records, roster, spans = sums.records, sums.roster, sums.spans
    parent = records.units.get_indexer(roster.parent)
    root = int(np.flatnonzero(roster.path != NONE)[np.argmin(roster.rank[roster.path != NONE])])
    left_behind: dict[int, set[int]] = {}
    for unit, span in sums.left_behind:
        left_behind.setdefault(int(spans.indicator[span]), set()).add(unit)
    summed: list[dict] = []
    for indicator, targets in _by_indicator(own, spans).items():
        left = left_behind.get(indicator, set()) & set(targets)
        moved = _parts_of_moved(sorted(left), targets, parent, sums)
        children = _children([*targets, *(below for _unit, below, _number in moved)], left, parent, roster.rank)
        for part in moved:
            children.setdefault(part[1], []).append(part)
        parts = targets | moved
        left_out = np.flatnonzero(sums.exempt[:, indicator] | ~roster.existing).tolist()
        for node, rows in sum_of_parts(children, parts, root, left_out).items():
            if node not in parts:
                summed.extend({**row, "unit": node} for row in rows)
    if not summed:
        return own
    return pd.concat([own, _table({name: [row[name] for row in summed] for name in own.columns})], ignore_index=True)


def _by_indicator(own: pd.DataFrame, spans: Spans) -> dict[int, dict[int, list[dict]]]:
    """Indicator → unit → its targets as plan.sum_of_parts takes them."""
    span = own["span"].to_numpy()
    columns = {name: own[name].tolist() for name in ("unit", "span", "target", "comparator", "tolerance", "phasing")}
    columns |= {"period_start": spans.start[span].tolist(), "due_date": spans.due[span].tolist()}
    columns["window_opens"] = own["window_opens"].to_numpy("datetime64[D]").tolist()
    columns["baseline"] = own["baseline"].astype(object).where(own["baseline"].notna(), None).tolist()
    columns["plan_version"] = own["plan_version"].tolist()
    found: dict[int, dict[int, list[dict]]] = {}
    for indicator, *row in zip(spans.indicator[span].tolist(), *columns.values(), strict=True):
        target = dict(zip(columns, row, strict=True))
        found.setdefault(indicator, {}).setdefault(target["unit"], []).append(target)
    return found


def _children(units: Iterable[int], left_out: set[int], parent: np.ndarray, rank: np.ndarray) -> dict[Node, list[Node]]:
    """Parent → its children, in their order, of the part of the tree at and above some units."""
    wanted: set[int] = set()
    for unit in units:
        while unit != NONE and unit not in wanted:
            wanted.add(unit)
            unit = int(parent[unit])
    children: dict[Node, list[Node]] = {}
    for unit in sorted(wanted - left_out, key=rank.__getitem__):
        children.setdefault(int(parent[unit]), []).append(unit)
    return children


def _parts_of_moved(
    moved: list[int], targets: dict[int, list[dict]], parent: np.ndarray, sums: Sums
) -> dict[Node, list[dict]]:
    """A unit that moved leaves behind the part of its target that it did there, and takes the rest along."""
    parts: dict[Node, list[dict]] = {}
    for unit in moved:
        for number, target in enumerate(targets[unit]):
            rest = target["target"]
            for code, amount in sorted(sums.left_behind.get((unit, target["span"]), {}).items()):
                if code == sums.roster.parent[unit]:  # only something above it moved
                    continue
                done = min(rest, amount)
                rest -= done
                below = int(sums.records.units.get_indexer([code])[0])
                parts[unit, below, number] = [{**target, "target": done}]
            parts[unit, int(parent[unit]), number] = [{**target, "target": rest}]
    return parts
