"""What can be done with any page: jump, export, keep a view, show it to a meeting; what changed since the last look."""

import io
import json
from datetime import date

import pytest
import python_calamine
from apps import LOCALES, add_quarter, go, links, tables, texts, word
from townships import add_report

from tracking.screen import session
from tracking.screen.session.draft_file import DraftFile
from tracking.store.store import Store
from tracking.telling.tables import Told, excel_of


def jumped(app, said: str) -> list[tuple[str, str]]:
    """The links that the search box finds."""
    app.text_input(key="jump").set_value(said).run()
    return links(app)


@pytest.mark.parametrize(
    ("said", "page", "part"),
    [
        ("恒泰", "enterprise", "enterprise=91999900MA00001QH9"),
        ("qhhtfz", "enterprise", "enterprise=91999900MA00001QH9"),
        ("91999900MA00001QH9", "enterprise", "enterprise=91999900MA00001QH9"),
        ("东塘村", "", "unit=QHZ-C4"),
        ("互助保障参保", "assistance", "indicator=mutual_insurance"),
    ],
)
def test_anything_is_found_by_name_pinyin_or_code_from_every_page(opened, no_database, said, page, part):
    for start in ("plan", "records"):
        found = jumped(opened(no_database, "zh-CN", start), said)
        assert any(where == page and part in query for where, query in found), (start, found)


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_not_there_is_said_not_to_be(opened, no_database, locale):
    app = opened(no_database, locale)
    app.text_input(key="jump").set_value("没有的东西").run()
    assert word(("没有找到", "Nothing has this"), locale) in texts(app)


def test_a_list_is_narrowed_by_part_of_a_name_and_its_link_carries_that(opened, no_database):
    app = opened(no_database, "zh-CN", "lagging")
    app.text_input(key="lagging_said").set_value("dsdz").run()
    behind = next(table.value for table in app.dataframe if "问题" in table.value)
    assert behind["企业"].tolist() == ["青禾东升电子有限公司"]
    assert app.query_params["lagging_said"] == "dsdz"
    again = opened(no_database, "zh-CN", "lagging", lagging_said="dsdz")
    assert len(next(table.value for table in again.dataframe if "问题" in table.value)) == 1


def test_a_view_is_kept_under_a_name_with_all_its_link_carries_and_forgotten_again(opened, own):
    add_quarter(own)
    app = opened(own, "zh-CN", "lagging", sector="")
    app.text_input(key="view_name").set_value("一季度滞后").run()
    app.button(key="view_keep").click().run()
    (kept,) = [query for page, query in links(app) if page == "lagging"]
    assert {"unit=0001", "year=2020", "order=contribution"} <= set(kept.split("&"))
    other = opened(own, "zh-CN", "records")
    assert ("lagging", kept) in links(other), "from every page"
    other.selectbox(key="view_forget").set_value("一季度滞后").run()
    other.button(key="view_forget_it").click().run()
    assert not any(page == "lagging" for page, _query in links(other))


def test_the_size_for_meetings_is_kept_from_page_to_page_until_it_is_left(opened, no_database):
    app = opened(no_database, "zh-CN")
    app.button(key="meeting").click().run()
    assert app.query_params["big"] == "1"
    go(app, "formation")
    assert app.query_params["big"] == "1"
    app.button(key="meeting").click().run()
    assert "big" not in app.query_params


def sheets_of(data: bytes) -> dict[str, list[list]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_tables_go_along_as_excel_with_title_note_and_figures_that_are_numbers():
    import pandas as pd

    table = pd.DataFrame(
        {
            "企业": ["恒泰", "=1+1"],
            "完成": [Told("43 家", 43.0), Told("—")],
            "率": [Told("86.21%", 0.86), Told("+1.5 百分点", 1.5)],
        }
    )
    data = excel_of(
        [("滞后：企业", table), ("滞后：企业", table)],
        "滞后企业 · 青禾镇总工会",
        "青禾镇总工会",
        date(2020, 7, 21),
        "截至6月底",
    )
    sheets = sheets_of(data)
    assert len(sheets) == 2, "two tables of one name are two sheets"
    rows = next(iter(sheets.values()))
    assert any("滞后企业 · 青禾镇总工会" in str(cell) for cell in rows[0])
    flat = [cell for row in rows for cell in row]
    assert 43.0 in flat
    assert 0.8621 in flat
    assert 1.5 in flat
    assert "=1+1" in flat, "a text, not a formula"


def test_what_a_page_shows_is_what_its_workbook_holds(opened, no_database):
    app = opened(no_database, "zh-CN", "contracts")
    shown = [name for name, _table in app.session_state["tables shown"]]
    assert "本专题各项目标" in shown
    assert app.session_state["page head"]["title"] == "集体合同 · 青禾镇总工会 · 2020年上半年"


def test_a_visit_is_told_the_one_before_it_not_itself(tmp_path):
    drafts = DraftFile(tmp_path / "t.drafts")
    assert drafts.visit("a", date(2020, 7, 1), 5) is None
    assert drafts.visit("a", date(2020, 7, 1), 6) is None, "the same browser on the same day"
    assert drafts.visit("b", date(2020, 7, 3), 9) == (date(2020, 7, 1), 6)
    again = DraftFile(tmp_path / "t.drafts")
    assert again.visit("b", date(2020, 7, 3), 9) == (date(2020, 7, 1), 6), "kept on the disk"


@pytest.mark.fresh
@pytest.mark.parametrize("locale", LOCALES)
def test_the_overview_says_what_changed_since_the_last_look(opened, own, locale):
    add_quarter(own)
    app = opened(own, locale)
    assert word(("以来", "Since the last look"), locale) not in texts(app)
    store = session.open_database()
    session.drafts_of(store)._visits = {"2020-04-12 somebody": store.version()}
    add_report(store, 2020, 1, {("A", "proposals"): 30, ("B", "proposals"): 3})
    app = opened(own, locale)
    assert word(
        ("自2020年4月12日查看以来，1 项结果有变化", "Since the last look on 2020-04-12, 1 result has changed"), locale
    ) in texts(app)
    assert any(
        "9 项 → 35 项" in cell or "9 items → 35 items" in cell
        for table in tables(app)
        for cell in table.astype(str).stack()
    )


def test_nothing_is_said_where_nothing_came_in(opened, own):
    add_quarter(own)
    with Store(own) as store:
        version = store.version()
    opened(own)
    session.drafts_of(session.open_database())._visits = {"2020-04-12 somebody": version}
    assert "Since the last look" not in texts(opened(own))


@pytest.mark.parametrize("locale", LOCALES)
def test_five_hints_are_given_on_the_example_and_never_again(opened, no_database, locale):
    app = opened(no_database, locale)
    seen = []
    for _step in range(5):
        seen.append([one.value for one in app.markdown if one.value.startswith("**")][-1])
        app.button(key="tour_next").click().run()
    assert len(set(seen)) == 5
    assert not any(button.key == "tour_next" for button in app.button)
    assert not any(button.key == "tour_next" for button in opened(no_database, locale).button), "nor in another browser"


def test_hints_are_put_away_at_once_by_who_wants_none(opened, no_database):
    app = opened(no_database)
    app.button(key="tour_away").click().run()
    assert not any(button.key == "tour_next" for button in opened(no_database).button)


def test_nobody_gets_hints_over_data_of_their_own(opened, own):
    add_quarter(own)
    assert not any(button.key == "tour_next" for button in opened(own).button)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_heading_that_needs_words_has_them(opened, no_database, locale):
    app = opened(no_database, locale, "lagging")
    (behind,) = [table for table in app.dataframe if word(("滞后指数", "Lag index"), locale) in table.value]
    columns = json.loads(behind.proto.columns)
    for heading in (("占缺口", "Of the gap"), ("滞后指数", "Lag index"), ("近八季", "Eight quarters")):
        assert columns[word(heading, locale)]["help"]
    everything = "".join(one.value for one in app.markdown)
    assert word(("沿用前季", "carried forward"), locale) in everything, "and all of them in one place"


def test_a_page_for_the_printer_has_its_tables_whole_until_it_is_left(opened, no_database):
    app = opened(no_database, "zh-CN", "lagging")
    app.button(key="to_paper").click().run()
    assert not app.exception
    behind = app.table[0].value
    assert len(behind) == 17, "not the few rows that a screen has room for"
    assert "青禾恒泰纺织有限公司" in behind.index[0]
    app.button(key="paper_back").click().run()
    assert len(app.table) == 0
    app.button(key="to_paper").click().run()
    go(app, "calendar")
    assert len(app.table) == 0, "another page is drawn as always"
