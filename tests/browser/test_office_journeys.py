"""An office's own sign-in in a real browser: it says who somebody is, and the accounts here say what they may."""

from contextlib import AbstractContextManager
from pathlib import Path

from journeys import dashboard, free_port, heading, main_of, settle, sign_in
from people import OWN_WORDS, fill_with_two_towns, give
from playwright.sync_api import expect
from provider import Provider, running_provider

from tracking.accounts import add_person, change_person, link_identity
from tracking.store.store import Store


def dashboard_with(office: Provider, database: Path) -> AbstractContextManager[str]:
    """A dashboard for which this office's sign-in is set up; gives its address."""
    port = free_port()  # found while the office holds its own
    settings = database.with_name("secrets.toml")
    settings.write_text(office.settings(f"http://127.0.0.1:{port}"), encoding="utf-8")
    return dashboard(database, port, STREAMLIT_SECRETS_FILES=str(settings))


def test_whom_the_office_names_is_let_in_as_the_account_that_an_administrator_gave_them(tmp_path: Path, open_page):
    database = tmp_path / "own.duckdb"
    with running_provider(free_port()) as office:
        with Store(database) as store:
            fill_with_two_towns(store)
            give(store, "总管", "administrator")
            add_person(store, "乙", ["clerk"], "1", "总管")
        with dashboard_with(office, database) as address:
            page = open_page()
            page.goto(f"{address}/lagging")
            page.get_by_role("link", name="用单位统一登录").click()
            expect(page.locator(".wrong")).to_contain_text(
                f"还没有对应的账号。请把下面的内容发给管理员：{office.issuer} u-1"
            )
            assert not [one for one in page.context.cookies() if one["name"].startswith("_streamlit_user")]

            admin = open_page()
            sign_in(admin, address, "总管", OWN_WORDS, "/people")
            settle(admin)
            main_of(admin).get_by_test_id("stSelectbox").filter(has_text="账号").get_by_role("combobox").click()
            admin.get_by_role("option", name="乙").click()
            main_of(admin).get_by_text("单位统一登录（OpenID Connect）").click()
            admin.get_by_label("登录服务地址（issuer）").fill(office.issuer)
            admin.get_by_label("人员标识（subject）").fill("u-1")
            admin.keyboard.press("Tab")
            settle(admin)
            main_of(admin).get_by_role("button", name="允许这样登录").click()
            expect(main_of(admin)).to_contain_text("乙已修改")

            page.goto(f"{address}/")
            page.get_by_role("link", name="用单位统一登录").click()
            settle(page)
            expect(heading(page)).to_contain_text("溪东镇总工会")
            expect(page.get_by_test_id("stSidebar")).to_contain_text("乙 · 经办")
            cookies = {one["name"]: one for one in page.context.cookies()}
            assert cookies["tracking_session"]["sameSite"] == "Strict"
            assert not [name for name in cookies if name.startswith("_streamlit_user")]
            page.close()
            admin.close()


def test_whom_the_office_names_but_nobody_lets_in_any_more_stays_outside(tmp_path: Path, open_page):
    database = tmp_path / "own.duckdb"
    with running_provider(free_port()) as office:
        with Store(database) as store:
            fill_with_two_towns(store)
            give(store, "丙", "viewer", unit="1")
            link_identity(store, "丙", office.issuer, "u-1", "管")
            change_person(store, "丙", "管", disabled=True)
        with dashboard_with(office, database) as address:
            page = open_page()
            page.goto(f"{address}/")
            page.get_by_role("link", name="用单位统一登录").click()
            expect(page.locator(".wrong")).to_contain_text("还没有对应的账号")
            page.goto(f"{address}/")
            expect(page.locator("#name")).to_be_visible()
            page.close()
