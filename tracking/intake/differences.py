"""Two plans, or two lists of units, side by side: pure functions on tables, one row per difference."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from tracking.rows import plain_whole

COMPARED = [
    *("period_start", "due_date", "target", "comparator", "tolerance", "phasing", "window_opens", "baseline"),
]
NOT_A_FIELD = ("unit", "change")


def target_changes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Compare two lists of targets.

    One row per target: change (new, changed, dropped or unchanged), unit, indicator, period_start, due_date, target,
    comparator, tolerance, phasing, window_opens, baseline, and each of these with old_ before it. What a target is not
    known by (its period) may change too, where a unit has one target of the indicator in either list.
    """
    old, new = _by_key(before), _by_key(after)
    pairs = [(old.pop(key), new.pop(key)) for key in list(new) if key in old]
    for key in list(new):
        alone = [_of_indicator(rows, key) for rows in (old, new)]
        if [len(keys) for keys in alone] == [1, 1]:
            pairs.append((old.pop(alone[0][0]), new.pop(key)))
    pairs += [*(({}, row) for row in new.values()), *((row, {}) for row in old.values())]
    columns = ["change", "unit", "indicator", *COMPARED, *(f"old_{name}" for name in COMPARED)]
    return pd.DataFrame([_side_by_side(was, now) for was, now in pairs], columns=columns, dtype="object")


def _by_key(targets: pd.DataFrame) -> dict[tuple, dict]:
    rows = [{name: plain_whole(value) for name, value in row.items()} for row in targets.to_dict("records")]
    return {(row["unit"], row["indicator"], row["period_start"], row["due_date"]): row for row in rows}


def _of_indicator(rows: dict[tuple, dict], key: tuple) -> list[tuple]:
    return [other for other in rows if other[:2] == key[:2]]


def _side_by_side(was: dict, now: dict) -> dict:
    either = now or was
    same = was and now and all(was[name] == now[name] for name in COMPARED)
    change = "new" if not was else "dropped" if not now else "unchanged" if same else "changed"
    row = {"change": change, "unit": either["unit"], "indicator": either["indicator"]}
    row |= {name: now.get(name) for name in COMPARED}
    return row | {f"old_{name}": was.get(name) for name in COMPARED}


def unit_changes(
    known: pd.DataFrame, listed: pd.DataFrame, parents: Mapping[str, str | None], tables: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """What a units workbook would change, one row per unit and field: change (new, changed, moved or exempt), unit, name,
    field, old, new.

    ``known`` are the units as stored, ``listed`` those of the workbook with their change, ``parents`` the unit above
    each stored unit, ``tables`` the places and new exemptions of the workbook (with taken_back: it was once). A new unit has one row, without a field.
    """
    stored = {row["unit"]: row for row in known.to_dict("records")}
    names = {unit: row["name"] for unit, row in stored.items()} | dict(zip(listed["unit"], listed["name"], strict=True))
    lines: list[tuple] = []
    for row in listed[listed["change"] != "unchanged"].to_dict("records"):
        if row["unit"] not in stored:
            lines.append(("new", row["unit"], None, None, row["kind"]))
            continue
        was = stored[row["unit"]]
        pairs = {name: (plain_whole(was[name]), plain_whole(row[name])) for name in row if name not in NOT_A_FIELD}
        lines += [("changed", row["unit"], name, old, new) for name, (old, new) in pairs.items() if old != new]
    lines += _moves(tables["place"], stored, parents)
    lines += [
        ("exempt", row["unit"], plain_whole(row["indicator"]), "taken_back" if row["taken_back"] else None, _exempt_text(row))
        for row in tables["exemption"].to_dict("records")
    ]  # fmt: skip
    found = pd.DataFrame(lines, columns=["change", "unit", "field", "old", "new"], dtype="object")
    found.insert(2, "name", [names.get(unit, unit) for unit in found["unit"]])
    return found


def _exempt_text(row: Mapping) -> str:
    """From when to when and why; one without an end says no last day."""
    until = "" if row["exempt_to"] == date.max else f" {row['exempt_to']}"
    return f"{row['exempt_from']} –{until} · {row['reason']}"


def _moves(places: pd.DataFrame, stored: Mapping[str, dict], parents: Mapping[str, str | None]) -> list[tuple]:
    """The known units that would stand under another unit than now; those below them move along and are not listed."""
    if places.empty:
        return []
    newest = places.sort_values("valid_from").drop_duplicates("unit", keep="last")
    moved = [row for row in newest.to_dict("records") if row["unit"] in stored]
    return [
        (
            "moved",
            row["unit"],
            str(row["valid_from"]),
            plain_whole(parents.get(row["unit"])),
            plain_whole(row["parent"]),
        )
        for row in moved
        if plain_whole(parents.get(row["unit"])) != plain_whole(row["parent"])
    ]
