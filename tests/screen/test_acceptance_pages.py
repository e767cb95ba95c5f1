"""Filling in, handing in, accepting and returning, as the clerk of a firm and the people of its town see it, in both languages."""

import re
from datetime import date

import pytest
from apps import LOCALES, field, tables, target_lists, texts, word
from made_once import copy_database, database_made_once
from people import figures, fill_with_two_towns, give

from tracking.accounts import (
    as_seen_by,
    awaiting,
    give_back,
    person_named,
    reviews_of,
    rules_of,
    set_rule,
)
from tracking.screen.session import whole_store
from tracking.store.store import Store

Q2 = 8081
LINK = {"unit": "1", "year": "2020", "quarter": "2"}


def fill(store: Store) -> None:
    fill_with_two_towns(store)
    for name, role, unit in (
        ("甲厂", "clerk", "1A"),
        ("乙厂", "clerk", "1B"),
        ("审核", "reviewer", "1"),
        ("经办", "clerk", "1"),
        ("管理", "administrator", "1"),
    ):
        give(store, name, role, unit=unit)
    set_rule(store, "1", "held", "管")


@pytest.fixture
def towns(tmp_path, tmp_path_factory):
    """Two towns, of which the first asks that reports are accepted before they count."""
    return copy_database(database_made_once(tmp_path_factory, "towns that accept", fill), tmp_path / "own.duckdb")


def hand_in(name: str, unit: str, amount: int) -> None:
    rows = figures(unit)["report"].assign(amount=amount)
    as_seen_by(whole_store(), person_named(whole_store(), name)).add("quarter", {"report": rows})


def grid_of(app) -> tuple[str, list[dict]]:
    """The key of the grid of 填报, and the rows that it shows."""
    editors = [one for kind in ("data_editor", "arrow_data_frame") for one in app.get(kind)]
    key = next(one.proto.id for one in editors if "fill_in_rows" in one.proto.id).split("-", 2)[2]
    return key, app.session_state[f"{key} shown"]


def type_figure(app, indicator: str, figure: str) -> None:
    """Type a figure into the grid of 填报."""
    key, rows = grid_of(app)
    place = [row["indicator"] for row in rows].index(indicator)
    app.session_state[key] = {"edited_rows": {place: {"figure": figure}}, "added_rows": [], "deleted_rows": []}


def press(app, label: str):
    next(one for one in app.button if one.label == label).click()
    return app.run()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_firms_clerk_fills_in_what_is_asked_and_hands_it_in(signed_in, locale, monkeypatch):
    monkeypatch.setattr("tracking.store.store.Store.today", lambda _store: date(2020, 7, 21))
    app = signed_in("甲厂", "fill_in", locale)
    assert app.selectbox(key="fill_in_quarter").value == Q2
    assert word(("尚未提交", "Not handed in yet"), locale) in texts(app)
    type_figure(app, "employee_training", "44")
    app.run()
    field(app, "fill_in_reason").set_value("上次误报")
    press(app, word(("提交", "Hand in"), locale))
    assert not app.error, app.error[0].value
    assert app.success[0].value == word(("已提交。", "The report was handed in."), locale)
    assert awaiting(whole_store(), Q2)[["unit", "amount", "old_amount"]].values.tolist() == [["1A", 44, 10]]
    assert word(("已提交", "handed in"), locale) in texts(app)


def test_what_strains_a_rule_is_said_while_it_is_typed_and_what_is_wrong_is_not_handed_in(signed_in, monkeypatch):
    monkeypatch.setattr("tracking.store.store.Store.today", lambda _store: date(2020, 7, 21))
    app = signed_in("甲厂", "fill_in")
    type_figure(app, "employee_training", "12.5")
    app.run()
    assert any("12.5" in one.value for one in app.warning), [one.value for one in [*app.warning, *app.error]]
    press(app, "Hand in")
    assert "12.5" in app.error[0].value
    assert reviews_of(whole_store(), Q2).empty


@pytest.mark.parametrize("locale", LOCALES)
def test_a_returned_report_says_why_and_which_figure(signed_in, locale, monkeypatch):
    monkeypatch.setattr("tracking.store.store.Store.today", lambda _store: date(2020, 7, 21))
    signed_in("甲厂", "fill_in", locale)
    hand_in("甲厂", "1A", 500)
    give_back(
        as_seen_by(whole_store(), person_named(whole_store(), "审核")), "1A", Q2, "人数不对", ["employee_training"], "x"
    )
    app = signed_in("甲厂", "fill_in", locale)
    assert "人数不对" in app.warning[0].value
    assert "●" in app.warning[0].value
    marked = [row["indicator"] for row in grid_of(app)[1] if row["name"].startswith("●")]
    assert marked == ["employee_training"]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_reviewer_sees_what_changed_and_accepts_it(signed_in, locale):
    signed_in("审核", "overview", locale, **LINK)
    hand_in("甲厂", "1A", 44)
    app = signed_in("审核", "overview", locale, **LINK)
    assert word(("待审核 1 家", "1 not accepted yet"), locale) in texts(app)
    assert word(("份报表待审核", "wait to be accepted"), locale) in str(target_lists(app))
    app = signed_in("审核", "review", locale, **LINK)
    shown = tables(app)[1]
    assert shown.iloc[0].tolist()[1:3] == ["10", "44"]
    press(app, word(("接受", "Accept"), locale))
    assert not app.error, app.error[0].value
    assert reviews_of(whole_store(), Q2)["state"].tolist() == ["accepted"]
    assert awaiting(whole_store(), Q2).empty


@pytest.mark.parametrize("locale", LOCALES)
def test_a_reviewer_returns_a_report_with_a_message_to_be_pasted(signed_in, locale):
    signed_in("审核", "overview", locale, **LINK)
    hand_in("甲厂", "1A", 500)
    app = signed_in("审核", "review", locale, **LINK)
    press(app, word(("退回", "Return"), locale))
    assert word(("请写明退回原因", "Say why"), locale) in app.error[0].value
    field(app, "give_back_reason").set_value("人数不对")
    field(app, "give_back_marked").set_value(["employee_training"])
    press(app, word(("退回", "Return"), locale))
    assert "溪东A厂" in app.success[0].value
    assert "人数不对" in app.success[0].value
    assert reviews_of(whole_store(), Q2)["state"].tolist() == ["returned"]


def test_all_reports_with_nothing_to_look_at_are_accepted_by_one_click(signed_in):
    signed_in("审核", "review", **LINK)
    for name, unit in (("甲厂", "1A"), ("乙厂", "1B")):
        hand_in(name, unit, 44)
    app = signed_in("审核", "review", **LINK)
    label = next(one.label for one in app.button if one.label.startswith("Accept all"))
    press(app, label)
    assert not app.error, app.error[0].value
    assert set(reviews_of(whole_store(), Q2)["state"]) == {"accepted"}


def test_two_reviewers_at_one_report_the_second_sees_the_first(signed_in):
    signed_in("审核", "review", **LINK)
    hand_in("甲厂", "1A", 44)
    app = signed_in("审核", "review", **LINK)
    give(whole_store(), "另一审核", "reviewer", unit="1")
    give_back(as_seen_by(whole_store(), person_named(whole_store(), "另一审核")), "1A", Q2, "不对", [], "x")
    press(app, "Accept")
    assert "另一审核" in app.error[0].value
    assert reviews_of(whole_store(), Q2)["state"].tolist() == ["returned"]


def test_a_clerk_looks_at_what_was_handed_in_and_decides_nothing(signed_in):
    signed_in("经办", "review", **LINK)
    hand_in("甲厂", "1A", 44)
    app = signed_in("经办", "review", **LINK)
    assert [one.label for one in app.button if one.label in ("Accept", "Return") and not one.disabled] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_calendar_tells_handed_in_and_returned_and_nobody_phones_who_handed_in(signed_in, locale):
    signed_in("审核", "overview", locale, **LINK)
    with_third = figures("1A", 8082)["report"]
    as_seen_by(whole_store(), person_named(whole_store(), "甲厂")).add("quarter", {"report": with_third})
    as_seen_by(whole_store(), person_named(whole_store(), "乙厂")).add(
        "quarter", {"report": figures("1B", 8082)["report"]}
    )
    give_back(as_seen_by(whole_store(), person_named(whole_store(), "审核")), "1B", 8082, "不对", [], "x")
    link = LINK | {"quarter": "3"}
    app = signed_in("审核", "calendar", locale, **link)
    shown = "\n".join(table.to_csv() for table in tables(app))
    assert word(("◔ 已提交待审核", "◔ handed in, not accepted yet"), locale) in shown
    assert word(("↩ 已退回", "↩ returned"), locale) in shown
    app = signed_in("审核", "lagging", locale, **link)
    silent = [table for table in tables(app) if "溪东B厂" in table.to_csv()]
    assert silent
    assert not any("溪东A厂" in table.to_csv() for table in silent)


@pytest.mark.parametrize("locale", LOCALES)
def test_an_enterprises_page_marks_the_figures_that_are_not_accepted(signed_in, locale):
    signed_in("审核", "overview", locale, **LINK)
    hand_in("甲厂", "1A", 44)
    said = [one.value for one in signed_in("审核", "enterprise", locale, **LINK, enterprise="1A").info]
    assert any(word(("已提交（甲厂", "handed in (甲厂"), locale) in text.replace("\\", "") for text in said), said
    assert not signed_in("审核", "enterprise", locale, **LINK, enterprise="1B").info


@pytest.mark.parametrize("locale", LOCALES)
def test_the_import_page_says_to_whom_a_workbook_is_handed_in(signed_in, locale):
    said = word(("审核通过后计入", "counts once it is accepted"), locale)
    assert said in texts(signed_in("甲厂", "imports", locale))
    assert said not in texts(signed_in("经办", "imports", locale))


@pytest.mark.parametrize("locale", LOCALES)
def test_an_administrator_says_whether_reports_are_accepted(signed_in, locale):
    app = signed_in("管理", "people", locale)
    field(app, "rule_asks").set_value("marked").run()
    next(one for one in app.button if one.key.startswith("rule_do")).click().run()
    assert not app.error, app.error[0].value
    assert rules_of(whole_store())["asks"].tolist() == ["marked"]


@pytest.mark.parametrize("locale", LOCALES)
def test_where_figures_count_at_once_each_that_is_not_accepted_is_marked(signed_in, towns, locale):
    signed_in("审核", "overview", locale, **LINK)
    set_rule(whole_store(), "1", "marked", "管")
    hand_in("甲厂", "1A", 44)
    firm = signed_in("审核", "enterprise", locale, **LINK, enterprise="1A")
    told = next(table for table in tables(firm) if len(table) and "44 ◔" in table.astype(str).to_csv())
    assert "10 ◔" not in told.to_csv()
    assert "◔" in texts(signed_in("审核", "training", locale, **LINK))
    parts = next(
        table for table in tables(signed_in("审核", "training", locale, **LINK)) if "溪东A厂" in table.to_csv()
    )
    assert "溪东A厂 ◔" in parts.to_csv()
    assert "溪东B厂 ◔" not in parts.to_csv()


def test_what_is_wrong_with_a_typed_figure_is_told_by_its_row_and_column(signed_in, monkeypatch):
    monkeypatch.setattr("tracking.store.store.Store.today", lambda _store: date(2020, 7, 21))
    app = signed_in("甲厂", "fill_in")
    type_figure(app, "employee_training", "1.5")
    app.run()
    said = [one.value for one in app.warning]
    assert any("溪东A厂 · Employees" in text or "溪东A厂 · 职工" in text for text in said), said
    assert not any(re.search(r"\b[A-Z][0-9]+\b", text) for text in said)
