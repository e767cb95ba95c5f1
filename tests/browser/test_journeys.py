"""What people do with the dashboard, in Debian's Chromium: look, follow links, begin with their own data, import, correct."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from journeys import FIRMS, SCREEN, dashboard, fill, go, grid, heading, main_of, settle, tile, upload, visit
from playwright.sync_api import Locator, Page, expect
from townships import UNION, add_plan, add_report, add_units, plan_file, quarter_file, target, units_file, workbook

from tracking.intake.preview import prepare_store
from tracking.store.store import Store

AN_ENTERPRISE = ("91999900MA00006QHM", "青禾佳禾农机有限公司")


@pytest.fixture
def own_address(own_database: Path) -> Iterator[str]:
    """A dashboard of somebody who has, or will have, a database. It opens the file when the first page is asked for."""
    with dashboard(own_database) as address:
        yield address


def bullet(page: Page, text: str) -> Locator:
    """What was done, in a row of the overview's list."""
    return page.locator('[role="row"] .figure a').filter(has_text=text)


def linked(page: Page) -> dict[str, str]:
    """The query parameters that the page's address carries."""
    return {name: values[0] for name, values in parse_qs(urlparse(page.url).query).items()}


def take_in(page: Page, file_name: str, data: bytes, says: str, reason: str | None = None) -> None:
    """Import one workbook on the import page as a clerk would: choose, check, say who, store."""
    upload(page, file_name, data)
    expect(main_of(page)).to_contain_text(says)
    settle(page)
    store = page.get_by_role("button", name="确认入库", exact=True)
    if reason:
        fill(page, "经办人或科室", "办公室")
        store.click()
        expect(main_of(page)).to_contain_text("还没有入库")
        fill(page, "更正原因（必填）", reason)
    else:
        fill(page, "经办人或科室", "办公室")
    expect(store).to_be_enabled()
    store.click()
    said = main_of(page).get_by_test_id("stAlert").filter(has_text=f"{file_name} 已入库。")
    expect(said).to_be_visible()
    settle(page)


def test_the_overview_says_everything_on_one_screen(open_page, example_address):
    page = open_page()
    visit(page, example_address)
    expect(heading(page)).to_contain_text("青禾镇总工会")
    expect(main_of(page).get_by_text("需要关注")).to_be_visible()
    expect(tile(page, "未报")).to_have_text("4 家")
    expect(bullet(page, "90%/92%（45/50 家）")).to_be_visible()
    main = main_of(page)
    assert main.evaluate("element => element.scrollHeight") <= SCREEN["height"]
    assert main.evaluate("element => element.scrollWidth <= element.clientWidth")
    links = main.locator("aside a")
    assert 1 <= links.count() <= 5
    for number in range(links.count()):
        box = links.nth(number).bounding_box()
        assert box["y"] + box["height"] <= SCREEN["height"]


def test_another_quarter_shows_other_figures_and_travels_in_the_link(open_page, example_address):
    page = open_page()
    visit(page, example_address)
    expect(bullet(page, "5/15 个")).to_be_visible()
    assert linked(page) == {"unit": "QHZ", "year": "2020", "quarter": "2"}
    page.locator(".st-key-quarter").get_by_text("一季度").click()
    expect(heading(page)).to_contain_text("一季度")
    expect(bullet(page, "5/15 个")).to_have_count(0)
    expect(bullet(page, "/15 个")).to_be_visible()
    assert linked(page)["quarter"] == "1"
    seen = bullet(page, "/15 个").text_content()
    receiver = open_page()
    visit(receiver, page.url)
    expect(bullet(receiver, seen)).to_be_visible()
    expect(heading(receiver)).to_contain_text("一季度")


def test_what_needs_attention_links_to_that_indicator_on_its_theme_page(open_page, example_address):
    page = open_page()
    visit(page, f"{example_address}/?quarter=2&year=2020")
    main_of(page).locator("aside a").filter(has_text="“金蓝领”培训").click()
    expect(heading(page)).to_contain_text("培训 · 青禾镇总工会")
    expect(page.locator(".st-key-indicator input")).to_have_value("“金蓝领”培训")
    expect(page.locator(".st-key-path .gtitle")).to_contain_text("“金蓝领”培训")
    assert urlparse(page.url).path == "/training"
    assert linked(page)["indicator"] == "golden_blue_collar"


def test_a_link_opens_one_enterprise_with_the_origin_of_each_number(open_page, example_address):
    page = open_page()
    visit(page, f"{example_address}/enterprise?enterprise={AN_ENTERPRISE[0]}&year=2020&quarter=2")
    expect(page.locator(".st-key-enterprise input")).to_have_value(AN_ENTERPRISE[1])
    expect(main_of(page)).to_contain_text(AN_ENTERPRISE[0])
    origins = grid(page, "每个数的来源")
    expect(origins).to_contain_text("2020年二季度上报表.xlsx")
    expect(origins.locator("tr").nth(1)).to_contain_text(re.compile(r"[A-Z]+\d+"))


def test_a_name_in_the_list_opens_that_enterprise(open_page, example_address):
    page = open_page()
    visit(page, f"{example_address}/lagging")
    name = grid(page, "滞后企业").locator("tr").nth(1).locator("td").first.text_content()
    page.get_by_role("region", name="滞后企业", exact=True).click(position={"x": 110, "y": 35 + 29})
    expect(page.locator(".st-key-enterprise input")).to_have_value(name)
    assert urlparse(page.url).path == "/enterprise"
    assert linked(page)["enterprise"]


def test_a_square_of_the_map_opens_that_enterprise(open_page, example_address):
    page = open_page()
    visit(page, f"{example_address}/lagging")
    page.locator(".st-key-map .points path").first.click(force=True)
    expect(page.locator(".st-key-enterprise input")).to_be_attached()
    assert urlparse(page.url).path == "/enterprise"


def test_the_browser_chooses_the_language_and_the_switch_overrides(open_page, example_address):
    page = open_page("en-GB")
    visit(page, example_address)
    expect(main_of(page).get_by_text("What needs attention")).to_be_visible()
    page.locator(".st-key-lang").get_by_text("中文").click()
    expect(main_of(page).get_by_text("需要关注")).to_be_visible()
    expect(page.get_by_test_id("stSidebarNav")).to_contain_text("总览")
    assert linked(page)["lang"] == "zh_CN"
    go(page, "导入")


def test_every_page_opens_from_a_link_without_an_error_or_another_host(open_page, example_address):
    page = open_page()
    visit(page, example_address)
    links = page.get_by_test_id("stSidebarNavLink")
    addresses = [links.nth(number).evaluate("link => link.href") for number in range(links.count())]
    assert len(addresses) == 24
    for address in addresses:
        visit(page, address)
        expect(heading(page)).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)


def test_own_data_from_the_first_click_to_a_corrected_figure(own_database, own_address, open_page):
    figures = {("A", "proposals"): 4, ("B", "proposals"): 3, ("C", "proposals"): 0}
    plan = plan_file([{"单位代码": "0001", "单位名称": UNION, "指标": "合理化建议", "目标": 40}])
    page = open_page()
    visit(page, own_address)
    expect(main_of(page).get_by_text("示例乡镇")).to_be_visible()
    main_of(page).get_by_role("link", name="用我们自己的数据开始").click()
    fill(page, "工会名称", UNION)
    page.get_by_role("button", name="用我们自己的数据开始").click()
    expect(page.locator('input[type="file"]')).to_be_attached()
    expect(main_of(page).get_by_text("示例乡镇")).to_have_count(0)
    assert own_database.exists()

    go(page, "导入")
    take_in(page, "单位名册.xlsx", units_file(FIRMS), "单位名册")
    take_in(page, "2020年度计划.xlsx", plan, "年度计划")
    take_in(page, "2020年一季度上报表.xlsx", quarter_file(FIRMS, figures, 2020, 1), "季度上报表")
    go(page, "总览")
    expect(heading(page)).to_contain_text(UNION)
    expect(bullet(page, "7/40 项")).to_be_visible()

    go(page, "导入")
    corrected = quarter_file(FIRMS, figures | {("B", "proposals"): 9}, 2020, 1)
    take_in(page, "一季度更正.xlsx", corrected, "更正 1", reason="漏报6项")
    go(page, "总览")
    expect(bullet(page, "13/40 项")).to_be_visible()
    go(page, "入库记录")
    expect(grid(page, "更正过的数据")).to_contain_text("漏报6项")


def test_a_wrong_workbook_is_refused_with_the_cell_of_every_fault(own_database, own_address, open_page):
    with Store(own_database) as store:
        prepare_store(store)
        add_units(store, FIRMS)
        add_plan(store, [target("0001", "proposals", 40)])
        add_report(store, 2020, 1, {("A", "proposals"): 4})
    wrong = quarter_file(FIRMS, {("A", "proposals"): "很多", ("B", "proposals"): -3, ("C", "proposals"): 2})
    page = open_page()
    visit(page, f"{own_address}/imports")
    upload(page, "二季度.xlsx", wrong)
    expect(page.get_by_test_id("stAlert")).to_contain_text("有2处行或单元格暂不入库")
    faults = grid(page, "问题清单")
    expect(faults.locator("tr")).to_have_count(3)
    for said in ("很多", "D4", "D5"):
        expect(faults).to_contain_text(said)
    page.get_by_role("button", name="确认入库").click()
    expect(main_of(page)).to_contain_text("还没有入库")
    visit(page, f"{own_address}/imports")
    upload(page, "别的.xlsx", workbook(("随便", [["这不是报表"]])))
    expect(page.get_by_test_id("stAlert")).to_contain_text("别的.xlsx 没有导入")
    go(page, "总览")
    expect(bullet(page, "4/40 项")).to_be_visible()
