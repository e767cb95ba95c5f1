"""People with accounts in a real browser: signing in, out, and seeing nothing of another town in any byte that comes."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from journeys import dashboard, download, grid, heading, main_of, settle, sign_in, type_into_cell, visit
from made_once import copy_database, database_made_once
from people import CANARY, CANARY_FIGURE, OWN_WORDS, fill_with_two_towns, give
from playwright.sync_api import Error, Page, expect

from tracking.accounts import add_person, set_rule
from tracking.store.store import Store

PAGES = ("", "formation", "contracts", "assistance", "training", "other", "compare", "report", "printed", "lagging", "calendar", "followup",
         "enterprise", "exemptions", "evidence", "register", "start", "plan", "imports", "changes", "indicators", "records")  # fmt: skip
SECRET = [CANARY.encode(), str(CANARY_FIGURE).encode(), f"{CANARY_FIGURE:,}".encode()]


def fill(store: Store) -> None:
    fill_with_two_towns(store)
    give(store, "乙", "clerk", unit="1")
    give(store, "上级", "clerk", unit="C")


@pytest.fixture
def towns(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of two towns, in which people have accounts."""
    return copy_database(database_made_once(tmp_path_factory, "two towns on the screen", fill), tmp_path / "own.duckdb")


@pytest.fixture
def address(towns: Path) -> Iterator[str]:
    with dashboard(towns) as served:
        yield served


def heard(page: Page) -> list[bytes]:
    """Every byte that comes to a browser: answers and messages of sockets."""
    found: list[bytes] = []

    def keep(response) -> None:
        if response.status == 200 and not response.url.split("?")[0].endswith((".js", ".css", ".woff2")):
            with suppress(Error):  # of a page that was left meanwhile
                found.append(response.body())

    page.on("response", keep)
    page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived", lambda data: found.append(data if isinstance(data, bytes) else data.encode())
        ),
    )
    return found


def unpacked(data: bytes) -> bytes:
    """What a file says: of a workbook, a Word file or an archive everything in it."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"\n".join(unpacked(archive.read(name)) for name in archive.namelist())


def test_a_clerk_is_led_to_sign_in_sees_the_page_they_wanted_and_signs_out(address, open_page):
    page = open_page()
    sign_in(page, address, "乙", OWN_WORDS, "/lagging?unit=1")
    settle(page)
    expect(heading(page)).to_contain_text("溪东镇总工会")
    page.reload()
    settle(page)
    expect(heading(page)).to_contain_text("滞后企业")
    page.get_by_test_id("stSidebar").get_by_role("link", name="退出登录").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.locator("#name")).to_be_visible()
    page.goto(f"{address}/lagging")
    expect(page.locator("#name")).to_be_visible()


def test_of_another_town_no_byte_comes_to_the_browser_whatever_page_or_file_is_asked_for(address, open_page):
    above = open_page()
    control = heard(above)
    sign_in(above, address, "上级", OWN_WORDS)
    settle(above)
    for path in PAGES:
        visit(above, f"{address}/{path}")
    assert any(CANARY.encode() in data for data in control), "whoever may see it does not see it either"

    page = open_page()
    found = heard(page)
    sign_in(page, address, "乙", OWN_WORDS)
    settle(page)
    files = 0
    for path in PAGES:
        for unit in ("1", "10"):
            visit(page, f"{address}/{path}?unit={unit}&year=2020&quarter=2")
        for button in main_of(page).get_by_test_id("stDownloadButton").get_by_role("button").all():
            if button.is_visible() and button.is_enabled():
                name, data = download(page, button)
                assert not [said for said in SECRET if said in unpacked(data)], (path, name)
                files += 1
    assert files > 3
    assert sum(map(len, found)) > 100_000
    assert not [said for said in SECRET if any(said in data for data in found)]


def test_a_one_time_password_leads_to_one_of_their_own_and_then_in(towns, open_page):
    with Store(towns) as store:
        given = add_person(store, "丙", ["viewer"], "1", "管")
    with dashboard(towns) as address:
        page = open_page()
        sign_in(page, address, "丙", given)
        page.fill("#old", given)
        page.fill("#new", OWN_WORDS)
        page.fill("#again", OWN_WORDS)
        page.get_by_role("button", name="保存口令").click()
        settle(page)
        expect(heading(page)).to_contain_text("溪东镇总工会")
        expect(page.get_by_test_id("stSidebar")).to_contain_text("丙 · 查看")
        page.close()  # before the server ends, which an open page would miss


def test_whom_an_administrator_disables_sees_nothing_at_their_next_click(address, open_page):
    clerk, admin = open_page(), open_page()
    sign_in(clerk, address, "乙", OWN_WORDS)
    settle(clerk)
    sign_in(admin, address, "管", OWN_WORDS, "/people")
    settle(admin)
    main_of(admin).get_by_test_id("stSelectbox").filter(has_text="账号").get_by_role("combobox").click()
    admin.get_by_role("option", name="乙").click()
    main_of(admin).get_by_role("button", name="停用").click()
    expect(main_of(admin)).to_contain_text("乙已修改")
    clerk.get_by_text("一季度", exact=True).first.click()
    expect(main_of(clerk)).to_contain_text("您已退出登录")
    expect(main_of(clerk)).not_to_contain_text("溪东镇总工会")


def test_a_firm_fills_in_and_its_town_accepts_and_only_then_it_counts(towns, open_page):
    with Store(towns) as store:
        give(store, "甲厂", "clerk", unit="1A")
        give(store, "审核", "reviewer", unit="1")
        set_rule(store, "1", "held", "管")
        store.add("setting", {"setting": pd.DataFrame([{"name": "today", "value": "2020-07-21"}])})
    with dashboard(towns) as address:
        firm, town = open_page(), open_page()
        sign_in(firm, address, "甲厂", OWN_WORDS, "/fill_in")
        settle(firm)
        cell = grid(firm, "2020年二季度").locator("tr").nth(1)
        expect(cell).to_contain_text("培训")
        type_into_cell(firm, firm.get_by_role("region", name="2020年二季度", exact=True), (290, 35 + 17), "77")
        expect(main_of(firm)).to_contain_text("草稿已保存")
        settle(firm)
        main_of(firm).get_by_label("更正已入库数据的原因").fill("上次误报")
        firm.keyboard.press("Tab")
        settle(firm)
        main_of(firm).get_by_text("数据确认无误").click()
        settle(firm)
        main_of(firm).get_by_role("button", name="提交").click()
        expect(main_of(firm)).to_contain_text("已提交。")

        sign_in(town, address, "审核", OWN_WORDS, "/review?unit=1&year=2020&quarter=2")
        settle(town)
        expect(main_of(town)).to_contain_text("待审核 1 家")
        main_of(town).get_by_role("button", name="接受", exact=True).click()
        expect(main_of(town)).to_contain_text("已接受溪东A厂的报表")
        firm.close()  # before the server ends, which an open page would miss
        town.close()
