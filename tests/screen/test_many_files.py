"""The import page with many files, by Streamlit's AppTest in both languages: the list, storing all, one file in detail."""

import pandas as pd
import pytest
from apps import FIRMS, FIRST_UNIT, LOCALES, go, store_button, tables, texts, upload, word
from streamlit.testing.v1 import AppTest
from townships import UNION, add_report, add_units, plan_file, quarter_file, report_rows, unit, units_file, workbook

from tracking.intake.preview import prepare_store
from tracking.screen import session
from tracking.store.store import Store

LIKE_A = "柳溪春风纺织公司"
GOOD = ("good.xlsx", quarter_file(FIRMS, {("A", "proposals"): 5}))
ALSO_GOOD = ("also good.xlsx", quarter_file(FIRMS, {("B", "proposals"): 6}))
WRONG = ("wrong.xlsx", quarter_file(FIRMS, {("C", "proposals"): "many"}))
OTHER = ("other.xlsx", quarter_file(FIRMS, {("A", "proposals"): 9}, quarter=1))


def said(app: AppTest) -> str:
    """The page's sentences, warnings too, without the signs that keep names from being Markdown."""
    return "\n".join([texts(app), *(warning.value for warning in app.warning)]).replace("\\", "")


def all_button(app: AppTest):
    return app.button(key="store_all")


def choose(app: AppTest, file_name: str) -> AppTest:
    """Look at another file of the list."""
    file = next(file for file in app.session_state["upload"] if file.name == file_name)
    return app.selectbox(key="file_shown").set_value(file.file_id).run()


def signed(app: AppTest) -> AppTest:
    return app.text_input(key="import_by").set_value("the office").run()


@pytest.mark.parametrize("locale", LOCALES)
def test_several_files_are_listed_with_their_verdicts_and_the_first_for_a_person_is_shown(opened, own, locale):
    app = opened(own, locale, "imports")
    upload(app, GOOD, WRONG, OTHER)
    assert not app.exception
    counts = "共 3 个文件：✎ 1 个需填更正原因 · ✕ 1 个有问题 · → 1 个可入库"
    assert word((counts, "3 files: ✎ 1 needs a reason · ✕ 1 with faults · → 1 ready"), locale) in said(app)
    listed = tables(app)[0]
    assert listed.iloc[:, 0].tolist() == [
        word(both, locale) for both in (("✎ 需填更正原因", "✎ needs a reason"), ("✕ 1 处有问题", "✕ faults: 1"), ("→ 可入库", "→ ready"))
    ]  # fmt: skip
    assert listed.iloc[:, 1].tolist() == ["other.xlsx", "wrong.xlsx", "good.xlsx"]
    assert listed.iloc[:, 4:].fillna(-1).values.tolist() == [["0", "1", "0"], [""] * 3, ["1", "0", "0"]]
    assert "## other.xlsx" in said(app)
    choose(app, "wrong.xlsx")
    assert word(("没有导入", "was not taken in"), locale) in said(app)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_clean_ones_are_stored_together_and_the_others_are_left(opened, own, locale):
    app = opened(own, locale, "imports")
    upload(app, GOOD, WRONG, ALSO_GOOD)
    all_button(app).click().run()
    assert app.error[0].value == word(("请先填写经办人或科室。", "Enter your name to store them."), locale)
    signed(app)
    all_button(app).click().run()
    assert not app.exception
    assert word(("已入库 2 个文件，还剩 1 个。", "2 files stored, 1 left."), locale) in said(app)
    assert tables(app)[0].iloc[:, 1].tolist() == ["wrong.xlsx", "good.xlsx", "also good.xlsx"]
    assert all_button(app).disabled
    stored = session.open_database().read("submissions")
    assert stored["file_name"].tolist()[:2] == ["good.xlsx", "also good.xlsx"]
    assert set(stored["received_by"].head(2)) == {"the office"}


def test_a_whole_july_in_one_drop_begins_with_the_units_workbook(opened, empty):
    app = opened(empty, page="imports")
    plan = plan_file([{"单位代码": FIRST_UNIT, "单位名称": UNION, "指标": "合理化建议", "目标": 40}])
    upload(app, GOOD, ("plan.xlsx", plan), ("units.xlsx", units_file(FIRMS)))
    assert "… 2 wait for the units workbook · → 1 ready" in said(app)
    signed(app)
    all_button(app).click().run()
    assert "3 files stored, 0 left." in said(app)


def test_another_file_of_the_list_is_looked_at_and_stored_and_then_comes_the_next(opened, own):
    app = opened(own, page="imports")
    upload(app, OTHER, WRONG, GOOD)
    signed(app)
    choose(app, "good.xlsx")
    store_button(app).click().run()
    assert "good.xlsx is stored." in said(app)
    assert "## other.xlsx" in said(app)
    assert next(field for field in app.text_input if field.label.startswith("Reason"))


def test_a_name_is_asked_once_for_all_files_of_a_drop(opened, empty):
    with Store(empty) as store:
        prepare_store(store)
        add_units(store, [FIRMS[0], unit("A", FIRST_UNIT, name="柳溪春风纺织有限公司")])
    rows = [["单位名称", "合理化建议"], [LIKE_A, 3]]
    files = [
        (f"{name}.xlsx", workbook(("S", [[title], *rows])))
        for name, title in (("q1", "2020年一季度"), ("q2", "2020年二季度"))
    ]
    app = opened(empty, page="imports")
    upload(app, *files)
    assert "? 2 with questions" in said(app)
    box = next(box for box in app.selectbox if LIKE_A in box.label)
    box.set_value("A").run()
    assert "→ 2 ready" in said(app)
    all_button(signed(app)).click().run()
    assert "2 files stored, 0 left." in said(app)


def test_files_chosen_before_are_still_there_when_another_is_added_after_coming_back(opened, own):
    app = opened(own, page="imports")
    upload(app, GOOD, WRONG)
    go(app, "records")
    go(app, "imports")
    upload(app, OTHER)
    assert set(tables(app)[0].iloc[:, 1]) == {"good.xlsx", "wrong.xlsx", "other.xlsx"}


def test_what_another_clerk_stored_meanwhile_is_shown_before_anything_is_stored(opened, own):
    app = opened(own, page="imports")
    upload(app, OTHER)
    signed(app)
    next(field for field in app.text_input if field.label.startswith("Reason")).set_value("counted twice").run()
    other = session.open_database()
    other.add("quarter", {"report": add_rows(6)}, received_by="the other clerk")
    store_button(app).click().run()
    assert not app.exception
    assert "In the meantime the other clerk stored figures of this file's units" in said(app)
    assert tables(app)[0][["Stored", "In the file"]].values.tolist() == [["6", "9"]]
    assert other.read("submissions")["received_by"].iloc[0] == "the other clerk"
    store_button(app).click().run()
    assert other.read("submissions")["received_by"].iloc[0] == "the office"


def test_what_another_clerk_stored_of_other_units_is_no_hindrance(opened, own):
    app = opened(own, page="imports")
    upload(app, GOOD)
    signed(app)
    add_report(session.open_database(), 2020, 2, {("B", "proposals"): 3})
    store_button(app).click().run()
    assert "good.xlsx is stored." in said(app)


def test_choosing_another_quarter_and_clicking_at_once_stores_nothing_unseen(opened, own):
    app = opened(own, page="imports")
    upload(app, ("figures.csv", "单位名称,合理化建议\n柳溪A厂,5\n".encode("utf-8-sig")))
    app.selectbox[0].set_value(2020)
    app.selectbox[1].set_value(2).run()
    signed(app)
    before = session.open_database().version()
    app.selectbox[1].set_value(3)
    store_button(app).click().run()
    assert "no longer what was shown" in said(app)
    assert session.open_database().version() == before


@pytest.mark.parametrize("locale", LOCALES)
def test_a_plan_and_a_units_workbook_show_their_rows_before_they_are_stored(opened, own, locale):
    app = opened(own, locale, "imports")
    plan = plan_file([{"单位代码": FIRST_UNIT, "单位名称": UNION, "指标": "合理化建议", "目标": 50}])
    upload(app, ("plan.xlsx", plan))
    row = tables(app)[0].iloc[0].tolist()
    assert row[0] == word(("改变", "changed"), locale)
    assert row[3:5] == [word((f"不少于 {n} 项", f"at least {n} items"), locale) for n in (40, 50)]
    upload(app, ("units.xlsx", units_file([*FIRMS[:2], {**FIRMS[2], "employees": 80}, *FIRMS[3:]])))
    assert tables(app)[0].iloc[0, 1:].tolist()[-2:] == ["100", "80"]


def add_rows(amount: int) -> pd.DataFrame:
    """One figure of A for the first quarter, as another session would store it."""
    return report_rows(2020, 1, {("A", "proposals"): amount})


@pytest.mark.parametrize("locale", LOCALES)
def test_a_sheet_is_shown_as_it_was_read_and_a_column_can_mean_something_else(opened, own, locale):
    app = opened(own, locale, "imports")
    rows = [
        ["2020年二季度"],
        ["序号", "单位名称", "合理化建议", "完成率"],
        [1, "柳溪A厂", 3, "9%"],
        [2, "柳溪B厂", 4, "8%"],
    ]
    upload(app, ("drawn.xlsx", workbook(("S", rows))))
    picture = next(table.value for table in app.dataframe if table.proto.selection_mode)
    assert picture.iloc[2].tolist() == ["1", "柳溪A厂", "3", "9%"]
    letters = [heading.split(" · ")[0] for heading in picture.columns]
    assert letters == ["A", "B", "C", "D"]
    assert picture.columns[3] == word(("D · 不读", "D · left out"), locale)
    column = next(box for box in app.selectbox if box.label == word(("列或行", "Column or row"), locale))
    assert column.options == ["A «序号»", "C «合理化建议»", "D «完成率»"]
    column.set_value("C «合理化建议»").run()
    means = next(box for box in app.selectbox if box.label == word(("含义", "Means"), locale))
    means.set_value("golden_ideas").run()
    assert not app.exception
    (changes,) = [table for table in tables(app) if word(("变化", "Change"), locale) in table]
    assert len(changes) == 2
    assert session.open_database().read("remembered_answers").empty, "it is kept once the file is stored"
    signed(app)
    store_button_of(app, locale).click().run()
    assert [
        row["question"].split(" ")[0] for row in session.open_database().read("remembered_answers").to_dict("records")
    ] == ["layout"]


def store_button_of(app: AppTest, locale: str):
    return next(button for button in app.button if button.label == word(("确认入库", "Store"), locale))
