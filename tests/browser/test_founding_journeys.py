"""The founding register in a real browser: a card moved by keyboard and by dragging is stored with its day, and a notice is handed out."""

from datetime import date
from pathlib import Path

import pytest
from journeys import FIRMS, dashboard, download, main_of, settle, visit
from playwright.sync_api import expect
from townships import add_plan, add_report, add_units, target

from tracking.intake.preview import prepare_store
from tracking.registers import Founding, known_foundings, record_foundings
from tracking.store.store import Store


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A township of three enterprises that should have a union; A was surveyed."""
    with Store(tmp_path / "own.duckdb") as store:
        prepare_store(store)
        add_units(store, [row | {"employees": 100} for row in FIRMS])
        add_plan(store, [target("0001", "unionised", 3)])
        told = {
            (firm, code): int(code == "should_unionise") for firm in "ABC" for code in ("should_unionise", "unionised")
        }
        add_report(store, 2020, 2, told, basis="level")
        record_foundings(store, [Founding("A", surveyed_on=date(2020, 2, 3))], "办公室")
    return tmp_path / "own.duckdb"


def save(page) -> None:
    main_of(page).get_by_label("经办人或科室").first.fill("经办")
    main_of(page).get_by_label("经办人或科室").first.press("Tab")
    settle(page)
    main_of(page).get_by_role("button", name="保存", exact=True).click()
    settle(page)


def test_a_clerk_moves_cards_by_keyboard_and_by_dragging_and_takes_a_notice_along(own, open_page):
    page = open_page()
    with dashboard(own) as address:
        visit(page, f"{address}/founding?year=2020&quarter=2")
        card = page.locator(".card[data-unit='A']")
        card.focus()
        card.press("Shift+ArrowRight")
        settle(page)
        expect(main_of(page)).to_contain_text("已移到“发通知书”")
        save(page)
        expect(page.locator("section[aria-label='发通知书']").locator(".card[data-unit='A']")).to_be_visible()
        page.locator(".card[data-unit='B']").drag_to(page.locator("section[aria-label='座谈']"))
        settle(page)
        expect(main_of(page)).to_contain_text("已移到“座谈”")
        save(page)
        expect(page.locator("section[aria-label='座谈']").locator(".card[data-unit='B']")).to_be_visible()
        main_of(page).get_by_role("button", name="建会通知书").click()
        settle(page)
        name, data = download(page, page.get_by_role("button", name="通知书（2）"))
        assert name == "建会通知书.docx"
        assert data[:2] == b"PK"
        page.close()
    with Store(own) as store:
        found = known_foundings(store)
        assert found["A"].noticed_on == found["B"].talked_on == store.today()
        assert found["A"].surveyed_on == date(2020, 2, 3)
