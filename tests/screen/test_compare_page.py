"""The page that shows the units below a node side by side."""

import json
from dataclasses import replace

import pytest
from apps import LOCALES, tables, texts
from counties import fill_with_county
from made_once import copy_database, database_made_once

from tracking.letters.wording_file import read_wording


@pytest.fixture
def county(tmp_path, tmp_path_factory):
    """The database of five towns, of which 丙镇 did not report."""
    made = database_made_once(tmp_path_factory, "county", lambda store: fill_with_county(store, silent="丙"))
    return copy_database(made, tmp_path / "own.duckdb")


def charts(app) -> dict[str, dict]:
    """Title → the figure of every chart on the page."""
    figures = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    return {figure["layout"]["title"]["text"]: figure for figure in figures}


LINK = {"unit": "C", "year": "2020", "quarter": "2"}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_towns_of_a_county_stand_in_the_order_of_what_is_on_pace_and_the_silent_one_last(opened, county, locale):
    app = opened(county, locale, "compare", **LINK)
    assert not app.exception
    assert tables(app)[0].iloc[:, 0].tolist() == [f"{name}镇总工会" for name in "甲乙丁戊丙"]
    silent = "未报" if locale == "zh-CN" else "not reported"
    assert tables(app)[0].iloc[-1, 1:].tolist() == ["—", "—", "0/2", f"○ {silent}", f"○ {silent}"]


def test_they_are_sorted_by_any_target_table_and_charts_alike(opened, county):
    app = opened(county, "zh-CN", "compare", **LINK, by="proposals")
    assert tables(app)[0].iloc[:, 0].tolist() == [f"{name}镇总工会" for name in "甲乙丁戊丙"]
    app = opened(county, "zh-CN", "compare", **LINK, by="employee_training")
    assert tables(app)[0].iloc[:, 0].tolist() == [f"{name}镇总工会" for name in "甲乙丁戊丙"]
    names = [word["text"] for word in charts(app)["合理化建议"]["layout"]["annotations"] if word["xanchor"] == "right"]
    assert names == ["甲镇", "乙镇", "丁镇", "戊镇", "丙镇"]


def test_of_who_did_not_report_no_bar_is_drawn(opened, county):
    figure = charts(opened(county, "zh-CN", "compare", **LINK))["职工及职工代表培训"]
    assert figure["data"][1]["x"][-1] == 0
    assert figure["data"][1]["x"][0] == 0.6
    assert any("未报" in word["text"] for word in figure["layout"]["annotations"])


def test_a_click_on_a_name_opens_the_overview_of_that_town(opened, county):
    app = opened(county, "zh-CN", "compare", **LINK)
    app.session_state["compared_open"] = {"row": 2}
    app.run()
    assert "丁镇总工会" in app.title[0].value
    assert app.query_params["unit"] == "T4"


def test_one_target_is_ranked_with_last_year_and_the_part_of_the_gap(opened, county):
    app = opened(county, "zh-CN", "compare", **LINK, target="employee_training")
    table = tables(app)[1]
    assert table["位次"].tolist() == ["1", "2", "3", "4", "—"]
    assert table["占缺口"].tolist() == ["—", "—", "10%", "90%", "—"]
    assert "中位数" in texts(app)


def test_where_there_is_nothing_to_compare_it_says_so(opened, county):
    app = opened(county, "zh-CN", "compare", unit="T1", year="2020", quarter="2")
    assert app.info[0].value == "甲镇总工会下没有两个以上的镇、村或园区，无从对比。"


def test_a_wording_of_ones_own_from_before_there_was_this_notice_leaves_the_other_papers(opened, county, monkeypatch):
    whole = read_wording()
    older = replace(
        whole, sections={name: text for name, text in whole.sections.items() if not name.startswith("下级")}
    )
    monkeypatch.setattr("tracking.screen.pages.compare_papers.read_wording", lambda: older)
    app = opened(county, "zh-CN", "compare", **LINK)
    assert [button.label for button in app.get("download_button") if button.key != "page_excel"] == [
        "对比海报（A3）",
        "导出 Excel",
    ]
    assert "【下级通报标题】, 【下级通报正文】" in texts(app)
