"""From an exemption on record to the coverage, and back when it is taken back; from the report calendar to an enterprise; in Chromium."""

import pytest
from journeys import dashboard, download, fill, form_field, grid, heading, main_of, settle, tile, typed, visit
from playwright.sync_api import expect

QUARTER = "unit=QHZ&year=2020&quarter=2"
FIRM = ("91999900MA00013QHU", "青禾华美塑料有限公司")  # one of the four that did not report


@pytest.fixture
def private_example(tmp_path):
    """A dashboard on an example that no other test looks at: exemptions are recorded in it."""
    with dashboard(tmp_path / "own.duckdb") as address:
        yield address


def choose(page, key: str, option: str) -> None:
    """Choose an option of a select box."""
    form_field(page, key).locator("input").click()
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def test_an_exemption_is_seen_with_its_reason_and_in_the_coverage_until_it_is_taken_back(private_example, open_page):
    page = open_page()
    visit(page, f"{private_example}/?{QUARTER}")
    expect(main_of(page)).to_contain_text("已报 57/61 家，免考核 1 家")
    visit(page, f"{private_example}/enterprise?{QUARTER}&enterprise={FIRM[0]}")
    main_of(page).get_by_text("登记免考核或不填报").click()
    expect(heading(page)).to_contain_text("免考核")
    settle(page)
    choose(page, "exempt_code", "停产歇业")
    fill(page, "原因说明", "设备检修")
    fill(page, "批准人", "镇总工会")
    typed(page, "exempt_by", "办公室")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(grid(page, "全部免考核和不填报")).to_contain_text("免考核（停产歇业：设备检修）")
    expect(main_of(page)).to_contain_text("已报 57/60 家，免考核 2 家")
    visit(page, f"{private_example}/enterprise?{QUARTER}&enterprise={FIRM[0]}")
    expect(main_of(page)).to_contain_text("免考核（停产歇业：设备检修）：全部指标，至2020年12月31日")
    visit(page, f"{private_example}/?{QUARTER}")
    expect(main_of(page)).to_contain_text("已报 57/60 家，免考核 2 家")
    expect(tile(page, "未报")).to_have_text("3 家")
    visit(page, f"{private_example}/exemptions?{QUARTER}")
    page.get_by_role("button", name="撤回一条").click()
    choose(page, "take_back_entry", f"{FIRM[1]} · 全部指标 · 停产歇业：设备检修 · 2020年1月1日")
    typed(page, "take_back_reason", "登记错了")
    expect(form_field(page, "take_back_by").locator("input")).to_have_value("办公室")  # typed once
    page.get_by_role("button", name="撤回", exact=True).click()
    expect(main_of(page)).to_contain_text("已报 57/61 家，免考核 1 家")
    visit(page, f"{private_example}/?{QUARTER}")
    expect(tile(page, "未报")).to_have_text("4 家")


def test_the_report_calendar_lists_who_is_missing_with_the_phone_and_leads_to_the_enterprise(
    private_example, open_page
):
    page = open_page()
    visit(page, f"{private_example}/calendar?{QUARTER}&handed_in=missing")
    row = grid(page, "上报日历").locator("tr").filter(has_text=FIRM[1])
    expect(row).to_contain_text("0000-5550113")
    _name, data = download(page, page.get_by_role("button", name="导出名单（CSV）"))
    text = data.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("单位,状态,上报日期,迟报/逾期天数")
    assert len(text.splitlines()) == 1 + 4
    page.get_by_role("region", name="上报日历", exact=True).click(position={"x": 90, "y": 35 + 17})
    expect(heading(page)).to_contain_text("企业详情")
    expect(page.locator(".st-key-enterprise input")).to_have_value(FIRM[1])
