"""What each unit did in an item's indicator and what was asked of it, from the progress table: exact fractions."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pandas as pd

from tracking.catalogue import MONEY
from tracking.rows import Row
from tracking.scoring.points import EXEMPT, NO_TARGET, NOT_DUE, NOT_REPORTED, SCORED, Figure
from tracking.scoring.rules import Item

PPM = 1_000_000
FULL_YEAR = 4  # quarters


def figure_of(item: Item, rows: Sequence[Row], quarter: int, kinds: Mapping[str, str]) -> Figure:
    """The figure of one unit for an item: ``rows`` are the unit's rows of its indicator in the progress table, the last due last, ``kinds`` the kind of each indicator.

    At the end of the year what is asked is the target, before it what is due by then; of an item with a standard of its own that, of
    a flow the part of it that the year's quarters so far are. Of a rank without a target nothing is asked: what was done is compared.
    """
    if not rows:
        return Figure(NO_TARGET if item.standard is None else NOT_REPORTED)
    row = rows[-1]
    if row["status"] == "exempt":
        return Figure(EXEMPT)
    actual, whole = _actual(row)
    if item.standard is not None:
        goal = _standard(item, row, quarter, kinds)
        return (
            Figure(NOT_REPORTED)
            if actual is None or row["status"] == "not_reported"
            else Figure(SCORED, actual, goal, whole)
        )
    if pd.isna(row["target"]) or row["status"] == "no_target":
        if item.how == "rank" and actual is not None:
            return Figure(SCORED, actual, None, whole)
        return Figure(NOT_REPORTED if item.how == "rank" else NO_TARGET)
    if row["status"] == "not_due":
        return Figure(NOT_DUE)
    if actual is None or row["status"] == "not_reported":
        return Figure(NOT_REPORTED)
    last = quarter == FULL_YEAR
    goal = _exact(row["target"] if last else row["due"], row)
    if row["comparator"] == "more_than" and row["kind"] != "rate" and last:
        goal += 1
    tolerance = Fraction(int(row["tolerance"] or 0), PPM if row["kind"] == "rate" else 1)
    return Figure(SCORED, actual, goal, whole, row["comparator"], tolerance, row["status"])


def _actual(row: Row) -> tuple[Fraction | None, int]:
    """What was done, and the denominator of a rate, else 1."""
    if row["kind"] == "rate":
        whole = row["denominator"]
        return (None, 1) if pd.isna(whole) or not whole else (Fraction(int(row["numerator"]), int(whole)), int(whole))
    return (None if pd.isna(row["actual"]) else _exact(row["actual"], row)), 1


def _exact(value: float, row: Row) -> Fraction:
    """A printed number as the exact one: 元 as 分, a rate as a fraction of 1, counts as they are."""
    if row["kind"] == "rate":
        return Fraction(value).limit_denominator(10**9)
    return Fraction(round(value * 100)) if row["measure"] == MONEY else Fraction(round(value))


def _standard(item: Item, row: Row, quarter: int, kinds: Mapping[str, str]) -> Fraction:
    assert item.standard is not None
    if kinds.get(str(item.indicator)) == "rate":
        return Fraction(item.standard, PPM)
    if kinds.get(str(item.indicator)) == "flow":
        return Fraction(item.standard * quarter // FULL_YEAR)
    return Fraction(item.standard)
