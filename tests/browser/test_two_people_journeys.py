"""Two people at one thing in two browsers, and what is typed while pages change; in Chromium."""

from datetime import date

import pytest
from journeys import dashboard, form_field, go, grid, heading, main_of, settle, typed, visit
from playwright.sync_api import Page, expect
from townships import UNION, add_plan, add_report, add_units, target, unit

from tracking.decisions.exemption import record_exemption
from tracking.intake.preview import prepare_store
from tracking.store.store import Store

FIRMS = [unit("0001", None, "township", name=UNION), unit("A", "0001"), unit("B", "0001"), unit("C", "0001")]
Q1 = 8080


@pytest.fixture
def database(tmp_path):
    """A township of three enterprises of which two reported the first quarter of 2020."""
    with Store(tmp_path / "own.duckdb") as store:
        prepare_store(store)
        add_units(store, FIRMS)
        add_plan(store, [target("0001", "proposals", 40)])
        add_report(store, 2020, 1, {("A", "proposals"): 4, ("B", "proposals"): 3})
    return tmp_path / "own.duckdb"


@pytest.fixture
def address(database):
    """Its dashboard."""
    with dashboard(database) as found:
        yield found


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    settle(page)


def test_words_that_two_wrote_stand_side_by_side_and_none_is_lost(address, database, open_page):
    hers, his = open_page(), open_page()
    for page in (hers, his):
        visit(page, f"{address}/report")
    typed(his, "text_text-text-0001-quarter-8080-lead", "他的导语")
    typed(hers, "text_text-text-0001-quarter-8080-lead", "她的导语")
    typed(hers, "words_by", "甲")
    press(hers, "保存")
    typed(his, "text_text-text-0001-quarter-8080-problems", "他的结尾")
    typed(his, "words_by", "乙")
    press(his, "保存")
    expect(main_of(his)).to_contain_text("甲已在此处存入不同的文字")
    expect(main_of(his)).to_contain_text("她的导语")
    press(his, "采用对方的")
    press(his, "保存")
    expect(main_of(his)).to_contain_text("您写的文字已保存")
    visit(hers, f"{address}/report")
    for words in ("她的导语", "他的结尾"):
        expect(main_of(hers)).to_contain_text(words)


def test_a_quarter_closed_by_one_is_not_closed_again_nor_opened_by_the_other(address, open_page):
    hers, his = open_page(), open_page()
    for page in (hers, his):
        visit(page, f"{address}/changes?part=close")
    for page, name in ((hers, "甲"), (his, "乙")):
        typed(page, "close_by", name)
    press(hers, "锁定2020年一季度")
    expect(main_of(hers)).to_contain_text("2020年一季度已锁定")
    press(his, "锁定2020年一季度")
    expect(main_of(his)).to_contain_text("2020年一季度已由甲锁定")
    expect(main_of(his)).to_contain_text("2020年一季度已锁定")


@pytest.fixture
def exempt_address(database):
    """The dashboard of the township where B and C are exempt."""
    year = {"exempt_from": date(2020, 1, 1), "exempt_to": date(2020, 12, 31)}
    with Store(database) as store:
        for firm in "BC":
            record_exemption(store, {"unit": firm, **year, "code": "stopped"}, "办公室")
    with dashboard(database) as found:
        yield found


def test_the_exemption_that_was_chosen_is_the_one_taken_back(exempt_address, open_page):
    hers, his = open_page(), open_page()
    for page, name in ((hers, "甲"), (his, "乙")):
        visit(page, f"{exempt_address}/exemptions")
        press(page, "撤回一条")
        form_field(page, "take_back_entry").locator("input").click()
        page.get_by_role("option").filter(has_text="柳溪B厂").click()
        typed(page, "take_back_reason", "登记错了")
        typed(page, "take_back_by", name)
    form_field(hers, "take_back_do").get_by_role("button").click()
    expect(main_of(hers)).to_contain_text("已撤回")
    form_field(his, "take_back_do").get_by_role("button").click()
    expect(main_of(his)).to_contain_text("甲已存入新的内容")
    expect(grid(his, "全部免考核和不填报")).to_contain_text("柳溪C厂")


def test_words_typed_a_moment_ago_are_there_after_other_pages_a_reload_and_in_a_second_tab(
    address, database, open_page
):
    page = open_page()
    visit(page, f"{address}/report")
    field = form_field(page, "text_text-text-0001-quarter-8080-lead").locator("textarea")
    field.fill("一刻钟前写的话")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="总览").click(
        delay=80
    )  # the cursor is still in the field
    expect(heading(page)).to_contain_text("总览")
    settle(page)
    go(page, "报告")
    expect(field).to_have_value("一刻钟前写的话")
    expect(main_of(page)).to_contain_text("草稿已保存")
    page.reload()
    settle(page)
    expect(field).to_have_value("一刻钟前写的话")
    tab = page.context.new_page()
    visit(tab, f"{address}/report")
    expect(form_field(tab, "text_text-text-0001-quarter-8080-lead").locator("textarea")).to_have_value("一刻钟前写的话")
    typed(page, "words_by", "甲")
    press(page, "保存")
    expect(main_of(page)).to_contain_text("您写的文字已保存")


def test_the_enter_key_stores_nothing_and_a_second_click_undoes_nothing(address, database, open_page):
    page = open_page()
    visit(page, f"{address}/enterprise?enterprise=A")
    page.get_by_text("登记电话、走访或承诺").click()
    measures = form_field(page, "follow_up_measures").locator("input")
    measures.fill("七月前补签")
    measures.press("Enter")
    settle(page)
    expect(measures).to_have_value("七月前补签")
    visit(page, f"{address}/changes?part=close")
    typed(page, "close_by", "甲")
    page.get_by_role("button", name="锁定2020年一季度").dblclick()
    settle(page)
    page.wait_for_timeout(700)
    expect(main_of(page)).to_contain_text("2020年一季度已锁定")
    visit(page, f"{address}/records")
    expect(main_of(page)).not_to_contain_text("督办")
