"""Editing a plan in the grid, leaving the page and coming back, and saving a new version, in Chromium."""

import pytest
from journeys import FIRMS, dashboard, editor_of, fill, go, grid, main_of, settle, type_into_cell, visit
from playwright.sync_api import Page, expect
from townships import add_plan, add_report, add_units, target

from tracking.intake.preview import prepare_store
from tracking.plan.versions import targets_of, versions_of
from tracking.store.store import Store

HEADER, ROW = 32, 31  # pixels of the grid, which is drawn on a canvas


@pytest.fixture
def planned(own_database):
    """A township with two targets of its own and figures for a quarter."""
    with Store(own_database) as store:
        prepare_store(store)
        add_units(store, FIRMS)
        add_plan(store, [target("0001", "employee_training", 100), target("0001", "proposals", 40)])
        add_report(store, 2020, 1, {("A", "proposals"): 11, ("B", "proposals"): 4, ("C", "proposals"): 0})
    return own_database


def type_target(page: Page, row: int, text: str) -> None:
    """Type a target into the grid; on a canvas a cell is found by its place."""
    region = page.get_by_role("region", name="目标", exact=True)
    expect(region.locator("canvas table tr").nth(row + 1)).to_be_attached()
    type_into_cell(page, region, (260, HEADER + ROW * row + ROW // 2), text)
    expect(grid(page, "将发生的变化")).to_contain_text(text)
    settle(page)


def test_targets_edited_before_and_after_another_page_are_saved_together(planned, open_page):
    page = open_page()
    with dashboard(planned) as address:
        visit(page, f"{address}/plan")
        expect(main_of(page)).to_contain_text("尚未改动")
        type_target(page, 0, "120")
        go(page, "总览")
        settle(page)
        go(page, "计划")
        settle(page)
        type_target(page, 1, "60")
        changes = grid(page, "将发生的变化")
        for words in ("100", "120", "40", "60"):
            expect(changes).to_contain_text(words)
        expect(main_of(page)).to_contain_text("按此调整（2020年一季度）")
        fill(page, "文号", "柳工〔2020〕9号")
        fill(page, "调整原因（必填）", "年中调整")
        fill(page, "经办人或科室", "办公室")
        settle(page)
        page.get_by_role("button", name="保存为第 2 版").click()
        expect(main_of(page)).to_contain_text("已存为 2020 年计划第 2 版")
        settle(page)
        page.get_by_role("tab", name="版本对比").click()
        versions = grid(page, "版本对比")
        expect(versions).to_contain_text("柳工〔2020〕9号")
        expect(versions.locator("tr").nth(1)).to_contain_text("年中调整")
        expect(grid(page, "差异")).to_contain_text("120")
        page.close()
    with Store(planned) as store:
        assert targets_of(store, "0001", 2020)["target"].tolist() == [120, 60]
        assert versions_of(store, "0001", 2020)["received_by"].tolist() == ["", "办公室"]


def test_a_row_is_added_and_one_deleted_and_neither_edit_is_lost(planned, open_page):
    page = open_page()
    with dashboard(planned) as address:
        visit(page, f"{address}/plan")
        region = page.get_by_role("region", name="目标", exact=True)
        expect(region.locator("canvas table tr").nth(2)).to_be_attached()
        region.click(position={"x": 120, "y": HEADER + ROW * 2 + ROW // 2}, force=True)  # the empty row below
        settle(page)
        region.dblclick(position={"x": 120, "y": HEADER + ROW * 2 + ROW // 2}, force=True)
        expect(editor_of(page)).to_be_visible()
        page.keyboard.type("金点子", delay=150)
        page.keyboard.press("Enter")
        expect(main_of(page)).to_contain_text("这一行没有填目标")
        settle(page)
        type_target(page, 2, "18")
        region.click(position={"x": 15, "y": HEADER + ROW // 2}, force=True)
        page.keyboard.press("Delete")
        changes = grid(page, "将发生的变化")
        expect(changes).to_contain_text("取消")
        expect(changes).to_contain_text("18")
        fill(page, "调整原因（必填）", "年中调整")
        fill(page, "经办人或科室", "办公室")
        settle(page)
        page.get_by_role("button", name="保存为第 2 版").click()
        expect(main_of(page)).to_contain_text("已存为 2020 年计划第 2 版")
        settle(page)
        page.close()
    with Store(planned) as store:
        rows = targets_of(store, "0001", 2020)
        assert rows[["indicator", "target"]].values.tolist() == [["golden_ideas", 18], ["proposals", 40]]
