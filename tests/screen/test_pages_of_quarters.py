"""Closing a quarter, the page of changes and the view of an earlier day, run by Streamlit's AppTest in both languages."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from apps import FIRST_UNIT, LOCALES, WITH_QUARTER, bullets, field, go, pressed, tables, texts, upload, word
from townships import add_report, quarter_file, rows_of, unit

from tracking.decisions.closing import close_quarter, reopen_quarter
from tracking.decisions.exemption import record_exemption, withdraw_exemption
from tracking.screen import session
from tracking.screen.pages.exemption_form import key_of
from tracking.store.store import Store

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
    field(app, "close_by").input("the chair")
    field(app, "close_do").click()
    app.run()
    assert "2020 Q1 is closed" in texts(app)
    go(app, "imports")
    late = quarter_file([unit(code, FIRST_UNIT) for code in "ABC"], {("C", "proposals"): 6}, quarter=1)
    upload(app, ("late.xlsx", late))
    assert "2020 Q1 was closed on" in texts(app)
    assert "Reason for the change (required)" in [field.label for field in app.text_input]


def test_a_closed_quarter_is_opened_again_only_with_a_reason(opened, closed):
    app = changes(opened, closed, "close")
    field(app, "reopen_by").input("the chair")
    field(app, "reopen_do").click()
    app.run()
    assert "A reason is needed" in texts(app)
    field(app, "reopen_reason").input("late reports")
    field(app, "reopen_do").click()
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
    go(app, "changes")
    app.button(key="look_back").click().run()
    assert app.query_params["as_of"] in (snapshot, [snapshot])
    go(app, "overview")
    assert any("7/40" in text for text in bullets(app))
    assert "What came later is not shown" in "\n".join(warning.value for warning in app.warning)
    go(app, "enterprise")
    assert not app.exception
    assert "What came later is not shown" in "\n".join(warning.value for warning in app.warning)
    app.button(key="back_to_now").click().run()
    assert not app.warning
    assert "as_of" not in app.query_params


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
    assert "look_back" not in {button.key for button in opened(own, page="changes").button}


def exemption_typed(app, **more: str):
    """The form for an exemption of an enterprise, filled in."""
    typed = {"note": "设备检修", "approved_by": "主席", "document": "文1号", "by": "办公室"}
    days = {"exempt_from": date(2020, 2, 1), "exempt_to": date(2020, 5, 31)}
    for name, value in (typed | {"code": "stopped"} | days | more).items():
        field(app, f"exempt_{name}").set_value(value)
    return app


def exemption_said(app) -> list:
    """What the fields of that form hold."""
    names = ("note", "approved_by", "document", "by", "code", "exempt_from", "exempt_to")
    return [field(app, f"exempt_{name}").value for name in names]


NOTHING_TYPED = ["", "", "", "办公室", None, date(2020, 1, 1), date(2020, 12, 31)]


@pytest.mark.parametrize("locale", LOCALES)
def test_an_exemption_that_was_recorded_is_said_and_its_form_is_empty_again(opened, own, locale):
    app = exemption_typed(opened(own, locale, "exemptions", exempt_unit="A"))
    pressed(app, word(("登记", "Record"), locale))
    assert not app.exception
    said = app.success[0].value.replace("\\", "")
    for part in ("柳溪A厂", "设备检修", "主席", "文1号", word(("2020年5月31日", "2020-05-31"), locale)):
        assert part in said
    assert exemption_said(app) == NOTHING_TYPED, "but for the name, which is typed once"
    app.run()
    assert not app.success


def test_another_units_form_begins_without_what_was_typed_for_the_former_which_is_kept(opened, own):
    app = exemption_typed(opened(own, page="exemptions", exempt_unit="A"), code=None)
    pressed(app, "Record")
    assert "Choose one of the reasons." in app.error[0].value
    typed = ["设备检修", "主席", "文1号", "办公室", None, date(2020, 2, 1), date(2020, 5, 31)]
    assert exemption_said(app) == typed
    app.selectbox(key="exempt_unit").set_value("B").run()
    assert exemption_said(app) == NOTHING_TYPED
    app.selectbox(key="exempt_unit").set_value("A").run()
    assert exemption_said(app) == typed


def test_the_very_same_exemption_is_recorded_once(opened, own):
    app = opened(own, page="exemptions", exempt_unit="A")
    for _turn in range(2):
        pressed(exemption_typed(app), "Record")
    assert "recorded already; nothing was stored" in app.error[0].value
    assert session.open_database().read("submissions")["kind"].tolist().count("exemption") == 1
    pressed(exemption_typed(app, document="文2号"), "Record")
    assert "文2号" in app.success[0].value


def test_an_exemption_taken_back_is_said_and_its_form_is_empty_again(opened, own):
    app = opened(own, page="exemptions", exempt_unit="A")
    pressed(exemption_typed(app), "Record")
    app.selectbox(key="exempt_unit").set_value("B").run()
    pressed(exemption_typed(app), "Record")
    exemptions = session.open_database().read("exemptions", scope="/", day=None)
    field(app, "take_back_entry").set_value(key_of(exemptions.iloc[0]))
    field(app, "take_back_reason").set_value("记错")
    field(app, "take_back_do").click().run()
    assert "Taken back" in app.success[0].value
    assert [field(app, f"take_back_{name}").value for name in ("reason", "by")] == ["", "办公室"]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_records_tell_a_reopening_and_a_withdrawal_by_words_that_hold_for_both(opened, closed, locale):
    with Store(closed) as store:
        reopen_quarter(store, 2020, 1, "the chair", "late reports")
        entry = {"unit": "A", "exempt_from": date(2020, 1, 1), "exempt_to": date(2020, 12, 31), "code": "stopped"}
        recorded = record_exemption(store, entry, "the chair")
        withdraw_exemption(store, entry | {"indicator": None, "submission": recorded}, "the chair", "a mistake")
    kinds = tables(opened(closed, locale, "records"))[0].iloc[:, 2].tolist()
    exemption = word(("免考核登记或撤回", "exemption"), locale)
    assert kinds[:3] == [exemption, exemption, word(("锁定或解除锁定", "closing or reopening of a quarter"), locale)]
    assert kinds.count(kinds[2]) == 2


def test_the_change_log_is_filtered_by_this_computers_days(opened, closed, monkeypatch):
    ahead = datetime.now(UTC).hour >= 10
    monkeypatch.setenv("TZ", "Etc/GMT-14" if ahead else "Etc/GMT+12")  # where it is tomorrow, or still yesterday
    time.tzset()
    try:
        app = changes(opened, closed, "log")
        app.date_input(key="log_since").set_value(date.today() + timedelta(days=0 if ahead else 1)).run()
        assert ("2 changes." if ahead else "0 changes.") in texts(app)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_what_was_stored_with_the_clock_set_back_is_shown_since_today_and_the_clock_is_told(opened, own):
    with Store(own) as store:
        store.clock = lambda: datetime.now(UTC) - timedelta(days=365)
        close_quarter(store, 2020, 1, "the chair", "with a wrong clock")
    app = changes(opened, own, "log")
    app.date_input(key="log_since").set_value(date.today()).run()
    assert not app.exception
    assert "1 change." in texts(app).replace("\\", "")
    assert "clock was set back" in texts(app)
