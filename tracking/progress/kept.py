"""Sums kept: what each node right below a unit adds up to is told once and kept; a unit above adds these up and not its cells.

A county of 18 towns is told from 18 sums and its own few cells. What is kept of a node is its digest, one row per span, with
node, period, KEY, NUMBERS, planned and PLANNED; it holds as long as no submission told anything about what stands below the node (touched_since).
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd

from tracking.progress.adding_up import COUNTS, FIGURES, Sums
from tracking.progress.load import Quarter, read_cells
from tracking.progress.records import NONE, read_records
from tracking.progress.source import Source
from tracking.progress.table import progress_table
from tracking.progress.targets import FIELDS, all_targets
from tracking.quarters import days_of, quarter_end

KEY = ["indicator", "period_start", "due_date"]
NAMES = {name: "level_before" if name == "baseline" else name for name in FIGURES}  # of figures, in a digest
NUMBERS = [*NAMES.values(), *COUNTS]
PLANNED = [*FIELDS, "target_source", "parts", "baseline_unknown"]


class Below(NamedTuple):
    """The nodes right below a unit at a quarter's end (node → path), the unit's path, and the spans of all targets there."""

    unit: str
    scope: str
    period: int
    nodes: dict[str, str]
    spans: pd.DataFrame


def nodes_below(store: Source, unit: str, period: int) -> Below | None:
    """What stands right below a unit; None where it cannot be told from the sums of its nodes.

    That is where fewer than two nodes stand there, or one of them once stood elsewhere.
    """
    day = quarter_end(period)
    found = store.read("unit_path", unit=unit, day=day)["path"]
    if found.empty:
        return None
    scope = found.iloc[0]
    places = store.read("nodes_below", unit=unit, scope=scope, day=day)
    if places["unit"].nunique() < 2 or places.groupby("unit")["path"].nunique().max() > 1:
        return None
    nodes = dict(zip(places["unit"], places["path"], strict=True))
    return Below(unit, scope, period, nodes, store.read("spans_below", scope=scope, day=day))


def touched_since(store: Source, below: Below, since: int) -> dict[str, int]:
    """Node → the newest submission after ``since`` that told anything about what stands, or once stood, at or below it."""
    places = store.read("touched_since", since=since, period=below.period)
    found: dict[str, int] = {}
    for path, submission in zip(places["path"], places["submission"].tolist(), strict=True):
        for node, place in below.nodes.items():
            if path.startswith(place) or path == "/":
                found[node] = max(found.get(node, 0), submission)
    return found


def whole_nodes(digests: pd.DataFrame, below: Below) -> set[str]:
    """The nodes whose digests have every span that is needed."""
    wanted = set(zip(below.spans["indicator"], *(days_of(below.spans[name]) for name in KEY[1:]), strict=True))
    rows = zip(digests["node"], digests["indicator"], *(days_of(digests[name]) for name in KEY[1:]), strict=True)
    counts: dict[str, int] = dict.fromkeys(digests["node"], 0)
    for node, *span in rows:
        counts[node] += tuple(span) in wanted
    return {node for node, count in counts.items() if count == len(wanted)}


def load_node(store: Source, below: Below, node: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The progress table of one node and everything below it (columns as progress_table), and its digest."""
    records = read_records(store, below.nodes[node])
    targets = store.read("targets", scope=records.scope, days=[quarter_end(below.period)], plan_version=None, cut="")
    quarter = Quarter(records, below.period, targets, more=below.spans)
    sums = quarter.add_up(read_cells(store, records, [quarter]))
    planned = all_targets(quarter.own, sums)
    table = progress_table(sums, planned)
    return table, _digest(sums, planned, int(records.units.get_loc(node))).assign(node=node, period=below.period)


def _digest(sums: Sums, planned: pd.DataFrame, node: int) -> pd.DataFrame:
    """What a node adds up to, and its targets. One row per span: KEY, NUMBERS (figures missing where nobody told one),
    planned (whether it has a target there) and PLANNED."""
    spans = sums.spans
    table = pd.DataFrame(
        {
            "indicator": sums.records.indicators[spans.indicator],
            "period_start": spans.start.astype("datetime64[us]"),
            "due_date": spans.due.astype("datetime64[us]"),
            **{
                said: pd.arrays.IntegerArray(sums.total[name][node].copy(), ~sums.has[name][node])
                for name, said in NAMES.items()
            },
            **{name: sums.total[name][node] for name in COUNTS},
        }
    )
    own = planned[planned["unit"] == node].set_index("span")[PLANNED]
    return table.join(own).assign(planned=np.isin(np.arange(len(table)), own.index))


def load_above(store: Source, below: Below, digests: pd.DataFrame) -> pd.DataFrame | None:
    """The progress table of the unit, the enterprises right below it and its nodes, from the digests of all of these; columns
    as progress_table. None where it cannot be told from them: the unit told sums of its enterprises itself, or a node is exempt.
    """
    records = read_records(store, below.scope, tuple(below.nodes.values()))
    targets = store.read(
        "targets", scope=below.scope, days=[quarter_end(below.period)], plan_version=None,
        cut="\n".join(below.nodes.values()),
    )  # fmt: skip
    quarter = Quarter(records, below.period, targets, more=below.spans)
    cells = read_cells(store, records, [quarter])
    nodes = records.units.get_indexer(list(below.nodes))
    unit = int(records.units.get_loc(below.unit))
    of_firms = np.array([any("enterprise" in words for words in who) for who in records.reported_by], dtype=bool)
    if cells.told[:, unit][:, of_firms].any():
        return None
    _let_stand(quarter, nodes, unit)
    sums = quarter.add_up(cells)
    if sums.exempt[nodes].any():
        return None
    own = [table for table in (quarter.own, _put_in(sums, digests, unit)) if len(table)]
    return progress_table(sums, all_targets(pd.concat(own, ignore_index=True) if own else quarter.own, sums))


def _let_stand(quarter: Quarter, nodes: np.ndarray, unit: int) -> None:
    """The nodes stand below the unit, though what stands at and below them is no part of the scope."""
    roster, records = quarter.roster, quarter.records
    roster.path[nodes] = records.tree.path[records.tree.rows_on(np.datetime64(quarter_end(quarter.period), "D"))][nodes]
    roster.existing[nodes] = True
    roster.leaf[nodes] = roster.leaf[unit] = False
    roster.parent[nodes] = records.units[unit]


def _put_in(sums: Sums, digests: pd.DataFrame, unit: int) -> pd.DataFrame:
    """Add the nodes' digests to their own sums and to those of the unit; their targets as own_targets has them."""
    spans, records = sums.spans, sums.records
    keys = zip(spans.indicator.tolist(), spans.start.tolist(), spans.due.tolist(), strict=True)
    numbers = {key: number for number, key in enumerate(keys)}
    indicator = records.indicator_numbers(digests["indicator"]).tolist()
    asked = zip(indicator, *(days_of(digests[name]).tolist() for name in KEY[1:]), strict=True)
    span = np.array([numbers.get(key, NONE) for key in asked], dtype=np.int64)
    digests, span = digests[span != NONE], span[span != NONE]
    node = records.unit_numbers(digests["node"])
    for name in (*FIGURES, *COUNTS):
        column = digests[NAMES.get(name, name)]
        amount = column.to_numpy(dtype=np.int64, na_value=0)
        sums.total[name][node, span] = amount
        np.add.at(sums.total[name][unit], span, amount)
        if name in FIGURES:
            there = column.notna().to_numpy()
            sums.has[name][node, span] = there
            np.logical_or.at(sums.has[name][unit], span, there)
    planned = digests["planned"].to_numpy(dtype=bool)
    return digests.loc[planned, PLANNED].assign(unit=node[planned], span=span[planned])


# ---- what is kept, and until when it holds ---------------------------------------------------------------------------


class Keeper(Source, Protocol):
    """A store that keeps sums beside its log."""

    def version(self) -> int:
        """The number of the newest submission."""

    def kept_sums(self, nodes: Iterable[str], period: int) -> pd.DataFrame:
        """What is kept of some nodes and a quarter: digests, with touched, checked and submissions (0009_kept_sums.sql)."""

    def keep_sums(self, digests: pd.DataFrame, nodes: Iterable[str], period: int, checked: int) -> None:
        """Keep digests, and that those of ``nodes`` hold up to the submission ``checked``."""


NodeLoader = Callable[[Below, str, int], pd.DataFrame]


class Parted(NamedTuple):
    """A unit told from the nodes below it: the progress table of what stands right below it (load_above), the question, and
    node → the submission at which its digest was made: as long as that is the same, so is all that stands below the node."""

    above: pd.DataFrame
    below: Below
    made: dict[str, int]


def load_parted(store: Keeper, unit: str, period: int, load: NodeLoader | None = None) -> Parted | None:
    """What a unit's nodes add up to, from what is kept of them; what does not hold any more is made anew and kept.

    ``load`` gives the digest of a node, made at a submission, for who keeps its table, too. None where the unit cannot be told from its nodes (nodes_below, load_above).
    """
    newest, below = store.version(), nodes_below(store, unit, period)
    if below is None:
        return None
    kept = store.kept_sums(below.nodes, period)
    good = _holding(store, kept, below)
    kept = kept[kept["node"].isin(good)]
    make = load or (lambda below, node, _made: load_node(store, below, node)[1])
    fresh = [make(below, node, newest) for node in below.nodes if node not in good]
    if fresh:
        store.keep_sums(pd.concat(fresh, ignore_index=True), below.nodes, period, newest)
    digests = pd.concat([kept, *fresh], ignore_index=True) if fresh else kept
    above = load_above(store, below, digests)
    made = dict(zip(kept["node"], kept["touched"].tolist(), strict=True))
    return None if above is None else Parted(above, below, dict.fromkeys(below.nodes, newest) | made)


def _holding(store: Keeper, kept: pd.DataFrame, below: Below) -> set[str]:
    """The nodes whose digests are whole and rest on the newest that is known about them.

    A database that was put back to an earlier state has fewer submissions than there were when a digest was made.
    """
    about = kept.drop_duplicates("node")[["node", "checked", "submissions"]]
    counts = {
        last: int(store.read("submissions_up_to", last=last)["submissions"].iloc[0]) for last in set(about["checked"])
    }
    about = about[about["checked"].map(counts) == about["submissions"]]
    if about.empty:
        return set()
    touched = touched_since(store, below, int(about["checked"].min()))
    checked = dict(zip(about["node"], about["checked"].tolist(), strict=True))
    return {node for node in whole_nodes(kept, below) & set(checked) if touched.get(node, 0) <= checked[node]}


def kept_sums_that_differ(store: Keeper) -> pd.DataFrame:
    """Where what is kept, and still holds, is not what the log says.

    One row per difference: code (kept_sum_differs), unit, indicator, detail (the quarter and the column).
    """
    found = []
    for period, rows in store.read("kept_nodes").groupby("period"):
        for node in rows["node"]:
            found += _differences(store, node, int(str(period)))
    return pd.DataFrame(found, columns=["code", "unit", "indicator", "detail"])


def _differences(store: Keeper, node: str, period: int) -> list[tuple[str, str, str, str]]:
    kept, path = store.kept_sums([node], period), store.read("unit_path", unit=node, day=quarter_end(period))["path"]
    if path.empty:
        return []
    below = Below(node, path.iloc[0], period, {node: path.iloc[0]}, kept[KEY])
    if not _holding(store, kept, below):
        return []
    both = kept.merge(load_node(store, below, node)[1], on=KEY, how="outer", suffixes=("", "_anew"))
    found = []
    for name in (*NUMBERS, "planned", *PLANNED):
        one, other = (both[column].astype(object) for column in (name, f"{name}_anew"))
        same = (one.isna() & other.isna()) | (one == other).fillna(False).astype(bool)
        found += [("kept_sum_differs", node, code, f"{period} {name}") for code in both.loc[~same, "indicator"]]
    return found
