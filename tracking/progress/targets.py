"""Every node's targets: its own, or the sum of its parts', and what a unit that moved leaves behind of its own."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from tracking.plan import sum_of_parts
from tracking.progress.adding_up import Spans, Sums
from tracking.progress.records import NONE, Records, Roster

FIELDS = ["target", "comparator", "tolerance", "phasing", "window_opens", "baseline", "plan_version"]

# a node is a unit's number; a part of a moved unit's target is (unit, parent's number, number of the target)
Node = int | tuple[int, int, int]


def all_targets(
    own: pd.DataFrame, records: Records, spans: Spans, roster: Roster, sums: Sums, exempt: np.ndarray
) -> pd.DataFrame:
    """Own targets, and after them the sums of nodes without one of their own for the indicator (分解合计).

    ``own`` has unit and span (their numbers), FIELDS, target_source and parts, and so has the result. What is ``exempt``
    [unit, indicator], closed or not yet open is not added up.
    """
    parent = records.unit_index.get_indexer(pd.Index(roster.parent, dtype=object))
    root = int(np.flatnonzero(roster.path != NONE)[np.argmin(roster.rank[roster.path != NONE])])
    summed: list[dict] = []
    for indicator, targets in _by_indicator(own, spans).items():
        left = {unit for unit, span in sums.left_behind if spans.indicator[span] == indicator} & set(targets)
        moved = _parts_of_moved(sorted(left), targets, parent, records, roster, sums)
        children = _children([*targets, *(below for _unit, below, _number in moved)], left, parent, roster.rank)
        for part in moved:
            children.setdefault(part[1], []).append(part)
        parts = targets | moved
        left_out = np.flatnonzero(exempt[:, indicator] | ~roster.existing).tolist()
        for node, rows in sum_of_parts(children, parts, root, left_out).items():
            if node not in parts:
                summed.extend({**row, "unit": node} for row in rows)
    table = pd.DataFrame(summed, columns=own.columns).astype(own.dtypes.to_dict())
    return pd.concat([own, table], ignore_index=True) if summed else own


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
    moved: list[int],
    targets: dict[int, list[dict]],
    parent: np.ndarray,
    records: Records,
    roster: Roster,
    sums: Sums,
) -> dict[Node, list[dict]]:
    """A unit that moved leaves behind the part of its target that it did there, and takes the rest along."""
    parts: dict[Node, list[dict]] = {}
    for unit in moved:
        for number, target in enumerate(targets[unit]):
            rest = target["target"]
            for code, amount in sorted(sums.left_behind.get((unit, target["span"]), {}).items()):
                if code == roster.parent[unit]:  # only something above it moved
                    continue
                done = min(rest, amount)
                rest -= done
                below = int(records.unit_index.get_indexer([code])[0])
                parts[unit, below, number] = [{**target, "target": done}]
            parts[unit, int(parent[unit]), number] = [{**target, "target": rest}]
    return parts
