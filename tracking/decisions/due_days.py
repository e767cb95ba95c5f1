"""The report calendar (上报日历): when a quarter's report is due, who handed it in when, and who is late."""

from datetime import date

import pandas as pd

from tracking.accounts import reviews_of
from tracking.decisions.working_days import moved_days, working_day_from
from tracking.language import N_, _
from tracking.progress import has_ended, load_duties
from tracking.quarters import local_day, quarter_end, usual_report_due
from tracking.store import Store, StoreProblem, refuse_unless_seen

REPORT_WORDS = {
    "missing": N_("missing"),
    "returned": N_("returned"),
    "submitted": N_("handed in, not accepted yet"),
    "awaited": N_("not due yet"),
    "late": N_("late"),
    "in_time": N_("in time"),
    "exempt": N_("exempt"),
    "not_asked": N_("not to report"),
}


class WrongDueDay(StoreProblem):
    """A due day that cannot be kept; the message has a sentence for each fault."""


def due_day_set(store: Store, period: int) -> dict | None:
    """The due day that somebody set for a quarter: due_on, submission, received_by, received_at, reason; None where nobody did."""
    found = store.read("report_due")
    rows = found[found["period"] == period].to_dict("records")
    return rows[0] if rows else None


def report_due_of(store: Store, period: int) -> date:
    """The day on which a quarter's reports are due: the one that was set, else the 10th of the next month, or the first
    working day after it."""
    said = due_day_set(store, period)
    return said["due_on"].date() if said else working_day_from(usual_report_due(period), moved_days(store))


def is_put_off(store: Store, period: int, due: date) -> bool:
    """Whether a quarter is due later than on the 10th only because that is no working day."""
    return due_day_set(store, period) is None and due != usual_report_due(period)


def set_due_day(store: Store, period: int, day: date, reason: str, by: str, seen: int | None = None) -> int:
    """Say when a quarter's reports are due.

    Raises WrongDueDay with every fault at once, StoreChanged where another day was set since the submission that was
    ``seen`` (0: the usual day); nothing is stored then.
    """
    faults = []
    if day <= quarter_end(period):
        faults.append(_("The day lies before the end of the quarter."))
    if not reason.strip():
        faults.append(_("Say why the day is another one."))
    if not by.strip():
        faults.append(_("Say who sets the day."))
    if faults:
        raise WrongDueDay(" ".join(faults))

    def tables() -> dict[str, pd.DataFrame]:
        refuse_unless_seen(seen, due_day_set(store, period))
        return {"report_due": pd.DataFrame([{"period": period, "due_on": day}])}

    return store.add("calendar", tables, received_by=by.strip(), reason=reason.strip(), period=period)


def with_received_day(first: pd.DataFrame) -> pd.DataFrame:
    """First reports with received_on, the day by this computer's clock; what is stored is UTC, where that day begins later."""
    return first.assign(received_on=[local_day(time) for time in first["received_at"]])


def reports_of(store: Store, unit: str, period: int, today: date, duties: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per unit at and below a unit that is to report a quarter, or would if it were not exempt.

    Columns: unit, name, kind, parent, path, contact, phone, state (in_time, late, missing, awaited before the quarter has
    ended, returned, submitted where it is handed in and does not count yet, exempt, not_asked), received_on (the day on which its first figure of the quarter came in), days (how late it
    came, or overdue until today), and as counts of its indicators expected, reported, exempt and not_asked; the missing
    first, then the late. A later correction is no late report. ``duties`` are progress.load_duties' where they are known.
    """
    duties, day = load_duties(store, unit, period) if duties is None else duties, quarter_end(period)
    if duties.empty:
        return duties.assign(
            state=[], days=[], received_on=[], name=[], kind=[], parent=[], path=[], contact=[], phone=[]
        )
    units = store.read("current_units", scope="/", day=day)
    about = units[["unit", "name", "kind", "parent", "path", "contact", "phone"]]
    first = store.read("first_reported", scope="/", day=day, first_period=period, last_period=period)
    rows = duties.merge(about, on="unit").merge(
        with_received_day(first)[["unit", "received_on"]], on="unit", how="left"
    )
    due = report_due_of(store, period)
    ended = has_ended(period, today)
    reviews = reviews_of(store, period)
    handed_in = dict(zip(reviews["unit"], reviews["state"], strict=True))
    states = [_state(row, due, ended, handed_in.get(row["unit"], "")) for row in rows.to_dict("records")]
    until = {"missing": [today] * len(rows), "returned": [today] * len(rows), "late": rows["received_on"].tolist()}
    late = [max((until[state][place] - due).days, 0) if state in until else 0 for place, state in enumerate(states)]
    rows = rows.assign(state=states, days=late)
    order = {state: place for place, state in enumerate(REPORT_WORDS)}
    rows["order"] = rows["state"].map(order)
    rows = rows.sort_values(["order", "days", "path"], ascending=[True, False, True], ignore_index=True)
    return rows.drop(columns="order")


def _state(row: dict, due: date, ended: bool, handed_in: str) -> str:
    if not row["expected"]:
        return "exempt" if row["exempt"] else "not_asked"
    if not row["reported"] and handed_in in ("submitted", "returned"):
        return handed_in
    if not row["reported"]:
        return "missing" if ended else "awaited"
    return "late" if row["received_on"] > due else "in_time"
