"""A chair hands in her report, closes the quarter, and later reads what changed since, in Chromium."""

import pytest
from journeys import dashboard, fill, go, grid, main_of, settle, upload, visit
from playwright.sync_api import expect
from townships import UNION, add_plan, add_report, add_units, quarter_file, target, unit

from tracking.intake.preview import prepare_store
from tracking.store.store import Store

FIRMS = [unit("0001", None, "township", name=UNION), unit("A", "0001"), unit("B", "0001")]


@pytest.fixture
def own_address(tmp_path):
    """A dashboard of a township whose two enterprises reported the first quarter."""
    with Store(tmp_path / "own.duckdb") as store:
        prepare_store(store)
        add_units(store, FIRMS)
        add_plan(store, [target("0001", "proposals", 40)])
        add_report(store, 2020, 1, {("A", "proposals"): 4, ("B", "proposals"): 3})
    with dashboard(tmp_path / "own.duckdb") as address:
        yield address


def test_a_quarter_is_closed_corrected_with_a_reason_and_the_change_is_read_beside_the_report(own_address, open_page):
    page = open_page()
    visit(page, f"{own_address}/changes?part=close")
    fill(page, "经办人或科室", "王主席")
    page.get_by_role("button", name="锁定2020年一季度").click()
    settle(page)
    expect(main_of(page)).to_contain_text("2020年一季度已锁定")

    go(page, "导入")
    upload(page, "更正.xlsx", quarter_file(FIRMS, {("A", "proposals"): 40}, quarter=1))
    expect(main_of(page)).to_contain_text("须填写原因，并标为“锁定后更正”")
    fill(page, "经办人或科室", "办公室")
    fill(page, "更正原因（必填）", "漏报补录")
    page.get_by_role("button", name="确认入库", exact=True).click()
    expect(main_of(page).get_by_test_id("stAlert").filter(has_text="更正.xlsx 已入库。")).to_be_visible()

    visit(page, f"{own_address}/changes")
    expect(main_of(page)).to_contain_text("的 1 项结果中，有 1 项与 ")
    expect(grid(page, "当时与现在")).to_contain_text("43")
    log = grid(page, "变动")
    for words in ("锁定后更正", "漏报补录"):
        expect(log).to_contain_text(words)


def test_the_overview_is_shown_as_it_was_when_the_quarter_was_closed_and_the_link_says_so(own_address, open_page):
    page = open_page()
    visit(page, f"{own_address}/changes?part=close")
    fill(page, "经办人或科室", "王主席")
    page.get_by_role("button", name="锁定2020年一季度").click()
    settle(page)
    visit(page, f"{own_address}/changes")
    page.get_by_role("button", name="各页回到这一天").click()
    settle(page)
    go(page, "总览")
    expect(main_of(page)).to_contain_text("此后的补报和更正不显示")
    assert "as_of=" in page.url
    page.get_by_role("button", name="回到现在").click()
    settle(page)
    expect(main_of(page)).not_to_contain_text("此后的补报和更正不显示")
