"""Pages of a large unit, told from what its nodes add up to, say what they say when all of it is read."""

import pandas as pd
import pytest
from apps import WITH_QUARTER, metrics, tables, texts
from counties import TOWNS, fill_with_county
from made_once import copy_database, database_made_once
from townships import add_plan, add_report, target

from tracking.progress import kept as kept_sums
from tracking.quarters import year_and_quarter
from tracking.screen import session
from tracking.screen.session import choosing, kept
from tracking.store.store import Store

LINK = {"unit": "C", "year": "2020", "quarter": "2"}


def fill(store: Store) -> None:
    """The county of five towns, one silent, in which enterprises have promised parts and some are behind."""
    fill_with_county(store, silent="丙")
    firms = [f"{code}{letter}" for code in TOWNS.values() for letter in "AB"]
    add_plan(store, [target(firm, "employee_training", 50) for firm in firms])
    add_plan(store, [target("C", "employee_training", 300)])
    add_report(store, 2020, 2, {(firm, "unionised"): int(firm != "T1B") for firm in firms[:6]})
    add_report(store, 2020, 2, {(firm, "should_unionise"): 1 for firm in firms[:6]})


@pytest.fixture
def county(tmp_path, tmp_path_factory):
    return copy_database(database_made_once(tmp_path_factory, "large", fill), tmp_path / "own.duckdb")


@pytest.mark.parametrize("page", [page for page in WITH_QUARTER if page != "report"])
def test_every_page_of_a_county_is_the_same_told_from_its_towns_and_told_from_its_cells(
    opened, county, tmp_path, monkeypatch, page
):
    whole = opened(county, "zh-CN", page, **LINK)
    assert not whole.exception
    told = texts(whole), [table.to_dict("list") for table in tables(whole)], metrics(whole)
    monkeypatch.setattr(kept, "LARGE", 1)
    from_towns = opened(copy_database(county, tmp_path / "again.duckdb"), "zh-CN", page, **LINK)
    assert not from_towns.exception
    assert (texts(from_towns), [table.to_dict("list") for table in tables(from_towns)], metrics(from_towns)) == told


def test_the_overview_of_a_large_unit_reads_again_only_the_town_that_changed(opened, county, monkeypatch):
    monkeypatch.setattr(kept, "LARGE", 1)
    app, read = opened(county, "zh-CN", **LINK), []
    load = kept_sums.load_node
    for module in (kept, kept_sums):
        monkeypatch.setattr(
            module, "load_node", lambda store, below, node: read.append(node) or load(store, below, node)
        )
    monkeypatch.setattr(kept, "load_progress", lambda *_about, **_more: pytest.fail("all of it is read"))
    add_report(session.open_database(), 2020, 2, {("T2A", "employee_training"): 60})
    app.run()
    assert not app.exception
    assert read == ["T2"]


def test_of_many_enterprises_one_is_found_by_a_part_of_its_name_or_code(opened, county, monkeypatch):
    monkeypatch.setattr(choosing, "MOST_LISTED", 3)
    app = opened(county, "zh-CN", "enterprise", **LINK)
    assert len(app.selectbox(key="enterprise").options) == 3
    app.text_input(key="search_enterprise").set_value("T4").run()
    assert app.selectbox(key="enterprise").options == ["柳溪T4A厂", "柳溪T4B厂"]
    assert app.selectbox(key="enterprise").value == "T4A"
    assert app.query_params["enterprise"] == "T4A"
    app.text_input(key="search_enterprise").set_value("没有这家").run()
    assert not app.exception
    assert app.selectbox(key="enterprise").value == "T4A", "what is shown stays"


def test_of_many_units_the_one_to_exempt_is_found_by_a_part_of_its_name(opened, county, monkeypatch):
    monkeypatch.setattr(choosing, "MOST_LISTED", 3)
    app = opened(county, "zh-CN", "exemptions", **LINK)
    assert len(app.selectbox(key="exempt_unit").options) == 3
    app.text_input(key="search_exempt_unit").set_value("T4").run()
    assert app.selectbox(key="exempt_unit").options == ["柳溪T4A厂", "柳溪T4B厂", "丁镇总工会"]
    assert app.selectbox(key="exempt_unit").value is None
    app.selectbox(key="exempt_unit").select("T4B").run()
    assert not app.exception
    assert app.query_params["exempt_unit"] == "T4B"


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_a_calendar_of_many_units_shows_the_first_and_says_how_many_there_are(opened, county, monkeypatch, locale):
    (whole,) = tables(opened(county, locale, "calendar", **LINK))
    monkeypatch.setattr(session, "MOST_LISTED", 3)
    app = opened(county, locale, "calendar", **LINK)
    (shown,) = tables(app)
    pd.testing.assert_frame_equal(shown, whole[:3])
    said = {
        "zh-CN": f"共 {len(whole)} 家，先列前 3 家；全部可导出名单（CSV）。",
        "en-GB": f"The first 3 of {len(whole)} are shown",
    }
    assert said[locale] in texts(app)


@pytest.mark.parametrize(("quarter", "read_again"), [(2, {(2020, 2)}), (1, {(2020, 1), (2020, 2)})])
def test_a_figure_leaves_what_earlier_quarters_say_as_it_was_read(opened, county, monkeypatch, quarter, read_again):
    monkeypatch.setattr(kept, "LARGE", 1)
    app, read = opened(county, "zh-CN", "training", **LINK), set()
    load = kept_sums.load_above
    monkeypatch.setattr(
        kept_sums,
        "load_above",
        lambda store, below, digests: read.add(year_and_quarter(below.period)) or load(store, below, digests),
    )
    add_report(session.open_database(), 2020, quarter, {("T2A", "employee_training"): 60})
    app.run()
    assert not app.exception
    assert {found for found in read if found <= (2020, 2)} == read_again
