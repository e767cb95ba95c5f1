"""The page Plan in both languages: a draft that is kept, shown against what is stored, and saved as a new version."""

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from apps import FIRST_UNIT, LOCALES, go, pressed, tables, texts, word
from plan_page import TABS, draft_in, fill, open_tab, type_in
from streamlit.testing.v1 import AppTest
from townships import add_plan, add_report, add_units, target, unit

from tracking.plan.draft import Draft, edited
from tracking.plan.saving import save_plan
from tracking.plan.splitting import save_split
from tracking.plan.versions import targets_of
from tracking.screen import session
from tracking.store.store import Store

NOTHING_YET = ("尚未改动。", "Nothing is changed yet.")


def stored_targets(database: Path, **asked: object) -> list[int]:
    return targets_of(session.open_database(), FIRST_UNIT, 2020, **asked)["target"].tolist()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("number", range(4))
def test_every_tab_shows_the_example_in_both_languages(opened, no_database, locale, number):
    app = open_tab(opened(no_database, locale, "plan"), number, locale)
    assert not app.exception
    assert not app.error
    assert [tab.label for tab in app.tabs] == list(TABS[locale])
    assert word(("2020 年计划第 1 版", "Plan for 2020, version 1"), locale) in texts(app)


def test_the_grid_has_the_targets_as_people_type_them_each_with_its_period(opened, no_database):
    shown = tables(opened(no_database, page="plan"))[0].set_index("indicator")
    assert shown.loc["assistance_funds", ["target", "measure"]].tolist() == ["360000", "元"]
    assert shown.loc["contract_rate", ["target", "phasing"]].tolist() == ["92%", "due all the time"]
    assert shown.loc["new_members", ["period_start", "due_date"]].tolist() == [
        pd.Timestamp(2019, 10, 1), pd.Timestamp(2020, 9, 30),
    ]  # fmt: skip


def test_only_the_open_tab_is_computed(opened, no_database, monkeypatch):
    asked = []
    for name in ("plan_breakdown.breakdown_of", "plan_versions.plan_difference", "plan_phasing.path_with"):
        monkeypatch.setattr(f"tracking.screen.pages.{name}", lambda *_what, name=name, **_more: asked.append(name))
    opened(no_database, page="plan")
    assert asked == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_draft_outlives_a_change_of_page_and_a_second_edit(opened, own, locale):
    app = opened(own, locale, "plan")
    assert word(NOTHING_YET, locale) in texts(app)
    type_in(app, 0, target="60")
    go(app, "overview")
    go(app, "plan")
    assert tables(app)[0]["target"].tolist() == ["60"]
    type_in(app, 0, note="县里追加")
    assert draft_in(app).rows[0]["target"] == "60"
    changes = tables(app)[1].iloc[0].tolist()
    assert word(("不少于 40 项", "at least 40 items"), locale) in changes
    assert word(("不少于 60 项", "at least 60 items"), locale) in changes


def test_before_saving_the_page_says_what_the_change_does_to_the_verdicts(opened, own):
    app = type_in(opened(own, page="plan"), 0, target="80")
    assert "With this change \\(first quarter of 2020\\)" in texts(app)
    effect = tables(app)[2].iloc[0]
    assert effect["Status"] == "▲ behind → ■ far behind"
    assert effect["Due by now"] == "10 items → 20 items"


@pytest.mark.parametrize("locale", LOCALES)
def test_a_plan_in_force_after_the_quarter_shown_is_said_to_leave_its_verdicts(opened, own, locale):
    app = type_in(opened(own, locale, "plan"), 0, target="80")
    later = word(
        ("该计划 2020年7月1日 起执行，2020年一季度的状态不变。", "Takes effect on 2020-07-01, after 2020 Q1"), locale
    )
    assert app.date_input(key="plan from").value == date(2020, 3, 31)
    assert later not in texts(app).replace("\\", "")
    app.date_input(key="plan from").set_value(date(2020, 7, 1)).run()
    assert later in "\n".join(info.value for info in app.info).replace("\\", "")
    app.date_input(key="plan from").set_value(date(2020, 3, 1)).run()
    assert not app.info


def test_a_plan_is_in_force_from_today_within_its_year_and_a_first_one_from_the_years_start(opened, no_database):
    app = type_in(opened(no_database, page="plan"), 0, target="80")
    assert app.date_input(key="plan from").value == date(2020, 7, 21)
    assert "Takes effect on 2020-07-21, after 2020 Q2" in app.info[0].value.replace("\\", "")
    app.button_group(key="plan_years_on").set_value("plan 2021").run()
    app.button(key="begin_with_last").click().run()
    assert app.date_input(key="plan from").value == date(2021, 1, 1)


def test_a_draft_is_saved_as_a_new_version_with_day_document_reason_and_name(opened, own):
    app = type_in(opened(own, page="plan"), 0, target="60")
    fill(app, "plan", document="柳工〔2020〕9号", by="the chair")
    pressed(app, "Save as version 2")
    assert "A plan that is changed within its year needs a reason" in app.error[0].value
    assert stored_targets(own) == [40]
    app.date_input(key="plan from").set_value(date(2020, 7, 1))
    fill(app, "plan", reason="年中调整")
    pressed(app, "Save as version 2")
    assert not app.exception
    assert "Stored as version 2 of the plan for 2020" in texts(app)
    assert "Nothing is changed yet" in texts(app)
    assert (stored_targets(own, version=1), stored_targets(own)) == ([40], [60])
    open_tab(app, 2)
    versions = tables(app)[0]
    assert versions[["Version", "Document no.", "Reason", "By"]].values.tolist() == [
        ["2", "柳工〔2020〕9号", "年中调整", "the chair"], ["1", "", "", ""],
    ]  # fmt: skip
    compared = tables(app)[1].iloc[0]
    assert (compared["Version 1"], compared["Version 2"]) == ("at least 40 items", "at least 60 items")
    assert compared["Status"] == "▲ behind"


def test_a_row_that_is_wrong_is_named_and_nothing_can_be_saved(opened, own):
    app = type_in(opened(own, page="plan"), 0, target="many", phasing="90/10")
    assert "row 1 \\(Improvement proposals\\)\\: found «many»" in app.error[0].value
    assert [button.label for button in app.button if button.label.startswith("Save")] == []


def test_what_was_changed_after_the_differences_were_shown_is_not_saved_unseen(opened, own):
    app = type_in(opened(own, page="plan"), 0, target="60")
    draft_in(app).take({"edited_rows": {0: {"target": "600"}}})
    fill(app, "plan", reason="年中调整", by="the chair")
    pressed(app, "Save as version 2")
    assert "Please look at the differences again" in app.warning[0].value
    assert stored_targets(own) == [40]
    pressed(app, "Save as version 2")
    assert stored_targets(own) == [600]


def other_version(amount: int) -> None:
    """Somebody else stores version 2."""
    add_plan(session.open_database(), [target(FIRST_UNIT, "proposals", amount)], version=2)


@pytest.mark.parametrize("locale", LOCALES)
def test_where_somebody_else_saved_meanwhile_their_change_is_shown_and_the_draft_kept(opened, own, locale):
    app = type_in(opened(own, locale, "plan"), 0, note="mine", target="60")
    other_version(45)
    app.run()
    assert word(("您的草稿仍保留", "Your draft is kept"), locale) in app.warning[0].value
    assert word(("不少于 45 项", "at least 45 items"), locale) in tables(app)[0].iloc[0].tolist()
    assert draft_in(app).rows[0]["target"] == "60"


def test_a_save_that_comes_too_late_stores_nothing_and_shows_theirs(opened, own):
    app = type_in(opened(own, page="plan"), 0, target="60")
    fill(app, "plan", reason="年中调整", by="the chair")
    other_version(45)
    pressed(app, "Save as version 2")
    assert stored_targets(own) == [45]
    assert "Your draft is kept" in app.warning[0].value


@pytest.mark.parametrize("locale", LOCALES)
def test_where_two_save_at_the_same_moment_theirs_and_the_choice_are_shown_at_once(opened, own, locale, monkeypatch):
    def too_late(*what: object) -> int | None:
        other_version(45)
        return save_plan(*what)

    app = type_in(opened(own, locale, "plan"), 0, target="60")
    fill(app, "plan", reason="年中调整", by="the chair")
    monkeypatch.setattr("tracking.screen.pages.plan_targets.save_plan", too_late)
    pressed(app, word(("保存为第 2 版", "Save as version 2"), locale))
    assert not app.exception
    assert word(("未保存", "Nothing was stored"), locale) in app.error[0].value
    assert word(("您的草稿仍保留", "Your draft is kept"), locale) in app.warning[0].value
    assert word(("不少于 45 项", "at least 45 items"), locale) in tables(app)[0].iloc[0].tolist()
    assert word(("用我的整份计划（见下表）", "Keep my whole plan (see the table)"), locale) in [
        button.label for button in app.button
    ]
    turned = tables(app)[2].iloc[0].tolist()
    assert [
        word(texts, locale) in turned
        for texts in (("不少于 45 项", "at least 45 items"), ("不少于 60 项", "at least 60 items"))
    ] == [True, True]
    app.run()
    assert not app.error


def test_parts_that_come_too_late_show_at_once_what_somebody_else_stored(opened, own, monkeypatch):
    def too_late(*what: object) -> int | None:
        add_plan(session.open_database(), [target("B", "proposals", 9)])
        return save_split(*what)

    app = open_tab(opened(own, page="plan"), 3)
    fill(app, "split", by="the chair")
    monkeypatch.setattr("tracking.screen.pages.plan_breakdown.save_split", too_late)
    pressed(app, "Save the parts")
    assert "Nothing was stored" in app.error[0].value
    assert "at least 9 items" in tables(app)[0].iloc[0].tolist()


@pytest.mark.parametrize(("button", "shown", "stored"), [("take_theirs", "45", 45), ("keep_mine", "60", 45)])
def test_the_person_decides_between_theirs_and_their_own_on_top(opened, own, button, shown, stored):
    app = type_in(opened(own, page="plan"), 0, target="60")
    other_version(45)
    app.run()
    app.button(key=button).click().run()
    assert not app.exception
    assert not app.warning
    assert (draft_in(app).rows[0]["target"], stored_targets(own)) == (shown, [stored])
    if button == "keep_mine":
        assert tables(app)[1].iloc[0]["Now"] == "at least 45 items"
        fill(app, "plan", reason="年中调整", by="the chair")
        pressed(app, "Save as version 3")
        assert stored_targets(own) == [60]


def test_an_unchanged_page_follows_what_somebody_else_saved(opened, own):
    app = opened(own, page="plan")
    other_version(45)
    app.run()
    assert not app.warning
    assert draft_in(app).rows[0]["target"] == "45"


def test_a_draft_can_be_thrown_away(opened, own):
    app = type_in(opened(own, page="plan"), 0, target="60")
    app.button(key="forget_draft").click().run()
    assert draft_in(app).rows[0]["target"] == "40"


def test_the_next_years_plan_begins_with_this_years_targets(opened, own):
    app = opened(own, page="plan")
    app.button_group(key="plan_years_on").set_value("plan 2021").run()
    assert "There is no plan for 2021 yet" in texts(app)
    app.button(key="begin_with_last").click().run()
    fill(app, "plan", by="the chair")
    pressed(app, "Save as version 1")
    assert not app.exception
    rows = targets_of(session.open_database(), FIRST_UNIT, 2021)
    assert rows[["target", "period_start", "due_date"]].values.tolist() == [[40, date(2021, 1, 1), date(2021, 12, 31)]]


def test_a_phasing_is_tried_on_the_chart_and_used_in_the_draft(opened, own):
    app = open_tab(opened(own, page="plan"), 1)
    dues = json.loads(app.get("plotly_chart")[0].proto.spec)["data"][0]["y"]
    app.radio(key="phasing_way").set_value("typed").run()
    for number, percent in enumerate((5, 10, 50, 100)):
        app.number_input(key=f"step proposals 2020-12-31 {number}").set_value(percent)
    app.run()
    tried = json.loads(app.get("plotly_chart")[0].proto.spec)["data"][0]["y"]
    assert dues != tried
    assert "5/10/50/100\\: due at the quarters' ends 2 items → 4 items → 20 items → 40 items" in texts(app)
    app.button(key="use_phasing").click().run()
    assert draft_in(app).rows[0]["phasing"] == "5/10/50/100"
    open_tab(app, 0)
    assert "phasing even → 5/10/50/100" in tables(app)[1].iloc[0]["Otherwise"]


def test_last_years_rhythm_is_offered_with_its_numbers(opened, no_database):
    app = open_tab(opened(no_database, page="plan"), 1)
    training = [row["indicator"] for row in draft_in(app).rows].index("employee_training")
    app.selectbox(key="phased_target").set_value(training).run()
    app.radio(key="phasing_way").set_value("last_year").run()
    assert "190 attendances → 490 attendances → 725 attendances → 1,035 attendances" in texts(app)
    assert "As a phasing\\: 18/47/70/100" in texts(app)


def test_a_target_is_split_corrected_by_hand_and_saved_for_all_parts(opened, own):
    app = open_tab(opened(own, page="plan"), 3)
    assert tables(app)[0]["part"].tolist() == ["14", "13", "13"]
    draft = next(draft for key, draft in app.session_state["plan_drafts"].items() if len(key) > 3)
    draft.take({"edited_rows": {0: {"part": "15"}, 2: {"part": ""}}})
    app.run()
    assert "Sum of parts 28 items, target 40 items, parts − whole −12 items" in texts(app).replace("\\", "")
    fill(app, "split", by="the chair")
    pressed(app, "Save the parts")
    assert not app.exception
    assert "Stored\\: 2 parts of Improvement proposals" in texts(app)
    store = session.open_database()
    assert [targets_of(store, code, 2020)["target"].tolist() for code in "ABC"] == [[15], [13], []]
    levels = next(table for table in tables(app) if "Parts − whole" in table.columns)
    assert levels.iloc[0][["Sum of parts", "Parts − whole", "Without a target"]].tolist() == [
        "28 items", "−12 items", "柳溪C厂",
    ]  # fmt: skip


def part_column(app: AppTest) -> list[str]:
    return tables(app)[0]["part"].tolist()


def test_the_parts_stored_are_shown_until_a_proposal_is_asked_for(opened, own):
    app = open_tab(opened(own, page="plan"), 3)
    assert "propose_again" not in {button.key for button in app.button}
    draft = next(draft for key, draft in app.session_state["plan_drafts"].items() if len(key) > 3)
    draft.take({"edited_rows": {0: {"part": "15"}, 2: {"part": ""}}})
    app.run()
    fill(app, "split", by="the chair")
    pressed(app, "Save the parts")
    assert part_column(app) == ["15", "13", ""]
    assert "Sum of parts 28 items" in texts(app).replace("\\", "")
    go(app, "overview")
    go(app, "plan")
    assert part_column(open_tab(app, 3)) == ["15", "13", ""]
    app.button(key="propose_again").click().run()
    assert part_column(app) == ["14", "13", "13"]
    app.run()
    assert part_column(app) == ["14", "13", "13"]


@pytest.mark.parametrize(("key", "value"), [("split_over", "children"), ("split_by", "equal")])
def test_another_way_to_split_proposes_parts_though_some_are_stored(opened, own, key, value):
    with Store(own) as store:
        add_plan(store, [target("A", "proposals", 7)])
    app = open_tab(opened(own, page="plan"), 3)
    assert part_column(app) == ["7", "", ""]
    other = "children" if app.selectbox(key="split_over").value != "children" else "enterprises"
    app.selectbox(key=key).set_value(value if key == "split_by" else other).run()
    assert part_column(app) == ["14", "13", "13"]


def test_parts_are_in_force_from_the_same_day_as_the_whole(opened, own):
    with Store(own) as store:
        rows = targets_of(store, FIRST_UNIT, 2020).assign(target=60)
        save_plan(store, rows, 2020, date(2020, 2, 10), None, "年中调整", "the chair", {FIRST_UNIT: 1})
    app = open_tab(opened(own, page="plan"), 3)
    assert app.date_input(key="split from").value == date(2020, 2, 10)


def test_parts_typed_by_hand_stay_where_a_plan_below_changed_meanwhile(opened, own):
    app = open_tab(opened(own, page="plan"), 3)
    draft = next(draft for key, draft in app.session_state["plan_drafts"].items() if len(key) > 3)
    draft.take({"edited_rows": {0: {"part": "15"}}})
    add_plan(session.open_database(), [target("B", "proposals", 9)])
    app.run()
    assert "What you typed is kept" in app.warning[0].value
    assert tables(app)[0][["part", "present"]].values.tolist() == [["15", ""], ["13", "9 items"], ["13", ""]]
    fill(app, "split", by="the chair", reason="分解")
    pressed(app, "Save the parts")
    assert not app.exception
    assert targets_of(session.open_database(), "B", 2020)["target"].tolist() == [13]
    assert "13 items" in tables(app)[0]["present"].tolist()
    assert not app.warning


def test_the_effect_of_a_split_is_that_of_its_own_indicator(opened, own):
    with Store(own) as store:
        add_plan(store, [target(FIRST_UNIT, code, 40) for code in ("proposals", "golden_ideas")], version=2)
        add_plan(store, [target("A", "golden_ideas", 40)])
    app = open_tab(opened(own, page="plan"), 3)
    app.selectbox(key="split_target").set_value("proposals 2020-01-01 2020-12-31").run()
    assert "new targets\\: 3." in texts(app)
    app.selectbox(key="split_target").set_value("golden_ideas 2020-01-01 2020-12-31").run()
    assert "no verdict turns" in texts(app)  # its one part that is stored
    app.button(key="propose_again").click().run()
    assert "new targets\\: 2." in texts(app)


def test_another_language_keeps_the_draft_and_the_page(opened, own):
    app = type_in(open_tab(opened(own, page="plan"), 0), 0, target="60", phasing="due all the time")
    app.button_group(key="lang").set_value("zh_CN").run()
    assert not app.exception
    assert not app.error
    assert tables(app)[0][["target", "phasing"]].values.tolist() == [["60", "due all the time"]]
    type_in(app, 0, note="县里追加")
    assert "不少于 60 项" in tables(app)[1].iloc[0].tolist()


def test_a_unit_that_opened_since_offers_to_split_again(opened, empty):
    with Store(empty) as store:
        late = unit("B", FIRST_UNIT, opened=date(2020, 3, 1))
        add_units(store, [unit(FIRST_UNIT, None, "township"), unit("A", FIRST_UNIT), late])
        add_plan(
            store,
            [target(FIRST_UNIT, code, 40) for code in ("golden_ideas", "proposals")] + [target("A", "proposals", 40)],
            in_force_from=date(2020, 1, 1),
        )
        add_report(store, 2020, 1, {("A", "proposals"): 4})
    app = open_tab(opened(empty, page="plan"), 3)
    touched = next(table for table in tables(app) if "Its target" in table.columns)
    assert touched[["Change", "Unit", "Its target"]].values.tolist() == [["opened", "柳溪B厂", "none yet"]]
    app.selectbox(key="split_target").set_value("golden_ideas 2020-01-01 2020-12-31").run()
    pressed(app, "Split Improvement proposals again")
    assert app.selectbox(key="split_target").value == "proposals 2020-01-01 2020-12-31"


def test_a_target_whose_parts_are_of_another_period_says_so(opened, no_database):
    levels = next(table for table in tables(open_tab(opened(no_database, page="plan"), 3)) if "Remark" in table.columns)
    wages = levels.set_index("Indicator").loc["Enterprises with a wage agreement in force"]
    assert (wages["Sum of parts"], wages["Parts − whole"]) == ("—", "—")
    assert wages["Remark"] == "some parts have another period, comparator or phasing"


def test_edits_are_applied_to_the_rows_the_grid_was_given():
    rows = [{"indicator": "a", "target": "1"}, {"indicator": "b", "target": "2"}, {"indicator": "c", "target": "3"}]
    edits = {"edited_rows": {2: {"target": "30"}}, "added_rows": [{"indicator": "d"}, {}], "deleted_rows": [0]}
    assert edited(rows, edits) == [rows[1], {"indicator": "c", "target": "30"}, {"indicator": "d"}]
    draft = Draft({"T": 1}, rows)
    draft.take(edits)
    draft.take({**edits, "edited_rows": {2: {"target": "30"}, 1: {"target": "20"}}})
    assert [row.get("target") for row in draft.rows] == ["20", "30", None]
    draft.show_again()
    draft.take({"edited_rows": {0: {"target": "21"}}})
    assert [row.get("target") for row in draft.rows] == ["21", "30", None]
