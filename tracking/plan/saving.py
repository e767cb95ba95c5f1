"""A new version of whole plans, stored all or nothing, and never over what somebody else changed meanwhile."""

import contextlib
from collections.abc import Iterator, Mapping
from datetime import date

import pandas as pd

from tracking.intake import target_changes
from tracking.language import _
from tracking.plan.typed import faults_of
from tracking.plan.versions import as_rows, newest_versions, same_targets, targets_of_versions
from tracking.reading import Fault
from tracking.store import OtherStore, Store

LONG_AGO = date(1900, 1, 1)


class PlanProblem(Exception):
    """A plan that cannot be stored: every fault at once, nothing stored."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        super().__init__("\n".join(fault.sentence() for fault in faults))


class PlanChanged(Exception):
    """Somebody else stored another version of these plans meanwhile; nothing was stored.

    ``changes`` are theirs (target_changes, from what was seen to what is stored now), ``newest`` maps the units to their
    newest versions, ``by`` and ``at`` say who stored the last one and when (UTC).
    """

    def __init__(self, changes: pd.DataFrame, newest: dict[str, int], by: str, at: pd.Timestamp):
        self.changes, self.newest, self.by, self.at = changes, newest, by, at
        super().__init__(_("Another version of this plan was stored in the meantime by {by}.", by=by or "—"))


def save_plan(
    store: Store,
    rows: pd.DataFrame,
    year: int,
    in_force_from: date,
    document: str | None,
    reason: str | None,
    by: str,
    based_on: Mapping[str, int],
) -> int | None:
    """Store a new version of the whole plan of every unit in ``based_on``; the submission's number, None if all is as it was.

    ``rows`` (columns as targets_of) are all the targets that these units have from then on; a unit without rows has none.
    ``based_on`` maps each unit to the newest version that the person saw (0: none). Units whose targets stay the same get
    no version. Raises PlanProblem with every fault at once, PlanChanged if a unit has another version by now.
    """

    def save() -> int | None:
        version = store.version()
        refuse_if_changed(store, year, based_on)
        changed = _changed_units(store, rows, year, based_on)
        faults = _faults(store, rows, year, in_force_from, reason, by, {unit: based_on[unit] for unit in changed})
        if faults:
            raise PlanProblem(faults)
        if not changed:
            return None
        numbers = {unit: based_on[unit] + 1 for unit in changed}
        tables = plan_tables(rows[rows["unit"].isin(changed)], numbers, year, in_force_from, document, reason)
        return store.add(
            "plan", tables, unless_changed_since=version, received_by=by, plan_year=year, reason=reason or None
        )

    return store.undisturbed(save)


def refuse_if_changed(store: Store | OtherStore, year: int, based_on: Mapping[str, int]) -> None:
    """Raise PlanChanged if one of the units has another newest version than the one that was seen."""
    newest = newest_versions(store, based_on, year)
    moved = [unit for unit, seen in based_on.items() if newest[unit] != seen]
    if not moved:
        return
    seen = targets_of_versions(store, {unit: based_on[unit] for unit in moved}, year)
    now = targets_of_versions(store, {unit: newest[unit] for unit in moved}, year)
    last = store.read("versions_of_plans", units=moved, plan_year=year).sort_values("submission").iloc[-1]
    raise PlanChanged(target_changes(seen, now), newest, last["received_by"], last["received_at"])


def _changed_units(store: Store | OtherStore, rows: pd.DataFrame, year: int, based_on: Mapping[str, int]) -> list[str]:
    now = targets_of_versions(store, dict(based_on), year)
    stored, typed = (dict(list(table.groupby("unit"))) for table in (now, as_rows(rows)))
    nothing = now.iloc[:0]
    return [unit for unit in based_on if not same_targets(stored.get(unit, nothing), typed.get(unit, nothing))]


def _faults(
    store: Store | OtherStore,
    rows: pd.DataFrame,
    year: int,
    in_force_from: date,
    reason: str | None,
    by: str,
    versions: dict[str, int],
) -> list[Fault]:
    faults = faults_of(rows, store.read("current_indicators"))
    if any(versions.values()) and not (reason or "").strip():
        faults.append(Fault(_("A plan that is changed within its year needs a reason.")))
    if not by.strip():
        faults.append(Fault(_("The name of the person or office that changes the plan is needed.")))
    if in_force_from > date(year, 12, 31):
        faults.append(Fault(_("a day before the end of {year}", year=year), found=str(in_force_from)))
    return faults


def plan_tables(
    rows: pd.DataFrame,
    numbers: Mapping[str, int],
    year: int,
    in_force_from: date,
    document: str | None = None,
    reason: str | None = None,
) -> dict[str, pd.DataFrame]:
    """Rows for the tables plan and target: one version of each unit's plan, with the numbers given.

    Columns: of plan unit, plan_year, version, in_force_from, document and reason; of target those of targets_of, plan_year,
    version, sheet and cell (both blank: typed in the program).
    """
    plans = pd.DataFrame(
        [
            {
                "unit": unit,
                "plan_year": year,
                "version": number,
                "in_force_from": in_force_from,
                "document": document or None,
                "reason": (reason or None) if number > 1 else None,
            }
            for unit, number in numbers.items()
        ]
    )
    targets = as_rows(rows)
    days = {name: pd.to_datetime(targets[name]) for name in ("period_start", "due_date", "window_opens")}
    amounts = {name: targets[name].astype("Int64") for name in ("target", "tolerance", "baseline")}
    targets = targets.assign(**days, **amounts, plan_year=year, version=targets["unit"].map(numbers), sheet="", cell="")
    return {"plan": plans, "target": targets.astype({"version": "int64"})}


@contextlib.contextmanager
def with_plan(
    store: Store, rows: pd.DataFrame, year: int, units: Mapping[str, int] | None = None
) -> Iterator[OtherStore]:
    """The store as it would be with these plans in force, for a preview; nothing is stored.

    They are the plans of ``units``, or else of those among the rows. Each is newer than any version that is stored by now,
    also than one that the person has not seen.
    """
    newest = newest_versions(store, units if units is not None else rows["unit"].unique(), year)
    numbers = {unit: version + 1 for unit, version in newest.items()}
    with store.imagined(plan_tables(rows, numbers, year, LONG_AGO)) as imagined:
        yield imagined
