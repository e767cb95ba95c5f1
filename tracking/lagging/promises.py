"""What enterprises promised and whether they kept it: judged from the reports that came later, by themselves."""

from datetime import date, timedelta

import pandas as pd

from tracking.lagging.history import GOOD, SEVERITY
from tracking.progress import BEHIND_STATUSES
from tracking.quarters import quarter_of

EVERYTHING, REPORT = "everything", "report"
SOON = timedelta(days=7)
OPEN, DUE_SOON, OVERDUE, KEPT, BROKEN = "open", "due_soon", "overdue", "kept", "broken"
REPLACED, LAPSED, NOTED = "replaced", "lapsed", "noted"
STATES = (OVERDUE, DUE_SOON, OPEN, BROKEN, KEPT, REPLACED, LAPSED, NOTED)
WAITING = (OVERDUE, DUE_SOON, OPEN)


def judge_promises(
    follow_ups: pd.DataFrame, history: pd.DataFrame, reported: pd.DataFrame, latest: int, today: date
) -> pd.DataFrame:
    """The same rows in the same order, each judged; columns as ``follow_ups``, and state.

    follow_ups: submission, unit, subject (an indicator, everything or report), period (the quarter it is about), said_on
    and promised_on. history: lagging.history_of up to ``latest``, the newest quarter with figures. reported: unit, period
    and received_on, the day on which a quarter's first figure came in.

    A promise about figures is kept as soon as the target is on pace in a report up to the quarter that holds the promised
    day, the corrected report of its own quarter included; broken if that quarter's report is in and still behind; until
    then overdue once the day has passed, due_soon within a week of it, else open. A promise to report is kept if the
    figures came by the day, broken if later. replaced: before its day another day was promised for the same. lapsed: the
    target is no longer judged. noted: nothing was promised.
    """
    verdicts = _verdicts(history)
    arrived = {
        (unit, period): day for unit, period, day in reported[["unit", "period", "received_on"]].to_numpy().tolist()
    }
    newer: dict[tuple[str, str], list[date]] = {}
    states = []
    rows = follow_ups.to_dict("records")
    order = sorted(
        range(len(rows)), key=lambda place: (rows[place]["said_on"], rows[place]["submission"]), reverse=True
    )
    found: dict[int, str] = {}
    for place in order:
        row = rows[place]
        by = _day(row["promised_on"])
        if by is None:
            found[place] = NOTED
            continue
        later = newer.setdefault((row["unit"], row["subject"]), [])
        if any(said <= by for said in later):
            found[place] = REPLACED
        elif row["subject"] == REPORT:
            found[place] = _report_state(arrived.get((row["unit"], row["period"])), by, today)
        else:
            found[place] = _figure_state(verdicts, row, by, latest, today)
        later.append(pd.Timestamp(row["said_on"]).date())
    states = [found[place] for place in range(len(rows))]
    return follow_ups.assign(state=pd.Series(states, index=follow_ups.index, dtype=object))


def _verdicts(history: pd.DataFrame) -> dict[tuple[str, str, int], str]:
    """(unit, indicator or everything, period) → the worst verdict."""
    found: dict[tuple[str, str, int], str] = {}
    for unit, indicator, period, status in history[["unit", "indicator", "period", "status"]].to_numpy().tolist():
        for subject in (indicator, EVERYTHING):
            key = (unit, subject, int(period))
            if key not in found or SEVERITY[status] < SEVERITY[found[key]]:
                found[key] = status
    return found


def _figure_state(verdicts: dict, row: dict, by: date, latest: int, today: date) -> str:
    last = max(quarter_of(by), int(row["period"]))
    seen = [verdicts.get((row["unit"], row["subject"], period)) for period in range(int(row["period"]), last + 1)]
    if any(status in GOOD for status in seen):
        return KEPT
    if by < today and last <= latest and seen[-1] in BEHIND_STATUSES:
        return BROKEN
    if last <= latest and seen[-1] in (None, "exempt", "no_target", "not_due"):
        return LAPSED
    return _waiting(by, today)


def _report_state(arrived: date | None, by: date, today: date) -> str:
    if arrived is None or pd.isna(arrived):
        return _waiting(by, today)
    return KEPT if min(pd.Timestamp(arrived).date(), today) <= by else BROKEN


def _waiting(by: date, today: date) -> str:
    return OVERDUE if by < today else DUE_SOON if by - today <= SOON else OPEN


def _day(value: date | None) -> date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()


def kept_rate(judged: pd.DataFrame) -> pd.DataFrame:
    """One row per unit whose promises came due: unit, kept and due (how many were kept, of how many)."""
    due = judged[judged["state"].isin([KEPT, BROKEN])]
    counts = due.assign(kept=due["state"] == KEPT).groupby("unit")["kept"].agg(["sum", "size"])
    return counts.rename(columns={"sum": "kept", "size": "due"}).reset_index()


def reasons_of(follow_ups: pd.DataFrame, units: set[str], first_period: int, period: int) -> pd.Series:
    """Unit → its newest coded reason said about the quarters ``first_period`` to ``period``, for some units."""
    said = follow_ups[follow_ups["reason"].notna() & follow_ups["unit"].isin(units)]
    said = said[said["period"].between(first_period, period)]
    newest = said.sort_values(["said_on", "submission"]).drop_duplicates("unit", keep="last")
    return newest.set_index("unit")["reason"]
