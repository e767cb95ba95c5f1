"""The page of scoring: places, the sheet of a unit, points by hand, objections and closing, rules typed, read, tried and put in force."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter
from apps import FIRMS, LOCALES, field, tables, texts
from streamlit.testing.v1 import AppTest
from townships import add_plan, add_report, add_units, target

from tracking.scoring import (
    Item,
    Rules,
    marks_of,
    objections_of,
    put_in_force,
    record_mark,
    record_rules,
    rules_in_force,
    rules_on_record,
)
from tracking.screen.session import whole_store
from tracking.store.store import Store

EXAMPLE = {"unit": "QHZ", "year": "2020", "quarter": "2"}
LINK = {"unit": "0001", "year": "2020", "quarter": "4"}
RULES = Rules("企业考核办法", 2020, ("enterprise",), (
    Item("培训", "proportion", 6000, "employee_training", rule="按完成率得分"), Item("日常", "hand", 4000), Item("推广", "bonus", 500)))  # fmt: skip


@pytest.fixture
def own(empty: Path) -> Path:
    """A township of three enterprises scored by rules in force: A did 50 of 100, B 100, C 0."""
    with Store(empty) as store:
        add_units(store, FIRMS)
        add_plan(store, [target(firm, "employee_training", 100) for firm in "ABC"])
        told = {("A", "employee_training"): 50, ("B", "employee_training"): 100, ("C", "employee_training"): 0}
        add_report(store, 2020, 4, told, basis="cumulative")
        record_rules(store, RULES, "办公室")
        put_in_force(store, rules_on_record(store)[0], "办公室")
    return empty


def press(app: AppTest, key: str) -> None:
    field(app, key).click()
    app.run()
    assert not app.exception


def rules() -> Rules:
    return rules_in_force(whole_store(), 2020)[0]


@pytest.mark.parametrize("locale", LOCALES)
def test_units_stand_by_group_and_place_and_the_page_says_that_points_are_provisional(opened, no_database, locale):
    app = opened(no_database, locale, "scoring", **EXAMPLE)
    (table,) = tables(app)
    assert table.iloc[:, 2].tolist()[:3] == ["南园园区工会联合会", "北园园区工会联合会", "石桥村工会联合会"]
    assert [str(cell) for cell in table.iloc[:, 3]][:3] == ["94.52", "84.04", "91.58"]
    assert "青工发〔2020〕5号" in texts(app)
    assert ("暂计" if locale == "zh-CN" else "provisional") in texts(app)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_sheet_of_a_unit_tells_each_item_and_what_more_would_bring(opened, no_database, locale):
    app = opened(no_database, locale, "scoring", score_part="sheet", scored_unit="QHZ-C1", **EXAMPLE)
    (table,) = tables(app)
    row = [str(cell) for cell in table.iloc[4]]
    assert row[0] == "工资集体协商签订率"
    assert row[2] == "9.5"
    assert "1.5" in row[5]
    assert app.metric[0].value == "90.08"


def test_an_item_that_is_left_out_has_no_points_rather_than_nought(opened, no_database):
    app = opened(no_database, "zh-CN", "scoring", score_part="sheet", scored_unit="QHZ-C1", **EXAMPLE)
    (table,) = tables(app)
    points = dict(zip(table.iloc[:, 0], (str(cell) for cell in table.iloc[:, 2]), strict=True))
    assert points["信息报送和日常工作"] == "—"
    assert points["报表迟报、错报"] == "0"


@pytest.mark.parametrize("locale", LOCALES)
def test_points_by_hand_count_at_once(opened, own, locale):
    app = opened(own, locale, "scoring", score_part="hand", **LINK)
    field(app, "score_mark_unit").set_value("A")
    field(app, "score_mark_item").set_value("日常")
    field(app, "score_mark_points").set_value(35.5)
    field(app, "score_mark_reason").set_value("考核组核定")
    field(app, "score_mark_evidence").set_value("考核记录")
    field(app, "score_mark_by").set_value("经办")
    app.run()
    press(app, "score_mark_do")
    (mark,) = marks_of(whole_store(), "企业考核办法", 2020)["A", "日常"]
    assert (mark.points, mark.reason, mark.evidence, mark.by) == (3550, "考核组核定", "考核记录", "经办")
    app = opened(own, locale, "scoring", score_part="places", **LINK)
    (table,) = tables(app)
    assert [str(cell) for cell in table.iloc[0, 1:4]] == ["1", "柳溪A厂", "65.5"]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_year_is_closed_and_shown_as_it_stood(opened, own, locale):
    with Store(own) as store:
        for firm in "ABC":
            record_mark(store, rules_in_force(store, 2020)[0], 2020, firm, "日常", 1000, "核定", "", "办公室")
    app = opened(own, locale, "scoring", score_part="objections", **LINK)
    field(app, "score_closing_by").set_value("管理员")
    app.run()
    press(app, "score_closing_do")
    add_report(whole_store(), 2020, 4, {("C", "employee_training"): 100}, basis="cumulative")
    app = opened(own, locale, "scoring", score_part="places", **LINK)
    (table,) = tables(app)
    assert [str(cell) for cell in table.iloc[:, 3]] == ["70", "40", "10"]
    assert ("已定稿" if locale == "zh-CN" else "closed, as it stood then") in texts(app)


def test_what_cannot_be_closed_says_why(opened, own):
    app = opened(own, "en-GB", "scoring", score_part="objections", **LINK)
    field(app, "score_closing_by").set_value("管理员")
    app.run()
    press(app, "score_closing_do")
    assert any("to be scored by hand yet" in error.value for error in app.error)


def test_an_objection_is_recorded_and_answered(opened, own):
    app = opened(own, "en-GB", "scoring", score_part="objections", **LINK)
    field(app, "score_objection_unit").set_value("A")
    field(app, "score_objection_said").set_value("二季度一期未计入")
    field(app, "score_objection_by").set_value("柳溪A厂")
    app.run()
    press(app, "score_objection_do")
    field(app, "score_answer_said").set_value("已核实")
    field(app, "score_answer_by").set_value("考核组")
    (row,) = objections_of(whole_store(), "企业考核办法", 2020).to_dict("records")
    field(app, "score_answer_objection").set_value(row["objection"])
    app.run()
    press(app, "score_answer_do")
    (table,) = tables(app)
    assert "not upheld: 已核实 (考核组" in str(table.iloc[0, 4])


@pytest.mark.parametrize("locale", LOCALES)
def test_a_version_that_is_not_in_force_is_tried_on_last_year_and_then_put_in_force(opened, own, locale):
    tried = (replace(RULES.items[0], standard=60),)
    with Store(own) as store:
        add_report(store, 2019, 4, {("A", "employee_training"): 30, ("B", "employee_training"): 60}, basis="cumulative")
        record_rules(store, replace(RULES, items=tried), "办公室")
    app = opened(own, locale, "scoring", score_part="rules", score_rules_used="企业考核办法 2", **LINK)
    next(one for one in app.toggle if one.key == "score_try").set_value(True)
    app.run()
    assert [str(cell) for cell in tables(app)[1].iloc[:, 3]] == ["60", "30", "0"]
    field(app, "score_force_by").set_value("管理员")
    app.run()
    press(app, "score_force_do")
    assert [one.version for one in rules_in_force(whole_store(), 2020)] == [2]
    assert rules_in_force(whole_store(), 2019) == []


def test_the_next_version_is_saved_from_the_table_and_is_not_in_force(opened, own):
    app = opened(own, "en-GB", "scoring", score_part="rules", **LINK)
    field(app, "score_head_document").set_value("柳工〔2020〕9号")
    field(app, "score_head_by").set_value("管理员")
    app.run()
    press(app, "score_head_do")
    newest = rules_on_record(whole_store())[0]
    assert (newest.version, newest.document, newest.items, newest.in_force) == (
        2,
        "柳工〔2020〕9号",
        RULES.items,
        False,
    )


def office_rules() -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data)
    sheet = book.add_worksheet("细则")
    for place, row in enumerate(
        (["考核内容", "分值", "评分标准"], ["职工书屋", 60, "按完成率得分"], ["台账", 40, "查阅资料"])
    ):
        sheet.write_row(place, 0, row)
    book.close()
    return data.getvalue()


@pytest.mark.parametrize("locale", LOCALES)
def test_an_office_s_table_is_read_into_the_editor_and_what_could_not_be_read_is_said(opened, own, locale):
    app = opened(own, locale, "scoring", score_part="rules", **LINK)
    app.get("file_uploader")[0].set_value(("细则.xlsx", office_rules(), "application/octet-stream"))
    app.run()
    next(one for one in app.button if one.key == "score_rules_read").click()
    app.run()
    assert not app.exception
    assert "A3" in texts(app)
    field(app, "score_head_by").set_value("管理员")
    app.run()
    press(app, "score_head_do")
    newest = rules_on_record(whole_store())[0]
    assert [(item.name, item.how, item.points) for item in newest.items] == [
        ("职工书屋", "proportion", 6000),
        ("台账", "hand", 4000),
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_without_rules_the_page_says_where_to_write_them(opened, empty, locale):
    with Store(empty) as store:
        add_units(store, FIRMS)
        add_report(store, 2020, 4, {("A", "employee_training"): 50})
    app = opened(empty, locale, "scoring", **LINK)
    assert app.info[0].value
    app = opened(empty, locale, "scoring", score_part="rules", **LINK)
    assert not app.exception
    assert field(app, "score_head_do")
