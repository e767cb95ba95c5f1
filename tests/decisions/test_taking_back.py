"""A whole file is taken back: what held before it is stored again, nothing is deleted, what came later stays."""

import pandas as pd
import pytest
from apps import LOCALES, field, go, tables, texts, word
from made_once import filled_once
from townships import (
    TOWNSHIP,
    TWO_FIRMS,
    UNION,
    add_plan,
    add_report,
    add_units,
    plan_file,
    quarter_file,
    rows_of,
    take_in,
    target,
    unit,
    units_file,
)

from tracking.decisions.closing import changes_since, close_quarter
from tracking.decisions.due_days import reports_of
from tracking.decisions.exemption import record_exemption
from tracking.decisions.taking_back import preview_taking_back, take_back
from tracking.intake.correction import cell_now, preview_correction, store_correction
from tracking.intake.preview import preview_file, store_preview
from tracking.progress.load import load_progress
from tracking.reading.problems import ReportProblem
from tracking.screen import session
from tracking.store.lock import StoreProblem
from tracking.store.store import Store, StoreChanged

Q2 = 8081
PLANNED = {"单位代码": "T", "指标": "合理化建议", "目标": 60}
FIRST = {("A", "proposals"): 4, ("B", "proposals"): 3}
WRONG = {("A", "proposals"): 40, ("B", "proposals"): 3, ("B", "lectures"): 7}


@filled_once
def town(store):
    """Two firms whose second quarter was taken in, and then a wrong file over it."""
    add_units(store, TWO_FIRMS)
    add_plan(store, [target("T", "proposals", 16)])
    take_in(store, quarter_file(TWO_FIRMS, FIRST), "二季度.xlsx")
    take_in(store, quarter_file(TWO_FIRMS, WRONG), "别家的.xlsx", "更正")


def cells(store) -> list[tuple]:
    return rows_of(store.read("cells", scope="/", first_period=Q2, last_period=Q2), "unit", "indicator", "amount")


def newest(store, file_name: str) -> int:
    found = store.read("submissions")
    return int(found.loc[found["file_name"] == file_name, "submission"].iloc[0])


def done(store) -> int:
    own = load_progress(store, "T", 2020, 2, alone=True).set_index("indicator")
    return int(own.loc["proposals", "actual"])


def test_every_figure_of_the_file_reads_as_before_it_and_what_it_brought_is_withdrawn(town):
    assert done(town) == 43
    wrong = newest(town, "别家的.xlsx")
    shown = preview_taking_back(town, wrong)
    assert rows_of(shown.cells, "unit", "indicator", "change", "old_amount", "amount") == [
        ("A", "proposals", "corrected", 40, 4),
        ("B", "lectures", "withdrawn", 7, None),
    ]
    rows_before = len(town.read("unit_reports", unit="A"))
    take_back(town, wrong, "办公室", "传错文件", shown.signature())
    assert cells(town) == [("A", "proposals", 4), ("B", "proposals", 3)]
    assert done(town) == 7
    assert len(town.read("unit_reports", unit="A")) == rows_before + 1, "nothing is deleted"
    assert town.check().empty


def test_a_figure_put_back_names_the_file_and_cell_that_it_first_came_from(town):
    take_back(town, newest(town, "别家的.xlsx"), "办公室", "传错文件")
    first, _wrong, back = rows_of(
        town.read("unit_reports", unit="A").iloc[::-1], "file_name", "sheet", "cell", "amount"
    )
    assert back == first


def test_what_was_stored_over_the_file_since_stays(town):
    wrong = newest(town, "别家的.xlsx")
    add_report(town, 2020, 2, {("A", "proposals"): 5})
    shown = preview_taking_back(town, wrong)
    assert (shown.later, shown.cells["indicator"].tolist()) == (1, ["lectures"])
    take_back(town, wrong, "办公室", "传错文件")
    assert cells(town) == [("A", "proposals", 5), ("B", "proposals", 3)]


def test_the_first_file_of_a_quarter_taken_back_makes_its_units_silent_and_a_later_one_late(store):
    add_units(store, TWO_FIRMS)
    number = take_in(store, quarter_file(TWO_FIRMS, FIRST), "二季度.xlsx")
    today = store.read("submissions")["received_at"].iloc[0].date()
    take_back(store, number, "办公室", "别家的数据")
    assert cells(store) == []
    reports = reports_of(store, "T", Q2, today)
    assert set(reports.loc[reports["unit"].isin(["A", "B"]), "state"]) == {"missing"}
    assert store.read("first_reported", scope="/", day=today, first_period=Q2, last_period=Q2).empty


@pytest.mark.parametrize(("by", "reason", "why"), [("", "错", "say who you are"), ("办公室", " ", "Say why")])
def test_taking_back_needs_a_name_and_a_reason(town, by, reason, why):
    version = town.version()
    with pytest.raises(StoreProblem, match=why):
        take_back(town, newest(town, "别家的.xlsx"), by, reason)
    assert town.version() == version


def test_a_file_is_taken_back_once_and_only_as_it_was_shown(town):
    wrong = newest(town, "别家的.xlsx")
    shown = preview_taking_back(town, wrong).signature()
    add_report(town, 2020, 2, {("A", "proposals"): 5})
    with pytest.raises(StoreChanged):
        take_back(town, wrong, "办公室", "传错文件", shown)
    take_back(town, wrong, "办公室", "传错文件")
    with pytest.raises(StoreChanged, match="办公室"):
        take_back(town, wrong, "主席", "传错文件")


def test_a_file_of_which_nothing_is_in_force_cannot_be_taken_back(town):
    first = newest(town, "二季度.xlsx")
    add_report(town, 2020, 2, {("A", "proposals"): 5, ("B", "proposals"): 6})
    with pytest.raises(StoreProblem, match="Nothing of this file is in force"):
        take_back(town, first, "办公室", "传错文件")


def test_what_is_taken_back_in_a_closed_quarter_is_marked_and_stands_in_the_log(town):
    closed = close_quarter(town, 2020, 2, "主席")
    take_back(town, newest(town, "别家的.xlsx"), "办公室", "传错文件")
    log = changes_since(town, closed)
    assert set(rows_of(log, "what", "after_closing", "reason")) == {("figure", True, "传错文件")}
    assert done(town.as_of(closed)) == 43


def test_a_plan_taken_back_is_the_version_before_it_again_as_a_version_of_its_own(town):
    data = plan_file([PLANNED], 调整原因="年中调整")
    number = take_in(town, data, "计划.xlsx", "年中调整")
    assert number
    take_back(town, number, "主席", "发错稿")
    versions = town.read("versions_of_plans", units=["T"], plan_year=2020)
    assert versions["version"].tolist() == [1, 2, 3]
    assert town.read("plan_targets", units=None, plan_year=2020, newest=True)["target"].tolist() == [16]
    assert town.check().empty


def test_units_taken_back_read_as_before_and_those_that_came_with_the_file_leave_the_list(town):
    listed = [TOWNSHIP | {"name": UNION}, unit("A", name="柳溪甲厂"), unit("B"), unit("C")]
    number = take_in(town, units_file(listed), "名册.xlsx")
    add_report(town, 2020, 2, {("C", "proposals"): 9})
    assert done(town) == 52
    shown = preview_taking_back(town, number)
    assert any("柳溪甲厂" in sentence for sentence in shown.others)
    assert any("1 reported figure is withdrawn with these" in sentence for sentence in shown.others)
    take_back(town, number, "办公室", "名册有误")
    names = dict(town.read("unit_versions")[["unit", "name"]].values)
    assert names["A"] == "柳溪A厂"
    assert done(town) == 43
    assert town.check().empty


def test_exemptions_and_answers_of_the_file_go_with_it(town):
    record_exemption(
        town, {"unit": "B", "exempt_from": "2020-01-01", "exempt_to": "2020-12-31", "code": "stopped"}, "x"
    )
    listed = [TOWNSHIP | {"name": UNION}, unit("A"), unit("B")]
    exempt = [("A", None, "2020-01-01", "2020-12-31", "停产歇业", "主席", "文1号")]
    number = take_in(town, units_file(listed, exemptions=exempt), "名册.xlsx")
    take_back(town, number, "办公室", "名册有误")
    assert town.read("exemptions", scope="/", day=None)["unit"].tolist() == ["B"]


def test_a_file_taken_back_may_be_taken_in_again(town):
    wrong = newest(town, "别家的.xlsx")
    take_back(town, wrong, "办公室", "传错文件")
    data = quarter_file(TWO_FIRMS, WRONG)
    preview = preview_file(town, "别家的.xlsx", data)
    store_preview(town, preview, "办公室", "原来没错", {question.key for question in preview.reading.questions})
    assert done(town) == 43


@pytest.mark.parametrize("locale", LOCALES)
def test_a_file_is_looked_at_and_taken_back_under_records(opened, empty, locale):
    with Store(empty) as store:
        add_units(store, TWO_FIRMS)
        take_in(store, quarter_file(TWO_FIRMS, FIRST), "二季度.xlsx")
        number = take_in(store, quarter_file(TWO_FIRMS, WRONG), "别家的.xlsx", "更正")
    app = opened(empty, locale, "records", file=str(number))
    assert not app.exception
    changed = next(table for table in tables(app) if word(("变动前", "Before"), locale) in table)
    assert len(changed) == 2
    field(app, "take_back_file_reason").set_value("传错文件")
    field(app, "take_back_file_by").set_value("办公室")
    field(app, "take_back_file_do").click().run()
    assert not app.exception
    assert "别家的.xlsx" in app.success[0].value.replace("\\", "")
    assert "传错文件" in app.info[0].value
    assert cells(session.open_database()) == [("A", "proposals", 4), ("B", "proposals", 3)]


# ---- one figure set right in place -----------------------------------------------------------------------------------


def set_right(
    store, typed: str, unit_code: str = "A", indicator: str = "proposals", withdrawn=False, agree=True
) -> int:
    preview = preview_correction(store, unit_code, indicator, Q2, typed, "quarter", withdrawn)
    agreed = {question.key for question in preview.reading.questions} if agree else set()
    return store_correction(store, preview, "办公室", "笔误", agreed)


@pytest.mark.parametrize(("typed", "amount"), [("6", 6), ("６项", 6), ("0", 0), ("1,200", 1200)])
def test_a_figure_is_set_right_as_people_type_it(town, typed, amount):
    set_right(town, typed)
    assert cell_now(town, "A", "proposals", Q2)[0] == amount
    told = town.read("unit_reports", unit="A")
    assert rows_of(told[told["in_force"]], "amount", "reason", "received_by") == [(amount, "笔误", "办公室")]


def test_a_figure_is_withdrawn_in_place_and_a_missing_one_is_added(town):
    set_right(town, "", withdrawn=True)
    assert cell_now(town, "A", "proposals", Q2) == (None, None, None)
    set_right(town, "8")
    assert cell_now(town, "A", "proposals", Q2) == (8, "value", "quarter")


@pytest.mark.parametrize(("typed", "why"), [("", "the right figure"), ("六七", "六七"), ("1.5", "1.5"), ("-3", "-3")])
def test_what_is_no_figure_is_refused_with_a_sentence(town, typed, why):
    with pytest.raises(ReportProblem, match=why):
        set_right(town, typed)


def test_the_rules_of_files_hold_for_a_figure_typed_by_hand(town):
    with pytest.raises(StoreProblem):
        set_right(town, "十二", agree=False)
    set_right(town, "十二")
    assert cell_now(town, "A", "proposals", Q2)[0] == 12
    with pytest.raises(StoreProblem, match="stored already"):
        set_right(town, "12")


def test_a_figure_that_somebody_set_right_meanwhile_is_not_overwritten(town):
    seen = cell_now(town, "A", "proposals", Q2)
    set_right(town, "6")
    preview = preview_correction(town, "A", "proposals", Q2, "7", "quarter")
    with pytest.raises(StoreChanged, match="办公室"):
        store_correction(town, preview, "主席", "笔误", set(), seen)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_figure_is_set_right_on_the_page_of_its_enterprise_old_and_new_side_by_side(opened, own, locale):
    app = opened(own, locale, "enterprise", enterprise="A", correct="proposals")
    field(app, "correct_typed").set_value("6").run()
    assert "4 → 6" in texts(app).replace(word(("4 项", "4 items"), locale), "4").replace(
        word(("6 项", "6 items"), locale), "6"
    )
    field(app, "correct_reason").set_value("笔误")
    field(app, "correct_by").set_value("办公室")
    field(app, "correct_do").click().run()
    assert not app.exception
    assert app.success
    assert cell_now(session.open_database(), "A", "proposals", 8080)[0] == 6
    go(app, "overview")
    assert not app.exception
    assert isinstance(session.open_database().read("corrections"), pd.DataFrame)
