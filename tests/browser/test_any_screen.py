"""Any screen, any hand: what everybody can read, reach by keyboard, follow to its source, print and take along."""

import re
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from journeys import download, grid, heading, main_of, settle, visit
from playwright.sync_api import Page, expect

PATHS = (
    *("", "formation", "contracts", "assistance", "training", "other", "compare", "report", "printed", "lagging"),
    *(
        "calendar",
        "followup",
        "enterprise",
        "exemptions",
        "evidence",
        "register",
        "founding",
        "scoring",
        "start",
        "plan",
        "imports",
        "changes",
        "indicators",
        "records",
    ),
)
# Streamlit's menu of pages: a list whose entries are no list items of it.
STREAMLITS_OWN = {"list", "listitem"}
GRIDS = """() => [...document.querySelectorAll('.dvn-scroller')].map(grid => [
    grid.closest('[data-testid="stElementContainer"]').querySelector('canvas')?.getAttribute('aria-label') ?? '',
    grid.scrollWidth, grid.clientWidth])"""
# Pairs of texts of the overview's list of which one is written over the other.
OVERPRINTED = """() => {
    const root = document.querySelector('[data-testid="stBidiComponentIsolated"]').shadowRoot;
    const boxes = [];
    for (const element of root.querySelectorAll('.row > span, .row a, aside p, .tiles button, .verdict')) {
        const range = document.createRange();
        range.selectNodeContents(element);
        const box = range.getBoundingClientRect();
        const shown = element.getBoundingClientRect();
        if (!element.textContent.trim() || !shown.width || element.querySelector('a, svg, .bar')) continue;
        boxes.push([element.textContent, Math.max(box.left, shown.left), box.top, Math.min(box.right, shown.right + 1), box.bottom]);
    }
    const pairs = [];
    for (const [n, a] of boxes.entries()) for (const b of boxes.slice(n + 1))
        if (a[1] < b[3] - 1 && b[1] < a[3] - 1 && a[2] < b[4] - 3 && b[2] < a[4] - 3) pairs.push([a[0], b[0]]);
    return pairs;
}"""


def at(page: Page, width: int, height: int = 768) -> Page:
    page.set_viewport_size({"width": width, "height": height})
    return page


@pytest.mark.parametrize("path", PATHS)
def test_no_page_has_a_serious_fault_for_those_who_cannot_see_or_point(open_page, example_address, path):
    page = open_page()
    visit(page, f"{example_address}/{path}")
    page.wait_for_timeout(500)
    found = Axe().run(page).response["violations"]
    faults = {
        one["id"]: [node["target"] for node in one["nodes"]][:3] for one in found if one["id"] not in STREAMLITS_OWN
    }
    assert faults == {}


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 1366), ("zh-CN", 1280), ("en-GB", 1366)])
def test_no_table_is_cut_at_its_edge(open_page, example_address, locale, width):
    page = at(open_page(locale), width)
    for path in PATHS:
        if path not in ("plan", "start"):  # grids to type in: their last columns are reached while typing
            visit(page, f"{example_address}/{path}")
            at(page, width, 3500)
            page.wait_for_timeout(400)
            wide = [name for name, needs, has in page.evaluate(GRIDS) if needs > has + 1]
            at(page, width)
            assert wide == [], path


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("width", [390, 683, 1024, 1280, 1366, 1920])
def test_no_words_of_the_overview_lie_on_one_another(open_page, example_address, locale, width):
    page = at(open_page(locale), width)
    for quarter in ("1", "2"):
        visit(page, f"{example_address}/?year=2020&quarter={quarter}")
        expect(page.locator('[role="row"]').nth(26)).to_be_attached()
        assert page.evaluate(OVERPRINTED) == []
        assert main_of(page).evaluate("element => element.scrollWidth <= element.clientWidth"), (
            "nothing is cut at the right"
        )


@pytest.mark.parametrize("path", ["", "lagging", "enterprise", "calendar"])
def test_on_a_phone_nothing_runs_out_of_the_page(open_page, example_address, path):
    page = at(open_page(), 390, 844)
    visit(page, f"{example_address}/{path}")
    assert main_of(page).evaluate("element => element.scrollWidth <= element.clientWidth")


def test_streamlits_own_words_are_chinese_on_a_chinese_page_and_english_on_an_english_one(open_page, example_address):
    page = open_page()
    visit(page, f"{example_address}/report")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    uploader = page.get_by_test_id("stFileUploader")
    expect(uploader).to_contain_text("选择文件")
    expect(uploader).to_contain_text("每个文件不超过 20 MB")
    expect(uploader).not_to_contain_text(re.compile("Upload|per file"))
    visit(page, f"{example_address}/lagging")
    region = page.get_by_role("region", name="滞后企业", exact=True)
    region.hover()
    expect(page.get_by_role("button", name=re.compile("^查找"))).not_to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("^Search|^Fullscreen"))).to_have_count(0)
    english = open_page("en-GB")
    visit(english, f"{example_address}/report")
    expect(english.locator("html")).to_have_attribute("lang", "en")
    expect(english.get_by_test_id("stFileUploader")).to_contain_text("per file")


def test_the_title_of_the_window_names_the_page(open_page, example_address):
    page = open_page()
    for path, title in (("", "总览"), ("lagging", "滞后企业")):
        visit(page, f"{example_address}/{path}")
        expect(page).to_have_title(f"{title} · 工会目标跟踪看板")


def dialog(page: Page):
    return page.get_by_role("dialog")


def test_a_figure_of_the_overview_leads_to_its_files_and_cells_and_from_there_to_the_firm(open_page, example_address):
    page = open_page()
    visit(page, f"{example_address}/?year=2020&quarter=2")
    page.locator('[role="row"] .figure a').filter(has_text="45/50").click()
    expect(dialog(page)).to_contain_text("集体合同签订率")
    expect(dialog(page)).to_contain_text("45 ÷ 50 = 90%")
    expect(dialog(page).locator("canvas table").first).to_contain_text("2020年二季度上报表.xlsx")
    expect(dialog(page).get_by_role("region")).to_have_count(2), "the numerator and the denominator each by itself"
    dialog(page).get_by_role("region").first.click(position={"x": 60, "y": 31 + 15})
    expect(heading(page)).to_contain_text("企业详情")
    expect(dialog(page)).to_have_count(0)


def test_a_row_of_the_overview_leads_to_its_target_on_the_theme_page_also_without_a_bar(open_page, example_address):
    page = open_page()
    visit(page, f"{example_address}/?year=2020&quarter=2")
    page.locator('[role="row"]').filter(has_text="金秋助学").locator(".graph").click()
    expect(page.locator(".st-key-indicator input")).to_have_value("金秋助学")
    assert urlparse(page.url).path == "/assistance"


def test_a_tile_shows_which_targets_it_counts(open_page, example_address):
    page = open_page()
    visit(page, f"{example_address}/?year=2020&quarter=2")
    main = main_of(page)
    main.locator(".tiles button").filter(has_text="滞后").last.click()
    expect(main.locator('[role="row"]:not(.head):not(.faint)')).to_have_count(5)
    main.locator(".tiles button").filter(has_text="未报").click()
    expect(heading(page)).to_contain_text("滞后企业")


def test_a_figure_of_a_theme_page_and_a_point_of_its_curve_lead_to_their_cells(open_page, example_address):
    page = open_page()
    visit(page, f"{example_address}/contracts?year=2020&quarter=2&indicator=wage_enterprises")
    page.locator(".st-key-path .points path").last.click(force=True)
    expect(dialog(page)).to_contain_text("工资集体协商签订企业")
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    page.get_by_role("region", name="本专题各项目标", exact=True).click(position={"x": 60, "y": 31 + 15})
    expect(dialog(page).locator("canvas table").first).to_contain_text("2020年二季度上报表.xlsx")


def test_a_chart_is_saved_as_a_picture_and_as_a_drawing_with_title_day_and_coverage(open_page, example_address):
    page = open_page()
    visit(page, f"{example_address}/contracts?year=2020&quarter=2&indicator=wage_enterprises")
    chart = page.locator(".st-key-path [data-testid='stPlotlyChart']")
    expect(chart.locator(".pictures button")).to_have_count(2)
    chart.hover()
    name, data = download(page, chart.get_by_role("button", name="SVG"))
    assert name == "集体合同 · 青禾镇总工会 · 2020年上半年.svg"
    drawing = data.decode("utf-8")
    for words in ("集体合同 · 青禾镇总工会 · 2020年上半年", "时间过半", "已报 57/61 家", "工资集体协商签订企业"):
        assert words in drawing
    _name, data = download(page, chart.get_by_role("button", name="PNG"))
    assert data[:4] == b"\x89PNG"


def test_the_overviews_list_is_saved_as_a_picture_and_as_a_drawing_of_all_its_rows(open_page, example_address):
    page = open_page()
    visit(page, f"{example_address}/?year=2020&quarter=2")
    buttons = page.locator("aside .pictures button")
    name, data = download(page, buttons.filter(has_text="SVG"))
    assert name == "总览 · 青禾镇总工会 · 2020年上半年.svg"
    drawing = data.decode("utf-8")
    rows = page.locator('[role="row"]:not(.head)')
    for number in range(rows.count()):
        assert rows.nth(number).locator(".figure").text_content() in drawing
    assert "已报 57/61 家" in drawing
    _name, data = download(page, buttons.filter(has_text="PNG"))
    assert data[:4] == b"\x89PNG"


def test_every_page_is_printed_without_menu_and_buttons(open_page, example_address):
    page = open_page()
    for path in PATHS:
        visit(page, f"{example_address}/{path}")
        page.emulate_media(media="print")
        expect(page.get_by_test_id("stSidebar")).not_to_be_visible()
        expect(page.locator(".st-key-top_row")).not_to_be_visible()
        expect(heading(page)).to_be_visible()
        page.emulate_media(media="screen")


def test_the_arrow_keys_lead_through_a_meeting(open_page, example_address):
    page = open_page()
    visit(page, f"{example_address}/?year=2020&quarter=2&big=1")
    expect(page.get_by_test_id("stSidebar")).not_to_be_visible()
    for title in ("建会", "集体合同"):
        page.locator("body").press("ArrowRight")
        expect(heading(page)).to_contain_text(title)
    settle(page)
    page.locator("body").press("ArrowLeft")
    expect(heading(page)).to_contain_text("建会")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"


def test_the_keyboard_alone_goes_from_the_overview_to_a_figures_cells_and_back(open_page, example_address):
    page = open_page()
    visit(page, f"{example_address}/?year=2020&quarter=2")
    first = page.locator('[role="row"] .figure a').first
    first.focus()
    assert first.evaluate("link => getComputedStyle(link).outlineStyle") == "solid", (
        "who does not point sees where he is"
    )
    page.keyboard.press("Enter")
    expect(dialog(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)


def test_enter_opens_the_row_that_the_arrow_keys_chose(open_page, example_address):
    page = open_page()
    visit(page, f"{example_address}/lagging?year=2020&quarter=2")
    name = grid(page, "滞后企业").locator("tr").nth(2).locator("td").first.text_content()
    page.get_by_test_id("stDataFrame").locator("canvas").first.focus()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("canvas td[aria-selected='true'][aria-colindex='1']")
    expect(chosen).to_have_count(1)
    for _row in range(4):
        if chosen.text_content() == name:
            break
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    expect(heading(page)).to_contain_text("企业详情")
    expect(page.locator(".st-key-enterprise input")).to_have_value(name)


def test_a_cell_of_a_table_can_be_copied(open_page, example_address):
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, f"{example_address}/lagging?year=2020&quarter=2")
    page.get_by_role("region", name="未报企业", exact=True).click(position={"x": 380, "y": 31 + 15})
    page.keyboard.press("Control+c")
    page.wait_for_function("navigator.clipboard.readText().then(text => /0000-555/.test(text))")
