"""Closing a quarter: its figures are locked, what was known is kept, and what changed since is told, whatever comes later."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pandas as pd
import pytest
from made_once import filled_once
from townships import (
    TWO_FIRMS,
    UNION,
    add_plan,
    add_report,
    add_units,
    quarter_file,
    report_rows,
    rows_of,
    take_in,
    target,
    unit,
)

from tracking.decisions.closing import (
    changes_since,
    clock_set_back,
    close_quarter,
    closings_of,
    reopen_quarter,
    results_then_and_now,
    snapshots_of,
    submission_before,
)
from tracking.decisions.due_days import set_due_day
from tracking.intake.locked import locks_of
from tracking.intake.preview import preview_file
from tracking.language import speaking
from tracking.progress.load import load_progress
from tracking.progress.table import with_names
from tracking.quarters import local_day
from tracking.reading.problems import ReportProblem
from tracking.report.document import report_document
from tracking.report.facts import gather
from tracking.report.half_year import compose
from tracking.store.lock import StoreProblem

FIRST, SECOND = 8080, 8081
TRAINED = {("A", "employee_training"): 5, ("B", "employee_training"): 7}


@filled_once
def town(store):
    """A township with a plan and two quarters reported."""
    add_units(store, TWO_FIRMS)
    add_plan(store, [target("T", "employee_training", 40)])
    add_report(store, 2020, 1, TRAINED)
    add_report(store, 2020, 2, {("A", "employee_training"): 3, ("B", "employee_training"): 4})


def progress(store, year: int = 2020, quarter: int = 2) -> pd.DataFrame:
    return with_names(load_progress(store, "T", year, quarter, alone=True), store.read("current_indicators"))


# ---- closing and opening again ---------------------------------------------------------------------------------------


def test_a_closed_quarter_is_locked_until_it_is_opened_again_and_both_are_on_record(town):
    close_quarter(town, 2020, 1, "office")
    close_quarter(town, 2020, 2, "office")
    assert locks_of(town)["period"].tolist() == [SECOND, FIRST]
    reopen_quarter(town, 2020, 2, "office", "a village reported late")
    assert locks_of(town)["period"].tolist() == [FIRST]
    close_quarter(town, 2020, 2, "chair")
    assert rows_of(closings_of(town), "period", "closed", "received_by", "newest") == [
        (SECOND, True, "chair", True),
        (SECOND, False, "office", False),
        (SECOND, True, "office", False),
        (FIRST, True, "office", True),
    ]
    assert [(one.period, one.closed_by) for one in snapshots_of(town)] == [
        (SECOND, "chair"),
        (SECOND, "office"),
        (FIRST, "office"),
    ]


def test_the_open_earlier_quarters_of_the_year_are_closed_with_it_as_one_snapshot(town):
    add_report(town, 2019, 4, TRAINED)
    closed = close_quarter(town, 2020, 2, "office")
    assert set(locks_of(town)["period"]) == {FIRST, SECOND}, "last year's stays open"
    assert [(one.submission, one.period) for one in snapshots_of(town)] == [(closed, SECOND)]
    reopen_quarter(town, 2020, 1, "office", "a correction of the first quarter")
    assert set(locks_of(town)["period"]) == {SECOND}


@pytest.mark.parametrize(
    ("quarter", "year", "why"), [(3, 2100, "has not ended"), (3, 2020, "has no figures"), (2, 2020, "closed already")]
)
def test_only_a_quarter_that_has_ended_with_figures_and_is_open_can_be_closed(town, quarter, year, why):
    close_quarter(town, 2020, 2, "office")
    before = town.version()
    with pytest.raises(StoreProblem, match=why):
        close_quarter(town, year, quarter, "office")
    assert town.version() == before


def test_opening_again_needs_a_reason_and_a_closed_quarter_and_both_need_a_name(town):
    with pytest.raises(StoreProblem, match="not closed"):
        reopen_quarter(town, 2020, 2, "office", "why")
    close_quarter(town, 2020, 2, "office")
    with pytest.raises(StoreProblem, match="reason"):
        reopen_quarter(town, 2020, 2, "office", " ")
    with pytest.raises(StoreProblem, match="who you are"):
        reopen_quarter(town, 2020, 2, " ", "why")


# ---- what comes later ------------------------------------------------------------------------------------------------


def late_file(figures: dict, quarter: int = 2) -> bytes:
    listed = [*TWO_FIRMS, *(unit(code) for code, _indicator in figures if code == "C")]
    return quarter_file(listed, figures, quarter=quarter)


def test_a_new_or_corrected_figure_of_a_closed_quarter_needs_a_reason_and_the_file_says_why(town):
    add_units(town, [*TWO_FIRMS, unit("C")])
    close_quarter(town, 2020, 2, "office")
    data = late_file({("C", "employee_training"): 6})
    preview = preview_file(town, "late.xlsx", data)
    assert preview.needs_reason()
    today = date.today()
    assert f"2020 Q2 was closed on {today} by office." in preview.reading.notes[0]
    with pytest.raises(ReportProblem, match="A reason is needed"):
        take_in(town, data)
    assert take_in(town, data, reason="reported late") is not None


def test_what_is_new_in_an_open_quarter_or_the_same_in_a_closed_one_needs_no_reason(town):
    close_quarter(town, 2020, 2, "office")
    same = late_file({("A", "employee_training"): 3})
    assert not preview_file(town, "same.xlsx", same).needs_reason()
    open_one = late_file({("A", "employee_training"): 2}, quarter=3)
    assert not preview_file(town, "open.xlsx", open_one).needs_reason()
    reopen_quarter(town, 2020, 2, "office", "late reports")
    add_units(town, [*TWO_FIRMS, unit("C")])
    assert not preview_file(town, "late.xlsx", late_file({("C", "employee_training"): 6})).needs_reason()


def test_the_change_log_lists_corrections_and_marks_what_came_after_closing(town):
    add_units(town, [*TWO_FIRMS, unit("C")])
    add_report(town, 2020, 2, {("A", "employee_training"): 4})
    closed = close_quarter(town, 2020, 2, "office")
    add_report(town, 2020, 2, {("B", "employee_training"): 9, ("C", "employee_training"): 6})
    add_report(town, 2020, 3, {("A", "employee_training"): 1})
    log = changes_since(town, 0)
    figures = log[log["what"].isin(["figure", "late_figure"])]
    assert rows_of(figures, "what", "unit", "period", "old_amount", "amount", "after_closing") == [
        ("figure", "B", SECOND, 4, 9, True),
        ("late_figure", "C", SECOND, None, 6, True),
        ("figure", "A", SECOND, 3, 4, False),
    ]
    assert set(changes_since(town, closed)["unit"]) == {"B", "C"}
    assert rows_of(changes_since(town, closed, {"B"}), "unit", "amount") == [("B", 9)]


def test_the_change_log_tells_fields_of_targets_and_units_moves_exemptions_and_locks(town):
    before = town.version()
    add_plan(
        town,
        [target("T", "employee_training", 50, phasing="keep"), target("T", "proposals", 8)],
        version=2,
    )
    add_units(
        town,
        [
            unit("T", None, "township", name=UNION),
            unit("V", "T", "village_federation"),
            unit("A", "V", employees=30),
            unit("B"),
        ],
    )
    exempt = {
        "unit": "B",
        "indicator": None,
        "exempt_from": date(2020, 1, 1),
        "exempt_to": date(2020, 12, 31),
        "reason": "停产",
    }
    town.add("units", {"exemption": pd.DataFrame([exempt])})
    close_quarter(town, 2020, 2, "office", "signed")
    log = changes_since(town, before)
    assert rows_of(log, "what", "unit", "indicator", "field", "old_amount", "amount", "old_text", "text") == [
        ("closed", None, None, None, None, None, None, None),
        ("closed", None, None, None, None, None, None, None),
        ("exemption", "B", None, None, None, None, None, "停产"),
        ("move", "A", None, None, None, None, "T", "V"),
        ("unit", "A", None, "employees", None, None, None, "30"),
        ("target", "T", "employee_training", "phasing", None, None, "even", "keep"),
        ("target", "T", "employee_training", "target", 40, 50, None, None),
        ("target", "T", "proposals", "target", None, 8, None, None),
    ]
    assert log["reason"].iloc[0] == "signed"


def test_the_last_submission_before_a_day_is_found_by_this_computers_clock(town):
    newest = town.read("submissions").iloc[0]
    day = local_day(newest["received_at"])
    assert submission_before(town, day) == 0
    assert submission_before(town, day + timedelta(days=1)) == newest["submission"]


def test_what_was_stored_with_the_clock_set_back_is_among_the_changes_since_today(town):
    town.clock = lambda: datetime.now(UTC) - timedelta(days=365)
    close_quarter(town, 2020, 1, "the chair", "with a wrong clock")
    town.clock = lambda: datetime.now(UTC)
    first = town.read("submissions")["submission"].min()
    today = date.today()
    assert submission_before(town, today) < first
    assert "closed" in set(changes_since(town, submission_before(town, today))["what"])
    assert submission_before(town, today + timedelta(days=1)) == town.version()


def test_a_day_begins_with_the_first_that_bears_it_and_what_was_stored_later_is_since_then(town):
    day, times = date(2020, 7, 1), [(6, 30), (7, 1), (6, 1), (7, 2), (5, 5)]
    numbers = []
    for month, of_month in times:
        town.clock = lambda month=month, of_month=of_month: datetime(2031, month, of_month, 12, tzinfo=UTC)
        numbers.append(set_due_day(town, 8081, date(2020, 7, 20), "顺延", "办公室"))
    assert submission_before(town, day.replace(year=2031)) == numbers[0]
    assert submission_before(town, date(2031, 7, 2)) == numbers[2]
    assert submission_before(town, date(2031, 8, 1)) == numbers[4]


def test_a_clock_that_was_set_back_is_told_and_one_put_right_by_an_hour_is_not(town):
    assert clock_set_back(town) is None
    town.clock = lambda: datetime.now(UTC) - timedelta(hours=1)
    set_due_day(town, 8081, date(2020, 7, 20), "顺延", "办公室")
    assert clock_set_back(town) is None
    town.clock = lambda: datetime(2020, 1, 5, 4, tzinfo=UTC)
    set_due_day(town, 8081, date(2020, 7, 21), "顺延", "办公室")
    assert "what bears the day 2020-01-05 was stored after" in clock_set_back(town)


# ---- then and now ----------------------------------------------------------------------------------------------------


def later_imports(town) -> None:
    """Everything that may come after a report was signed."""
    add_report(town, 2020, 2, {("A", "employee_training"): 30})
    add_report(town, 2020, 3, TRAINED)
    add_units(town, [*TWO_FIRMS, unit("C", opened=date(2020, 2, 1))])
    add_plan(town, [target("T", "employee_training", 99)], version=2)
    town.add("quarter", {"report": report_rows(2020, 1, {("B", "employee_training"): "missing"})})


def test_what_was_known_at_closing_is_told_byte_for_byte_after_any_later_import(town):
    close_quarter(town, 2020, 2, "office")
    (then,) = snapshots_of(town)

    def everything() -> tuple:
        past = then.store(town)
        facts = gather(past, "T", 2020, 2)
        with speaking("zh_CN"):
            report = report_document(compose(facts, "half_year"))
        return progress(past).to_csv(), past.read("submissions").to_csv(), report

    before = everything()
    later_imports(town)
    assert everything() == before
    assert progress(town).to_csv() != before[0]


@pytest.mark.parametrize("seed", range(6))
def test_no_order_of_later_imports_changes_what_was_known_at_closing(town, seed):
    close_quarter(town, 2020, 2, "office")
    (then,) = snapshots_of(town)
    before = progress(then.store(town)).to_csv(), progress(then.store(town), quarter=1).to_csv()
    chance = Random(seed)
    for number in range(12):
        what, firm = chance.choice(["report", "withdrawal", "plan", "units", "exemption"]), chance.choice("AB")
        if what in ("report", "withdrawal"):
            amount = "missing" if what == "withdrawal" else chance.randint(0, 90)
            indicator = chance.choice(["employee_training", "proposals", "members"])
            add_report(town, 2020, chance.randint(1, 4), {(firm, indicator): amount})
        elif what == "plan":
            rows = [target(chance.choice(["T", firm]), "employee_training", chance.randint(1, 99))]
            add_plan(town, rows, version=number + 2)
        elif what == "units":
            add_units(town, [*TWO_FIRMS, unit("C", opened=date(2020, chance.randint(1, 12), 1))])
        else:
            row = {"unit": firm, "indicator": None, "exempt_from": date(2020, 1, 1), "exempt_to": date(2020, 12, 31)}
            town.add("units", {"exemption": pd.DataFrame([row | {"reason": "停产"}])})
        again = progress(then.store(town)).to_csv(), progress(then.store(town), quarter=1).to_csv()
        assert again == before, what


def test_results_that_are_not_what_they_were_stand_side_by_side(town):
    close_quarter(town, 2020, 2, "office")
    (then,) = snapshots_of(town)
    assert results_then_and_now(progress(then.store(town)), progress(town)).empty
    add_report(town, 2020, 2, {("A", "employee_training"): 30, ("A", "proposals"): 2})
    found = results_then_and_now(progress(then.store(town)), progress(town))
    assert rows_of(
        found, "indicator", "then_actual", "actual", "then_status", "status", "then_reported", "reported"
    ) == [
        ("employee_training", 19.0, 46.0, "slightly_behind", "achieved", 2, 2),
        ("proposals", None, 2.0, "no_target", "no_target", 0, 0),
    ]


def test_results_that_differ_only_in_how_many_units_report_stand_last(town):
    close_quarter(town, 2020, 2, "office")
    (then,) = snapshots_of(town)
    add_units(town, [*TWO_FIRMS, unit("C", opened=date(2020, 2, 1))])
    add_report(town, 2020, 2, {("A", "proposals"): 2})
    found = results_then_and_now(progress(then.store(town)), progress(town))
    assert found["only_coverage"].is_monotonic_increasing
    assert rows_of(found[~found["only_coverage"]], "indicator", "actual") == [("proposals", 2.0)]
    assert "employee_training" in set(found.loc[found["only_coverage"], "indicator"])


def test_in_the_past_today_is_the_day_of_closing(town):
    close_quarter(town, 2020, 2, "office")
    (then,) = snapshots_of(town)
    assert then.store(town).today() == then.day == local_day(then.closed_at)
    assert town.today() == date.today()
