"""The report calendar: the day on which a quarter's reports are due, who was late and by how many days, who is missing."""

import ast
from datetime import UTC, date, datetime, time
from pathlib import Path

import pandas as pd
import pytest
from townships import TOWNSHIP, add_report, add_units, rows_of, unit

from tracking.decisions.due_days import (
    WrongDueDay,
    due_day_set,
    report_due_of,
    reports_of,
    set_due_day,
    with_received_day,
)
from tracking.decisions.exemption import record_exemption
from tracking.lagging.history import history_of
from tracking.letters.cases import fields_of, letters_for
from tracking.letters.wording_file import read_wording
from tracking.report.facts import gather
from tracking.store.store import Store

CODE = Path(__file__).resolve().parents[2] / "tracking"
Q1, Q2, JULY_21 = 8080, 8081, date(2020, 7, 21)


def received(store: Store, day: date) -> None:
    """What is stored from now on is taken in at noon of a day."""
    store.clock = lambda: datetime.combine(day, time(12)).astimezone(UTC)


@pytest.fixture
def town(store: Store) -> Store:
    """A reported on the due day, B three days late, C never, D is exempt, the village one day late; E opened too late."""
    received(store, date(2020, 1, 2))
    firms = [unit(code, "V", contact="办公室", phone=f"0000-{code}") for code in "ABCD"]
    late = unit("E", "V", opened=date(2020, 7, 1))
    add_units(store, [TOWNSHIP, unit("V", "T", "village_federation"), *firms, late])
    stopped = {"unit": "D", "code": "stopped", "exempt_from": date(2020, 4, 1), "exempt_to": date(2020, 12, 31)}
    record_exemption(store, stopped, "the chair")
    for code, indicator, day in (("A", "proposals", 10), ("V", "survey_visits", 11), ("B", "proposals", 13)):
        received(store, date(2020, 7, day))
        add_report(store, 2020, 2, {(code, indicator): 1})
    return store


def calendar(store: Store, today: date = JULY_21, unit: str = "V") -> list[tuple]:
    found = reports_of(store, unit, Q2, today)
    days = found["received_on"].map(lambda day: None if pd.isna(day) else day.day)
    return rows_of(found.assign(day=days), "unit", "state", "day", "days", "reported")


def test_a_quarter_is_due_on_the_10th_of_the_next_month_until_another_day_is_set(store):
    assert report_due_of(store, Q2) == date(2020, 7, 10)
    set_due_day(store, Q2, date(2020, 7, 15), "台风停工", "the chair")
    assert report_due_of(store, Q2) == date(2020, 7, 15)
    assert report_due_of(store, Q1) == date(2020, 4, 10), "it is of one quarter"
    set_due_day(store, Q2, date(2020, 7, 13), "提前", "the chair")
    assert report_due_of(store, Q2) == date(2020, 7, 13), "the newest is in force"
    said = due_day_set(store, Q2)
    assert (said["reason"], said["received_by"]) == ("提前", "the chair")
    assert due_day_set(store, Q1) is None
    assert store.read("newest_data")["submission"].iloc[0] == store.version(), "letters and reports name the day"


def test_every_fault_of_a_due_day_is_said_at_once_and_nothing_is_stored(store):
    version = store.version()
    with pytest.raises(WrongDueDay) as problem:
        set_due_day(store, Q2, date(2020, 6, 30), " ", "")
    assert str(problem.value) == (
        "The day lies before the end of the quarter. Say why the day is another one. Say who sets the day."
    )
    assert store.version() == version


def test_the_missing_come_first_then_the_late_and_days_are_counted_from_the_due_day(town):
    assert calendar(town) == [
        ("C", "missing", None, 11, 0),
        ("B", "late", 13, 3, 1),
        ("V", "late", 11, 1, 1),
        ("A", "in_time", 10, 0, 1),
        ("D", "exempt", None, 0, 0),
    ]


def test_another_due_day_changes_who_is_late(town):
    set_due_day(town, Q2, date(2020, 7, 12), "顺延", "the chair")
    assert [(code, state, days) for code, state, _day, days, _count in calendar(town)] == [
        ("C", "missing", 9),
        ("B", "late", 1),
        ("V", "in_time", 0),
        ("A", "in_time", 0),
        ("D", "exempt", 0),
    ]


def test_nobody_is_overdue_before_the_day(town):
    assert calendar(town, date(2020, 7, 9))[0] == ("C", "missing", None, 0, 0)


def test_a_correction_that_comes_later_is_no_late_report(town):
    received(town, date(2020, 7, 20))
    add_report(town, 2020, 2, {("A", "proposals"): 2, ("A", "lectures"): 1})
    assert next(row for row in calendar(town) if row[0] == "A") == ("A", "in_time", 10, 0, 2)


def test_a_report_withdrawn_altogether_is_missing_until_today(town):
    received(town, date(2020, 7, 20))
    add_report(town, 2020, 2, {("B", "proposals"): "missing"})
    found = {row[0]: row for row in calendar(town)}
    assert found["B"][1:4] == ("missing", 13, 11)


def test_the_township_and_its_federations_are_listed_where_the_catalogue_asks_them(town):
    found = reports_of(town, "T", Q2, JULY_21).set_index("unit")
    assert found["kind"].to_dict() == {
        "T": "township", "V": "village_federation", **dict.fromkeys("ABCD", "enterprise"),
    }  # fmt: skip
    assert found.loc["T", ["state", "days"]].tolist() == ["missing", 11]


def test_who_is_exempt_is_not_counted_among_those_that_are_to_report(town):
    found = reports_of(town, "V", Q2, JULY_21).set_index("unit")
    assert found.loc["D", "expected"] == 0
    assert found.loc["C", "expected"] > 0
    expected = gather(town, "V", 2020, 2).expected_enterprises()
    assert set(expected.index) == set(found.index[(found["kind"] == "enterprise") & (found["expected"] > 0)])


def test_the_calendar_counts_as_the_head_of_every_page_does(example):
    found = reports_of(example, "QHZ", Q2, JULY_21)
    firms = found[found["kind"] == "enterprise"]
    assert ((firms["expected"] > 0).sum(), (firms["reported"] > 0).sum()) == (61, 57)
    assert firms["state"].value_counts().to_dict() == {"in_time": 57, "missing": 4, "exempt": 1}


def test_the_third_quarter_of_the_example_came_two_days_late(example):
    found = reports_of(example, "QHZ", 8078, date(2019, 10, 20))
    assert set(found.loc[found["reported"] > 0, ["state", "days"]].itertuples(index=False, name=None)) == {("late", 2)}


def test_a_unit_that_is_not_known_has_nobody_to_report(store):
    assert reports_of(store, "Z", Q2, JULY_21).empty


def test_the_day_of_a_report_is_that_of_the_clock_on_the_wall(monkeypatch):
    """China is eight hours ahead: the evening of the 10th in UTC is the morning of the 11th."""
    import time as clock

    monkeypatch.setenv("TZ", "Asia/Shanghai")
    clock.tzset()
    try:
        first = pd.DataFrame({"received_at": [pd.Timestamp(2020, 7, 10, 15, 59), pd.Timestamp(2020, 7, 10, 16, 1)]})
        assert with_received_day(first)["received_on"].tolist() == [date(2020, 7, 10), date(2020, 7, 11)]
    finally:
        monkeypatch.undo()
        clock.tzset()


def test_letters_and_report_take_the_day_that_was_set(town):
    set_due_day(town, Q2, date(2020, 7, 18), "顺延", "the chair")
    town.add("setting", {"setting": pd.DataFrame([{"name": "today", "value": "2020-07-21"}])})
    facts = gather(town, "T", 2020, 2)
    assert (facts.report_due, facts.overdue) == (date(2020, 7, 18), 3)
    fields = fields_of(letters_for(facts, history_of({}), read_wording(), []))
    assert (fields["报送期限"], fields["逾期天数"]) == ("7月18日", "3")


def test_the_usual_due_day_is_asked_for_by_the_report_calendar_alone():
    """Whoever asked the rule directly would overlook a day that was set."""
    users = {
        path.stem
        for path in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and any(alias.name == "usual_report_due" for alias in node.names)
    }
    assert users == {"due_days"}
