"""Every node's targets: its own, or the sum of its parts', and what units that moved, closed or are exempt leave of theirs."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from tracking.progress.adding_up import Spans, Sums
from tracking.progress.parts import left_behind, sum_of_parts
from tracking.progress.records import NONE, Records, whole
from tracking.quarters import days_of, last_day

FIELDS = ["target", "comparator", "tolerance", "phasing", "window_opens", "baseline", "plan_version"]

ALONE = {"target_source": "own", "parts": 1, "baseline_unknown": False}

# a node is a unit's number; a part of a moved unit's target is (unit, parent's number, number of the target)
Piece = tuple[int, int, int]
Node = int | Piece


def own_targets(
    targets: pd.DataFrame, records: Records, period: int, whole_year: bool, more: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, Spans]:
    """The store's targets by the numbers of unit and span, and the spans that figures are needed for.

    Those are the targets' own, those of ``more`` (indicator, period_start, due_date) and, with ``whole_year``, the calendar
    year of every indicator. The targets have unit,
    span, FIELDS, target_source (own), parts (how many were added up: 1) and baseline_unknown (no part lacks one: False).
    """
    indicator = records.indicator_numbers(targets["indicator"])
    start, due = days_of(targets["period_start"]), days_of(targets["due_date"])
    every = np.arange(len(records.indicators) if whole_year else 0)
    first, last = (np.full(len(every), np.datetime64(f"{period // 4}-{day}")) for day in ("01-01", "12-31"))
    asked = targets.iloc[:0] if more is None else more
    others = records.indicator_numbers(asked["indicator"]), days_of(asked["period_start"]), days_of(asked["due_date"])
    known = others[0] != NONE
    spans = Spans(
        np.concatenate([indicator, others[0][known], every]),
        np.concatenate([start, others[1][known], first]),
        np.concatenate([due, others[2][known], last]),
        period,
    )
    numbers = {"unit": records.unit_numbers(targets["unit"]), "span": spans.asked[: len(targets)]}
    return _table(numbers | {name: targets[name] for name in FIELDS} | ALONE), spans


def _table(columns: dict[str, Any]) -> pd.DataFrame:
    whole = {name: pd.array(columns[name], dtype="Int64") for name in ("target", "tolerance", "baseline")}
    opens, version = (
        np.asarray(columns["window_opens"], dtype="datetime64[us]"),
        np.asarray(columns["plan_version"], float),
    )
    return pd.DataFrame(columns | whole | {"window_opens": opens, "plan_version": version})


def all_targets(own: pd.DataFrame, sums: Sums) -> pd.DataFrame:
    """Own targets, and after them the sums of nodes without one of their own for the indicator (分解合计).

    Columns as own_targets'. What is not open yet is not added up; of what closed or is exempt only what it had done.
    A rate is never added up.
    """
    records, roster, spans = sums.records, sums.roster, sums.spans
    parent = records.units.get_indexer(roster.parent)
    root = int(np.flatnonzero(roster.path != NONE)[np.argmin(roster.rank[roster.path != NONE])])
    moved: dict[int, set[int]] = {}
    for unit, span in sums.left_behind:
        moved.setdefault(int(spans.indicator[span]), set()).add(unit)
    summed: list[dict] = []
    for indicator, targets in _by_indicator(own, sums).items():
        left = moved.get(indicator, set()) & set(targets)
        left_out = set(np.flatnonzero(sums.exempt[:, indicator] | ~roster.existing).tolist())
        pieces = _pieces_of_moved({unit: targets[unit] for unit in sorted(left)}, parent, sums, left_out)
        children = _children([*targets, *(below for _unit, below, _number in pieces)], left, parent, roster.rank)
        for piece in pieces:
            children.setdefault(piece[1], []).append(piece)
        parts = targets | pieces
        found = sum_of_parts(children, parts, root, left_out, _done_by_units(sums))
        summed.extend({**row, "unit": node} for node, rows in found.items() if node not in parts for row in rows)
    if not summed:
        return own
    return pd.concat([own, _table({name: [row[name] for row in summed] for name in own.columns})], ignore_index=True)


def _done_by_units(sums: Sums) -> Callable[[Node, dict], int]:
    """What a node that is left out had done of a target; a piece never is."""
    return lambda node, target: 0 if isinstance(node, tuple) else _done_here(sums, node, target)


def _done_here(sums: Sums, unit: int, target: dict) -> int:
    """What a unit that closed or is exempt had done of a target where it stands; nothing if it was exempt all along."""
    amount = int(sums.total["actual"][unit, target["span"]])
    if amount <= 0 or _exempt_all_along(sums, unit, target["span"]):
        return 0
    return amount - sum(_left_elsewhere(sums, unit, target).values())


def _exempt_all_along(sums: Sums, unit: int, span: int) -> bool:
    indicator = sums.spans.indicator[span]
    if not sums.exempt[unit, indicator]:
        return False
    return bool(sums.records.exempt_since(unit, indicator, last_day(sums.period)) <= sums.spans.start[span])


def _left_elsewhere(sums: Sums, unit: int, target: dict) -> dict[str, int]:
    """What a unit did below other parents than now, in the order of time."""
    left = sums.left_behind.get((unit, target["span"]), {})
    return {code: amount for code, amount in left.items() if code != sums.roster.parent[unit]}


def _by_indicator(own: pd.DataFrame, sums: Sums) -> dict[int, dict[int, list[dict]]]:
    """Indicator that can be added up → unit → its targets as parts.sum_of_parts takes them."""
    spans, span = sums.spans, own["span"].to_numpy()
    columns = {name: own[name].tolist() for name in ("unit", "span", "target", "comparator", "tolerance", "phasing")}
    columns |= {"period_start": spans.start[span].tolist(), "due_date": spans.due[span].tolist()}
    columns["window_opens"] = own["window_opens"].to_numpy("datetime64[D]").tolist()
    typed, is_typed = whole(own["baseline"])
    level, known = levels_at_start(sums, own["unit"].to_numpy(), span, typed, is_typed)
    known &= is_typed | (own["target_source"] != "breakdown").to_numpy()  # a sum of parts has the sum of their levels
    columns["baseline"] = [
        amount if said else None for amount, said in zip(level.tolist(), known.tolist(), strict=True)
    ]
    for name in ("plan_version", "parts", "baseline_unknown"):
        columns[name] = own[name].tolist()
    found: dict[int, dict[int, list[dict]]] = {}
    for indicator, *row in zip(spans.indicator[span].tolist(), *columns.values(), strict=True):
        target = dict(zip(columns, row, strict=True))
        target["target"] = None if target["target"] is pd.NA else target["target"]
        if sums.records.kind[indicator] != "rate":
            found.setdefault(indicator, {}).setdefault(target["unit"], []).append(target)
    return found


def levels_at_start(
    sums: Sums, unit: np.ndarray, span: np.ndarray, typed: np.ndarray, is_typed: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The baselines of units' targets, and where there is one: typed, or of a level what was carried at the start.

    A unit that opened since starts from nothing.
    """
    roster, stock = sums.roster, sums.records.kind[sums.spans.indicator[span]] == "stock"
    new = roster.leaf[unit] & (roster.opened[unit] >= sums.spans.start[span])
    carried = stock & (sums.has["baseline"][unit, span] | new)
    return np.where(is_typed | ~stock, typed, sums.total["baseline"][unit, span]), is_typed | carried


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


def _as_much_as(done: int) -> Callable[[dict], int]:
    return lambda _target: done


def _pieces_of_moved(
    moved: dict[int, list[dict]], parent: np.ndarray, sums: Sums, left_out: set[int]
) -> dict[Piece, list[dict]]:
    """A unit that moved leaves where it stood the part of its target that it did there, and takes the rest along.

    One that closed since, or is exempt, leaves where it stands only what it did there; if it was exempt all along, nothing.
    """
    pieces: dict[Piece, list[dict]] = {}
    for unit, targets in moved.items():
        for number, target in enumerate(targets):
            if _exempt_all_along(sums, unit, target["span"]):
                continue
            rest = target
            for code, amount in _left_elsewhere(sums, unit, target).items():
                left = left_behind([rest], _as_much_as(amount))
                rest = {**rest, "target": rest["target"] - sum(piece["target"] for piece in left)}
                pieces[unit, int(sums.records.units.get_indexer([code])[0]), number] = left
            here = _done_here(sums, unit, target)
            stays = [rest] if unit not in left_out else left_behind([rest], _as_much_as(here))
            pieces[unit, int(parent[unit]), number] = stays
    return pieces
