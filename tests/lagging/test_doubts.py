"""Too good to be true: what is worth a second look, and what is not."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_by_hand import CATALOGUE, progress_of, progress_row
from townships import rows_of

from tracking.lagging.doubts import worth_a_look
from tracking.lagging.history import history_of

Q1, Q2, Q3, Q4 = 8080, 8081, 8082, 8083
INDICATORS = CATALOGUE.reset_index()
NOTHING = pd.DataFrame(columns=["unit", "indicator", "period", "amount", "basis"]).astype(
    {"unit": "str", "indicator": "str", "period": "int64", "amount": "Int64", "basis": "str"}
)
FLOWS = ("employee_training", "mutual_insurance", "proposals", "new_members")


def cells(amounts: dict[tuple[str, str, int], int], basis: str = "quarter") -> pd.DataFrame:
    rows = [(unit, code, period, amount, basis) for (unit, code, period), amount in amounts.items()]
    return pd.DataFrame(rows, columns=["unit", "indicator", "period", "amount", "basis"]).astype({"amount": "Int64"})


def found(history: pd.DataFrame, typed: pd.DataFrame = NOTHING, period: int = Q2) -> list[tuple]:
    return rows_of(worth_a_look(history, typed, INDICATORS, period), "unit", "indicator", "doubt", "count", "of")


def rows_at(period: int, *rows: dict) -> pd.DataFrame:
    return history_of({period: progress_of(*rows)})


def exact(unit: str, code: str, amount: float = 20.0, **more) -> dict:
    return progress_row(unit, code, "achieved", target=amount, actual=amount, due=amount / 2, **more)


def test_an_enterprise_with_every_target_at_exactly_100_percent_is_worth_a_look():
    assert found(rows_at(Q2, *(exact("A", code) for code in FLOWS[:3]))) == [("A", None, "exact", 3, 3)]


@pytest.mark.parametrize(
    "last",
    [
        exact("A", "new_members") | {"actual": 21.0},  # one more than asked for
        exact("A", "new_members") | {"actual": float("nan")},  # three of three that were reported, so it stays
    ],
)
def test_one_target_that_is_not_exact_breaks_the_coincidence(last):
    rows = [*(exact("A", code) for code in FLOWS[:3]), last]
    assert bool(found(rows_at(Q2, *rows))) is pd.isna(last["actual"])


def test_promises_of_one_thing_and_small_targets_are_met_exactly_all_the_time():
    assert found(rows_at(Q2, *(exact("A", code, 1.0) for code in FLOWS))) == []
    assert found(rows_at(Q2, *(exact("A", code, 4.0) for code in FLOWS))) == []
    assert found(rows_at(Q2, *(exact("A", code) for code in FLOWS[:2]))) == []


def test_five_enterprises_all_at_exactly_100_percent_are_worth_a_look():
    rows = [exact(unit, "proposals", 10.0 + place) for place, unit in enumerate("ABCDE")]
    assert found(rows_at(Q2, *rows)) == [(None, "proposals", "exact_for_all", 5, 5)]
    assert found(rows_at(Q2, *rows[:4])) == []
    other = progress_row("F", "proposals", "on_pace", target=20.0, actual=12.0)
    assert found(rows_at(Q2, *rows, other)) == []


def quarter_again(**change: int) -> pd.DataFrame:
    now = dict.fromkeys(FLOWS[:3], 12) | change
    before = dict.fromkeys(FLOWS[:3], 12)
    return cells({("A", code, Q2): n for code, n in now.items()} | {("A", code, Q1): n for code, n in before.items()})


def test_the_same_figures_as_in_the_quarter_before_are_worth_a_look():
    assert found(pd.DataFrame(), quarter_again()) == [("A", None, "same_again", 3, 3)]
    assert found(pd.DataFrame(), quarter_again(proposals=13)) == []
    assert found(pd.DataFrame(), quarter_again(new_members=6)) == []  # one that was not there before


def test_small_figures_and_levels_repeat_without_meaning_anything():
    small = cells({("A", code, period): 1 for code in FLOWS for period in (Q1, Q2)})
    levels = cells({("A", code, p): 50 for code in ("members", "employees", "unionised") for p in (Q1, Q2)}, "level")
    assert found(pd.DataFrame(), small) == []
    assert found(pd.DataFrame(), levels) == []


def test_zeros_say_nothing():
    zeros = cells({("A", code, period): 0 for code in FLOWS for period in (Q1, Q2)})
    assert found(pd.DataFrame(), zeros) == []


def jump(before: float, target: float = 40.0, due: str = "2020-09-30") -> list[tuple]:
    more = {"target": target, "due_date": pd.Timestamp(due)}
    tables = {
        Q2: progress_of(progress_row("A", "proposals", "far_behind", **more, due=target * 2 / 3, actual=before)),
        Q3: progress_of(progress_row("A", "proposals", "achieved", **more, due=target, actual=target)),
    }
    return found(history_of(tables), period=Q3)


def test_nearly_everything_in_the_last_quarter_before_the_day_is_worth_a_look():
    assert jump(4) == [("A", "proposals", "last_jump", 36, 40)]
    assert jump(10) == [("A", "proposals", "last_jump", 30, 40)]
    assert jump(11) == []  # more than a quarter was done before
    assert jump(0, target=9.0) == []  # too few to say anything
    assert jump(4, due="2020-12-31") == []  # it is not due yet


def as_asked(**change: float) -> list[tuple]:
    amounts = dict.fromkeys(FLOWS[:3], 10) | change
    rows = [progress_row("A", code, "on_pace", target=40.0, due=10.0, actual=float(n)) for code, n in amounts.items()]
    return found(rows_at(Q1, *rows), cells({("A", code, Q1): n for code, n in amounts.items()}), Q1)


def test_figures_that_all_equal_what_was_asked_for_are_worth_a_look():
    assert as_asked() == [("A", None, "as_asked", 3, 3)]
    assert as_asked(proposals=40)[-1] == ("A", None, "as_asked", 3, 3)  # the whole target typed
    assert as_asked(proposals=11) == []


def test_without_history_or_figures_nothing_is_found():
    assert found(pd.DataFrame()) == []


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_figures_under_five_are_never_worth_a_look(amounts):
    typed = {("A", code, p): n for code, n in zip(FLOWS, amounts, strict=False) for p in (Q1, Q2)}
    assert found(pd.DataFrame(), cells(typed)) == []


def test_the_example_has_hardly_anything_worth_a_look(example):
    """Honest figures: the list stays short enough to be read."""
    from tracking.lagging.history import load_history

    typed = example.read("cells", scope="/", first_period=Q1, last_period=Q2)
    assert len(worth_a_look(load_history(example, "QHZ", Q2), typed, example.read("current_indicators"), Q2)) <= 3
