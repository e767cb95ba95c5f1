"""Quarters and years: the only calendar arithmetic that more than one module needs.

A *period* is a calendar quarter as one number, ``year * 4 + quarter - 1``: 2020 Q2 is 8081.
"""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd

CARRIED_AT_MOST = 4  # quarters for which the last level of a unit stands though it reports none


def period_of(year: int, quarter: int) -> int:
    """The number of a quarter."""
    return year * 4 + quarter - 1


def year_and_quarter(period: int) -> tuple[int, int]:
    """The year and the quarter (1 to 4) of a period."""
    return period // 4, period % 4 + 1


def quarter_start(period: int) -> date:
    """The first day of a quarter."""
    year, quarter = year_and_quarter(period)
    return date(year, quarter * 3 - 2, 1)


def quarter_end(period: int) -> date:
    """The last day of a quarter."""
    return quarter_start(period + 1) - timedelta(days=1)


def quarter_of(day: date) -> int:
    """The period that holds a day."""
    return period_of(day.year, (day.month - 1) // 3 + 1)


def usual_report_due(period: int) -> date:
    """The day on which a quarter's reports are due unless another was set (decisions.due_days): the 10th of the next month."""
    return quarter_start(period + 1).replace(day=10)


def days_of(column: pd.Series) -> np.ndarray:
    """A column of dates as numpy days, NaT where there is none."""
    return pd.to_datetime(column).to_numpy(dtype="datetime64[D]")


def quarters_of(days: np.ndarray) -> np.ndarray:
    """The periods that hold numpy days."""
    return days.astype("datetime64[M]").astype(np.int64) // 3 + quarter_of(date(1970, 1, 1))


def last_day(period: int) -> np.datetime64:
    """The last day of a quarter as a numpy day."""
    return np.datetime64(quarter_end(period), "D")


def by_this_clock(stored: datetime) -> datetime:
    """A stored time (UTC, without zone) by this computer's clock."""
    return pd.Timestamp(stored).to_pydatetime().replace(tzinfo=UTC).astimezone()


def local_day(stored: datetime) -> date:
    """The day of a stored time (UTC, without zone) by this computer's clock."""
    return by_this_clock(stored).date()


def local_time(stored: datetime) -> str:
    """A stored time (UTC, without zone) by this computer's clock, to the minute."""
    return f"{by_this_clock(stored):%Y-%m-%d %H:%M}"


def quarters_ended(day: date) -> tuple[int, list[int]]:
    """The year of a day and its quarters that have ended by then; in the year's first quarter that one."""
    year, quarter = year_and_quarter(quarter_of(day))
    return year, list(range(1, max(quarter, 2)))
