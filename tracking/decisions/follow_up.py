"""Follow-up (督办): record a call, letter or visit, why an enterprise is behind and what it promised; read it back judged."""

import pandas as pd

from tracking.decisions.due_days import with_received_day
from tracking.intake import latest_quarter
from tracking.lagging import EVERYTHING, QUARTERS, REPORT, judge_promises, load_history
from tracking.language import N_, _
from tracking.quarters import quarter_end
from tracking.store import Store, StoreProblem, changed_by

CONTACTS = {
    "call": N_("phone call"),
    "visit": N_("visit"),
    "letter": N_("letter"),
    "meeting": N_("talk at a meeting"),
    "message": N_("message"),
}
REASONS = {
    "stopped": N_("production stopped"),
    "staff_change": N_("change of staff"),
    "uncooperative": N_("does not cooperate"),
    "wrong_report": N_("wrong figures reported"),
    "seasonal": N_("seasonal"),
    "other": N_("other"),
}
PROMISE_WORDS = {
    "open": N_("open"),
    "due_soon": N_("due soon"),
    "overdue": N_("overdue"),
    "kept": N_("kept"),
    "broken": N_("broken"),
    "replaced": N_("replaced by a later promise"),
    "lapsed": N_("no longer judged"),
    "noted": N_("noted"),
}
PROMISE_ICONS = {
    "open": "○", "due_soon": "△", "overdue": "!", "kept": "✓", "broken": "✕", "replaced": "→", "lapsed": "–", "noted": "·",
}  # fmt: skip
COLUMNS = (
    "unit", "subject", "period", "said_on", "contact", "reason", "reason_text", "measures", "responsible", "promised_on",
)  # fmt: skip


class WrongFollowUp(StoreProblem):
    """What was filled in cannot be kept as it is; the message has a sentence for each fault."""


def record_follow_ups(store: Store, entries: list[dict], by: str) -> int:
    """Keep contacts with enterprises (COLUMNS; unit, subject, period, said_on and contact are needed) in one submission.

    Raises WrongFollowUp with every fault at once, or where one of the very same entries is on record; nothing is stored then.
    """
    faults = list(dict.fromkeys(fault for entry in entries for fault in _faults(entry, by)))
    if faults:
        raise WrongFollowUp(" ".join(faults))
    rows = pd.DataFrame([{column: entry.get(column) or None for column in COLUMNS} for entry in entries])

    def tables() -> dict[str, pd.DataFrame]:
        known = store.read("follow_ups", scope="/", day=max(entry["said_on"] for entry in entries))
        twice = set(map(_signature, rows.to_dict("records"))) & set(map(_signature, known.to_dict("records")))
        if twice:
            raise WrongFollowUp(
                _("{count} of these entries are on record already; nothing was stored.", count=len(twice))
            )
        return {"follow_up": rows}

    return store.add("follow_up", tables, received_by=by.strip(), period=int(rows["period"].max()))


def _signature(entry: dict) -> tuple:
    return tuple("" if pd.isna(value := entry[column]) else str(value)[:10] if column.endswith("_on") else str(value)
                 for column in COLUMNS)  # fmt: skip


def _faults(entry: dict, by: str) -> list[str]:
    said, promised = entry["said_on"], entry.get("promised_on")
    faults = [] if by.strip() else [_("Say who records this.")]
    if entry["contact"] not in CONTACTS:
        faults.append(_("Choose how the enterprise was spoken to."))
    if entry.get("reason") and entry["reason"] not in REASONS:
        faults.append(_("Choose one of the reasons."))
    if entry.get("reason") == "other" and not (entry.get("reason_text") or "").strip():
        faults.append(_("Say in words what the other reason is."))
    if promised and promised < said:
        faults.append(_("The promised day lies before the day of the talk."))
    return faults


def withdraw_follow_up(store: Store, entry: dict | None, by: str, reason: str) -> int:
    """Take back one entry that was made by mistake (a row of follow_ups_of); it stays in the database.

    Raises WrongFollowUp without a reason or name, StoreChanged where it was taken back meanwhile.
    """
    if entry is None:
        raise WrongFollowUp(_("Choose the entry that is taken back."))
    if not reason.strip():
        raise WrongFollowUp(_("Say why the entry is taken back."))
    if not by.strip():
        raise WrongFollowUp(_("Say who records this."))
    row = {column: entry[column] for column in ("unit", "subject", "period", "contact")}
    rows = pd.DataFrame([{**row, "said_on": entry["said_on"], "withdraws": int(entry["submission"])}])

    def tables() -> dict[str, pd.DataFrame]:
        gone = store.read("follow_ups_taken_back", submission=int(entry["submission"]), unit=entry["unit"])
        gone = gone[gone["subject"] == entry["subject"]].to_dict("records")
        if gone:
            raise changed_by(gone[0])
        return {"follow_up": rows}

    return store.add("follow_up", tables, received_by=by.strip(), reason=reason.strip(), period=int(row["period"]))


def follow_ups_of(store: Store, unit: str, period: int, history: pd.DataFrame | None = None) -> pd.DataFrame:
    """The follow-ups of the enterprises that stand below a unit at the end of ``period``, the newest first, judged today.

    Columns: COLUMNS, submission, received_at, received_by and state. Judged by all that was reported since, not only up to
    ``period``; ``history`` is lagging.history_of up to the newest quarter, if it was read already.
    """
    latest = latest_quarter(store)
    path = store.read("unit_path", unit=unit, day=quarter_end(period))["path"]
    if path.empty or latest is None:
        return pd.DataFrame(columns=[*COLUMNS, "submission", "received_at", "received_by", "state"])
    scope = {"scope": path.iloc[0], "day": quarter_end(period)}
    found = store.read("follow_ups", **scope)
    if found.empty:
        return found.assign(state=pd.Series(dtype=object))
    first = int(found["period"].min())  # no promise is judged by an earlier quarter
    if history is None or first < latest - QUARTERS + 1:
        history = load_history(store, unit, latest, max(latest - first + 1, 1))
    reported = with_received_day(store.read("first_reported", first_period=first, last_period=latest, **scope))
    return judge_promises(found, history, reported, latest, store.today())


def subject_words(names: dict[str, str]) -> dict[str, str]:
    """Subject → its name; ``names`` are those of the indicators."""
    return {EVERYTHING: _("everything behind"), REPORT: _("handing in the report"), **names}
