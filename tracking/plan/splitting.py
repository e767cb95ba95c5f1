"""A target split among the units below: by employees, members, equally or by last year, exactly to the whole."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from tracking.catalogue import MONEY
from tracking.language import _
from tracking.plan.roster import OVER, Roster, roster_of
from tracking.plan.saving import PlanProblem, save_plan
from tracking.plan.typed import read_cell
from tracking.plan.versions import KEY, newest_versions, targets_of, targets_of_versions
from tracking.progress import load_progress, split_whole
from tracking.reading import Fault
from tracking.store import OtherStore, Store

BY = ("employees", "members", "equal", "last_year", "hand")
YUAN = 100  # 分
ONE_TARGET = KEY[1:]


def target_named(
    store: Store | OtherStore,
    unit: str,
    indicator: str,
    year: int,
    period: tuple[date, date] | None = None,
    due: date | None = None,
) -> dict:
    """A unit's own target of an indicator in its newest plan; ``period`` (start, due) or ``due`` where it has several.

    Raises PlanProblem if there is none, or more than one are meant.
    """
    rows = targets_of(store, unit, year)
    rows = rows[rows["indicator"] == indicator]
    if period:
        rows = rows[(rows["period_start"] == period[0]) & (rows["due_date"] == period[1])]
    if due:
        rows = rows[rows["due_date"] == due]
    if len(rows) != 1:
        text = _("{unit} has {count} targets of its own for {indicator} in {year}; one is needed to be split.",
                 unit=unit, count=len(rows), indicator=indicator, year=year)  # fmt: skip
        raise PlanProblem([Fault(text)])
    return rows.iloc[0].to_dict()


def split_target(
    store: Store | OtherStore,
    unit: str,
    indicator: str,
    year: int,
    period: tuple[date, date] | None,
    over: str,
    by: str,
    day: date,
) -> pd.DataFrame:
    """Split one target of a unit among the units below it; nothing is stored.

    ``over``: children, villages, parks or enterprises; ``by``: employees (list of units), members (latest level), equal,
    last_year (the indicator's figure at the end of last year) or hand (what they have now). Units that are open, not exempt
    and report the indicator, or have units that do, get a part. One row each: unit, name, weight, present (the target
    they have, None), part, version (of their newest plan, 0). Amounts are as stored; the parts sum to the whole exactly,
    but by hand. A unit without a weight gets 0. Raises PlanProblem where there is nothing to split, or nobody to split it
    among, LookupError for an unknown unit.
    """
    if over not in OVER or by not in BY:
        raise ValueError(f"{over}, {by}")
    whole = target_named(store, unit, indicator, year, period)
    kinds = store.read("current_indicators").set_index("indicator")
    if kinds.loc[indicator, "kind"] == "rate":
        raise PlanProblem([Fault(_("A rate cannot be split: the rates of parts do not add up."))])
    roster = roster_of(store, unit, day)
    expected = roster.expected(indicator)
    units = [part for part in roster.below(over) if expected.get(part, 0) > 0]
    if not units:
        raise PlanProblem([Fault(_("No unit below reports this indicator, so there is nobody to split it among."))])
    versions = newest_versions(store, units, year)
    present = _present(store, versions, year, whole)
    weights = _weights(store, roster, units, indicator, year, by)
    if by == "hand":
        parts = [present.get(part) or 0 for part in units]
    else:
        step = YUAN if kinds.loc[indicator, "measure"] == MONEY and whole["target"] % YUAN == 0 else 1
        parts = _parts(whole["target"], weights, step)
    return pd.DataFrame(
        {
            "unit": units,
            "name": [roster.names[part] for part in units],
            "weight": weights,
            "present": pd.array([present.get(part) for part in units], dtype="Int64"),
            "part": parts,
            "version": [versions[part] for part in units],
        }
    )


def _parts(whole: int, weights: list[int], step: int) -> list[int]:
    if not any(weights):
        text = _("None of the units has a weight of this kind; split equally or by hand.")
        raise PlanProblem([Fault(text)])
    return [part * step for part in split_whole(whole // step, weights)]


def _present(store: Store | OtherStore, versions: dict[str, int], year: int, whole: dict) -> dict[str, int]:
    """Unit → the target for the same indicator and period that it has now."""
    rows = targets_of_versions(store, versions, year)
    return {row["unit"]: row["target"] for row in rows.to_dict("records") if _is_same(row, whole)}


def _is_same(row: Mapping, whole: Mapping) -> bool:
    return all(row[name] == whole[name] for name in ONE_TARGET)


def _weights(
    store: Store | OtherStore, roster: Roster, units: list[str], indicator: str, year: int, by: str
) -> list[int]:
    if by in ("equal", "hand"):
        return [1] * len(units)
    found: Mapping[str, float]
    if by == "employees":
        found = roster.employees(indicator)
    elif by == "members":
        found = roster.actual("members")
    else:
        found = _last_years(store, roster, indicator, year)
    return [max(0, round(found.get(unit, 0))) for unit in units]


def _last_years(store: Store | OtherStore, roster: Roster, indicator: str, year: int) -> dict[str, float]:
    """Unit → its figure at the end of the year before; nothing where the unit above them did not stand yet."""
    try:
        return replace(roster, progress=load_progress(store, roster.unit, year - 1, 4)).actual(indicator)
    except LookupError:
        return {}


def read_parts(parts: pd.DataFrame, typed: list[str], measure: str) -> tuple[dict[str, int | None], list[Fault]]:
    """Unit → the part that a person typed for it (None for a blank), and every fault with the unit's name."""
    amounts: dict[str, int | None] = {}
    faults: list[Fault] = []
    for unit, name, text in zip(parts["unit"], parts["name"], typed, strict=True):
        amounts[unit] = read_cell(text, measure, name, faults)
    return amounts, faults


def split_rows(
    store: Store | OtherStore,
    unit: str,
    whole: Mapping,
    year: int,
    parts: Mapping[str, int | None],
    based_on: Mapping[str, int],
) -> pd.DataFrame:
    """All the targets that the parts' units then have: their plans with this one target replaced, added or (None)
    dropped; columns as targets_of.

    A part has the period, comparator, phasing and window of the whole; a tolerance is shared out like the target.
    """
    now = targets_of_versions(store, dict(based_on), year)
    kept = now[[not _is_same(row, whole) for row in now.to_dict("records")]]
    notes = {row["unit"]: row for row in now.to_dict("records") if _is_same(row, whole)}
    given = {part: amount for part, amount in parts.items() if amount is not None}
    tolerance = dict.fromkeys(given, 0)
    if whole["tolerance"]:
        weights = list(given.values()) if any(given.values()) else [1] * len(given)
        shared = split_whole(whole["tolerance"], weights)
        tolerance = {part: max(1, share) for part, share in zip(given, shared, strict=True)}
    rows = [
        {**whole, "unit": part, "target": amount, "tolerance": tolerance[part],
         "baseline": notes.get(part, {}).get("baseline"), "note": notes.get(part, {}).get("note")}
        for part, amount in given.items()
    ]  # fmt: skip
    new = pd.DataFrame(rows, columns=list(now.columns), dtype="object")
    return pd.concat([kept, new], ignore_index=True) if len(kept) else new


def save_split(
    store: Store,
    unit: str,
    whole: Mapping,
    year: int,
    parts: Mapping[str, int | None],
    based_on: Mapping[str, int],
    in_force_from: date,
    document: str | None,
    reason: str | None,
    by: str,
) -> int | None:
    """Store the parts of a target as a new version of each unit's plan, in one submission; see save_plan.

    ``whole`` is the target (target_named), ``parts`` maps units to amounts as stored; None takes the target away.
    ``based_on`` are the versions that split_target told.
    """
    seen = {part: based_on[part] for part in parts}
    rows = split_rows(store, unit, whole, year, parts, seen)
    return save_plan(store, rows, year, in_force_from, document, reason, by, seen)
