"""Eight quarters of promised parts: streaks, misses made good, what a quarter by itself should have brought."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_by_hand import progress_of, progress_row
from townships import TOWNSHIP, add_plan, add_report, add_units, rows_of, target, unit

from tracking.lagging.history import history_of, load_history, made_good, streaks, strips
from tracking.progress.statuses import BEHIND_STATUSES, STATUSES

NOW = 8081  # 2020 Q2
GOOD = ("on_pace", "achieved")
NEUTRAL = ("not_reported", "exempt", "not_due")


def quarters(*statuses: str | None, indicator: str = "proposals", unit: str = "A", **more) -> pd.DataFrame:
    """A history of one target whose last quarter is NOW; None is a quarter without it."""
    first = NOW - len(statuses) + 1
    tables = {
        first + place: progress_of(progress_row(unit, indicator, status, **more)) if status else pd.DataFrame()
        for place, status in enumerate(statuses)
    }
    return history_of(tables)


def streak_of(*statuses: str | None) -> list[tuple]:
    return rows_of(streaks(quarters(*statuses), NOW), "unit", "indicator", "streak", "since")


# --- what was there before ---


def test_held_is_the_last_earlier_quarter_with_a_level_above_nothing_promised_then_or_not(store):
    add_units(store, [TOWNSHIP, *map(unit, "ABCDE")])
    add_plan(store, [target(code, "wage_enterprises", 1) for code in "ABCDE"] + [target("A", "proposals", 4)])
    held = {("A", "wage_enterprises"): 1, ("B", "wage_enterprises"): 0, ("C", "wage_enterprises"): 1}
    add_report(store, 2018, 2, {("D", "wage_enterprises"): 1})  # longer ago than eight quarters
    add_report(store, 2019, 3, held | {("A", "proposals"): 2})  # a flow is not held
    add_report(store, 2019, 4, {("A", "wage_enterprises"): 1, ("E", "wage_enterprises"): 1})
    add_report(store, 2019, 3, {("C", "wage_enterprises"): "missing"})  # withdrawn
    add_report(store, 2019, 4, {("E", "wage_enterprises"): 0})  # corrected
    add_report(store, 2020, 2, {(code, "wage_enterprises"): 0 for code in "ABCDE"} | {("A", "proposals"): 0})
    history = load_history(store, "T", NOW)
    now = history[history["period"] == NOW]
    assert rows_of(now[now["held"].notna()], "unit", "indicator", "held") == [("A", "wage_enterprises", 8079)]
    assert load_history(store, "T", 8079)["held"].isna().all()


# --- streaks ---


@pytest.mark.parametrize(
    ("statuses", "streak", "since"),
    [
        (("behind",), 1, NOW),
        (("behind", "far_behind", "slightly_behind"), 3, NOW - 2),
        (("behind", "on_pace", "behind"), 1, NOW),
        (("behind", "achieved", "missed"), 1, NOW),
        (("behind", "not_reported", "behind"), 2, NOW - 2),  # a missing quarter neither breaks nor lengthens it
        (("behind", "exempt", "not_due", "behind"), 2, NOW - 3),
        (("behind", None, "behind"), 1, NOW),  # a quarter without a target of its kind breaks it
        (("behind", "no_target", "behind"), 1, NOW),
        (("not_reported", "behind"), 1, NOW),
    ],
)
def test_a_streak_counts_the_quarters_behind_up_to_now(statuses, streak, since):
    assert streak_of(*statuses) == [("A", "proposals", streak, since)]


@pytest.mark.parametrize("status", [*GOOD, *NEUTRAL, "no_target"])
def test_who_is_not_behind_now_has_no_streak(status):
    assert streak_of("behind", "behind", status) == []


def test_a_streak_goes_on_in_the_target_of_the_next_year():
    last_year = {"period_start": pd.Timestamp(2019, 1, 1), "due_date": pd.Timestamp(2019, 12, 31)}
    tables = {
        NOW - 2: progress_of(progress_row("A", "proposals", "missed", **last_year)),
        NOW - 1: progress_of(progress_row("A", "proposals", "behind")),
        NOW: progress_of(progress_row("A", "proposals", "behind")),
    }
    assert rows_of(streaks(history_of(tables), NOW), "streak", "since") == [(3, NOW - 2)]


@given(statuses=st.lists(st.sampled_from(STATUSES), min_size=1, max_size=8))
def test_the_streak_is_what_counting_backwards_by_hand_gives(statuses):
    count, since = 0, None
    for place, status in enumerate(reversed(statuses)):
        if status in BEHIND_STATUSES:
            count, since = count + 1, NOW - place
        elif status in GOOD or status == "no_target":
            break
    expected = [("A", "proposals", count, since)] if statuses[-1] in BEHIND_STATUSES else []
    assert streak_of(*statuses) == expected


# --- the strip ---


def test_the_strip_shows_the_worst_of_an_enterprises_targets_in_each_of_eight_quarters():
    first, second = quarters("on_pace", "behind"), quarters("far_behind", "on_pace", indicator="lectures")
    strip = strips(pd.concat([first, second]), NOW)
    assert list(strip.columns) == list(range(NOW - 7, NOW + 1))
    assert strip.loc["A"].tolist() == ["no_target"] * 6 + ["far_behind", "behind"]


def test_a_verdict_stands_before_a_missing_figure_in_the_strip():
    """One target reported and on pace, another not reported: the quarter was not silent."""
    both = pd.concat([quarters("on_pace"), quarters("not_reported", indicator="lectures")])
    assert strips(both, NOW)[NOW].tolist() == ["on_pace"]


# --- 补回 ---


def test_a_miss_made_good_is_marked_and_stays_in_history():
    history = quarters("behind", "far_behind", "on_pace")
    assert history["status"].tolist() == ["behind", "far_behind", "on_pace"]
    assert history["made_good"].tolist() == [True, True, False]
    assert rows_of(made_good(history, NOW), "unit", "missed", "since") == [("A", NOW - 1, NOW)]


def test_a_miss_that_came_back_is_made_good_in_history_but_not_listed():
    history = quarters("behind", "on_pace", "behind")
    assert history["made_good"].tolist() == [True, False, False]
    assert made_good(history, NOW).empty


def test_a_missing_report_makes_nothing_good():
    history = quarters("behind", "not_reported")
    assert not history["made_good"].any()
    assert made_good(history, NOW).empty


# --- 当期 and 累计 ---


def flows(*done: tuple[float, float], **more) -> pd.DataFrame:
    """A flow with (due, actual) at the end of each quarter of 2020 so far."""
    tables = {
        8080 + place: progress_of(
            progress_row("A", "proposals", "on_pace" if actual >= due else "behind", due=due, actual=actual, **more)
        )
        for place, (due, actual) in enumerate(done)
    }
    return history_of(tables)


def test_what_a_quarter_should_have_brought_is_told_apart_from_the_sum_to_date():
    """Behind in the first, caught up a part in the second: 当期 done, 累计 not."""
    rows = flows((5, 1), (10, 8))
    assert rows_of(rows, "quarter_due", "quarter_done", "short_now", "behind") == [
        (5, 1, True, True),
        (5, 7, False, True),
    ]


def test_a_quarter_may_be_short_while_the_sum_is_on_pace():
    assert rows_of(flows((5, 9), (10, 10)), "short_now", "behind") == [(False, False), (True, False)]


def test_what_is_achieved_is_never_short():
    table = progress_of(progress_row("A", "proposals", "achieved", due=5, actual=10))
    later = progress_of(progress_row("A", "proposals", "achieved", due=10, actual=10))
    assert history_of({8080: table, 8081: later})["short_now"].tolist() == [False, False]


def test_without_the_quarter_before_a_quarter_by_itself_is_unknown():
    rows = history_of({8081: progress_of(progress_row("A", "proposals", "behind", due=10.0, actual=3.0))})
    assert rows["quarter_due"].isna().all()
    assert not rows["short_now"].any()


def test_of_a_level_a_quarter_adds_what_it_rose_by():
    rows = flows((12, 11), (14, 14), baseline=10.0, kind="stock")
    assert rows_of(rows, "quarter_due", "quarter_done") == [(2, 1), (2, 3)]


def test_of_a_cap_a_quarter_is_short_that_used_too_much():
    more = {"comparator": "at_most"}
    assert flows((2, 1), (4, 4), **more)["short_now"].tolist() == [False, True]


# --- from the store ---


def test_the_history_of_a_township_is_judged_quarter_by_quarter(store):
    add_units(store, [TOWNSHIP, unit("A"), unit("B")])
    add_plan(store, [target("A", "proposals", 8), target("B", "proposals", 8), target("T", "proposals", 20)])
    add_report(store, 2020, 1, {("A", "proposals"): 0, ("B", "proposals"): 2})
    add_report(store, 2020, 2, {("A", "proposals"): 4})
    history = load_history(store, "T", NOW)
    found = rows_of(history, "unit", "period", "status", "quarter_done", "made_good")
    assert found == [
        ("A", 8080, "far_behind", 0, True),
        ("A", 8081, "on_pace", 4, False),
        ("B", 8080, "on_pace", 2, False),
        ("B", 8081, "not_reported", None, False),
    ]


def test_a_unit_without_promised_parts_has_no_history(store):
    add_units(store, [TOWNSHIP, unit("A")])
    add_plan(store, [target("T", "proposals", 20)])
    history = load_history(store, "T", NOW)
    assert history.empty
    assert streaks(history, NOW).empty
    assert strips(history, NOW).empty
    assert made_good(history, NOW).empty


def test_the_promised_rows_are_those_of_the_whole_progress_table(example):
    from tracking.progress.load import load_progress

    whole = load_progress(example, "QHZ", 2020, 2)
    own = whole[whole["leaf"] & (whole["target_source"] == "own")].reset_index(drop=True)
    pd.testing.assert_frame_equal(load_progress(example, "QHZ", 2020, 2, promised=True), own)
