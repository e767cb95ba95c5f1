"""Closing a quarter, the page of changes and the view of an earlier day, run by Streamlit's AppTest in both languages."""

import pytest
from test_pages import (
    FIRST_UNIT,
    LOCALES,
    WITH_QUARTER,
    bullets,
    empty,
    go,
    no_database,
    opened,
    own,
    tables,
    texts,
    upload,
    word,
)
from townships import add_report, quarter_file, rows_of, unit

from tracking.closing import close_quarter
from tracking.store import Store

__all__ = ["empty", "no_database", "opened", "own"]
PARTS = ("since", "close", "log")


@pytest.fixture
def closed(own):
    """The township after its first quarter was closed and a figure of it was corrected."""
    with Store(own) as store:
        close_quarter(store, 2020, 1, "the chair", "signed")
        add_report(store, 2020, 1, {("A", "proposals"): 40})
    return own


def changes(opened, database, part: str, locale: str = "en-GB", **link: str):
    return opened(database, locale=locale, page="changes", part=part, **link)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_the_page_of_changes_is_shown_in_both_languages(opened, closed, part, locale):
    app = changes(opened, closed, part, locale)
    assert not app.exception
    said = {
        "since": ("的 1 项结果中，有 1 项与", "1 of 1 results of 2020 Q1 are not as they were"),
        "close": ("2020年一季度已锁定", "2020 Q1 is closed: its figures are locked"),
        "log": ("共 2 项变动", "2 changes."),
    }[part]
    assert word(said, locale) in texts(app).replace("\\", "")


def test_what_differs_from_the_report_that_was_signed_stands_beside_it_with_its_cause(opened, closed):
    app = changes(opened, closed, "since")
    results, log = tables(app)
    assert rows_of(results, "Status", "Done") == [("▲ behind → ✓ achieved", "7 items → 43 items")]
    assert rows_of(log, "What", "Unit", "Before", "After") == [("figure corrected after closing", "柳溪A厂", "4", "40")]


def test_a_quarter_is_closed_on_the_page_and_then_a_later_file_needs_a_reason(opened, own):
    app = changes(opened, own, "close")
    app.text_input(key="closing_by").input("the chair")
    next(button for button in app.button if button.label == "Close 2020 Q1").click()
    app.run()
    assert "2020 Q1 is closed" in texts(app)
    go(app, "imports")
    late = quarter_file([unit(code, FIRST_UNIT) for code in "ABC"], {("C", "proposals"): 6}, quarter=1)
    upload(app, ("late.xlsx", late))
    assert "2020 Q1 was closed on" in texts(app)
    assert "Reason for the change (required)" in [field.label for field in app.text_input]


def test_a_closed_quarter_is_opened_again_only_with_a_reason(opened, closed):
    app = changes(opened, closed, "close")
    app.text_input(key="closing_by").input("the chair")
    next(button for button in app.button if button.label == "Open 2020 Q1 again").click()
    app.run()
    assert "A reason is needed" in texts(app)
    app.text_input(key="closing_reason").input("late reports")
    next(button for button in app.button if button.label == "Open 2020 Q1 again").click()
    app.run()
    assert "2020 Q1 is open." in texts(app)
    assert rows_of(tables(app)[0], "What", "By", "Reason") == [
        ("quarter opened again", "the chair", "late reports"),
        ("quarter closed", "the chair", "signed"),
    ]


def test_the_change_log_is_filtered_by_kind(opened, closed):
    app = changes(opened, closed, "log")
    assert len(tables(app)[0]) == 2
    app.multiselect(key="log_what").select("closed").run()
    assert rows_of(tables(app)[0], "What", "Concerns") == [("quarter closed", "2020 Q1")]


def test_every_page_can_be_seen_as_it_was_when_the_quarter_was_closed(opened, closed):
    with Store(closed) as store:
        snapshot = str(store.read("closings")["submission"].iloc[0])
    app = opened(closed)
    now = bullets(app)
    assert any("43/40" in text for text in now)
    app.selectbox(key="as_of").select(snapshot).run()
    assert any("7/40" in text for text in bullets(app))
    assert "What came later is not shown" in "\n".join(warning.value for warning in app.warning)
    go(app, "enterprise")
    assert not app.exception
    assert "What came later is not shown" in "\n".join(warning.value for warning in app.warning)
    app.selectbox(key="as_of").select("now").run()
    assert not app.warning


@pytest.mark.parametrize("page", WITH_QUARTER)
def test_every_page_that_shows_a_quarter_opens_on_an_earlier_day(opened, closed, page):
    with Store(closed) as store:
        then = store.read("closings")["submission"].iloc[0]
    app = opened(closed, page=page, as_of=str(then))
    assert not app.exception
    assert [element.value for element in app.error] == []
    assert "What came later is not shown" in "\n".join(warning.value for warning in app.warning)


def test_a_link_to_an_earlier_day_shows_its_receiver_that_day(opened, closed):
    with Store(closed) as store:
        then = store.read("closings")["submission"].iloc[0]
    app = opened(closed, as_of=str(then))
    assert any("7/40" in text for text in bullets(app))
    assert any("43/40" in text for text in bullets(opened(closed, as_of="123")))


def test_nothing_is_asked_about_the_day_while_no_quarter_was_closed(opened, own):
    assert "as_of" not in {box.key for box in opened(own).selectbox}
