"""Every page in both languages, on the example and on databases of one's own, run by Streamlit's AppTest."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from apps import (
    FIRMS,
    LOCALES,
    PAGES,
    TOWNSHIP,
    WITH_QUARTER,
    add_quarter,
    bullets,
    drafts,
    field,
    go,
    lines_of,
    links,
    metrics,
    pressed,
    store_button,
    tables,
    target_lists,
    texts,
    upload,
    word,
    words_box,
)
from streamlit.testing.v1 import AppTest
from townships import UNION, add_plan, add_report, add_units, plan_file, quarter_file, target, unit, units_file

from tracking.decisions.follow_up import record_follow_ups
from tracking.handouts.templates.known import FIRST_UNIT
from tracking.report.choices import Choice
from tracking.report.drafts import current_report, newest_words, record_draft, save_sections, save_words
from tracking.report.facts import gather
from tracking.screen import session
from tracking.screen.pages.exemption_form import key_of
from tracking.screen.session import open_database
from tracking.store.store import Store

TITLES = {
    "overview": ("总览", "Overview"),
    "formation": ("建会", "Union formation"),
    "contracts": ("集体合同", "Collective contracts"),
    "assistance": ("困难帮扶", "Hardship assistance"),
    "training": ("培训", "Training"),
    "other": ("其他重点工作", "Other key work"),
    "compare": ("横向对比", "Side by side"),
    "report": ("报告", "Report"),
    "printed": ("目标进度", "Progress against targets"),
    "lagging": ("滞后企业", "Lagging enterprises"),
    "followup": ("督办", "Follow-up"),
    "enterprise": ("企业详情", "One enterprise"),
    "changes": ("锁定与变动", "Closing and changes"),
    "calendar": ("上报日历", "Report calendar"),
    "exemptions": ("免考核", "Exemptions"),
    "evidence": ("证明材料", "Evidence"),
    "register": ("合同台账", "Contract register"),
    "founding": ("建会台账", "Founding register"),
    "scoring": ("考核", "Scoring"),
    "plan": ("计划", "Plan"),
    "start": ("开始使用", "First steps"),
    "imports": ("导入", "Import"),
    "indicators": ("指标与计量单位", "Indicators and measures"),
    "records": ("入库记录", "Records"),
}
EMPTY_HINT = ("还没有数据。", "Nothing has been imported yet.")
AN_ENTERPRISE = "91999900MA00006QHM"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_the_example_in_both_languages(opened, no_database, page, locale):
    app = opened(no_database, locale, page)
    assert not app.exception
    assert app.title[0].value.startswith(word(TITLES[page], locale))
    assert word(("虚构的示例乡镇", "invented example township"), locale) in texts(app)
    if page in WITH_QUARTER:
        assert "青禾镇总工会" in app.title[0].value
        assert word(("已报 57/61 家", "57/61 units reported"), locale) in texts(app)
    if page not in ("overview", "start", "imports", "report", "printed"):
        assert all(len(table) for table in tables(app))
        assert tables(app) or page in ("followup", "changes", "evidence", "founding")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_what_to_do_where_nothing_was_imported(opened, empty, page, locale):
    app = opened(empty, locale, page)
    assert not app.exception
    assert app.title[0].value.startswith(word(TITLES[page], locale))
    assert "虚构" not in texts(app)
    assert "invented" not in texts(app)
    if page in WITH_QUARTER:
        assert app.info[0].value.startswith(word(EMPTY_HINT, locale))
        assert links(app) == [("start", ""), ("imports", "")]
    if page == "imports":
        assert len(app.file_uploader) == 1
        assert [button.label for button in app.get("download_button") if button.key != "page_excel"] == [
            word(names, locale)
            for names in (
                ("单位名册", "Units workbook"),
                ("年度计划表", "Plan workbook"),
                ("季度上报表", "Quarter workbook"),
                ("合同台账", "Contract register"),
                ("建会台账", "Founding register"),
            )
        ]


@pytest.mark.parametrize("page", WITH_QUARTER)
def test_a_plan_is_shown_before_the_first_quarter_is_reported(opened, empty, page):
    with Store(empty) as store:
        add_units(store, FIRMS)
        add_plan(store, [target(FIRST_UNIT, "proposals", 40)])
    app = opened(empty, page=page)
    assert not app.exception
    assert "2020" in texts(app)


def test_the_overview_counts_the_verdicts_of_the_example(opened, no_database):
    found = metrics(opened(no_database, "zh-CN"))
    assert found == {
        "已完成或达序时": "13/21 项",
        "略低于序时": "3 项",
        "滞后": "5 项",
        "未到节点": "5 项",
        "未报": "4 家",
    }


def test_the_overview_names_at_most_five_things_to_do_each_with_its_link(opened, no_database):
    app = opened(no_database)
    assert links(app)[1:] == [
        ("training", "unit=QHZ&year=2020&quarter=2&indicator=golden_blue_collar"),
        ("assistance", "unit=QHZ&year=2020&quarter=2&indicator=mutual_insurance"),
        ("lagging", "unit=QHZ&year=2020&quarter=2"),
        ("founding", "unit=QHZ&year=2020&quarter=2"),
        ("register", "unit=QHZ&year=2020&quarter=2"),
    ]


def test_another_quarter_shows_other_figures(opened, no_database):
    app = opened(no_database)
    second, strip = bullets(app), metrics(app)
    app.button_group(key="quarter").set_value("1").run()
    assert not app.exception
    assert bullets(app) != second
    assert metrics(app) != strip
    assert "first quarter of 2020" in app.title[0].value
    assert dict(app.query_params) == {"unit": "QHZ", "year": "2020", "quarter": "1"}


def test_unit_year_and_quarter_stay_from_page_to_page_and_in_the_link(opened, no_database, example):
    app = opened(no_database)
    app.selectbox(key="unit").select("QHZ-C1").run()
    village = example.read("unit_versions").set_index("unit")["name"]["QHZ-C1"]
    app.button_group(key="quarter").set_value("1").run()
    for page in ("formation", "lagging", "records", "enterprise", "overview"):
        go(app, page)
        assert not app.exception
        if page != "records":
            assert village in app.title[0].value
            assert "first quarter of 2020" in app.title[0].value
            assert {"unit": "QHZ-C1", "year": "2020", "quarter": "1"}.items() <= dict(app.query_params).items()


def test_a_link_shows_its_receiver_the_same_page(opened, no_database):
    app = opened(no_database, page="contracts", unit="QHZ-C1", year="2019", quarter="4")
    assert not app.exception
    assert app.session_state["unit"] == "QHZ-C1"
    assert "2019" in app.title[0].value


def test_a_link_with_nonsense_shows_what_there_is(opened, no_database):
    app = opened(no_database, unit="no such unit", year="MMXX", quarter="7", lang="tlh")
    assert not app.exception
    assert dict(app.query_params) == {"unit": "QHZ", "year": "2020", "quarter": "2", "lang": "tlh"}
    assert metrics(app)["Not reported"] == "4 enterprises"


def test_a_quarter_without_figures_is_shown_without_an_exception(opened, no_database):
    for page in WITH_QUARTER:
        app = opened(no_database, page=page, year="2020", quarter="3")
        assert not app.exception
        assert "three quarters of 2020" in app.title[0].value


def test_the_link_overrides_the_browsers_language(opened, no_database):
    assert opened(no_database, "en-GB", lang="zh_CN").title[0].value.startswith("总览")
    assert opened(no_database, "zh-CN", lang="en").title[0].value.startswith("Overview")
    assert opened(no_database, "fr-FR").title[0].value.startswith("Overview")


def test_the_switch_overrides_the_browsers_language_on_every_page(opened, no_database):
    app = opened(no_database, "zh-CN")
    app.button_group(key="lang").set_value("en").run()
    assert app.title[0].value.startswith("Overview")
    assert go(app, "records").title[0].value == "Records"


def test_a_theme_page_follows_the_indicator_of_the_link(opened, no_database):
    app = opened(no_database, page="contracts", indicator="wage_enterprises")
    assert app.selectbox(key="indicator").value == "wage_enterprises"
    assert "43/50 enterprises" in texts(app)
    path = app.get("plotly_chart")[0].proto.spec
    assert "wage agreement" in path.lower()
    app.selectbox(key="indicator").select("contract_rate").run()
    assert app.query_params["indicator"] == "contract_rate"
    assert "90% / 92% (45/50 enterprises)" in texts(app).replace("\\", "")


def test_a_theme_page_breaks_an_indicator_down_by_place_and_by_sector(opened, no_database):
    app = opened(no_database, page="contracts", indicator="wage_enterprises")
    parts = next(table for table in tables(app) if "Part" in table)
    assert sum(int(done.split("/")[0].split()[0]) for done in parts["Done"]) == 43
    app.button_group(key="breakdown").set_value("sector").run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 2


def test_the_enterprise_page_says_file_sheet_and_cell_of_each_number(opened, no_database):
    app = opened(no_database, page="enterprise", enterprise=AN_ENTERPRISE)
    assert not app.exception
    assert "青禾佳禾农机有限公司" in texts(app)
    origins = next(table for table in tables(app) if "Sheet" in table)
    assert {"2020年二季度上报表.xlsx", "2019年一季度上报表.xlsx"} <= set(origins["File"])
    assert set(origins["Sheet"]) == {"建会", "集体合同", "困难帮扶", "培训", "其他重点工作"}
    assert origins["Cell"].str.fullmatch(r"[A-Z]+[0-9]+").all()


def test_the_lagging_page_lists_those_behind_and_those_silent_and_never_mixes_them(opened, no_database):
    behind, silent = tables(opened(no_database, page="lagging"))
    assert len(behind) == 17
    shares = behind["Of the gap"].replace("—", "0%").str.rstrip("%").astype(float)
    assert shares.is_monotonic_decreasing
    assert behind["Behind"].str.fullmatch(r"[0-9]+/[0-9]+").all()
    assert behind["Eight quarters"].str.len().eq(8).all()
    assert behind["What is wrong"].iloc[0].startswith("Enterprises with a wage agreement in force: not done;")
    assert len(silent) == 4
    assert (silent["Days overdue"] == "11").all()
    assert not set(behind["Enterprise"]) & set(silent["Enterprise"])


@pytest.mark.parametrize(
    ("key", "value", "column", "kept"),
    [
        ("place", "QHZ-Y1", "Village or park", {"北园园区工会联合会"}),
        ("sector", "电子", "Sector", {"电子"}),
        ("ownership", "外商投资", "Ownership", {"外商投资"}),
        ("size", "300", "Employees", None),
    ],
)
def test_the_lagging_page_is_narrowed_and_the_link_says_how(opened, no_database, key, value, column, kept):
    app = opened(no_database, page="lagging")
    whole = tables(app)[0]
    app.selectbox(key=key).set_value(value).run()
    narrowed = tables(app)[0]
    assert 0 < len(narrowed) < len(whole)
    assert set(narrowed[column]) == kept if kept else (narrowed[column].astype(int) >= 300).all()
    assert app.query_params[key] == value
    again = tables(opened(no_database, page="lagging", **{key: value}))[0]
    assert again["Enterprise"].tolist() == narrowed["Enterprise"].tolist()
    app.selectbox(key=key).set_value("").run()
    assert key not in app.query_params


def test_the_lagging_page_of_one_indicator_says_only_what_concerns_it(opened, no_database):
    behind = tables(opened(no_database, page="lagging", of="golden_blue_collar"))[0]
    assert len(behind) == 5
    assert set(behind["Behind"]) == {"1/1"}
    assert behind["What is wrong"].str.startswith("Skilled workers").all()


@pytest.mark.parametrize(
    ("order", "column"),
    [("index", "Lag index"), ("per_hundred", "Gap points per 100 employees"), ("streak", "Quarters running")],
)
def test_the_lagging_page_is_sorted_as_asked(opened, no_database, order, column):
    behind = tables(opened(no_database, page="lagging", order=order))[0]
    assert behind[column].is_monotonic_decreasing


def test_below_the_lists_is_what_else_is_worth_knowing(opened, no_database):
    app = opened(no_database, page="lagging")
    titles = {"made_good": ("Last behind", 2), "no_union": ("Sector", 8)}
    for part, (column, count) in titles.items():
        app.segmented_control(key="more").set_value(part).run()
        table = tables(app)[-1]
        assert column in table
        assert len(table) == count
    app.segmented_control(key="more").set_value("idle").run()
    assert not app.exception


def test_letters_to_all_listed_go_on_record_in_one_submission(opened, own):
    with Store(own) as store:
        add_plan(store, [target("A", "proposals", 40), target("B", "proposals", 4)])
    app = opened(own, page="lagging")
    assert "For all 2 listed" in texts(app)
    field(app, "record_letters_by").set_value("办公室")
    field(app, "record_letters_do").click().run()
    assert not app.exception
    assert app.success[0].value == "Recorded."
    found = tables(opened(own, page="followup"))[0]
    assert found[["Enterprise", "State", "Concerns", "How"]].values.tolist() == [
        ["柳溪A厂", "· noted", "everything behind", "letter"],
        ["柳溪C厂", "· noted", "handing in the report", "letter"],
    ]


def test_messages_for_the_phone_are_written_when_asked_for(opened, no_database):
    app = opened(no_database, "zh-CN", page="lagging")
    assert not app.code
    app.toggle(key="write_messages").set_value(True).run()
    assert not app.exception
    assert app.code[0].value.startswith("【青禾镇总工会】2020年上半年进度：应报企业61家")
    assert len(app.code) == 1 + 21


def test_a_fault_in_the_wording_of_letters_is_shown_and_the_lists_stay(opened, no_database, monkeypatch):
    from tracking.letters.wording_file import WrongWording
    from tracking.screen.pages import letters as paper

    def refuse():
        raise WrongWording(["letters.txt, line 3: {x} is not known here."])

    monkeypatch.setattr(paper, "read_wording", refuse)
    app = opened(no_database, page="lagging")
    assert "line 3" in app.error[0].value
    assert len(tables(app)) >= 2


def test_a_promise_recorded_on_the_page_of_an_enterprise_is_followed_up(opened, own):
    app = opened(own, page="followup")
    assert "Nothing has been recorded yet" in texts(app)
    app = opened(own, page="enterprise", enterprise="A")
    field(app, "follow_up_reason").set_value("other")
    next(button for button in app.button if button.label == "Record").click().run()
    assert (
        app.error[0].value
        == "Say who records this. Choose how the enterprise was spoken to. Say in words what the other reason is."
    )
    field(app, "follow_up_contact").set_value("visit")
    field(app, "follow_up_reason_text").set_value("搬迁")
    field(app, "follow_up_promised_on").set_value(date.today() + timedelta(days=3))
    field(app, "follow_up_by").set_value("办公室")
    next(button for button in app.button if button.label == "Record").click().run()
    assert not app.exception
    found = next(table for table in tables(app) if "Promised day" in table)
    assert found[["State", "Concerns", "Reason", "Recorded by"]].values.tolist() == [
        ["△ due soon", "everything behind", "other: 搬迁", "办公室"]
    ]
    app = opened(own, page="followup")
    assert metrics(app)["Due soon"] == "1 promise"
    listed = next(table for table in tables(app) if "Promised day" in table)
    assert listed["Enterprise"].tolist() == ["柳溪A厂"]
    assert "other\\: 1 enterprise" in texts(app)


def test_an_entry_taken_back_is_no_longer_listed(opened, own):
    with Store(own) as store:
        about = {"unit": "A", "subject": "everything", "period": 8080, "said_on": date(2020, 4, 20), "contact": "visit"}
        record_follow_ups(store, [about], "办公室")
    app = opened(own, page="enterprise", enterprise="A")
    assert any("Promised day" in table for table in tables(app))
    field(app, "withdraw_entry").set_value(f"{session.open_database().version()} everything")
    field(app, "withdraw_reason").set_value("记错")
    field(app, "withdraw_by").set_value("办公室")
    field(app, "withdraw_do").click().run()
    assert not app.exception
    assert not any("Promised day" in table for table in tables(app))


def test_the_enterprise_page_shows_eight_quarters_the_index_and_its_parts(opened, no_database):
    app = opened(no_database, page="enterprise", enterprise="91999900MA00010QHT")
    eight = next(table for table in tables(app) if "2018 Q3" in table)
    assert "▲ behind (made good later)" in eight["2020 Q1"].tolist()
    quarter = next(table for table in tables(app) if "This quarter" in table)
    assert set(quarter["This quarter"]) == {"met"}
    parts = next(table for table in tables(app) if "Adds to the index" in table)
    assert "lag index 0.00" in texts(app)
    assert parts["Adds to the index"].astype(float).sum() == pytest.approx(0)


def test_an_exemption_recorded_on_its_page_is_seen_with_its_reason_and_gone_when_it_is_taken_back(opened, own):
    add_targets(own)
    app = opened(own, page="exemptions", exempt_unit="A")
    assert "1/3 units reported" not in texts(app)
    pressed(app, "Record")
    assert app.error[0].value == "Choose one of the reasons. Say who records this."
    field(app, "exempt_code").set_value("stopped")
    field(app, "exempt_note").set_value("设备检修")
    field(app, "exempt_by").set_value("办公室")
    pressed(app, "Record")
    assert not app.exception
    assert "2/2 units reported" not in texts(app)
    assert "1/2 units reported, 1 exempt" in texts(app)
    listed = next(table for table in tables(app) if "Stands" in table)
    reason = "exempt (production stopped or closed down: 设备检修)"
    assert listed[["Unit", "Indicator", "Reason", "Stands", "Recorded by"]].values.tolist() == [
        ["柳溪A厂", "all indicators", reason, "in force", "办公室"]
    ]
    page = opened(own, page="enterprise", enterprise="A")
    assert page.info[0].value.startswith("exempt \\(production stopped or closed down\\: 设备检修\\)\\: all indicators")
    figures = next(table for table in tables(page) if "Completion" in table)
    assert figures["Status"].tolist() == [f"◇ {reason}"]
    page = opened(own, page="lagging")
    page.segmented_control(key="more").set_value("exempt").run()
    assert tables(page)[-1]["Reason"].tolist() == [reason.removeprefix("exempt (").removesuffix(")")]
    app = opened(own, page="exemptions")
    exemptions = session.open_database().read("exemptions", scope="/", day=None)
    field(app, "take_back_entry").set_value(key_of(exemptions.iloc[0]))
    field(app, "take_back_reason").set_value("记错")
    field(app, "take_back_by").set_value("办公室")
    field(app, "take_back_do").click().run()
    assert not app.exception
    assert not tables(app)
    assert "2/3 units reported" in texts(app)
    records = tables(opened(own, page="records"))[0]
    assert records["What"].tolist()[:2] == ["exemption", "exemption"]
    assert records["Reason"].tolist()[:2] == ["记错", "设备检修"]


def add_targets(database: Path) -> None:
    with Store(database) as store:
        add_plan(store, [target("A", "proposals", 4), target("B", "proposals", 4)], version=2)


def test_what_an_enterprise_is_not_to_report_is_said_so_and_never_missing_or_exempt(opened, own):
    add_targets(own)
    app = opened(own, page="exemptions", exempt_unit="C")
    app.segmented_control(key="exempt_kind").set_value("not_asked").run()
    field(app, "exempt_indicator").set_value("proposals")
    field(app, "exempt_note").set_value("无此业务")
    field(app, "exempt_by").set_value("办公室")
    pressed(app, "Record")
    assert not app.exception
    listed = next(table for table in tables(app) if "Stands" in table)
    assert listed[["Reason", "Last day"]].values.tolist() == [["not to report (无此业务)", "until further notice"]]
    theme = opened(own, page="other", indicator="proposals")
    assert "Not to report\\: 1 \\(柳溪C厂\\: 无此业务\\)" in texts(theme)
    enterprise = opened(own, page="enterprise", enterprise="C")
    quarters = next(table for table in tables(enterprise) if "2020 Q1" in table)
    assert quarters["2020 Q1"].tolist() == ["not to report"]
    calendar = tables(opened(own, page="calendar"))[0].set_index("Unit")
    assert calendar.loc["柳溪C厂", "State"] == "○ missing"
    assert "not to report (无此业务)" in calendar.loc["柳溪C厂", "Exempt or not to report"]


def test_the_report_calendar_counts_filters_and_sets_another_day(opened, own):
    app = opened(own, page="calendar")
    assert metrics(app) == {
        "Due on": "2020-04-10",
        "To report": "3 enterprises",
        "Reported": "2 enterprises",
        "Reported late": "2 enterprises",
        "Not reported": "1 enterprise",
        "Exempt": "0 enterprises",
    }
    assert tables(app)[0]["State"].tolist() == ["○ missing", "○ missing", "△ late", "△ late"]
    app.segmented_control(key="handed_in").set_value("late").run()
    assert tables(app)[0]["Unit"].tolist() == ["柳溪A厂", "柳溪B厂"]
    assert app.query_params["handed_in"] == "late"
    pressed(app, "Set the day")
    assert "Say why the day is another one" in app.error[0].value
    field(app, "due_on").set_value(date.today() + timedelta(days=5))
    field(app, "due_reason").set_value("顺延")
    field(app, "due_by").set_value("办公室")
    pressed(app, "Set the day")
    assert not app.exception
    assert metrics(app)["Reported late"] == "0 enterprises"
    assert "顺延" in texts(app)
    overview = opened(own)
    assert "days overdue" not in texts(overview)
    assert tables(opened(own, page="lagging"))[-1]["Days overdue"].tolist() == ["0"]
    assert tables(opened(own, page="records"))[0]["What"].iloc[0] == "report calendar"


def test_starting_with_ones_own_data_makes_a_database_without_the_example(opened, tmp_path):
    database = tmp_path / "new" / "own.duckdb"
    app = opened(database, page="imports")
    assert len(app.file_uploader) == 0
    app.text_input(key="union_name").set_value("  ")
    app.button(key="begin").click().run()
    assert not database.exists()
    app.text_input(key="union_name").set_value(UNION)
    app.button(key="begin").click().run()
    assert not app.exception
    assert database.exists()
    assert len(app.file_uploader) == 1
    assert "invented" not in texts(app)
    store = session.open_database()
    assert store.path == database.resolve()
    assert "QHZ" not in set(store.read("unit_versions")["unit"])
    assert store.read("settings")["name"].tolist() == ["union"]
    upload(app, ("units.xlsx", units_file(FIRMS)))
    assert not app.error


def not_stored(app) -> bool:
    """Press the button that stores: nothing is stored, and what is missing is said."""
    before = len(open_database().read("submissions"))
    store_button(app).click().run()
    said = any("Nothing was stored yet" in error.value for error in app.error)
    return said and len(open_database().read("submissions")) == before


def test_a_quarter_workbook_is_previewed_stored_and_changes_the_figure(opened, own):
    app = opened(own)
    assert "7/40 items" in bullets(app)
    go(app, "imports")
    data = quarter_file(FIRMS, {("A", "proposals"): 5, ("B", "proposals"): 0, ("C", "proposals"): 6})
    upload(app, ("q2.xlsx", data))
    assert "3 new, 0 corrected, 0 withdrawn, 0 unchanged" in texts(app)
    assert tables(app)[0]["In the file"].tolist() == ["5", "0", "6"]
    assert tables(app)[0]["Cell"].tolist() == ["其他重点工作 D4", "其他重点工作 D5", "其他重点工作 D6"]
    assert not_stored(app)
    app.text_input(key="import_by").set_value("the office").run()
    store_button(app).click().run()
    assert not app.exception
    assert "q2.xlsx is stored." in texts(app).replace("\\", "")
    go(app, "overview").button_group(key="quarter").set_value("2").run()
    assert "18/40 items" in bullets(app)


def test_units_and_a_plan_are_taken_in_on_the_same_page(opened, empty):
    app = opened(empty, page="imports")
    plan = plan_file([{"单位代码": FIRST_UNIT, "单位名称": UNION, "指标": "合理化建议", "目标": 40}])
    for name, data, kind in (("u.xlsx", units_file(FIRMS), "units workbook"), ("p.xlsx", plan, "annual plan")):
        upload(app, (name, data))
        assert kind in texts(app)
        app.text_input(key="import_by").set_value("the office").run()
        store_button(app).click().run()
        assert not app.error
    store = session.open_database()
    assert sorted(store.read("unit_versions")["unit"]) == [FIRST_UNIT, "A", "B", "C"]
    assert store.read("plan_targets", units=None, plan_year=2020, newest=True)["target"].tolist() == [40]


def test_a_correction_needs_a_reason(opened, own):
    app = opened(own, page="imports")
    upload(app, ("q1.xlsx", quarter_file(FIRMS, {("A", "proposals"): 9}, quarter=1)))
    assert "1 corrected" in texts(app)
    row = tables(app)[0].iloc[0]
    assert (row["Stored"], row["In the file"]) == ("4", "9")
    app.text_input(key="import_by").set_value("the office").run()
    assert not_stored(app)
    reason = next(field for field in app.text_input if field.label.startswith("Reason"))
    reason.set_value("counted twice").run()
    store_button(app).click().run()
    assert "12/40 items" in bullets(go(app, "overview"))
    corrected = tables(go(app, "records"))[1]
    assert corrected[["Stored", "In the file", "Reason", "By"]].values.tolist() == [
        ["4", "9", "counted twice", "the office"]
    ]


def test_an_unanswered_question_keeps_a_file_from_being_stored(opened, own):
    app = opened(own, page="imports")
    figures = {("A", "proposals"): 1, ("B", "proposals"): 5}
    upload(app, ("q2.xlsx", quarter_file(FIRMS, figures, cumulative=["proposals"])))
    assert "1 is less than the 4 known already" in app.checkbox[0].label.replace("\\", "")
    app.text_input(key="import_by").set_value("the office").run()
    assert not_stored(app)
    app.checkbox[0].check().run()
    store_button(app).click().run()
    assert not app.error
    assert len(open_database().read("unit_reports", unit="B"))


def test_a_wrong_workbook_shows_every_fault_with_sheet_and_cell(opened, own):
    app = opened(own, page="imports")
    wrong = quarter_file(FIRMS, {("A", "proposals"): "many", ("B", "proposals"): -3, ("C", "proposals"): 2})
    upload(app, ("wrong.xlsx", wrong))
    assert not app.exception
    assert [warning.value for warning in app.warning] == ["2 rows or cells are held back:"]
    faults = next(table for table in tables(app) if "Found" in table)
    assert faults[["Sheet", "Cell", "Found"]].values.tolist() == [
        ["其他重点工作", "D4", "many"],
        ["其他重点工作", "D5", "-3"],
    ]
    assert faults["Expected"].str.len().gt(5).all()
    assert not_stored(app)
    next(box for box in app.checkbox if "the other 1 figure" in box.label).check().run()
    app.text_input(key="import_by").input("the office").run()
    store_button(app).click().run()
    stored = open_database().read("unit_reports", unit="C")
    assert stored["amount"].tolist() == [2], "what is good is stored, and what is not is sent back"


def test_of_two_files_one_wrong_the_other_can_be_stored(opened, own):
    app = opened(own, page="imports")
    right = quarter_file(FIRMS, {("A", "proposals"): 5})
    upload(app, ("wrong.xlsx", b"not a workbook at all"), ("right.xlsx", right))
    assert "wrong.xlsx was not taken in" in texts(app).replace("\\", "")
    app.text_input(key="import_by").set_value("the office").run()
    app.button(key="store_all").click().run()
    assert "wrong.xlsx was not taken in" in texts(app).replace("\\", "")
    assert "12/40 items" in bullets(go(app, "overview"))


def test_a_file_stored_already_changes_nothing_and_says_so(opened, own):
    app = opened(own, page="imports")
    same = quarter_file(FIRMS, {("A", "proposals"): 4, ("B", "proposals"): 3}, quarter=1)
    upload(app, ("again.xlsx", same))
    assert "Everything in this file is stored already" in texts(app)
    assert not [button for button in app.button if button.label == "Store"]


def test_a_database_in_use_elsewhere_is_a_sentence_not_a_traceback(opened, own):
    with Store(own, "another program"):
        app = opened(own)
        assert not app.exception
        assert "is in use by another program" in app.error[0].value.replace("\\", "")
    assert "7/40 items" in bullets(app.run())


def test_names_from_a_workbook_are_shown_as_text_never_as_markdown(opened, empty):
    name = "[点我](http://example.org) **厂** <b>$x$</b>"
    with Store(empty) as store:
        add_units(store, [{**TOWNSHIP, "name": name}, unit("A", FIRST_UNIT, name=name, employees=100)])
        add_plan(store, [target(FIRST_UNIT, "proposals", 40)])
        add_report(store, 2020, 1, {("A", "proposals"): 4})
    for page in WITH_QUARTER:
        app = opened(empty, page=page)
        assert not app.exception
        for element in (*app.title, *app.caption, *app.markdown):
            assert "](http" not in element.value
            assert "<b>" not in element.value.replace("\\<b\\>", "")


def test_an_enterprise_of_which_little_is_known_has_its_page(opened, empty):
    with Store(empty) as store:
        add_units(store, [TOWNSHIP, unit("A", FIRST_UNIT, employees=100, contact="办公室"), unit("B", FIRST_UNIT)])
        add_report(store, 2020, 1, {("B", "proposals"): 4})
    app = opened(empty, page="enterprise", enterprise="B")
    assert not app.exception
    assert "柳溪B厂" in texts(app)


def test_the_draft_is_in_the_page_and_each_of_its_numbers_leads_to_its_source(opened, no_database):
    app = opened(no_database, "zh-CN", "report")
    assert "青禾镇总工会2020年上半年工作总结和下半年工作计划" in texts(app)
    (draft,) = drafts(app)
    found = [piece for block in draft["blocks"] for one in block.get("sentences", ()) for piece in one["pieces"]]
    said = {figure: text for text, figure in found if figure}
    assert len(said) > 40
    assert said["actual.cadre_training.20201231"] == "53人次"


def test_the_outline_tells_the_weight_of_each_section_and_what_waits_for_words(opened, no_database):
    (draft,) = drafts(opened(no_database, "zh-CN", "report"))
    outline = {entry["title"]: entry for entry in draft["outline"]}
    assert outline["（三）民主管理与和谐劳动关系"]["weight"] == "44 字，百字 4.5 个数字"
    assert outline["（九）典型做法"]["waiting"] == "待补充"
    assert not outline["（三）民主管理与和谐劳动关系"]["waiting"]
    assert [entry["title"] for entry in draft["outline"] if entry["part"]] == [
        "导语",
        "一、上半年主要工作",
        "二、存在问题",
        "三、下半年工作安排",
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_sentence_is_struck_written_anew_and_taken_back(opened, own, locale):
    add_quarter(own)
    where = "contests/matters"

    def choose(app, how: str, text: str | None = None) -> AppTest:
        (radio,) = app.radio
        radio.set_value(how).run()
        if text is not None:
            field(app, "sentence_text").set_value(text)
        field(app, "sentence_by").set_value("主席")
        field(app, "sentence_do").click().run()
        assert not app.exception
        assert not app.error
        return app

    app = opened(own, locale, "report", sentence=where)
    assert "征集合理化建议9项" in texts(app)
    choose(app, "own", "上半年征集建议9项，比去年多。")
    assert "上半年征集建议9项，比去年多。" in texts(app)
    assert word(("改写 1 句", "Sentences of your own: 1"), locale) in texts(app)
    assert not app.radio, "the window is closed"
    add_report(open_database(), 2020, 2, {("A", "proposals"): 9})
    app = opened(own, locale, "report", sentence=where)
    assert "上半年征集建议17项，比去年多。" in texts(app)
    assert any("17项" in warning.value for warning in app.warning), "what changed is said"
    choose(app, "strike")
    assert "征集" not in next(text for style, text in lines_of(drafts(app)[0]) if "竞赛" in text and style == "text")
    app = opened(own, locale, "report", sentence=where)
    choose(app, "program")
    assert "征集合理化建议17项" in texts(app)


def test_a_sentence_that_somebody_else_changed_meanwhile_is_not_overwritten(opened, own):
    add_quarter(own)
    app = opened(own, "en-GB", "report", sentence="contests/matters")
    app.radio[0].set_value("strike").run()
    field(app, "sentence_by").set_value("主席")
    body = Choice("own", "x", "他的话。").body()
    save_words(open_database(), FIRST_UNIT, "half-year", 8081, {"contests/matters": body}, "副主席")
    field(app, "sentence_do").click().run()
    assert "副主席" in app.error[0].value
    kept = newest_words(open_database(), FIRST_UNIT, "half-year", 8081)
    assert kept["contests/matters"]["body"] == body


@pytest.mark.parametrize(
    ("key", "name", "how"),
    [
        (
            "actual.employee_training.20201231",
            "Employees and their representatives trained · done",
            "62 reported figures",
        ),
        (
            "completion.new_unions.20200930",
            "New enterprise unions · completion",
            "6 enterprises ÷ 14 enterprises = 42.86%",
        ),
        ("target.new_unions.20200930", "New enterprise unions · target", "plan 2020"),
        ("count.far_behind", "targets by status", "counted: 1"),
        ("silent.missing", "enterprises that were to report, and those that did", "counted: 61"),
    ],
)
def test_a_number_followed_shows_its_sum_and_its_cells_or_list(opened, no_database, key, name, how):
    app = opened(no_database, "en-GB", "report", figure=key)
    assert not app.exception
    assert name in texts(app).replace("\\", "")
    assert how in texts(app).replace("\\", "")
    assert all(len(table) for table in tables(app))


def test_a_number_that_is_no_more_is_said_so(opened, no_database):
    app = opened(no_database, "en-GB", "report", figure="actual.nothing.20201231")
    assert app.warning[0].value == "This report has no such figure any more."


def test_where_there_is_no_libreoffice_the_page_says_how_to_make_a_pdf(opened, no_database, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda *_names, **_more: None)
    assert "save the Word file as PDF in Word or WPS" in texts(opened(no_database, "en-GB", "report"))


def test_the_kinds_of_report_are_those_of_the_quarter(opened, no_database):
    app = opened(no_database, "en-GB", "report")
    assert app.button_group(key="kind").options == ["Half-year report", "Briefing", "Tables alone"]
    app.button_group(key="quarter").set_value("1").run()
    assert not app.exception
    assert app.button_group(key="kind").options == ["Briefing", "Tables alone"]
    assert "青禾镇总工会2020年一季度工作简报" in texts(app)


def test_the_chairs_words_are_saved_shown_and_kept_in_versions(opened, own):
    add_quarter(own)
    app = opened(own, "en-GB", "report")
    words_box(app, "自身建设").set_value("今年完成了换届。")
    field(app, "words_by").set_value("主席")
    pressed(app, "Save my words")
    assert "今年完成了换届。" in texts(app)
    words_box(app, "自身建设").set_value("今年顺利完成了换届。")
    pressed(app, "Save my words")
    assert "今年顺利完成了换届。" in texts(app)
    versions = next(table for table in tables(app) if "Text" in table.columns)
    assert versions["Text"].tolist() == ["今年顺利完成了换届。", "今年完成了换届。"]
    assert "Waiting for your words: 典型做法" in texts(app)


def test_what_somebody_wrote_is_never_markup(opened, own):
    add_quarter(own)
    app = opened(own, "en-GB", "report")
    words_box(app, "导语").set_value("[点这里](http://example.org) <script>alert(1)</script>")
    field(app, "words_by").set_value("主席")
    pressed(app, "Save my words")
    assert "](http" not in "".join(element.value for element in app.markdown)
    assert ("words", "[点这里](http://example.org) <script>alert(1)</script>") in lines_of(drafts(app)[0])


def test_a_draft_handed_out_shows_which_figures_changed_since(opened, own):
    add_quarter(own)
    with Store(own) as store:
        report = current_report(store, gather(store, FIRST_UNIT, 2020, 2), "half-year")
        record_draft(store, report, "draft.docx", "the chair")
        add_report(store, 2020, 2, {("A", "proposals"): 9})
    app = opened(own, "en-GB", "report")
    assert "Draft 1 was handed out at" in texts(app)
    changed = next(table for table in tables(app) if "In the draft" in table.columns)
    said = changed.set_index("Figure").loc["Improvement proposals · done"]
    assert (said["In the draft"], said["Now"]) == ("9项", "17项")


def test_the_sheet_for_printing_holds_every_target_and_what_needs_attention(opened, no_database):
    app = opened(no_database, "zh-CN", "printed")
    assert len(target_lists(app)[0]["rows"]) == 26
    assert "应建未建 8 家" in texts(app)


def test_words_that_cannot_be_stored_are_said_so_and_stay_on_the_page(opened, own, monkeypatch):
    add_quarter(own)
    app = opened(own, "en-GB", "report")
    words_box(app, "自身建设").set_value("今年完成了换届。")
    field(app, "words_by").set_value("主席").run()
    monkeypatch.setattr("tracking.store.opened.SMALLEST_FREE_DISK", 2**62)
    pressed(app, "Save my words")
    assert not app.exception
    assert "The disk is nearly full" in app.error[0].value
    assert words_box(app, "自身建设").value == "今年完成了换届。"


def test_sections_unticked_and_reordered_change_the_draft(opened, own):
    add_quarter(own)
    with Store(own) as store:
        chosen = [("lead", True), ("model_case", True), ("own_building", False), ("other", True)]
        save_sections(store, FIRST_UNIT, "half-year", chosen, "the chair")
    app = opened(own, "en-GB", "report")
    assert "（一）典型做法" in texts(app).replace("\\", "")
    assert "自身建设" not in [box.label for box in app.text_area]
