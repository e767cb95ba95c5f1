"""What parts add up to at every level, and which parts a unit that opened, closed, moved or became exempt touches."""

from datetime import date

import pandas as pd

from tracking.plan.roster import Roster, roster_of
from tracking.progress import sum_of_parts
from tracking.store import OtherStore, Store

BREAKDOWN = [
    "unit", "name", "indicator", "period_start", "due_date", "measure", "whole", "parts", "difference", "agree", "with_target",
    "without_target",
]  # fmt: skip
TOUCHED = ["change", "unit", "name", "on", "detail", "indicator", "period_start", "due_date", "target", "whole_unit"]


def breakdown_of(store: Store | OtherStore, unit: str, year: int, day: date) -> pd.DataFrame:
    """Every target of the unit and of the nodes below it beside the sum of its parts, by the plans in force on ``day``.

    One row per node and target of its own, rates left out: unit, name, indicator, period_start, due_date, measure, whole,
    parts (分解合计; None where nothing is broken down), difference (分解差额: parts − whole), agree (whether all parts below
    have its period, comparator and phasing; the others are not in the sum), with_target (how many units have a part) and
    without_target (the units that report the indicator and have none). Amounts are as stored.
    """
    roster = roster_of(store, unit, day)
    catalogue = store.read("current_indicators").set_index("indicator")
    own = _own_targets(store, roster, year, catalogue)
    lines = []
    for indicator, targets in own.items():
        children, expected = roster.children, roster.expected(indicator)
        summed = sum_of_parts(children, targets, unit, _exempt(store, roster, indicator))
        for node, rows in targets.items():
            if node not in children:
                continue
            for whole in rows:
                line = _node(node, whole, children, summed, targets, expected)
                lines.append({**line, "name": roster.names[node], "measure": catalogue.loc[indicator, "measure"]})
    table = pd.DataFrame(lines, columns=BREAKDOWN).astype({"parts": "Int64", "difference": "Int64"})
    order = {code: place for place, code in enumerate(roster.units["unit"])}
    position = {code: place for place, code in enumerate(catalogue.index)}
    keys = table.assign(a=table["unit"].map(order), b=table["indicator"].map(position))
    return table.loc[keys.sort_values(["a", "b", "due_date"]).index].reset_index(drop=True)


def _own_targets(
    store: Store | OtherStore, roster: Roster, year: int, catalogue: pd.DataFrame
) -> dict[str, dict[str, list[dict]]]:
    """Indicator → unit → its targets in force on the day, as progress.sum_of_parts takes them."""
    rows = store.read("targets", scope=roster.path, days=[roster.day], plan_version=None, cut="")
    rows = rows[rows["unit"].isin(roster.units["unit"]) & rows["indicator"].map(catalogue["kind"]).ne("rate")]
    found: dict[str, dict[str, list[dict]]] = {}
    for row in rows.to_dict("records"):
        days = {name: row[name].date() for name in ("period_start", "due_date")}
        opens = None if pd.isna(row["window_opens"]) else row["window_opens"].date()
        target = row | days | {"window_opens": opens, "baseline": None}
        found.setdefault(row["indicator"], {}).setdefault(row["unit"], []).append(target)
    return found


def _exempt(store: Store | OtherStore, roster: Roster, indicator: str) -> list[str]:
    rows = store.read("exemptions", scope=roster.path, day=roster.day)
    return rows.loc[rows["indicator"].isna() | (rows["indicator"] == indicator), "unit"].unique().tolist()


def _node(
    node: str, whole: dict, children: dict, summed: dict[str, list[dict]], own: dict, expected: pd.Series
) -> dict:
    below = [part for child in children[node] for part in summed.get(child, []) if child in summed]
    alike = [part for part in below if part["target"] is not None and _alike(part, whole)]
    total = sum(part["target"] for part in alike) if alike else None
    return {
        "unit": node,
        **{name: whole[name] for name in ("indicator", "period_start", "due_date")},
        "whole": whole["target"],
        "parts": total,
        "difference": None if total is None else total - whole["target"],
        "agree": len(alike) == len(below),
        "with_target": sum(part["parts"] for part in alike),
        "without_target": _without(children[node], children, summed, own, expected) if alike else [],
    }


def _alike(part: dict, whole: dict) -> bool:
    return all(
        part[name] == whole[name] for name in ("period_start", "due_date", "comparator", "phasing", "window_opens")
    )


def _without(nodes: list[str], children: dict, summed: dict, own: dict, expected: pd.Series) -> list[str]:
    """The units nearest to the node that have nothing of the target, neither they nor any below them, but report it."""
    found = []
    for node in nodes:
        if node in own:
            continue
        if node in summed:
            found += _without(children.get(node, []), children, summed, own, expected)
        elif expected.get(node, 0) > 0:
            found.append(node)
    return found


def touched_by_moves(store: Store | OtherStore, unit: str, year: int, day: date) -> pd.DataFrame:
    """What has happened to units at and below a unit since they got their parts of the plan, and the targets it touches.

    One row per unit, change and target: change (opened, closed, moved, exempt), unit, name, on (the day), detail (the unit it
    stood under before, or the reason of the exemption), indicator, period_start, due_date, target (as stored; None for a
    unit that opened and has none, although its neighbours have), and whole_unit, the nearest node above that has a target
    for the same indicator and period: there the breakdown is to be looked at again (None: nobody's). What happened before
    the version in force of a unit's plan is taken as known to it; of a unit that opened, before that of its neighbours.
    """
    path = store.read("unit_path", unit=unit, day=day)["path"].iloc[0]
    targets = store.read("targets", scope=path, days=[day], plan_version=None, cut="")
    targets = _with_since(store, targets[targets["due_date"].dt.year >= year], year)
    units = store.read("unit_versions").set_index("unit")
    standing = store.read("current_units", scope="/", day=day).set_index("unit")
    inside = set(standing.index[standing["path"].str.startswith(path)])
    lines = []
    for change, code, on, detail, only in (
        *_opened_and_closed(units, day),
        *_moved(store, day),
        *_exempted(store, path, day),
    ):
        if not {code, detail} & inside:
            continue
        about = {"change": change, "unit": code, "name": units.loc[code, "name"], "on": on, "detail": detail}
        touched = _touched(change, code, targets[targets["since"].dt.date < on], standing, targets)
        lines += [{**about, **row} for row in touched if only is None or row["indicator"] == only]
    return pd.DataFrame(lines, columns=TOUCHED, dtype="object")


def _with_since(store: Store | OtherStore, targets: pd.DataFrame, year: int) -> pd.DataFrame:
    """The targets of units with a plan for the year, with the day from which the version they are of is in force."""
    versions = store.read("versions_of_plans", units=targets["unit"].unique().tolist(), plan_year=year)
    versions = versions.rename(columns={"version": "plan_version", "in_force_from": "since"})
    return targets.merge(versions[["unit", "plan_version", "since"]], on=["unit", "plan_version"])


def _opened_and_closed(units: pd.DataFrame, day: date) -> list[tuple]:
    found = []
    for change in ("opened", "closed"):
        rows = units[units[change] <= pd.Timestamp(day)]
        found += [(change, code, on.date(), None, None) for code, on in rows[change].items()]
    return found


def _moved(store: Store | OtherStore, day: date) -> list[tuple]:
    """The units that stand under another unit than before; those below them move along and are not listed."""
    places = store.read("all_places")
    places = places.assign(before=places.groupby("unit")["parent"].shift())
    rows = places[(places["valid_from"] <= pd.Timestamp(day)) & places["before"].notna()]
    rows = rows[rows["before"] != rows["parent"]]
    columns = (rows["unit"], rows["valid_from"], rows["before"])
    return [("moved", code, on.date(), was, None) for code, on, was in zip(*columns, strict=True)]


def _exempted(store: Store | OtherStore, path: str, day: date) -> list[tuple]:
    rows = store.read("exemptions", scope=path, day=day)
    return [
        ("exempt", row["unit"], row["exempt_from"].date(), row["reason"],
         None if pd.isna(row["indicator"]) else row["indicator"])
        for row in rows.to_dict("records")
    ]  # fmt: skip


def _touched(change: str, code: str, older: pd.DataFrame, standing: pd.DataFrame, targets: pd.DataFrame) -> list[dict]:
    """The unit's own targets that are ``older`` than the change; of a unit that opened those of its neighbours it has not."""
    name = ["indicator", "period_start", "due_date"]
    rows = older.loc[older["unit"] == code, [*name, "target"]].to_dict("records")
    if change == "opened":
        about, own = standing.loc[code], targets.loc[targets["unit"] == code, "indicator"]
        beside = standing.index[(standing["parent"] == about["parent"]) & (standing["kind"] == about["kind"])]
        neighbours = older[older["unit"].isin(beside) & ~older["indicator"].isin(own)]
        rows += [{**row, "target": None} for row in neighbours[name].drop_duplicates().to_dict("records")]
    above = standing["path"].get(code, "").strip("/").split("/")[:-1]
    lines = []
    for row in rows:
        holders = set(targets.loc[(targets[name] == pd.Series({key: row[key] for key in name})).all(axis=1), "unit"])
        days = {key: row[key].date() for key in name[1:]}
        whole_unit = next((node for node in reversed(above) if node in holders), None)
        if whole_unit or row["target"] is not None:
            lines.append(row | days | {"whole_unit": whole_unit})
    return lines
