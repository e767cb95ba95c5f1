"""What the pages say of a quarter that has not begun or is not over, where there is no plan yet, and looking back."""

import re
from datetime import date

import pandas as pd
import pytest
from apps import FIRMS, FIRST_UNIT, LOCALES, WITH_QUARTER, go, links, metrics, tables, texts, word
from plan_page import draft_in, fill
from townships import add_plan, add_report, add_units, target

from tracking.decisions.closing import close_quarter
from tracking.decisions.due_days import reports_of
from tracking.lagging.history import load_history
from tracking.progress.load import load_progress
from tracking.progress.unfinished import has_begun, has_ended, judged_today
from tracking.report.facts import gather
from tracking.store.store import Store

TO_COME, RUNNING = (
    {"year": "2020", "quarter": "4"},
    {"year": "2020", "quarter": "3"},
)  # the example's today: 21 July 2020
Q3, Q4 = 2020 * 4 + 2, 2020 * 4 + 3


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("page", WITH_QUARTER)
def test_of_a_quarter_that_has_not_begun_nobody_is_silent_on_any_page(opened, no_database, page, locale):
    app = opened(no_database, locale, page, **TO_COME)
    assert not app.exception
    said = texts(app)
    assert word(("四季度尚未开始", "Q4 has not begun"), locale) in said
    assert page == "report" or not re.search(r"(?<!\d)61(?!\d)", said), "no 61 enterprises that did not report"
    assert "未报的" not in said
    words = pd.concat([pd.Series(dtype="str"), *(table.astype(str).stack() for table in tables(app) if page != "plan")])
    assert not words.str.startswith(word(("○ 未报", "○ not reported"), locale)).any()
    if page in ("overview", "calendar"):
        assert metrics(app)[word(("未报", "Not reported"), locale)] in ("0 家", "0 enterprises")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_quarter_that_is_running_says_so_and_nobody_is_silent_yet(opened, no_database, locale):
    app = opened(no_database, locale, "lagging", **RUNNING)
    said = texts(app)
    assert word(("三季度尚未结束", "Q3 is not over"), locale) in said
    assert word(("未报（0 家）", "Did not report (0)"), locale) in said
    assert word(("已报 0/61 家", "0/61 units reported"), locale) in said
    overview = opened(no_database, locale, **RUNNING)
    assert metrics(overview)[word(("未报", "Not reported"), locale)] in ("0 家", "0 enterprises")
    assert word(("无法判断", "cannot be judged"), locale) not in texts(overview)


def test_a_quarter_has_ended_on_the_day_after_its_last_one():
    assert not has_ended(Q3, date(2020, 9, 30))
    assert has_ended(Q3, date(2020, 10, 1))
    assert has_begun(Q3, date(2020, 7, 1))
    assert not has_begun(Q3, date(2020, 6, 30))


def test_before_a_quarter_ends_nothing_that_is_due_then_is_missed_and_nothing_unreported_is_silent(store):
    add_units(store, FIRMS)
    add_plan(store, [
        target("A", "proposals", 40), target("B", "proposals", 4, due_date=date(2020, 9, 20)),
        target("C", "proposals", 4, due_date=date(2020, 7, 10)),
    ])  # fmt: skip
    for quarter in (1, 2):
        add_report(store, 2020, quarter, {(code, "proposals"): 1 for code in "ABC"})
    add_report(store, 2020, 3, {("B", "proposals"): 0, ("C", "proposals"): 0})
    table = load_progress(store, FIRST_UNIT, 2020, 3)
    of = table["unit"].isin(list("ABC")) & table["indicator"].eq("proposals")

    def statuses(today: date) -> list[str]:
        return judged_today(table, Q3, today).loc[of, "status"].tolist()

    assert statuses(date(2020, 10, 1)) == ["not_reported", "missed", "missed"]
    assert statuses(date(2020, 7, 21)) == ["not_due", "not_due", "missed"], "only what was due by then is missed"
    assert statuses(date(2020, 6, 30)) == ["not_due", "not_due", "not_due"]


def test_reports_letters_histories_and_the_calendar_count_no_silence_before_the_quarter_has_ended(example):
    facts = gather(example, "QHZ", 2020, 3)
    assert not facts.ended
    assert facts.silent.empty
    assert "not_reported" not in set(facts.progress["status"])
    states = set(reports_of(example, "QHZ", Q3, date(2020, 7, 21))["state"])
    assert "missing" not in states
    assert "awaited" in states
    history = load_history(example, "QHZ", Q3)
    assert "not_reported" not in set(history.loc[history["period"] == Q3, "status"])
    assert "missing" in set(reports_of(example, "QHZ", Q3 - 1, date(2020, 7, 1))["state"]), "silent from the day after"


def test_the_years_offered_have_figures_or_a_plan_or_are_this_one(opened, no_database, own):
    assert opened(no_database).selectbox(key="year").options == ["2020", "2019"]
    with Store(own) as store:
        add_plan(
            store,
            [target(FIRST_UNIT, "proposals", 40, period_start=date(2023, 1, 1), due_date=date(2023, 12, 31))],
            2023,
        )
    assert opened(own).selectbox(key="year").options == [str(date.today().year), "2023", "2020"]


def test_looking_back_shows_the_quarter_that_was_closed(opened, own):
    with Store(own) as store:
        add_report(store, 2020, 2, {("A", "proposals"): 9})
        close_quarter(store, 2020, 1, "the chair", "signed")
    app = opened(own, page="changes", part="since", quarter="2")
    app.button(key="look_back").click().run()
    assert app.query_params["quarter"] == ["1"] or app.query_params["quarter"] == "1"
    overview = go(app, "overview")
    assert overview.segmented_control(key="quarter").value == "1"
    assert "first quarter of 2020" in overview.title[0].value


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("page", [page for page in WITH_QUARTER if page != "plan"])
def test_units_without_a_plan_are_told_of_the_plan_on_every_page(opened, empty, page, locale):
    with Store(empty) as store:
        add_units(store, FIRMS)
    app = opened(empty, locale, page)
    assert not app.exception
    assert app.info[0].value.startswith(
        word(("单位 4 个已导入，下一步：年度计划", "4 units are imported. Next: the annual plan"), locale)
    )
    assert [target for target, _query in links(app)] == ["plan", "start", "imports"]


def test_the_page_of_plans_opens_with_an_empty_grid_of_this_year_before_there_is_a_plan(opened, empty):
    with Store(empty) as store:
        add_units(store, FIRMS)
    app = opened(empty, page="plan")
    assert not app.exception
    assert not app.info
    assert app.selectbox(key="year").value == str(date.today().year)
    assert f"There is no plan for {date.today().year} yet." in texts(app)
    assert tables(app)[0].empty


def test_figures_without_a_plan_are_shown(opened, empty):
    with Store(empty) as store:
        add_units(store, FIRMS)
        add_report(store, 2020, 1, {("A", "proposals"): 4})
    for page in WITH_QUARTER:
        assert not opened(empty, page=page).exception, page
    assert "There is no plan for this year yet" in opened(empty).info[0].value


def test_the_first_plan_is_typed_into_the_empty_grid_and_stored(opened, empty):
    with Store(empty) as store:
        add_units(store, FIRMS)
    app = opened(empty, page="plan")
    row = {"indicator": "proposals", "target": "40"}
    draft_in(app).take({"edited_rows": {}, "added_rows": [row], "deleted_rows": []})
    fill(app.run(), "plan", by="the clerk")
    next(button for button in app.button if button.label == "Save as version 1").click().run()
    assert not app.exception
    assert f"Stored as version 1 of the plan for {date.today().year}." in texts(app)
    assert "Nothing has been imported" not in texts(go(app, "overview"))
    assert "units are imported" not in texts(app)
