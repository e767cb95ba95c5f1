"""The register of enterprises that should have a union (应建未建): kept as changes that append, and how far each got."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from tracking.language import _
from tracking.registers.founding import (
    FOUNDING_FIELDS,
    LISTED,
    STEPS,
    STUCK_AFTER,
    DoubtfulFounding,
    Founding,
    WrongFounding,
    doubts_of_founding,
    faults_of_founding,
)
from tracking.rows import plain
from tracking.store import OtherStore, Store, changed_by

COLUMNS = ["unit", "name", "parent", "employees", "ownership", "contact", "phone", *STEPS, "stuck_reason", "promised_on", "note", "step",
           "since", "days", "stuck", "late", "months", "reported", "submission"]  # fmt: skip
MONTH = 365.25 / 12  # days


def record_foundings(
    store: Store,
    entries: Sequence[Founding],
    by: str,
    sure: bool = False,
    reason: str = "",
    seen: dict[str, int] | None = None,
) -> int:
    """Keep entries of the register, new ones and changes of others, as one submission, and return its number.

    ``sure``: also where something is odd. ``seen`` has the submission that somebody saw of an enterprise's entry, 0 where there was
    none. Raises WrongFounding with every fault at once, DoubtfulFounding where something is odd or a day on record would change
    without a ``reason``, StoreChanged where somebody changed an entry meanwhile.
    """
    if not by.strip():
        raise WrongFounding(_("Please say who you are: a name or an office."))

    def tables() -> dict[str, pd.DataFrame]:
        known = known_foundings(store)
        for entry in entries:
            _refuse_changed(store, entry.unit, (seen or {}).get(entry.unit))
            before = known.get(entry.unit)
            if before and not reason.strip() and any(
                getattr(entry, step) != day for step, day in before.days.items()
            ):  # fmt: skip
                raise WrongFounding(_("Say why a day that is on record is changed."))
        return founding_tables(store, entries, sure)

    return store.add("foundings", tables, received_by=by.strip(), reason=reason.strip() or None)


def founding_tables(store: Store, entries: Sequence[Founding], sure: bool = False) -> dict[str, pd.DataFrame]:
    """The rows of entries for the store; columns as sql/founding_changes.sql. Raises as record_foundings."""
    units = store.read("current_units", scope="/", day=store.today())
    kinds = dict(zip(units["unit"], units["kind"], strict=True))
    faults = [fault for entry in entries for fault in faults_of_founding(entry, kinds, store.today())]
    if faults:
        raise WrongFounding(" ".join(dict.fromkeys(faults)))
    if not sure:
        unions = with_union(store)
        doubts = [doubt for entry in entries for doubt in doubts_of_founding(entry, entry.unit in unions)]
        if doubts:
            raise DoubtfulFounding(" ".join(dict.fromkeys(doubts)))
    return _rows(entries)


def _rows(entries: Sequence[Founding], withdrawn: bool = False) -> dict[str, pd.DataFrame]:
    rows = [
        {name: getattr(entry, name) or None for name in ("unit", *FOUNDING_FIELDS, "sheet", "cell")}
        for entry in entries
    ]
    return {"founding": pd.DataFrame(rows).assign(withdrawn=withdrawn)}


def _refuse_changed(store: Store, unit: str, seen: int | None) -> None:
    """Raise StoreChanged where an entry was changed since the submission that somebody ``seen``."""
    found = store.read("founding_changes", unit=unit)
    newest = 0 if found.empty else int(found["submission"].iloc[0])
    if seen is not None and newest != seen:
        raise changed_by(found.iloc[0].to_dict())


def withdraw_founding(store: Store, unit: str | None, by: str, reason: str, seen: int | None = None) -> int:
    """Take an enterprise out of the register that stands there by mistake; what was said stays on record.

    Raises WrongFounding without an enterprise, reason or name; StoreChanged as record_foundings.
    """
    faults = [] if unit else [_("Choose the entry that is taken back.")]
    faults += [] if reason.strip() else [_("Say why the entry is taken back.")]
    faults += [] if by.strip() else [_("Please say who you are: a name or an office.")]
    if unit is None or faults:
        raise WrongFounding(" ".join(faults))

    def tables() -> dict[str, pd.DataFrame]:
        _refuse_changed(store, unit, seen)
        return _rows([Founding(unit)], withdrawn=True)

    return store.add("foundings", tables, received_by=by.strip(), reason=reason.strip())


def known_foundings(store: Store | OtherStore) -> dict[str, Founding]:
    """Every enterprise in the register that can be seen → its entry."""
    found = store.read("foundings", scope="/", day=date.max)
    return {row["unit"]: founding_of(row) for row in found.to_dict("records")}


def founding_of(row: dict) -> Founding:
    """A row of open_cases or sql/foundings.sql as an entry."""

    found = Founding(
        row["unit"], **{name: row[name] for name in ("stuck_reason", "note") if isinstance(row[name], str)}
    )
    return replace(found, **{step: plain(row[step]) for step in (*STEPS, "promised_on")})


def with_union(store: Store | OtherStore) -> dict[str, int]:
    """The enterprises whose latest report says that they have a union → the first quarter of which one said so without a break."""
    found = store.read("unions_reported")
    return dict(zip(found["unit"], found["first_period"].astype(int), strict=True))


def open_cases(store: Store | OtherStore, scope: str, day: date, lacking: Collection[str]) -> pd.DataFrame:
    """One row per enterprise that stands in the register, or that by the reports should have a union and has none (``lacking``):
    unit, name, parent, employees, ownership, contact, phone, the day of each of STEPS, stuck_reason, promised_on, note, step, since, days,
    stuck, late, months, reported and submission.

    ``step`` is the furthest step taken, LISTED before the first, ``since`` its day and ``days`` how long ago that is; an enterprise is
    ``stuck`` when a reason says so, or after STUCK_AFTER days at a step, ``late`` when the promised day has passed; of one with a union
    it is neither. ``months`` is the time from notice to founding, ``reported`` whether it says it has a union; submission is missing where the
    register does not have it. Without who closed, but for those with a union. The largest first, those with a union last.
    """
    units = store.read("current_units", scope=scope, day=day)
    entries = store.read("foundings", scope=scope, day=day)
    stamp = pd.Timestamp(day)
    there = units[
        units["kind"].eq("enterprise") & (units["unit"].isin(entries["unit"]) | units["unit"].isin(list(lacking)))
    ]
    found = there.drop(columns=["path"]).merge(entries[["unit", *FOUNDING_FIELDS, "submission"]], how="left", on="unit")
    days = found[list(STEPS)].apply(pd.to_datetime)
    taken = days.notna()
    last = taken.to_numpy()[:, ::-1].argmax(axis=1)
    names = list(STEPS)[::-1]
    step = [names[place] if some else LISTED for place, some in zip(last, taken.any(axis=1), strict=True)]
    since = pd.Series([row[name] if name in STEPS else pd.NaT for name, row in zip(step, days.to_dict("records"), strict=True)],
                      dtype="datetime64[us]")  # fmt: skip
    open_ones = pd.Series(step, dtype="str") != "founded_on"
    waited = (stamp - since).dt.days
    promised = pd.to_datetime(found["promised_on"])
    unions = with_union(store)
    found = found.assign(
        step=step, since=since, days=waited.astype("Int64"), reported=found["unit"].isin(unions),
        stuck=open_ones & (found["stuck_reason"].notna() | (waited > STUCK_AFTER)), late=open_ones & (promised < stamp),
        months=((days["founded_on"] - days["noticed_on"]).dt.days / MONTH).round(1),
    )  # fmt: skip
    closed = pd.to_datetime(found["closed"]) <= stamp
    found = found[~(closed & open_ones)]
    found = found.assign(done=found["step"] == "founded_on")
    return found.sort_values(["done", "employees", "unit"], ascending=[True, False, True], ignore_index=True)[COLUMNS]


def steps_reached(cases: pd.DataFrame) -> pd.DataFrame:
    """One row per step, LISTED first: step, count (how many of open_cases took it or a later one) and median_days (from the step before
    that they took, for those that took both; missing where nobody did)."""
    order = [LISTED, *STEPS]
    reached = cases["step"].map(order.index)
    rows = []
    for place, step in enumerate(order):
        spans = []
        for case in cases.to_dict("records") if place > 1 else ():
            days = [case[name] for name in order[1:place] if not pd.isna(case[name])]
            if days and not pd.isna(case[step]):
                spans.append((pd.Timestamp(case[step]) - pd.Timestamp(days[-1])).days)
        median = pd.Series(spans, dtype="float64").median()
        rows.append({"step": step, "count": int((reached >= place).sum()), "median_days": median})
    return pd.DataFrame(rows)


def steps_by_place(cases: pd.DataFrame) -> pd.DataFrame:
    """One row per village or park (parent) of open_cases: how many of its enterprises stand at each step (columns LISTED and
    STEPS), and how many are open (open); the most open first."""
    order = [LISTED, *STEPS]
    counts = pd.crosstab(cases["parent"], cases["step"]).reindex(columns=order, fill_value=0)
    counts["open"] = counts[order[:-1]].sum(axis=1)
    return counts.sort_values("open", ascending=False, kind="stable").reset_index().rename_axis(columns=None)


def put_back_foundings(store: Store, before: OtherStore, submission: int) -> tuple[dict[str, pd.DataFrame], int, int]:
    """The rows that put back what held before a submission about the register (columns as founding_tables), how many entries that is,
    and how many stay because something else was stored over them since. ``before`` is the store as it was then."""
    now = store.read("founding_units", submission=submission)
    mine = now.loc[now["newest"] == submission, "unit"].tolist()
    was, there = known_foundings(before), known_foundings(store)
    put = [was[unit] for unit in mine if unit in was]
    gone = [there[unit] for unit in mine if unit in there and unit not in was]
    parts = [_rows(some, withdrawn) for some, withdrawn in ((put, False), (gone, True)) if some]
    tables = {"founding": pd.concat([part["founding"] for part in parts], ignore_index=True)} if parts else {}
    return tables, len(put) + len(gone), len(now) - len(put) - len(gone)
