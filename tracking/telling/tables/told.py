"""A cell of a table: the value it is sorted by, and the words in which people read it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from tracking.catalogue import PERCENT
from tracking.language import _
from tracking.progress import BEHIND_STATUSES
from tracking.quarters import year_and_quarter
from tracking.rows import Row
from tracking.telling import (
    amount_text,
    day_text,
    gap_text,
    percent_text,
    period_text,
    row_status_text,
    short_coverage_text,
    small_share_text,
    status_text,
)
from tracking.words import quarter_text

# the order of a table that is sorted by status: what needs somebody's attention first
AS_SORTED = (*BEHIND_STATUSES, "not_reported", "on_pace", "achieved", "not_due", "exempt", "no_target")


@dataclass(frozen=True, slots=True)
class Told:
    """One cell. ``value`` is a number, a text whose order is the right one (2020-06-30), or None where there is nothing.

    ``status`` is the status whose colour the words have.
    """

    words: str
    value: float | str | None = None
    status: str | None = None

    def __str__(self) -> str:
        return self.words


def in_words(table: pd.DataFrame) -> pd.DataFrame:
    """A table with nothing but the words of its cells, for a file or the command line; columns as ``table``."""
    return table.map(lambda cell: cell.words if isinstance(cell, Told) else cell)


def number_or_none(value: Any) -> float | None:
    """A number that can be sorted; None for what is missing."""
    return None if value is None or pd.isna(value) else float(value)


def tell_amount(value: float | None, measure: str) -> Told:
    """A figure with its measure: 216 人."""
    return Told(amount_text(value, measure), number_or_none(value))


def tell_gap(gap: float | None, measure: str) -> Told:
    """A gap to what is due, signed; points of a rate."""
    return Told(gap_text(gap, measure), number_or_none(gap))


def tell_change(change: float | None, measure: str) -> Told:
    """A change of an amount, signed; of a rate as a share, told in points."""
    return tell_gap(change * 100 if measure == PERCENT and change is not None else change, measure)


def tell_share(share: float | None, places: int = 2) -> Told:
    """A share as a percentage."""
    return Told(percent_text(share, places), number_or_none(share))


def tell_part(part: int, whole: int) -> Told:
    """How many of how many, 1/2, sorted by the share."""
    return Told(small_share_text(part, whole), part / whole if whole else None)


def tell_count_of(part: int, whole: int) -> Told:
    """How many of how many, sorted by how many: 3/10 before 1/1, and 2/2 before 2/5."""
    return Told(small_share_text(part, whole), part + (part / whole / 2 if whole else 0))


def tell_employees(count: int | None) -> Told:
    """How many employees."""
    if count is None or pd.isna(count):
        return Told("—")
    return Told(_("{count} employees", count=int(count)), float(count))


def tell_day(day: date | None, missing: str = "—") -> Told:
    """A day."""
    return Told(missing, "") if pd.isna(day) else Told(day_text(day), f"{day:%Y-%m-%d}")


def tell_quarter(period: int) -> Told:
    """A quarter."""
    year, quarter = year_and_quarter(int(period))
    return Told(quarter_text(int(period)), f"{year} Q{quarter}")


def tell_in_order(words: str, place: int, status: str | None = None) -> Told:
    """Words that have an order of their own, such as states: the first ones first."""
    return Told(words, f"{place:02d} {words}", status)


def tell_status(status: str | None, words: str | None = None) -> Told:
    """A status, the worst first, in its colour; ``words`` where more is said than the status alone."""
    if not isinstance(status, str):
        return Told(words or "—", "")
    return tell_in_order(words or status_text(status), AS_SORTED.index(status), status)


def tell_row_status(row: Row, more: str = "") -> Told:
    """The status of a row of the progress table, of one that is exempt with the reason."""
    return tell_status(row["status"], row_status_text(row) + more)


def tell_coverage(row: Row) -> Told:
    """How many of the expected units reported, sorted by the share."""
    share = row["reported"] / row["expected"] if row["expected"] else None
    return Told(short_coverage_text(row), share)


def tell_period(row: Row) -> Told:
    """A target's period, sorted by the day it is due."""
    return Told(period_text(row["period_start"], row["due_date"]), f"{row['due_date']:%Y-%m-%d}")


def tell_number(value: float | None, words: str | None = None) -> Told:
    """A bare number, in words of its own if they are given."""
    return Told("—" if pd.isna(value) else words or f"{value:g}", number_or_none(value))
