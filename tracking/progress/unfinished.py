"""Before a quarter has ended nobody is late: what is not reported yet, or due only then, is not due yet (未到节点)."""

from datetime import date

import numpy as np
import pandas as pd

from tracking.progress.statuses import BEHIND_STATUSES, MISSED, NOT_DUE, NOT_REPORTED
from tracking.quarters import quarter_end, quarter_start

VERDICTS = ("status", "low_status", "high_status")


def has_begun(period: int, today: date) -> bool:
    """Whether a quarter has begun on a day."""
    return today >= quarter_start(period)


def has_ended(period: int, today: date) -> bool:
    """Whether a quarter is over on a day: from the day after its last one its reports can be missing."""
    return today > quarter_end(period)


def judged_today(table: pd.DataFrame, period: int, today: date) -> pd.DataFrame:
    """The progress table of a quarter as it can be told on a day; columns as ``table``.

    Its verdicts are those of the quarter's end. Before that day a missing report is no silence, and a target whose due
    date is still to come is not missed; before the quarter begins nothing of it lags. What is needed and forecast would
    be reckoned from that end with figures that are not in yet, so they are left out.
    """
    if table.empty or has_ended(period, today):
        return table
    too_early = {NOT_REPORTED} | (set() if has_begun(period, today) else set(BEHIND_STATUSES))
    to_come = table["due_date"] >= pd.Timestamp(today)
    verdicts = {
        name: table[name].mask(table[name].isin(too_early) | (table[name].eq(MISSED) & to_come), NOT_DUE)
        for name in VERDICTS
        if name in table
    }
    return table.assign(**verdicts, needed=np.nan, forecast=np.nan)
