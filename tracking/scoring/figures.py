"""What each unit did in an item's indicator and what was asked of it, from the progress table: exact fractions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pandas as pd

from tracking.catalogue import MONEY
from tracking.quarters import period_of, quarter_end
from tracking.rows import Row
from tracking.scoring.points import (
    EXEMPT,
    NO_TARGET,
    NOT_DUE,
    NOT_REPORTED,
    NOTHING,
    OTHER_PERIOD,
    POINT,
    SCORED,
    Figure,
)
from tracking.scoring.rules import LAST_QUARTER, Item

PPM = 1_000_000


def figure_of(item: Item, rows: Sequence[Row], year: int, quarter: int) -> Figure:
    """The figure of one unit for an item: ``rows`` are the unit's rows of its indicator in the progress table, by due date.

    What is asked is the target once its due date has come, before that what is due by then; of an item with a standard of its own that,
    of a flow the part of it that the year's quarters so far are. Of a rank without a target nothing is asked: what was done is compared.
    """
    if not rows:
        return Figure(NOTHING)
    row, end = _row_of(rows, year, quarter), quarter_end(period_of(year, quarter))
    if row["status"] == "exempt":
        return Figure(EXEMPT)
    actual, whole = _actual(row)
    if row["kind"] == "rate" and actual is None and row["reported"]:
        return Figure(NOTHING)
    planned = not pd.isna(row["target"]) and row["status"] != "no_target"
    if item.standard is None and not planned and item.how != "rank":
        return Figure(NO_TARGET)
    if item.standard is None and row["status"] == "not_due":
        return Figure(NOT_DUE)
    if actual is None or row["status"] == "not_reported":
        return Figure(NOT_REPORTED)
    comparator = row["comparator"] if planned else "at_least"
    found = Figure(
        SCORED, actual, None, whole, comparator, one=_one(row), final=pd.Timestamp(row["due_date"]).date() <= end
    )
    if item.standard is not None:
        if row["kind"] == "flow" and pd.Timestamp(row["period_start"]).date() != date(year, 1, 1):
            return Figure(OTHER_PERIOD)
        cap = "at_most" if comparator == "at_most" else "at_least"
        return replace(found, goal=_standard(item, row, quarter), comparator=cap, final=quarter == LAST_QUARTER)
    if not planned:
        return found
    goal = _exact(row["target"] if found.final else row["due"], row)
    if comparator == "more_than" and found.final:
        goal += Fraction(1, whole)
    tolerance = Fraction(int(row["tolerance"] or 0), PPM if row["kind"] == "rate" else 1)
    return replace(found, goal=goal, tolerance=tolerance, status=row["status"])


def _row_of(rows: Sequence[Row], year: int, quarter: int) -> Row:
    """Of several targets of an indicator the one that counts at a quarter's end: of those due in the year the next to come due, else the last
    that was; else the first that is due later."""
    ends = [pd.Timestamp(row["due_date"]).date() for row in rows]
    now, last = quarter_end(period_of(year, quarter)), date(year, 12, 31)
    this_year = [(end, row) for end, row in zip(ends, rows, strict=True) if end <= last]
    if not this_year:
        return rows[0]
    return next((row for end, row in this_year if end >= now), this_year[-1][1])


def _one(row: Row) -> Fraction:
    """What counts as one unit of an indicator where the item does not say."""
    if row["kind"] == "rate":
        return POINT
    return Fraction(1_000_000 if row["measure"] == MONEY else 1)


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


def _standard(item: Item, row: Row, quarter: int) -> Fraction:
    assert item.standard is not None
    if row["kind"] == "rate":
        return Fraction(item.standard, PPM)
    return Fraction(item.standard * quarter // LAST_QUARTER if row["kind"] == "flow" else item.standard)
