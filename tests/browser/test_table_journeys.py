"""Tables in Chromium: a click on a heading sorts by the value, and no figure is wider than its column."""

import re

import pytest
from journeys import grid, into_view, visit
from playwright.sync_api import Locator, Page, expect

QUARTER = "unit=QHZ&year=2020&quarter=2"
HEADINGS, PADDING = 30, 8  # pixels: how high they are, and what is left free beside a text
# What the grids write on their canvases: table, text, where, how wide and from which side.
WATCH_CANVAS = """
window.written = [];
const write = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...more) {
    const table = this.canvas.closest('[role=region]')?.getAttribute('aria-label');
    if (table) window.written.push({table, text, x, y, width: this.measureText(text).width, align: this.textAlign});
    return write.call(this, text, x, y, ...more);
};"""


@pytest.fixture
def watched_page(open_page):
    """Opens a browser in which what is written on canvases is kept."""

    def open_with(locale: str) -> Page:
        page = open_page(locale)
        page.add_init_script(WATCH_CANVAS)
        return page

    return open_with


def drawn(page: Page, table: str, move=lambda: None) -> list[dict]:
    """What stands in a table: all of it is drawn anew when the window changes its size."""
    move()
    page.wait_for_timeout(500)
    page.evaluate("window.written.length = 0")
    for width in (1360, 1366):
        page.set_viewport_size({"width": width, "height": 768})
        page.wait_for_timeout(250)
    return page.evaluate("name => window.written.filter(cell => cell.table === name)", table)


def region_of(page: Page, table: str) -> Locator:
    region = page.get_by_role("region", name=table, exact=True)
    into_view(region)
    expect(region.locator("canvas table tr").nth(1)).to_be_attached()
    return region


def column(page: Page, table: str, heading: str) -> list[float]:
    """The values of a column from above, as the grid tells them to a screen reader."""
    rows = [row.locator("th, td").all_text_contents() for row in grid(page, table).locator("tr").all()]
    place = [re.sub(r"^[↑↓] ", "", text) for text in rows[0]].index(heading)
    return [float(row[place]) for row in rows[1:] if row[place]]


@pytest.mark.parametrize(("address", "table", "heading"), [
    ("lagging", "滞后企业", "占缺口"), ("assistance", "分解情况", "实际完成"),
])  # fmt: skip
def test_a_click_on_a_heading_sorts_by_the_value_up_and_down(example_address, watched_page, address, table, heading):
    page = watched_page("zh-CN")
    visit(page, f"{example_address}/{address}?{QUARTER}")
    region = region_of(page, table)
    place = next(cell["x"] for cell in drawn(page, table) if cell["text"] == heading and cell["y"] < HEADINGS)
    before = column(page, table, heading)
    assert len(set(before)) > 3
    found = {}
    for _click in range(2):
        region.click(position={"x": place + 10, "y": HEADINGS // 2})
        page.wait_for_timeout(900)  # two clicks at once would open the column's menu
        mark = next(text for text in grid(page, table).locator("th").all_text_contents() if text.endswith(heading))[0]
        found[mark] = column(page, table, heading)
    assert found["↑"] == sorted(found["↑"])
    assert found["↓"] == sorted(found["↓"], reverse=True)
    assert found["↓"][0] == max(before)
    assert found["↑"] != found["↓"]


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("address", ["assistance", "lagging", "enterprise", "calendar"])
def test_no_figure_is_wider_than_its_column_at_either_end_of_a_table(example_address, watched_page, address, locale):
    page = watched_page(locale)
    visit(page, f"{example_address}/{address}?{QUARTER}")
    names = [region.get_attribute("aria-label") for region in page.locator("[role=region]:has(canvas)").all()]
    assert names
    figures, cut = 0, []
    for name in names:
        region = region_of(page, name)
        for move in (lambda: None, lambda region=region: _scroll_to_the_right(page, region)):
            cells = drawn(page, name, move)
            starts = sorted(cell["x"] for cell in cells if cell["y"] < HEADINGS)
            for cell in cells:
                if cell["align"] != "right" or cell["y"] < HEADINGS:
                    continue
                start = max((x for x in starts if x <= cell["x"]), default=None)
                if start is None:
                    continue  # of a column whose heading is out of view to the left
                figures += 1
                if cell["x"] - cell["width"] < start - PADDING:
                    cut.append((name, cell["text"]))
    assert figures > 10
    assert not cut


def _scroll_to_the_right(page: Page, region: Locator) -> None:
    region.hover()
    page.mouse.wheel(5000, 0)
