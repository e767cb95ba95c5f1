"""The contract register in a real browser: from the overview to what ends, a renewal, and the files to take along."""

import io
from datetime import date
from pathlib import Path

import pytest
from journeys import FIRMS, dashboard, download, fill, form_field, main_of, settle, typed, upload, visit
from openpyxl import load_workbook
from playwright.sync_api import expect
from townships import add_plan, add_report, add_units, target, workbook

from tracking.intake.preview import prepare_store
from tracking.registers import Contract, record_contracts
from tracking.store.store import Store


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A township on 21 July 2020 with a plan; a contract of A ends in three weeks."""
    with Store(tmp_path / "own.duckdb") as store:
        prepare_store(store)
        add_units(store, [row | {"employees": 100} for row in FIRMS])
        add_plan(store, [target("0001", "contract_enterprises", 3)])
        add_report(store, 2020, 2, {("A", "contract_enterprises"): 1, ("A", "unionised"): 1}, basis="level")
        today = store.today()
        until = date(today.year, today.month, 28) if today.day <= 8 else _later(today)
        record_contracts(store, [Contract("A", "wage", _year_before(until), until, employees=50)], "办公室")
    return tmp_path / "own.duckdb"


def _later(today: date) -> date:
    """The 12th of the month after next, or of the next."""
    month = today.month % 12 + 1
    return date(today.year + (month == 1), month, 12)


def _year_before(until: date) -> date:
    return until.replace(year=until.year - 1, day=until.day + 1)


def test_a_chair_sees_what_ends_renews_it_and_takes_the_register_along(own, open_page):
    page = open_page()
    with dashboard(own) as address:
        visit(page, f"{address}/?year=2020&quarter=2")
        page.get_by_role("link", name="90天内到期合同1份").click()
        settle(page)
        expect(main_of(page)).to_contain_text("合同台账 · 柳溪镇总工会")
        expect(
            page.get_by_role("region", name="即将到期和到期未续的合同", exact=True).locator("canvas table tr").nth(1)
        ).to_be_attached()
        name, data = download(page, main_of(page).get_by_role("button", name="到期日历（.ics）"))
        assert name.endswith(".ics")
        assert "工资专项集体合同到期" in data.decode().replace("\r\n ", "")
        page.get_by_role("radio", name="全部合同", exact=True).click()
        settle(page)
        there = page.get_by_role("region", name="全部合同", exact=True)
        expect(there.locator("canvas table tr").nth(1)).to_be_attached()
        there.click(position={"x": 60, "y": 31 + 15})
        settle(page)
        expect(page.get_by_role("combobox", name="续签自")).not_to_have_value("无（新签）")
        typed(page, "contract_by", "办公室")
        form_field(page, "contract_do").get_by_role("button").click()
        expect(main_of(page)).to_contain_text("已登记：")
        settle(page)
        expect(there.locator("canvas table tr").nth(2)).to_be_attached()
        name, data = download(page, main_of(page).get_by_role("button", name="台账（Excel，可填写后再导入）"))
        rows = list(load_workbook(io.BytesIO(data)).active.iter_rows(min_row=4, max_row=5, values_only=True))
        assert [(row[0], row[2], row[8]) for row in rows] == [
            ("A", "工资专项集体合同", "新签"),
            ("A", "工资专项集体合同", "续签"),
        ]
        page.close()


def test_a_register_as_an_office_keeps_it_is_taken_in_with_its_questions(own, open_page):
    rows = [["柳溪镇集体合同台账"], ["企业名称", "签订日期", "起止日期", "覆盖人数"],
            ["柳溪A厂", "2020.1.1", "2020.1.1-2021.12.31", 900], ["柳溪B厂", "2020.1.1", "2020.1.1-2021.12.31", 50]]  # fmt: skip
    page = open_page()
    with dashboard(own) as address:
        visit(page, f"{address}/imports")
        upload(page, "合同台账.xlsx", workbook(("台账", rows)))
        expect(main_of(page)).to_contain_text("识别为：合同台账")
        page.get_by_role("combobox", name="1份合同看起来有疑问").click()
        page.get_by_role("option", name="不登记这几份").click()
        settle(page)
        fill(page, "经办人或科室", "办公室")
        settle(page)
        page.get_by_role("button", name="确认入库", exact=True).click()
        expect(main_of(page)).to_contain_text("合同台账.xlsx 已入库")
        visit(page, f"{address}/register?year=2020&quarter=2&register_part=all")
        expect(
            page.get_by_role("region", name="全部合同", exact=True).locator("canvas table tr").nth(2)
        ).to_be_attached()
        page.close()
