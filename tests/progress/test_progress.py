"""The verdict on a target: cases worked out by hand, and the fast telling against the slow and obvious one."""

import itertools
import math
import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import obvious_progress as obvious
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from tracking.progress.judge import judge

Row = dict[str, Any]

BEHIND = {"slightly_behind", "behind", "far_behind"}
STATUSES = {"exempt", "no_target", "achieved", "missed", "not_reported", "not_due", "on_pace"} | BEHIND
NUMBERS = ["phasing_share", "due", "completion", "gap", "shortfall", "needed", "forecast"]
DATES = ["period_start", "due_date", "opened", "window_opens"]
WORDS = ["kind", "measure", "comparator", "phasing"]
BOOLS = ["leaf", "known", "exempt", "baseline_unknown"]
PLAIN: Row = {
    "kind": "flow",
    "measure": "家",
    "period_start": date(2020, 1, 1),
    "due_date": date(2020, 12, 31),
    "opened": None,
    "target": 10,
    "comparator": "at_least",
    "tolerance": 0,
    "phasing": "even",
    "window_opens": None,
    "baseline": None,
    "actual": None,
    "numerator": None,
    "denominator": None,
    "fresh": None,
    "high": None,
    "reported": 1,
    "expected": 1,
    "carried": 0,
    "leaf": True,
    "known": True,
    "exempt": False,
    "baseline_unknown": False,
}
MID_YEAR = date(2020, 6, 30)
YEAR_END = date(2020, 12, 31)
Q1, Q3 = date(2020, 3, 31), date(2020, 9, 30)
JANUARY, APRIL, MAY, JULY = date(2020, 1, 31), date(2020, 4, 30), date(2020, 5, 31), date(2020, 7, 31)
WAGES = {"target": 1000, "phasing": "30/70/90/100"}
DRIVE_END = {"due_date": date(2020, 9, 20)}
DRIVE = DRIVE_END | {"target": 1000, "phasing": "20/60"}
UNION_YEAR = {"period_start": date(2019, 10, 1), "due_date": date(2020, 9, 30), "target": 1000}
BY_JUNE = {"due_date": MID_YEAR}
MAY_JUNE = BY_JUNE | {"phasing": "window", "window_opens": date(2020, 5, 1)}
SIGN_BY_JUNE = BY_JUNE | {"phasing": "window", "target": 1}
FALLING = {"comparator": "at_most", "target": 50, "baseline": 52}
FALL = FALLING | {"baseline": None}
SLEEPING = {"target": 110, "baseline": 100, "phasing": "window", "window_opens": date(2020, 7, 1)}
ABOUT = {"comparator": "about", "target": 100, "tolerance": 5}
NODE = {"leaf": False, "reported": 50, "expected": 50}
CARRIED = {"kind": "stock", "target": 100, "baseline": 80, "reported": 46, "carried": 4}
LOW_CARRIED = CARRIED | {"comparator": "at_most", "baseline": 120, "actual": 90, "fresh": 60, "high": 95}
ONE_CARRIED = {"reported": 50, "carried": 1}
FROM_NOTHING = {"target": 1_000_000, "baseline": 0}
LOW_HIGH = {"target": 100, "actual": 40, "high": 52, "reported": 40}
UNSURE = {"known": False}
SILENT = {"reported": 0, "known": False}

Teller = Callable[[Row, date], Row]


def row(**what_matters: Any) -> Row:
    """One enterprise's yearly flow of 家, fully reported; only what matters is said."""
    part = what_matters.get("numerator" if what_matters.get("kind") == "rate" else "actual")
    said_by_default = {"fresh": part, "high": part}
    if what_matters.get("kind") == "rate":
        said_by_default["measure"] = "%"
    return PLAIN | said_by_default | what_matters


def node(**what_matters: Any) -> Row:
    """The sum over 50 enterprises, all of which reported; only what matters is said."""
    return row(**(NODE | what_matters))


def cap(target: int, actual: int, **what_matters: Any) -> Row:
    """A flow that must not be exceeded."""
    return row(comparator="at_most", target=target, actual=actual, **what_matters)


def more_than(target: int, actual: int) -> Row:
    """A flow that must be exceeded."""
    return row(comparator="more_than", target=target, actual=actual)


def stock(actual: int, **what_matters: Any) -> Row:
    """A level that is to be 100, from an unknown one."""
    return row(**({"kind": "stock", "target": 100, "actual": actual} | what_matters))


def rate(numerator: int | None, denominator: int | None, **what_matters: Any) -> Row:
    """A rate that is to be 90 %, from an unknown one."""
    parts = {"kind": "rate", "target": 900_000, "numerator": numerator, "denominator": denominator}
    return row(**(parts | what_matters))


def table(rows: Iterable[Row], index: list[int] | None = None) -> pd.DataFrame:
    """The rows as the table that judge() takes."""
    frame = pd.DataFrame(list(rows), columns=list(PLAIN), index=index, dtype=object)
    whole_numbers = [column for column in PLAIN if column not in {*DATES, *WORDS, *BOOLS}]
    types = dict.fromkeys(whole_numbers, "Int64") | dict.fromkeys(WORDS, "str") | dict.fromkeys(BOOLS, "bool")
    return frame.astype(types | dict.fromkeys(DATES, "datetime64[s]"))


def fast(given_row: Row, as_of: date) -> Row:
    """What judge() prints for one row."""
    return judge(table([given_row]), as_of).iloc[0].to_dict()


def slow(given_row: Row, as_of: date) -> Row:
    """What the second telling says, in the units that are printed: 元 for money, points for the gap of a rate."""
    told = obvious.tell(given_row, as_of)
    levels = {"actual": obvious.level(given_row), "low": obvious.level(given_row)}
    levels |= {"high": obvious.level(given_row, "high"), "target": obvious.amount(given_row, "target")}
    told |= levels | {"low_status": told["status"]}
    for name in ("due", "gap", "needed", "forecast", *levels):
        if told[name] is not None and given_row["measure"] == "元":
            told[name] /= 100
    if told["gap"] is not None and given_row["kind"] == "rate":
        told["gap"] *= 100
    return told


def same(got: Any, wanted: Any, beside: float = 0.0) -> bool:
    """A printed number is the exact one to nine digits (of the larger figure beside it); no number is no number."""
    if wanted is None or pd.isna(got):
        return wanted is None and pd.isna(got)
    return math.isclose(float(got), float(wanted), rel_tol=1e-9, abs_tol=1e-11 + 1e-9 * beside)


def assert_told(teller: Teller, given_row: Row, as_of: date, told: Row) -> None:
    """The teller says what the case says."""
    answer = teller(given_row, as_of)
    for name, wanted in told.items():
        got = answer[name]
        assert got == wanted if isinstance(wanted, str) else same(got, wanted), f"{name}: {got}, not {wanted}"


def case(in_words: str, given_row: Row, as_of: date, **told: Any) -> Any:
    """A case worked out by hand, named in words, with the outputs it is about."""
    return pytest.param(given_row, as_of, told, id=in_words)


def of_1000(**what_matters: Any) -> Row:
    """513 of 1000, as in a county's circular of mid-July 2012; the period is what matters."""
    return row(target=1000, actual=513, **what_matters)


def whole(**what_matters: Any) -> Row:
    """51.3 % of a rate that is to rise from 0 to 100 %; the period is what matters."""
    return row(kind="rate", target=1_000_000, baseline=0, numerator=513, denominator=1000, **what_matters)


JULY_2012 = date(2012, 7, 16)
CALENDAR_2012 = {"period_start": date(2012, 1, 1), "due_date": date(2012, 12, 31)}
DRIVE_2012 = {"period_start": date(2012, 1, 1), "due_date": date(2012, 9, 20)}
UNION_2012 = {"period_start": date(2011, 10, 1), "due_date": date(2012, 9, 20)}

FOUR_BANDS = [
    case("5 of 10 at mid-year is on pace", row(actual=5), MID_YEAR, due=5, gap=0, shortfall=0, status="on_pace"),
    case("4 of 10 is exactly the edge of slightly behind", row(actual=4), MID_YEAR, gap=-1, status="slightly_behind"),
    case("3 of 10 is behind", row(actual=3), MID_YEAR, shortfall=Fraction(2, 5), status="behind"),
    case("2 of 10 is exactly the edge", row(actual=2), MID_YEAR, gap=-3, shortfall=Fraction(3, 5), status="behind"),
    case("1 of 10 is far behind", row(actual=1), MID_YEAR, shortfall=Fraction(4, 5), status="far_behind"),
    case("a confirmed zero is far behind", row(actual=0), MID_YEAR, gap=-5, shortfall=1, status="far_behind"),
    case("40 % to the last unit", row(target=10**9, actual=4 * 10**8), MID_YEAR, status="slightly_behind"),
    case("one unit under 40 % is not 40 %", row(target=10**9, actual=4 * 10**8 - 1), MID_YEAR, status="behind"),
    case("20 % to the last unit", row(target=10**9, actual=2 * 10**8), MID_YEAR, status="behind"),
    case("one unit under 20 % is not 20 %", row(target=10**9, actual=2 * 10**8 - 1), MID_YEAR, status="far_behind"),
    case("250 are due in Q1 and 200 is a fifth short", row(target=1000, actual=200), Q1, status="slightly_behind"),
    case("in Q1 what is due binds before the points do", row(target=1000, actual=199), Q1, gap=-51, status="behind"),
    case("in Q1 100 is exactly three fifths short", row(target=1000, actual=100), Q1, status="behind"),
    case("in Q1 99 is more than three fifths short", row(target=1000, actual=99), Q1, status="far_behind"),
    case("one whole unit short is at worst behind", row(target=2, actual=0), MID_YEAR, shortfall=1, status="behind"),
    case("one 分 is no whole unit", row(measure="元", target=2, actual=0), MID_YEAR, gap=-0.01, status="far_behind"),
    case("nor is the whole of a rate", rate(0, 1, target=10**6), MID_YEAR, gap=-100, status="far_behind"),
    case(
        "17 of 20 on 31 December is missed", row(target=20, actual=17), YEAR_END, gap=-3, needed=None, status="missed"
    ),
    case("one unit short on the due date is missed", row(target=10**9, actual=10**9 - 1), YEAR_END, status="missed"),
    case("a late unit still misses", row(actual=9), date(2021, 3, 31), phasing_share=1, due=10, status="missed"),
    case("20 of 20 on 31 December is achieved", row(target=20, actual=20), YEAR_END, gap=0, status="achieved"),
    case(
        "44220 of 42000 completes 105.3 %",
        row(target=42_000, actual=44_220),
        MID_YEAR,
        completion=Fraction(737, 700),
        gap=23_220,
        forecast=88_440,
        needed=None,
        status="achieved",
    ),
    case(
        "money is judged in 分 and printed in 元",
        row(measure="元", target=1_000_000, actual=456_789),
        MID_YEAR,
        actual=Fraction("4567.89"),
        target=10_000,
        due=5_000,
        gap=Fraction("-432.11"),
        completion=Fraction("0.456789"),
        forecast=Fraction("9135.78"),
        needed=Fraction("2716.06"),
        status="slightly_behind",
    ),
]

ELAPSED_AND_PHASED = [
    case(
        "16 July is six months and 16 of 31 days",
        of_1000(**CALENDAR_2012),
        JULY_2012,
        phasing_share=(6 + Fraction(16, 31)) / 12,
        due=543,
        gap=-30,
    ),
    case("198 of 264 days", of_1000(**DRIVE_2012), JULY_2012, phasing_share=Fraction(198, 264), due=750, gap=-237),
    case("290 of 356 days", of_1000(**UNION_2012), JULY_2012, phasing_share=Fraction(290, 356), due=814, gap=-301),
    case("51.3 % in the calendar year is slightly behind", whole(**CALENDAR_2012), JULY_2012, status="slightly_behind"),
    case("51.3 % in a drive to 20 September is behind", whole(**DRIVE_2012), JULY_2012, status="behind"),
    case("51.3 % in the union's year is far behind", whole(**UNION_2012), JULY_2012, status="far_behind"),
    case("January to November is 11/12", row(), date(2020, 11, 30), phasing_share=Fraction(11, 12), due=9),
    case(
        "a day later it is a day of December more", row(), date(2020, 12, 1), phasing_share=(11 + Fraction(1, 31)) / 12
    ),
    case("the day before the period", row(actual=0), date(2019, 12, 31), phasing_share=0, due=0, status="not_due"),
    case("the union's year is 9/12 gone in June", row(**UNION_YEAR), MID_YEAR, phasing_share=Fraction(3, 4), due=750),
    case("target 1 at mid-year is not due", row(target=1, actual=0), MID_YEAR, due=0, gap=0, status="not_due"),
    case("target 1 done at mid-year is achieved", row(target=1, actual=1), MID_YEAR, status="achieved"),
    case("seasonal in mid-February", row(**WAGES), date(2020, 2, 15), phasing_share=Fraction(46, 91) * 3 / 10, due=151),
    case("seasonal at the end of March", row(**WAGES), Q1, phasing_share=Fraction(3, 10), due=300),
    case("seasonal in mid-May", row(**WAGES), date(2020, 5, 15), phasing_share=0.3 + Fraction(18, 91), due=497),
    case("seasonal at the end of June", row(**WAGES), MID_YEAR, phasing_share=Fraction(7, 10), due=700),
    case("seasonal at the end of September", row(**WAGES), Q3, phasing_share=Fraction(9, 10), due=900),
    case("seasonal at the end of October", row(**WAGES), date(2020, 10, 31), due=933),
    case("seasonal at the due date", row(**WAGES), YEAR_END, phasing_share=1, due=1000),
    case("seasonal before the period", row(**WAGES), date(2019, 12, 31), phasing_share=0, due=0),
    case("a seasonal drive to 20 September", row(**DRIVE), date(2020, 7, 31), due=600 + 400 * 31 // 82),
    case("a seasonal union's year", row(**UNION_YEAR | {"phasing": "10/20/60/100"}), MID_YEAR, due=600),
    case("before the window opens nothing is due", row(actual=0, **MAY_JUNE), APRIL, due=0, status="not_due"),
    case("before the window opens nothing is told", row(**SILENT, **MAY_JUNE), APRIL, due=0, status="not_due"),
    case("before the window opens something is done", row(actual=1, **MAY_JUNE), APRIL, gap=1, status="on_pace"),
    case("inside the window", row(actual=5, **MAY_JUNE), MAY, phasing_share=Fraction(31, 61), due=5, status="on_pace"),
    case("the window closes", row(actual=9, **MAY_JUNE), MID_YEAR, phasing_share=1, due=10, status="missed"),
    case("after the window", row(actual=9, **MAY_JUNE), date(2020, 7, 31), phasing_share=1, status="missed"),
    case("a promise for June is not due in May", row(actual=0, **SIGN_BY_JUNE), MAY, due=0, status="not_due"),
    case("a promise for June is missed in June", row(actual=0, **SIGN_BY_JUNE), MID_YEAR, due=1, status="missed"),
    case("a promise for June is missed in July", row(actual=0, **SIGN_BY_JUNE), JULY, due=1, status="missed"),
    case("a promise kept in May is achieved", row(actual=1, **SIGN_BY_JUNE), MAY, gap=1, status="achieved"),
    case("opened in July, half is gone in September", row(opened=date(2020, 7, 1)), Q3, phasing_share=0.5, due=5),
    case("opened on 10 August", row(opened=date(2020, 8, 10)), Q3, phasing_share=Fraction(52, 144), due=3),
    case("opened after today", row(opened=date(2020, 8, 10), actual=0), MID_YEAR, due=0, status="not_due"),
    case("opened after today and silent", row(opened=date(2020, 8, 10), **SILENT), MID_YEAR, due=0, status="not_due"),
    case("opened before the period changes nothing", row(opened=date(2011, 8, 10)), Q3, phasing_share=0.75, due=7),
    case("opened in May, seasonal", row(opened=date(2020, 5, 1), **WAGES), date(2020, 6, 15), due=700 * 46 // 61),
    case("opened after the due date", row(opened=date(2020, 8, 1), **BY_JUNE), MAY, phasing_share=0, due=0),
]

FIRST_YEAR = stock(5, target=8, phasing="30/70/90/100")
PARTLY = {"baseline": 20, "baseline_unknown": True}

CAPS_AND_LEVELS = [
    case("a cap of 5 with 4 in January", cap(5, 4, phasing="keep"), JANUARY, due=5, completion=None, status="on_pace"),
    case("a cap of 5 with 5 in December", cap(5, 5, phasing="keep"), YEAR_END, status="achieved"),
    case("a cap of 5 with 6 in December", cap(5, 6, phasing="keep"), YEAR_END, gap=1, status="missed"),
    case("a cap of 3 in Q1 allows 1", cap(3, 1), Q1, due=1, gap=0, forecast=4, needed=None, status="on_pace"),
    case("a cap of 3 in Q1 with 2", cap(3, 2), Q1, gap=1, shortfall=1, status="behind"),
    case("a cap of 3 in Q1 with 3", cap(3, 3), Q1, gap=2, shortfall=2, status="far_behind"),
    case("nothing used of a cap is on pace", cap(5, 0), MID_YEAR, due=3, gap=-3, status="on_pace"),
    case("nothing used of a cap that is not open yet", cap(5, 0), date(2019, 12, 31), due=0, status="on_pace"),
    case("a cap of 0 held so far", cap(0, 0), MID_YEAR, due=0, gap=0, shortfall=0, status="on_pace"),
    case("a cap of 0 broken once", cap(0, 1), MID_YEAR, gap=1, shortfall=1, status="behind"),
    case("a cap of 0 broken twice", cap(0, 2), MID_YEAR, gap=2, shortfall=1, status="far_behind"),
    case("a cap of 0 broken by one 分", cap(0, 1, measure="元"), MID_YEAR, shortfall=1, status="far_behind"),
    case("a cap of 0 held to the end is achieved", cap(0, 0), YEAR_END, status="achieved"),
    case("a cap of 0 not held to the end", cap(0, 1), YEAR_END, status="missed"),
    case("a cap broken though Q1 is missing", cap(3, 4, phasing="keep", **UNSURE), MID_YEAR, gap=1, status="behind"),
    case("a cap broken before, Q2 missing", cap(3, 5, phasing="keep", **SILENT), MID_YEAR, status="far_behind"),
    case("a cap broken though a quarter is missing in the end", cap(3, 4, **UNSURE), YEAR_END, gap=1, status="missed"),
    case("a cap used up though Q1 is missing", cap(3, 3, phasing="keep", **UNSURE), MID_YEAR, status="on_pace"),
    case("a cap used up before, Q2 missing", cap(3, 3, phasing="keep", **SILENT), MID_YEAR, status="not_reported"),
    case("more than is allowed so far, Q1 missing", cap(12, 8, **UNSURE), MID_YEAR, due=6, status="not_reported"),
    case("a cap of 0 and nothing told", cap(0, None, **SILENT), MID_YEAR, status="not_reported"),
    case("a cap broken before, nobody reported", cap(3, 4, **NODE | {"reported": 0}), MID_YEAR, status="far_behind"),
    case("a cap waits for every report", cap(5, 4, **NODE | {"reported": 49}), YEAR_END, status="on_pace"),
    case(
        "49 on the way from 52 to 50",
        stock(49, **FALLING),
        MID_YEAR,
        due=51,
        gap=-2,
        shortfall=0,
        completion=Fraction(3, 2),
        forecast=46,
        needed=None,
        status="on_pace",
    ),
    case("51 on the way from 52 to 50", stock(51, **FALLING), MID_YEAR, completion=Fraction(1, 2), status="on_pace"),
    case("52 on the way from 52 to 50", stock(52, **FALLING), MID_YEAR, gap=1, shortfall=1, status="behind"),
    case("54 on the way from 52 to 50", stock(54, **FALLING), MID_YEAR, completion=-1, status="far_behind"),
    case("50 at the end of a fall from 52", stock(50, **FALLING), YEAR_END, status="achieved"),
    case("51 at the end of a fall from 52", stock(51, **FALLING), YEAR_END, status="missed"),
    case("half a unit down is not due", stock(52, **FALLING | {"target": 51}), MID_YEAR, due=52, status="not_due"),
    case("a fall from an unknown level", stock(51, **FALL), Q1, due=51, gap=0, baseline_unknown=1, status="not_due"),
    case("such a fall has gone far enough", stock(50, **FALL), Q1, due=50, completion=None, status="on_pace"),
    case("such a fall is due in the end", stock(51, **FALL), YEAR_END, due=50, gap=1, status="missed"),
    case("such a fall and nothing told", stock(None, **FALL, **SILENT), Q1, due=50, status="not_reported"),
    case("a fall from a level low enough", stock(50, **FALLING | {"baseline": 40}), Q1, due=50, status="on_pace"),
    case("nothing due and a level stands", stock(100, **SLEEPING), MID_YEAR, due=100, gap=0, status="not_due"),
    case("nothing due, a level 10 % down", stock(99, **SLEEPING), MID_YEAR, shortfall=0.1, status="slightly_behind"),
    case("nothing due, a level 20 % down", stock(98, **SLEEPING), MID_YEAR, shortfall=0.2, status="behind"),
    case("nothing due, a level 30 % down", stock(97, **SLEEPING), MID_YEAR, shortfall=0.3, status="behind"),
    case("nothing due, a level 40 % down", stock(96, **SLEEPING), MID_YEAR, shortfall=0.4, status="far_behind"),
    case("a rise from 80 to 100", stock(90, baseline=80), MID_YEAR, due=90, completion=0.9, forecast=100, needed=5),
    case("5 of 8 in June, from nobody knows where", FIRST_YEAR, MID_YEAR, due=5, baseline_unknown=1, status="on_pace"),
    case("4 of 8 in June, from nobody knows where", FIRST_YEAR | {"actual": 4, "fresh": 4}, MID_YEAR, status="behind"),
    case("5 of 8 in June, from 4", FIRST_YEAR | {"baseline": 4}, MID_YEAR, due=6, baseline_unknown=0, status="behind"),
    case(
        "5 of 8 to be kept", FIRST_YEAR | {"phasing": "keep"}, MID_YEAR, due=8, baseline_unknown=0, status="far_behind"
    ),
    case("25 of a level from nowhere", stock(25), Q1, due=25, shortfall=0, forecast=100, status="on_pace"),
    case("20 of a level from nowhere", stock(20), Q1, due=25, shortfall=0.2, forecast=80, status="slightly_behind"),
    case("9 of a level from nowhere", stock(9), Q1, shortfall=Fraction(16, 25), status="far_behind"),
    case("100 of a level from nowhere", stock(100), Q1, baseline_unknown=1, status="achieved"),
    case("no level from nowhere", stock(None, **SILENT), Q1, due=25, baseline_unknown=1, status="not_reported"),
    case("a sum of levels with one unknown start", stock(50, **PARTLY), MID_YEAR, due=60, baseline_unknown=1, gap=-10),
    case("90 of a level to keep", stock(90, phasing="keep"), Q1, due=100, shortfall=0.1, status="slightly_behind"),
    case("89 of a level to keep", stock(89, phasing="keep"), Q1, shortfall=0.11, status="behind"),
    case("70 of a level to keep", stock(70, phasing="keep"), Q1, shortfall=0.3, status="behind"),
    case("69 of a level to keep", stock(69, phasing="keep"), Q1, shortfall=0.31, status="far_behind"),
    case("a level that was there already", stock(99, baseline=120), Q1, due=100, gap=-1, status="slightly_behind"),
    case("a level that was just there", stock(99, baseline=100), Q1, due=100, shortfall=0.01, status="slightly_behind"),
    case("a low level that stays", stock(50, **FALLING | {"baseline": 50}), Q1, completion=None, status="on_pace"),
    case("a level to keep stands in June", stock(100, comparator="keep"), MID_YEAR, due=100, status="on_pace"),
    case("a level to keep stands in December", stock(100, comparator="keep"), YEAR_END, status="achieved"),
    case("a level to keep fell", stock(99, comparator="keep"), YEAR_END, gap=-1, status="missed"),
    case("10 of more than 10 is missed", row(comparator="more_than", actual=10), YEAR_END, gap=-1, status="missed"),
    case("11 of more than 10 is achieved", row(comparator="more_than", actual=11), YEAR_END, status="achieved"),
    case("more than 9 is half of 10", more_than(9, 9), MID_YEAR, due=5, completion=1, needed=1, status="on_pace"),
    case("about 100: 95 is enough", row(actual=95, **ABOUT), YEAR_END, gap=-5, shortfall=0, status="achieved"),
    case("about 100: 94 is not", row(actual=94, **ABOUT), YEAR_END, gap=-6, status="missed"),
    case("about 100: 105 is enough", row(actual=105, **ABOUT), YEAR_END, gap=5, status="achieved"),
    case("about 100: 106 is too many", row(actual=106, **ABOUT), YEAR_END, gap=6, status="missed"),
    case("about 100: 45 at mid-year", row(actual=45, **ABOUT), MID_YEAR, due=50, gap=-5, status="on_pace"),
    case("about 100: 44", row(actual=44, **ABOUT), MID_YEAR, gap=-6, shortfall=0.02, status="slightly_behind"),
    case("about 100: 106 too early", row(actual=106, **ABOUT), MID_YEAR, shortfall=0.02, status="slightly_behind"),
    case("about 100: 100 in June is not the end", row(actual=100, **ABOUT), MID_YEAR, status="on_pace"),
    case("about 100 waits for all reports", node(actual=100, **ABOUT | {"reported": 49}), YEAR_END, status="on_pace"),
]

RATES = [
    case("45/50 of 90 % is achieved", rate(45, 50), MID_YEAR, actual=0.9, gap=0, completion=1, status="achieved"),
    case(
        "43/50 of 90 % is 4 points short",
        rate(43, 50),
        MID_YEAR,
        due=Fraction(9, 10),
        gap=-4,
        completion=Fraction(43, 45),
        shortfall=Fraction(2, 45),
        forecast=Fraction(43, 50),
        needed=None,
        status="slightly_behind",
    ),
    case("43/50 of 90 % on 31 December", rate(43, 50), YEAR_END, status="missed"),
    case("a rate without its denominator", rate(43, None), MID_YEAR, gap=None, high=None, status="not_reported"),
    case("a rate without its numerator", rate(None, 50), YEAR_END, completion=None, status="not_reported"),
    case("0/0 is no target", rate(0, 0), YEAR_END, status="no_target", high_status="no_target"),
    case("0/50 is a rate of 0", rate(0, 50), MID_YEAR, gap=-90, shortfall=1, status="far_behind"),
    case("a hair under 100 % misses", rate(9_999_999, 10**7, target=10**6), YEAR_END, status="missed"),
    case("a path from 80 to 90 %", rate(85, 100, baseline=800_000), MID_YEAR, due=0.85, gap=0, status="on_pace"),
    case("a path is not rounded", rate(84, 100, baseline=800_000), MID_YEAR, shortfall=0.2, status="slightly_behind"),
    case("80 % halfway to 90 %", rate(80, 100, baseline=800_000), MID_YEAR, shortfall=1, status="far_behind"),
    case("a part of a whole ends at 1", rate(60, 100, target=10**6, baseline=0), MID_YEAR, forecast=1),
    case("a third is due and a third is there", rate(1, 3, **FROM_NOTHING), APRIL, gap=0, status="on_pace"),
    case("0.3333333 is not a third", rate(3_333_333, 10**7, **FROM_NOTHING), APRIL, status="slightly_behind"),
    case("more than 90 %: 45/50 in June", rate(45, 50, comparator="more_than"), MID_YEAR, gap=0, status="on_pace"),
    case("more than 90 %: 45/50 in December", rate(45, 50, comparator="more_than"), YEAR_END, status="missed"),
    case("more than 90 %: 46/50", rate(46, 50, comparator="more_than"), MID_YEAR, gap=2, status="achieved"),
    case("carried parts of a rate", rate(45, 50, **NODE | {"fresh": 40}), YEAR_END, status="on_pace"),
]

REPORTS = [
    case("missing is not zero", row(reported=0, **UNSURE), MID_YEAR, gap=None, shortfall=None, status="not_reported"),
    case("missing on the due date is not missed", row(reported=0, **UNSURE), YEAR_END, status="not_reported"),
    case("Q2 missing and Q1 short", row(actual=3, reported=0, **UNSURE), MID_YEAR, status="not_reported"),
    case("Q1 missing and Q2 short", row(actual=3, **UNSURE), MID_YEAR, gap=-2, status="not_reported"),
    case("Q1 missing and Q2 on pace", row(actual=5, **UNSURE), MID_YEAR, gap=0, status="on_pace"),
    case("Q1 missing and Q2 met it", row(actual=10, **UNSURE), MID_YEAR, status="achieved"),
    case("Q1 missing and 9 in December", row(actual=9, **UNSURE), YEAR_END, status="not_reported"),
    case("this quarter missing but met before", row(actual=10, reported=0, **UNSURE), MID_YEAR, status="achieved"),
    case(
        "a level carried by one unit", stock(100, fresh=0, reported=0, carried=1, **UNSURE), Q1, status="not_reported"
    ),
    case("carried levels in June", node(actual=103, fresh=60, **CARRIED), MID_YEAR, due=90, status="on_pace"),
    case("carried levels in December", node(actual=103, fresh=60, **CARRIED), YEAR_END, status="on_pace"),
    case("enough without the carried levels", node(actual=103, fresh=100, **CARRIED), MID_YEAR, status="achieved"),
    case("too few even with the carried levels", node(actual=99, fresh=60, **CARRIED), YEAR_END, status="missed"),
    case("only carried levels", node(actual=99, fresh=0, **CARRIED | {"reported": 0}), Q3, status="not_reported"),
    case("one to do at mid-year and nothing told", row(target=1, **SILENT), MID_YEAR, due=0, status="not_due"),
    case(
        "one done, the rest not due, now silent",
        row(actual=1, phasing="0/0/50/100", **SILENT),
        MID_YEAR,
        status="not_due",
    ),
    case("nothing is due and nobody reported", node(phasing="0/0/0/100", reported=0), MID_YEAR, status="not_due"),
    case("a level below its start, carried, nothing due", stock(96, **SLEEPING, **SILENT), MID_YEAR, status="not_due"),
    case("nobody reported", node(reported=0, high=5), YEAR_END, status="not_reported", high_status="missed"),
    case("low behind, high on pace", node(**LOW_HIGH), MID_YEAR, status="slightly_behind", high_status="on_pace"),
    case("low and high are printed", node(**LOW_HIGH), MID_YEAR, low=40, high=52, low_status="slightly_behind"),
    case("high takes carried as fresh", node(actual=103, fresh=60, **CARRIED), Q3, high_status="achieved"),
    case("a low level partly carried", node(**LOW_CARRIED), YEAR_END, status="on_pace", high_status="achieved"),
    case("one level carried beside all reports", node(**LOW_CARRIED | ONE_CARRIED), YEAR_END, status="on_pace"),
    case("exempt whatever was done", row(actual=0, exempt=True), YEAR_END, status="exempt", high_status="exempt"),
    case("exempt without a target", row(target=None, actual=0, exempt=True), YEAR_END, status="exempt"),
    case("no target", row(target=None, actual=7), YEAR_END, due=None, shortfall=None, status="no_target"),
    case("a target of 0 to reach is none", row(target=0, actual=0), YEAR_END, status="no_target"),
]

WHAT_IS_LEFT = [
    case("71 left over two quarters is 36 each", row(target=109, actual=38), MID_YEAR, needed=36, forecast=76),
    case("a quarter under way counts", row(target=109, actual=38), date(2020, 7, 16), needed=36),
    case("71 left over one quarter", row(target=109, actual=38), Q3, needed=71),
    case("the due date's quarter counts whole", row(target=109, actual=38, **DRIVE_END), MID_YEAR, needed=71),
    case("nothing is needed once met", row(target=109, actual=109), MID_YEAR, needed=None),
    case("nothing is needed any more once due", row(target=109, actual=38), YEAR_END, needed=None),
    case("no forecast in January", row(actual=5), JANUARY, phasing_share=Fraction(1, 12), forecast=None),
    case("a forecast in February", row(actual=5), date(2020, 2, 29), phasing_share=Fraction(1, 6), forecast=30),
    case("a forecast at 10 % exactly", row(target=1000, actual=50, phasing="10/40/75/100"), Q1, forecast=500),
    case("none a day earlier", row(target=1000, actual=50, phasing="10/40/75/100"), date(2020, 3, 30), forecast=None),
]


@pytest.mark.parametrize("teller", [fast, slow])
@pytest.mark.parametrize(("given_row", "as_of", "told"), FOUR_BANDS)
def test_shortage_falls_into_four_bands_whose_edges_are_exact(
    teller: Teller, given_row: Row, as_of: date, told: Row
) -> None:
    assert_told(teller, given_row, as_of, told)


@pytest.mark.parametrize("teller", [fast, slow])
@pytest.mark.parametrize(("given_row", "as_of", "told"), ELAPSED_AND_PHASED)
def test_what_is_due_follows_the_period_and_the_phasing(teller: Teller, given_row: Row, as_of: date, told: Row) -> None:
    assert_told(teller, given_row, as_of, told)


@pytest.mark.parametrize("teller", [fast, slow])
@pytest.mark.parametrize(("given_row", "as_of", "told"), CAPS_AND_LEVELS)
def test_the_comparator_and_the_baseline_give_the_direction(
    teller: Teller, given_row: Row, as_of: date, told: Row
) -> None:
    assert_told(teller, given_row, as_of, told)


@pytest.mark.parametrize("teller", [fast, slow])
@pytest.mark.parametrize(("given_row", "as_of", "told"), RATES)
def test_a_rate_is_judged_by_both_its_parts(teller: Teller, given_row: Row, as_of: date, told: Row) -> None:
    assert_told(teller, given_row, as_of, told)


@pytest.mark.parametrize("teller", [fast, slow])
@pytest.mark.parametrize(("given_row", "as_of", "told"), REPORTS)
def test_what_was_not_reported_is_neither_red_nor_zero_nor_achieved(
    teller: Teller, given_row: Row, as_of: date, told: Row
) -> None:
    assert_told(teller, given_row, as_of, told)


@pytest.mark.parametrize("teller", [fast, slow])
@pytest.mark.parametrize(("given_row", "as_of", "told"), WHAT_IS_LEFT)
def test_what_is_left_is_spread_over_the_quarters_to_come(
    teller: Teller, given_row: Row, as_of: date, told: Row
) -> None:
    assert_told(teller, given_row, as_of, told)


@pytest.mark.parametrize("teller", [fast, slow])
def test_the_same_51_3_percent_is_3_points_behind_in_one_period_and_23_7_in_another(teller: Teller) -> None:
    gaps = [teller(whole(**period), JULY_2012)["gap"] for period in (CALENDAR_2012, DRIVE_2012, UNION_2012)]
    assert [round(float(gap), 1) for gap in gaps] == [-3.0, -23.7, -30.2]


def test_judge_keeps_every_row_its_index_and_its_columns_and_adds_the_outputs() -> None:
    rows = table([row(actual=5), row(target=None), rate(0, 0)], index=[7, 3, 5])
    judged = judge(rows, MID_YEAR)
    assert list(judged.index) == [7, 3, 5]
    assert {*PLAIN, *NUMBERS, "low", "status", "low_status", "high_status"} == set(judged.columns)


def test_an_empty_table_gives_an_empty_table_with_the_same_columns() -> None:
    judged = judge(table([row()]).iloc[:0], MID_YEAR)
    assert judged.empty
    assert set(judged.columns) == set(judge(table([row()]), MID_YEAR).columns)


# Random rows: every kind, comparator and phasing, with the edges of the bands drawn often.

PERIODS = [
    (date(2020, 1, 1), YEAR_END),
    (date(2019, 1, 1), date(2019, 12, 31)),
    (date(2019, 10, 1), date(2020, 9, 30)),
    (date(2020, 1, 1), date(2020, 9, 20)),
    (date(2019, 10, 1), date(2020, 9, 20)),
    (date(2020, 4, 1), MID_YEAR),
]
FIRST, LAST = date(2019, 6, 1), date(2021, 3, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
MONTH_ENDS = [day for day in DAYS if (day + timedelta(days=1)).day == 1]


def plan(chance: random.Random) -> Row:
    """The promise: kind, measure, period, comparator, target, phasing and baseline."""
    kind = chance.choice(["flow", "flow", "stock", "rate"])
    measure = "%" if kind == "rate" else chance.choice(["家", "人", "元"])
    most = {"%": 10**6, "元": 10**11}.get(measure, 10**9)
    start, due = chance.choice([*PERIODS, sorted(chance.sample(DAYS, 2))])
    comparator = chance.choice(["at_least", "at_least", "more_than", "at_most", "keep", "about"])
    least = 0 if comparator in ("at_least", "at_most") else 1
    round_figures = [1, 2, 3, 10, 40, 100, 1200, most // 2, most]
    target = chance.choice([*round_figures, chance.randint(least, 20), chance.randint(least, most)])
    tolerance = chance.randint(0, max(1, target // 5)) if comparator == "about" else 0
    promise = {"kind": kind, "measure": measure, "period_start": start, "due_date": due, "comparator": comparator}
    promise |= {"target": target, "tolerance": tolerance, "baseline": baseline(chance, target, comparator)}
    promise |= {"baseline_unknown": chance.random() < 0.2}
    return PLAIN | promise | phasing(chance, start, due)


def baseline(chance: random.Random, target: int, comparator: str) -> int | None:
    """Unknown, short of the target, at it or beyond it."""
    beyond = target if comparator == "about" else chance.randint(target, 2 * target + 10)
    return chance.choice([None, None, chance.randint(0, target), beyond, 0, target, target // 2])


def phasing(chance: random.Random, start: date, due: date) -> Row:
    """Even, keep, a window or the percentages of the quarter ends inside the period, and the day of opening."""
    way = chance.choice(["even", "even", "keep", "window", "seasonal"])
    opened = chance.choice([None, None, chance.choice(DAYS)])
    ends = obvious.quarter_ends(start, due)
    if way == "window":
        opens = chance.choice([None, start + timedelta(days=chance.randint(0, (due - start).days))])
        return {"phasing": way, "window_opens": opens, "opened": opened and min(opened, opens or start)}
    if way == "seasonal" and ends:
        percents = sorted(chance.choice([0, 5, 10, 50, 100, chance.randint(0, 100)]) for _ in ends)
        percents[-1] = 100 if ends[-1] == due else percents[-1]
        return {"phasing": "/".join(map(str, percents)), "opened": opened}
    return {"phasing": "even" if way == "seasonal" else way, "opened": opened}


def edges(promise: Row, as_of: date) -> list[Fraction]:
    """The levels at which the verdict turns: the target, what is due, and the named parts of either way."""
    goal, should, keep = obvious.goal(promise), obvious.due(promise, as_of), obvious.judged_as_keep(promise)
    start, allowed = Fraction(0) if keep else obvious.path_start(promise), obvious.amount(promise, "tolerance")
    of_due = [should - (should - start) * percent / 100 for percent in (0, 20, 60)]
    of_target = [should - (goal - start) * percent / 100 for percent in (10, 30)]
    return [goal, start, goal - allowed, goal + allowed, should - allowed, *of_due, *of_target]


def any_row(chance: random.Random, as_of: date) -> Row:
    """A promise and what was reported for it, by one unit or by the units below a node."""
    promise = plan(chance)
    is_rate = promise["kind"] == "rate"
    whole_of = chance.choice([0, 1, 50, 100, 1200, 10**7, chance.randint(1, 10**7)]) if is_rate else 1
    edge = math.floor(chance.choice(edges(promise, as_of)) * whole_of) + chance.choice([0, 0, -1, 1])
    anything = chance.randint(0, whole_of + 1 if is_rate else 2 * promise["target"] + 10)
    done = max(0, chance.choice([edge, edge, edge, anything]))
    more = chance.choice([0, 0, 1, done // 10, promise["target"]])
    reports = {"actual": None if is_rate else done, "fresh": done, "high": done + more}
    reports |= {"numerator": done, "denominator": whole_of} if is_rate else {}
    whole_row = promise | reports
    whole_row |= leaf_reports(chance, whole_row) if chance.random() < 0.5 else node_reports(chance, whole_row)
    rarely = [{"exempt": True}, {"target": None}]
    return whole_row | (chance.choice(rarely) if chance.random() < 0.03 else {})


def leaf_reports(chance: random.Random, told: Row) -> Row:
    """One unit: all known; an earlier quarter missing (of a flow); this quarter missing; nothing at all."""
    state = chance.choice(["known"] * 6 + ["earlier", "earlier", "this", "nothing"])
    if state == "known" or (state == "earlier" and told["kind"] != "flow"):
        return {}
    if state == "earlier":
        return UNSURE
    if state == "this":
        carried = told["kind"] != "flow"
        return UNSURE | {"reported": 0, "carried": int(carried), "fresh": 0 if carried else told["fresh"]}
    parts = [["numerator", "denominator"], ["denominator"], ["numerator"]][: 3 if told["denominator"] else 1]
    missing = chance.choice(parts) if told["kind"] == "rate" else ["actual"]
    nothing = dict.fromkeys([*missing, "fresh"]) | {"reported": 0, "high": chance.choice([None, told["high"]])}
    return UNSURE | nothing


def node_reports(chance: random.Random, told: Row) -> Row:
    """Some of the units below reported, some are carried, some are missing."""
    expected = chance.randint(1, 60)
    reported = chance.choice([0, expected, expected, chance.randint(0, expected), expected - 1])
    below = {"leaf": False, "opened": None, "known": chance.random() < 0.5, "expected": expected, "reported": reported}
    nobody = told["kind"] != "rate" and reported == 0 and chance.random() < 0.5
    if told["kind"] == "flow" or nobody:
        return below | ({"actual": None, "fresh": None} if nobody else {})
    carried = chance.randint(0, expected - reported)
    fresh = chance.choice([told["fresh"], chance.randint(0, told["fresh"])]) if carried else told["fresh"]
    return below | {"carried": carried, "fresh": fresh if reported else 0}


@st.composite
def batches(draw: Callable[..., Any]) -> tuple[list[Row], date]:
    """From 20 to 50 rows and one date for them all."""
    as_of = draw(st.sampled_from(MONTH_ENDS) | st.sampled_from(DAYS))
    chance = draw(st.randoms(use_true_random=True))
    return [any_row(chance, as_of) for _ in range(draw(st.integers(20, 50)))], as_of


slowly = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])


def differences(told: Row, judged: Row, given_row: Row) -> list[tuple[str, Any, Any]]:
    """Where the fast telling of a row differs from the slow one: column, fast, slow."""
    words = ["status", "low_status", "high_status"]
    differ = [(name, judged[name], told[name]) for name in words if judged[name] != told[name]]
    if obvious.has_no_target(given_row):
        return differ
    names = [*NUMBERS, "actual", "target", "low", "high", "baseline_unknown"]
    if given_row["comparator"] in ("keep", "about"):
        names.remove("needed")
    largest = max(float(abs(told[name] or 0)) for name in ("target", "actual", "forecast"))
    for name in names:
        if not same(judged[name], told[name], largest if name == "forecast" else 0.0):
            differ.append((name, judged[name], told[name]))
    return differ


@settings(slowly, max_examples=200)
@given(batches())
def test_judge_says_what_the_slow_and_obvious_telling_says(batch: tuple[list[Row], date]) -> None:
    given_rows, as_of = batch
    judged = judge(table(given_rows), as_of).to_dict("records")
    for given_row, fast_row in zip(given_rows, judged, strict=True):
        assert differences(slow(given_row, as_of), fast_row, given_row) == [], given_row


@slowly
@given(batches(), st.lists(st.sampled_from(DAYS), max_size=4))
def test_what_is_due_of_a_rising_target_never_falls_with_time(batch: tuple[list[Row], date], days: list[date]) -> None:
    rises = {"comparator": "at_least", "tolerance": 0}
    frame = table([given_row | rises | {"target": max(1, given_row["target"] or 1)} for given_row in batch[0]])
    dues = [judge(frame, day)["due"] for day in sorted(days)]
    for earlier, later in itertools.pairwise(dues):
        assert not (earlier > later).any()


@slowly
@given(batches())
def test_a_verdict_never_contradicts_the_exact_comparison(batch: tuple[list[Row], date]) -> None:
    given_rows, as_of = batch
    for given_row, verdict in zip(given_rows, judge(table(given_rows), as_of)["status"], strict=True):
        assert verdict in STATUSES
        if verdict not in BEHIND | {"achieved", "missed", "on_pace"}:
            continue
        actual, goal = obvious.level(given_row), obvious.amount(given_row, "target")
        should = obvious.due(given_row, as_of)
        allowed = obvious.amount(given_row, "tolerance")
        rises = {"at_least": actual >= goal, "keep": actual >= goal, "more_than": actual > goal}
        met = rises | {"at_most": actual <= goal, "about": goal - allowed <= actual <= goal + allowed}
        if verdict in ("achieved", "missed"):
            assert met[given_row["comparator"]] == (verdict == "achieved"), given_row
            continue
        in_pace = {"at_most": actual <= should, "about": should - allowed <= actual <= goal + allowed}
        assert in_pace.get(given_row["comparator"], actual >= should) == (verdict == "on_pace"), given_row


@slowly
@given(batches())
def test_missing_is_never_behind_nor_missed_but_where_a_cap_is_broken_already(batch: tuple[list[Row], date]) -> None:
    given_rows, as_of = batch
    for given_row, verdict in zip(given_rows, judge(table(given_rows), as_of)["status"], strict=True):
        lower_bound = given_row["leaf"] and not given_row["known"]
        if obvious.level(given_row) is None or given_row["reported"] == 0 or lower_bound:
            assert verdict not in BEHIND | {"missed"} or obvious.breach_is_proved(given_row), given_row


@slowly
@given(batches())
def test_a_printed_gap_has_the_sign_of_its_verdict(batch: tuple[list[Row], date]) -> None:
    frame = judge(table(batch[0]), batch[1])
    wrong_side = (frame["gap"] * frame["comparator"].map({"at_most": -1}).fillna(1).astype(float)) < 0
    plain = frame["comparator"] != "about"
    assert wrong_side[plain & frame["status"].isin(BEHIND)].all()
    assert not wrong_side[plain & frame["status"].eq("on_pace")].any()


@slowly
@given(batches())
def test_judge_does_not_change_the_table_it_is_given(batch: tuple[list[Row], date]) -> None:
    given_table, untouched = table(batch[0]), table(batch[0])
    judge(given_table, batch[1])
    assert_frame_equal(given_table, untouched)


@slowly
@given(batches(), st.integers(0, 2**32))
def test_the_order_of_the_rows_changes_nothing(batch: tuple[list[Row], date], seed: int) -> None:
    given_rows, as_of = batch
    order = random.Random(seed).sample(range(len(given_rows)), len(given_rows))
    in_order = judge(table(given_rows), as_of)
    shuffled = judge(table([given_rows[place] for place in order], index=order), as_of)
    assert_frame_equal(shuffled.sort_index(), in_order, check_index_type=False)
