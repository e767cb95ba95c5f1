"""From the list of lagging enterprises to a promise on record and to letters, in Chromium."""

import io

import docx
import pytest
from journeys import dashboard, download, fill, form_field, grid, main_of, settle, typed, visit
from playwright.sync_api import expect

LIST = "滞后企业"


@pytest.fixture
def private_example(tmp_path):
    """A dashboard on an example that no other test looks at: promises are recorded in it."""
    with dashboard(tmp_path / "own.duckdb") as address:
        yield address


def test_a_call_is_recorded_on_the_page_of_the_enterprise_and_its_promise_stands_in_the_list(
    private_example, open_page
):
    page = open_page()
    visit(page, f"{private_example}/lagging?unit=QHZ&year=2020&quarter=2")
    name = grid(page, LIST).locator("tr").nth(1).locator("td").first.text_content()
    page.get_by_role("region", name=LIST, exact=True).click(position={"x": 110, "y": 35 + 29})
    expect(page.locator(".st-key-enterprise input")).to_have_value(name)
    settle(page)
    form = page.get_by_role("button", name="登记", exact=True)
    if not form.is_visible():
        main_of(page).get_by_text("登记电话、走访或承诺").click()
    page.get_by_role("spinbutton", name="年，承诺日期").click()
    page.keyboard.type("20200831")
    fill(page, "措施", "每周召开一次推进会")
    form_field(page, "follow_up_contact").locator("input").click()
    page.get_by_role("option", name="电话", exact=True).click()
    typed(page, "follow_up_by", "办公室")
    form.click()
    expect(grid(page, "督办")).to_contain_text("每周召开一次推进会")
    visit(page, f"{private_example}/lagging?unit=QHZ&year=2020&quarter=2")
    row = grid(page, LIST).locator("tr").filter(has_text=name)
    expect(row).to_contain_text("2020-08-31")
    visit(page, f"{private_example}/followup?unit=QHZ&year=2020&quarter=2")
    promises = grid(page, "督办台账")
    expect(promises).to_contain_text(name)
    expect(promises).to_contain_text("每周召开一次推进会")


def test_the_enterprises_ticked_get_a_letter_each_and_nobody_else(private_example, open_page):
    page = open_page()
    visit(page, f"{private_example}/lagging?unit=QHZ&year=2020&quarter=2")
    names = [grid(page, LIST).locator("tr").nth(row).locator("td").first.text_content() for row in (1, 2, 3)]
    for row in (0, 1):
        page.get_by_role("region", name=LIST, exact=True).click(position={"x": 15, "y": 35 + 76 * row + 38})
        settle(page)
    letters = page.get_by_role("button", name="工作提示函（2 家）")
    expect(letters).to_be_visible()
    name, data = download(page, letters)
    assert name.endswith(".docx")
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(data)).paragraphs)
    assert [name in text for name in names] == [True, True, False]


def test_from_the_villages_side_by_side_a_click_opens_one_and_its_notice_is_a_file(private_example, open_page):
    page = open_page()
    visit(page, f"{private_example}/compare?unit=QHZ&year=2020&quarter=2")
    name = grid(page, "各单位对比").locator("tr").nth(1).locator("td").first.text_content()
    _name, data = download(page, page.get_by_role("button", name="下级通报"))
    text = "\n".join(line.text for line in docx.Document(io.BytesIO(data)).paragraphs)
    assert f"{name}（2项）" in text
    page.get_by_role("region", name="各单位对比", exact=True).click(position={"x": 60, "y": 35 + 15})
    expect(main_of(page).get_by_role("heading", level=1)).to_contain_text(name)
