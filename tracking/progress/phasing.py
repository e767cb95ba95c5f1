"""Phasing: what share of a target is due on a day, and which rhythm last year had."""

import calendar
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from tracking.quarters import quarter_end, quarter_of

ONE_DAY = timedelta(days=1)


def elapsed_share(start: date, due: date, day: date) -> Fraction:
    """How much of a period has passed: of one of whole months in months, the running one by its days; else in days,
    both ends counted."""
    if day < start:
        return Fraction(0)
    if day >= due:
        return Fraction(1)
    if start.day == 1 and due.day == _days_in_month(due):
        return (_months(start, day) - 1 + Fraction(day.day, _days_in_month(day))) / _months(start, due)
    return Fraction((day - start).days + 1, (due - start).days + 1)


def _days_in_month(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _months(start: date, end: date) -> int:
    """The months from that of one day to that of another, both counted."""
    return (end.year - start.year) * 12 + end.month - start.month + 1


def phasing_share(
    phasing: str, start: date, due: date, day: date, opens: date | None = None, opened: date | None = None
) -> Fraction:
    """What share of a target is due on a day (domain §6).

    ``phasing`` is even, keep, window, or cumulative percentages at the quarter ends inside the period, such as
    30/70/90/100. ``opens`` is the window's first day; ``opened`` the day the unit opened: its period starts no earlier.
    """
    if phasing == "keep":
        return Fraction(1)
    first = max(start, opened) if opened else start
    if phasing == "window":
        first = max(first, opens) if opens else first
        if day >= due:
            return Fraction(1)
        return Fraction(max(0, (day - first).days + 1), max(1, (due - first).days + 1))
    if first > due:
        return Fraction(int(day >= due))
    if phasing == "even":
        return elapsed_share(first, due, day)
    return _seasonal_share(phasing, start, first, due, day)


def _seasonal_share(phasing: str, start: date, first: date, due: date, day: date) -> Fraction:
    """Straight lines by days between the percentages at the quarter ends; 100 on the due date."""
    points = [(first - ONE_DAY, Fraction(0))]
    end = quarter_end(quarter_of(start))
    for percent in phasing.split("/"):
        if first <= end < due:
            points.append((end, Fraction(int(percent), 100)))
        end = quarter_end(quarter_of(end + ONE_DAY))
    points.append((due, Fraction(1)))
    if day <= points[0][0]:
        return Fraction(0)
    for (before, low), (after, high) in pairwise(points):
        if day <= after:
            return low + (high - low) * Fraction((day - before).days, (after - before).days)
    return Fraction(1)


def own_rhythm(levels: Sequence[int | None], start: int = 0) -> str | None:
    """Last year's own rhythm as a phasing, such as 12/45/80/100: what was reached at each quarter end, in per cent.

    ``levels`` are the sums, or the levels, to date at the four quarter ends; ``start`` is the level before. None where one
    is unknown, nothing was done, or more was done by an earlier quarter than in the end.
    """
    known = [level for level in levels if level is not None]
    if not len(levels) == len(known) == 4:
        return None
    whole = known[-1] - start
    done = [level - start for level in known]
    if whole <= 0 or done != sorted(done) or done[0] < 0:
        return None
    return "/".join(str(round(Fraction(100 * part, whole))) for part in done)
