"""Due days fall on working days: weekends, holidays, days worked for them, and what a notice said later."""

from datetime import date

import pytest
from townships import TWO_FIRMS, add_units

from tracking.decisions.due_days import is_put_off, report_due_of, set_due_day
from tracking.decisions.working_days import WrongMovedDay, move_day, moved_days, newest_moved_day, working_day_from
from tracking.quarters import period_of
from tracking.store.store import StoreChanged
from tracking.telling.tables import change_log_table, in_words

WEEKDAY, SATURDAY_WORKED, SUNDAY = date(2020, 7, 10), date(2020, 10, 10), date(2021, 1, 10)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (WEEKDAY, WEEKDAY),
        (SATURDAY_WORKED, SATURDAY_WORKED),
        (SUNDAY, date(2021, 1, 11)),
        (date(2020, 10, 1), date(2020, 10, 9)),
        (date(2020, 1, 24), date(2020, 2, 3)),
    ],
)
def test_what_falls_on_a_day_off_is_due_on_the_first_working_day_after_it(day, first):
    """In 2020 the eight days of National Day ended on 8 October, and the Spring Festival was made longer by a notice."""
    assert working_day_from(day, {}) == first


def test_a_quarter_is_due_on_the_tenth_or_the_first_working_day_after_it(store):
    add_units(store, TWO_FIRMS)
    assert report_due_of(store, period_of(2020, 2)) == WEEKDAY
    assert report_due_of(store, period_of(2020, 3)) == SATURDAY_WORKED
    fourth = period_of(2020, 4)
    assert report_due_of(store, fourth) == date(2021, 1, 11)
    assert is_put_off(store, fourth, report_due_of(store, fourth))
    set_due_day(store, fourth, SUNDAY, "县里要求", "办公室")
    assert report_due_of(store, fourth) == SUNDAY, "a day that somebody set is that day"
    assert not is_put_off(store, fourth, SUNDAY)


def test_what_a_later_notice_says_goes_before_what_is_known(store):
    add_units(store, TWO_FIRMS)
    fourth = period_of(2020, 4)
    move_day(store, SUNDAY, True, "通知", "办公室")
    assert report_due_of(store, fourth) == SUNDAY
    move_day(store, SUNDAY, False, "更正", "办公室")
    move_day(store, date(2021, 1, 11), False, "防控", "办公室")
    assert moved_days(store) == {SUNDAY: False, date(2021, 1, 11): False}
    assert report_due_of(store, fourth) == date(2021, 1, 12)


def test_a_day_is_noted_with_the_notice_and_by_somebody_once_it_was_seen(store):
    add_units(store, TWO_FIRMS)
    with pytest.raises(WrongMovedDay, match=r"by which notice\. .*who notes"):
        move_day(store, SUNDAY, True, " ", "")
    move_day(store, SUNDAY, True, "通知", "先到的人")
    with pytest.raises(StoreChanged, match="先到的人"):
        move_day(store, SUNDAY, False, "通知", "办公室", seen=0)
    move_day(store, SUNDAY, False, "通知", "办公室", seen=int(newest_moved_day(store)["submission"]))


def test_it_stands_in_the_change_log(store):
    add_units(store, TWO_FIRMS)
    since = store.version()
    move_day(store, SUNDAY, True, "国办发〔2020〕1号", "办公室")
    move_day(store, SUNDAY, False, "更正", "办公室")
    log = in_words(change_log_table(store.read("change_log", since=since), {}, store.read("current_indicators")))
    assert log[["What", "Concerns", "Before", "After", "Reason"]].to_numpy().tolist() == [
        ["day off moved by notice", "2021-01-10", "worked on", "a day off", "更正"],
        ["day off moved by notice", "2021-01-10", "", "worked on", "国办发〔2020〕1号"],
    ]
