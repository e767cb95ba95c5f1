"""Phasing and breakdown: what share of a target is due on a day, and what the parts of a whole add up to."""

import calendar
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from tracking.calendar import quarter_end, quarter_of

ONE_DAY = timedelta(days=1)


def elapsed_share(start: date, due: date, day: date) -> Fraction:
    """How much of a period has passed: whole months where all three days allow it, else days, both ends counted."""
    if day < start:
        return Fraction(0)
    if day >= due:
        return Fraction(1)
    if start.day == 1 and _ends_month(due) and _ends_month(day):
        return Fraction(_months(start, day), _months(start, due))
    return Fraction((day - start).days + 1, (due - start).days + 1)


def _ends_month(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def _months(start: date, end: date) -> int:
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


def sum_of_parts(
    children: Mapping[str, list[str]], own: Mapping[str, list[Mapping]], root: str, left_out: Iterable[str] = ()
) -> dict[str, list[dict]]:
    """The targets of every node for one indicator: its own; without one, the sum of its children's (分解合计).

    ``own`` maps units to their targets (period_start, due_date, comparator, phasing, window_opens, target, tolerance,
    baseline …). Parts that differ in period, comparator or phasing give one row whose ``target`` is None and whose
    ``target_source`` is inconsistent. Units in ``left_out`` (免考核) are not added up. Sources are own, breakdown and
    inconsistent; ``parts`` counts the targets added up.
    """
    skipped = set(left_out)
    found: dict[str, list[dict]] = {}

    def targets_of(node: str) -> list[dict]:
        if node not in found:
            below = [targets_of(child) for child in children.get(node, []) if child not in skipped]
            if node in own:
                found[node] = [{**target, "target_source": "own", "parts": 1} for target in own[node]]
            else:
                found[node] = _added_up([target for targets in below for target in targets])
        return found[node]

    targets_of(root)
    return {node: targets for node, targets in found.items() if targets}


def _added_up(parts: list[dict]) -> list[dict]:
    if not parts:
        return []
    keys = {
        tuple(part[name] for name in ("period_start", "due_date", "comparator", "phasing", "window_opens"))
        for part in parts
    }
    if len(keys) > 1 or any(part["target"] is None for part in parts):
        return [
            {
                **parts[0],
                "target": None,
                "tolerance": 0,
                "baseline": None,
                "target_source": "inconsistent",
                "parts": len(parts),
            }
        ]
    baselines = [part["baseline"] for part in parts]
    return [
        {
            **parts[0],
            "target": sum(part["target"] for part in parts),
            "tolerance": sum(part["tolerance"] for part in parts),
            "baseline": None if None in baselines else sum(baselines),
            "target_source": "breakdown",
            "parts": sum(part["parts"] for part in parts),
        }
    ]
