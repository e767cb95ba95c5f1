"""The first steps: from nothing to an overview by what stands on one page."""

import json
from pathlib import Path

import pytest
from apps import LOCALES, bullets, field, go, texts, word

from tracking.intake.first_units import list_of_units, proposed_units, store_first_units
from tracking.intake.own import begin_union
from tracking.language import use_language
from tracking.opening.book import Book, Sheet
from tracking.plan.first import MAIN_INDICATORS, first_targets, save_first_plan
from tracking.plan.saving import PlanProblem
from tracking.reading.problems import ReportProblem
from tracking.store.store import Store

UNION = "柳河镇总工会"
FIRMS = [("恒泰纺织有限公司", "柳河村"), ("永固五金厂", "柳河村"), ("佳美服饰有限公司", "东塘村")]


def row(name: str, place: str = "", **more: object) -> dict:
    return {"take": True, "name": name, "place": place, "employees": "", "phone": "", "code": "", "files": ""} | more


@pytest.fixture
def begun(tmp_path) -> Path:
    """A union's database with nothing in it but its name."""
    begin_union(tmp_path / "own.duckdb", UNION)
    return tmp_path / "own.duckdb"


def grid_with(app, column: str):
    """The grid that has a column."""
    return next(one for one in app.dataframe if column in one.value)


def typed(app, column: str, rows: dict[int, dict]):
    """Type into the grid that has a column: number of the row → column → what is typed."""
    key = grid_with(app, column).proto.id.split("-", 2)[2]
    app.session_state[key] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    return app


def steps(app) -> str:
    return " ".join(one.label for one in app.expander)


def pressed(app, form: str, by: str = "办公室"):
    field(app, f"{form}_by").set_value(by)
    return field(app, f"{form}_do").click().run()


def test_from_nothing_to_the_overview_by_one_page(opened, begun):
    app = opened(begun, "zh-CN", "start")
    typed(app, "place", {n: {"name": name, "place": place} for n, (name, place) in enumerate(FIRMS)})
    pressed(app, "first_units")
    assert not app.exception
    assert not app.error
    assert "企业 3 家，村、园区 2 个" in steps(app)
    wanted = grid_with(app, "target").value["indicator"].tolist().index("new_members")
    pressed(typed(app, "target", {wanted: {"target": "40"}}), "first_plan")
    assert not app.error
    assert "年度目标 1 项" in steps(app)
    assert set(grid_with(app, "new_members").value["name"]) == {name for name, _place in FIRMS}
    pressed(typed(app, "new_members", {n: {"new_members": "5"} for n in range(3)}), "first_quarter")
    assert not app.exception
    assert not app.error
    assert "已报 3/3 家" in steps(app)
    assert any("15/40" in text for text in bullets(go(app, "overview")))


@pytest.mark.parametrize("locale", LOCALES)
def test_each_step_says_what_comes_before_it(opened, begun, locale):
    app = opened(begun, locale, "start")
    said = texts(app)
    assert word(("请先完成单位名册。", "First the units"), locale) in said
    assert word(("请先完成单位名册和年度计划", "First the units and the plan"), locale) in said


def test_files_propose_the_enterprises_they_name_each_once(opened, begun):
    app = opened(begun, "zh-CN", "start")
    sheet = "单位名称,会员\r\n恒泰纺织有限公司,30\r\n永固五金厂,4\r\n合计,34\r\n".encode("utf-8-sig")
    other = "填报单位：佳美服饰有限公司,\r\n项目,数量\r\n会员,3\r\n".encode("utf-8-sig")
    app.file_uploader(key="first_files").set_value([("a.csv", sheet, "text/csv"), ("b.csv", other, "text/csv")])
    app.run()
    grid = grid_with(app, "place").value
    assert grid["name"].tolist() == ["恒泰纺织有限公司", "永固五金厂", "佳美服饰有限公司"]
    assert grid["take"].all()


def test_names_of_indicators_and_of_firms_that_look_alike_wait_for_a_person(begun):
    sheet = Sheet("1", [["单位名称", "会员"], ["恒泰纺织有限公司", 3], ["恒泰纺织", 4], ["职工人数", 7]])
    with Store(begun) as store:
        rows = proposed_units(store, [Book("a.xlsx", "", [sheet])])
    assert [(one["name"], one["take"]) for one in rows] == [("恒泰纺织有限公司", True), ("恒泰纺织", False)]


def test_only_what_is_taken_and_has_a_name_is_stored(begun):
    with Store(begun) as store:
        store_first_units(
            store, UNION, [row("恒泰纺织有限公司"), row("", "柳河村"), row("永固五金厂", take=False)], "我"
        )
        assert store.read("unit_versions")["name"].tolist() == [UNION, "恒泰纺织有限公司"]


def test_a_union_of_any_name_can_begin(tmp_path):
    begin_union(tmp_path / "own.duckdb", "高新开发总公司工会")
    with Store(tmp_path / "own.duckdb") as store:
        store_first_units(store, "高新开发总公司工会", [row("恒泰纺织有限公司")], "我")
        assert "高新开发总公司工会" in store.read("unit_versions")["name"].tolist()


def test_nothing_typed_is_a_sentence(begun):
    with Store(begun) as store, pytest.raises(ReportProblem, match="at least one enterprise"):
        store_first_units(store, UNION, [row("")], "我")


def test_a_list_is_told_as_an_office_would_send_it():
    lines = list_of_units(UNION, [row("恒泰纺织有限公司", "柳河村", employees="60")]).decode("utf-8-sig").splitlines()
    assert lines == [
        f"{UNION}企业名录",
        "单位名称,所属村,职工数,办公电话,单位代码",
        "恒泰纺织有限公司,柳河村,60,,",
    ]


def test_the_first_plan_is_typed_beside_what_was_done_the_year_before(example):
    use_language("zh_CN")
    rows = {one["indicator"]: one for one in first_targets(example, "QHZ", 2020)}
    assert set(rows) == set(MAIN_INDICATORS)
    assert rows["wage_enterprises"]["name"] == "工资集体协商签订企业"
    assert rows["wage_enterprises"]["last"] > 0


def test_every_fault_of_a_typed_plan_is_told_at_once_and_nothing_is_stored(begun):
    with Store(begun) as store:
        store_first_units(store, UNION, [row(*FIRMS[0])], "我")
        top = store.read("unit_versions").query("kind == 'township'")["unit"].iloc[0]
        wrong = [
            {"indicator": "new_members", "target": "很多"},
            {"indicator": "formation_rate", "target": "百分之一百"},
        ]
        with pytest.raises(PlanProblem) as problem:
            save_first_plan(store, top, 2020, wrong, None, "我")
        assert len(problem.value.faults) >= 1
        assert store.read("plan_versions").empty
        assert json.dumps([fault.found for fault in problem.value.faults], ensure_ascii=False).count("很多") == 1
