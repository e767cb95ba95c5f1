"""The first steps: from nothing to an overview by what stands on one page."""

import json
from datetime import date
from pathlib import Path

import pytest
from apps import LOCALES, bullets, field, go, texts, word

from tracking.intake.first_units import list_of_units, proposed_units, store_first_units
from tracking.intake.own import begin_union
from tracking.language import use_language
from tracking.opening.book import Book, Sheet
from tracking.plan.first import MAIN_INDICATORS, first_targets, save_first_plan
from tracking.plan.first_results import store_first_plan
from tracking.plan.saving import PlanProblem
from tracking.quarters import period_of, quarters_ended
from tracking.reading.problems import ReportProblem
from tracking.screen.session import open_database
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


def test_an_enterprise_without_a_village_belongs_to_the_union_and_not_to_the_village_above_it(begun):
    with Store(begun) as store:
        store_first_units(store, UNION, [row(*FIRMS[0]), row("永固五金厂"), row(*FIRMS[2]), row("新光电器厂")], "我")
        units = store.read("current_units", scope="/", day=store.today())
    parents, top = units.set_index("name")["parent"], units["unit"].iloc[0]
    assert parents["永固五金厂"] == parents["新光电器厂"] == top
    assert parents[FIRMS[0][0]] != parents[FIRMS[2][0]] != top


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


def test_a_list_from_a_message_fills_the_grid_and_stays_there_when_the_page_is_left(opened, begun):
    app = opened(begun, "zh-CN", "start")
    message = "东岭村：恒泰纺织有限公司（86人，0000-5550101）、永固五金厂"
    app.text_area(key="first_message").set_value(message).run()
    wanted = [["恒泰纺织有限公司", "东岭村", "86", "0000-5550101"], ["永固五金厂", "东岭村", "", ""]]
    assert grid_with(app, "place").value[["name", "place", "employees", "phone"]].values.tolist() == wanted
    go(app, "imports")
    go(app, "start")
    assert grid_with(app, "place").value[["name", "place", "employees", "phone"]].values.tolist() == wanted
    pressed(app, "first_units")
    assert not app.error
    store = open_database()
    phones = store.read("unit_versions").set_index("name")["phone"]
    assert phones["恒泰纺织有限公司"] == "0000-5550101"


def test_files_dropped_for_their_names_lie_ready_on_the_import_page(opened, begun):
    app = opened(begun, "zh-CN", "start")
    sheet = "2026年二季度\r\n单位名称,会员\r\n恒泰纺织有限公司,30\r\n".encode("utf-8-sig")
    app.file_uploader(key="first_files").set_value([("a.csv", sheet, "text/csv")])
    app.run()
    assert "a.csv" in texts(go(app, "imports"))


def test_what_was_done_last_year_and_further_indicators_are_typed_with_the_first_plan(opened, begun):
    with Store(begun) as store:
        store_first_units(store, UNION, [row(*FIRMS[0])], "我")
        year = store.today().year
    app = opened(begun, "zh-CN", "start")
    app.multiselect(key="further_indicators").set_value(["proposals"]).run()
    grid = grid_with(app, "target").value
    assert grid["indicator"].tolist() == ["proposals", *MAIN_INDICATORS]
    money, ideas = (grid["indicator"].tolist().index(code) for code in ("assistance_funds", "proposals"))
    typed(app, "target", {money: {"last": "10.5万元", "target": "12万元"}, ideas: {"target": "600"}})
    pressed(app, "first_plan")
    assert not app.error
    store = open_database()
    top = store.read("unit_versions").query("kind == 'township'")["unit"].iloc[0]
    plan = store.read("plan_targets", units=[top], plan_year=year, newest=True).set_index("indicator")["target"]
    assert plan.to_dict() == {"proposals": 600, "assistance_funds": 12_000_000}
    last = {one["indicator"]: one["last"] for one in first_targets(store, top, year)}
    assert last["assistance_funds"] == 105_000


def test_last_years_result_of_a_rate_is_refused_with_its_name_and_nothing_is_stored(begun):
    about = {"target": "", "last": "86%", "was": ""}
    with Store(begun) as store:
        store_first_units(store, UNION, [row(*FIRMS[0])], "我")
        before = len(store.read("submissions"))
        rows = [
            {"indicator": "new_members", "target": "40", "last": "", "was": ""},
            {"indicator": "formation_rate"} | about,
        ]
        with pytest.raises(ReportProblem, match="rate is computed"):
            store_first_plan(store, UNION, "LHZ", 2020, rows, None, "我")
        assert len(store.read("submissions")) == before


def test_any_quarter_of_the_year_that_has_ended_is_typed_and_blanks_are_zero_only_where_somebody_says_so(opened, begun):
    with Store(begun) as store:
        store_first_units(store, UNION, [row(*firm) for firm in FIRMS], "我")
        top = store.read("unit_versions").query("kind == 'township'")["unit"].iloc[0]
        year, _quarters = quarters_ended(store.today())
        wanted = [
            {"indicator": code, "target": "40"}
            for code in ("new_members", "new_unions", "wage_enterprises", "cadre_training")
        ]
        save_first_plan(store, top, year, wanted, None, "我")
    app = opened(begun, "zh-CN", "start")
    assert app.button_group(key="first_quarter_of").value == 1, "the first of which nothing is there"
    grid = grid_with(app, "new_members").value
    assert grid["name"].tolist()[0] == UNION
    typed(app, "new_members", {0: {"cadre_training": "9"}, 1: {"new_members": "5"}})
    app.checkbox(key="blank_is_none").check().run()
    pressed(app, "first_quarter")
    assert not app.error
    store = open_database()
    cells = store.read("cells", scope="/", first_period=period_of(year, 1), last_period=period_of(year, 1))
    firm = cells[cells["unit"] == grid["unit"].tolist()[1]].set_index("indicator")["amount"].to_dict()
    assert firm == {"new_members": 5, "new_unions": 0}
    assert f"一季度已报 1/{len(FIRMS)} 家" in steps(app)


def test_a_figure_that_a_kind_of_unit_does_not_report_is_refused_with_its_place_and_what_was_typed_stays(opened, begun):
    with Store(begun) as store:
        store_first_units(store, UNION, [row(*FIRMS[0])], "我")
        top = store.read("unit_versions").query("kind == 'township'")["unit"].iloc[0]
        wanted = [{"indicator": code, "target": "4"} for code in ("new_unions", "cadre_training")]
        save_first_plan(store, top, store.today().year, wanted, None, "我")
    app = opened(begun, "zh-CN", "start")
    typed(app, "new_unions", {0: {"new_unions": "0"}, 1: {"cadre_training": "7"}})
    pressed(app, "first_quarter")
    (said,) = [error.value for error in app.error]
    assert f"{UNION}, 新建企业工会" in said
    assert f"{FIRMS[0][0]}, 工会干部培训" in said
    assert open_database().read("cells", scope="/", first_period=0, last_period=99999).empty


def test_nothing_is_stored_before_somebody_says_who_stores_it(opened, begun):
    app = opened(begun, "zh-CN", "start")
    typed(app, "place", {0: {"name": "恒泰纺织有限公司", "place": "柳河村"}})
    pressed(app, "first_units", "")
    assert any("经办人" in error.value for error in app.error)
    assert "尚无" in steps(app)


@pytest.mark.parametrize(
    ("today", "ended"),
    [
        ((2026, 1, 5), [1]),
        ((2026, 3, 31), [1]),
        ((2026, 5, 1), [1]),
        ((2026, 7, 8), [1, 2]),
        ((2026, 12, 31), [1, 2, 3]),
    ],
)
def test_the_quarters_to_type_are_those_that_ended_and_the_first_from_new_year(today, ended):
    assert quarters_ended(date(*today)) == (2026, ended)
