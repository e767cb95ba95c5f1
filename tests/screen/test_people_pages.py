"""Every page as somebody with an account sees it: of their branch everything, of others nothing, and no button they may not press."""

import struct
import warnings

import pytest
from apps import LOCALES, PAGES, field, tables, texts, word
from made_once import copy_database, database_made_once
from people import CANARY, CANARY_FIGURE, OWN_WORDS, fill_with_two_towns, give

from tracking.accounts import change_person, people_of, person_named, who_signs_in
from tracking.screen.session import terms, whole_store
from tracking.screen.session.plain_text import plain
from tracking.store.store import Store

HOSTILE = "**甲** :red[x] $x$ <img src=x onerror=alert(1)> =1+1"
ALL_PAGES = (*PAGES, "fill_in", "review")
WHO = {
    "chair": ("1", ["chair"]),
    "clerk": ("1", ["clerk"]),
    "firm": ("1A", ["clerk"]),
    "above": ("C", ["clerk"]),
    "there": ("10", ["clerk"]),
    "also there": ("10", ["clerk"]),
    "nobody": (None, ["viewer"]),
}
SEEN = [
    CANARY.encode(),
    f"{CANARY_FIGURE}".encode(),
    f"{CANARY_FIGURE:,}".encode(),
    struct.pack("<q", CANARY_FIGURE),
    struct.pack("<d", CANARY_FIGURE),
]


def fill(store: Store) -> None:
    fill_with_two_towns(store)
    for name, (unit, roles) in WHO.items():
        give(store, name, *roles, unit=unit)


@pytest.fixture
def towns(tmp_path, tmp_path_factory):
    """The database of two towns, in which people have accounts."""
    return copy_database(database_made_once(tmp_path_factory, "two towns", fill), tmp_path / "own.duckdb")


def everything_sent(app) -> bytes:
    """Every byte of every element that the browser was sent."""
    sent = []
    for node in app._tree:
        for one in node:
            with warnings.catch_warnings(action="ignore"):
                sent.append(getattr(one, "proto", None))
    return b"\n".join(proto.SerializeToString() for proto in sent if proto is not None)


@pytest.mark.parametrize("page", ALL_PAGES)
def test_of_another_town_no_page_sends_anything_even_after_somebody_above_looked_at_it(signed_in, page):
    above = everything_sent(signed_in("above", page, unit="10", year="2020", quarter="2"))
    seen = CANARY.encode() in above
    assert seen or page in ("start", "imports", "indicators", "records"), (
        "the canary is not even seen by who may see it"
    )
    for name in ("clerk", "chair", "firm"):
        for unit in ("1", "10", "C"):
            sent = everything_sent(signed_in(name, page, unit=unit, year="2020", quarter="2"))
            assert len(sent) > 1000
            assert [said for said in SEEN if said in sent] == [], (name, unit)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("page", ALL_PAGES)
def test_every_page_opens_for_every_kind_of_person_in_both_languages(signed_in, page, locale):
    for name in ("chair", "clerk", "firm"):
        app = signed_in(name, page, locale)
        assert app.title


def test_somebody_without_a_branch_is_told_so_and_sees_nothing(signed_in):
    app = signed_in("nobody")
    assert [error.value for error in app.error] == [
        "This account has no branch yet, so there is nothing to be seen. An administrator can give it one."
    ]
    assert not app.title


def test_whoever_signed_out_meanwhile_is_told_so_and_shown_nothing(signed_in):
    app = signed_in("clerk", "lagging")
    terms.GATE.sessions.end(terms.token_of_browser())
    app.run()
    assert "signed out" in app.warning[0].value
    assert not app.title


def test_a_page_that_one_person_began_is_not_gone_on_with_by_another(signed_in, monkeypatch):
    app = signed_in("above", "imports")
    token = terms.GATE.sessions.begin(person_named(whole_store(), "clerk"))
    monkeypatch.setattr(terms, "token_of_browser", lambda: token)
    app.run()
    assert "signed out" in app.warning[0].value
    assert not app.title
    assert not app.file_uploader


def test_kept_views_are_those_of_the_branch(signed_in):
    for name, view in (("there", f"{CANARY}镇滞后"), ("clerk", "溪东滞后")):
        app = signed_in(name, "lagging")
        app.text_input(key="view_name").set_value(view).run()
        press(app, "Keep")
    assert CANARY.encode() not in everything_sent(signed_in("clerk", "lagging"))
    assert "溪东滞后".encode() in everything_sent(signed_in("chair", "lagging"))
    assert CANARY.encode() in everything_sent(signed_in("also there", "lagging"))


def test_where_people_have_accounts_the_dashboard_shows_nothing_without_its_gate(opened, towns):
    app = opened(towns)
    assert "start the dashboard with “tracking serve”" in app.error[0].value
    assert not app.title


def test_a_chair_has_no_page_to_import_and_no_button_that_stores(signed_in):
    assert signed_in("clerk", "imports").file_uploader
    for page in ("imports", "start", "fill_in"):
        app = signed_in("chair", page)
        assert not app.file_uploader
        assert "not store it" in app.info[0].value
    for page in (
        "followup",
        "exemptions",
        "evidence",
        "calendar",
        "changes",
        "indicators",
        "plan",
        "report",
        "enterprise",
    ):
        app = signed_in("chair", page)
        storing = [one for one in app.button if "_do " in (one.key or "")]
        assert [one.label for one in storing if not one.disabled] == [], page


def test_only_an_administrator_sees_to_accounts(signed_in):
    for name in ("clerk", "chair"):
        assert not [one for one in signed_in(name, "people").button if "person" in (one.key or "")]
    assert [one for one in signed_in("管", "people").button if "person" in (one.key or "")]


@pytest.mark.parametrize("locale", LOCALES)
def test_an_administrator_gives_an_account_and_is_told_its_password_once(signed_in, towns, locale):
    app = signed_in("管", "people", locale)
    field(app, "add_person_name").set_value("新人")
    field(app, "add_person_roles").set_value(["reviewer"])
    field(app, "add_person_unit").set_value("10")
    app.run()
    next(one for one in app.button if one.key.startswith("add_person_do")).click().run()
    assert not app.error, app.error[0].value
    said = app.success[0].value
    password = said.split(word(("：", ": "), locale))[-1].replace("\\", "")
    assert who_signs_in(whole_store(), "新人", password).unit == "10"
    assert password not in texts(app.run())
    assert {one.name for one in people_of(whole_store())} >= {"新人"}


def test_an_account_is_changed_disabled_and_given_another_password(signed_in):
    app = signed_in("管", "people")
    app.selectbox(key="person_chosen").set_value("chair").run()
    field(app, "person_roles").set_value(["viewer"]).run()
    press(app, "Keep roles and branch")
    assert person_named(whole_store(), "chair").roles == {"viewer"}
    press(app, "Disable")
    assert person_named(whole_store(), "chair").disabled
    press(app, "Let them sign in again")
    press(app, "New one-time password")
    assert "shown this once" in app.success[0].value
    found = person_named(whole_store(), "chair")
    assert (found.one_time, found.disabled) == (True, False)
    assert who_signs_in(whole_store(), "chair", OWN_WORDS) is None


def press(app, label: str) -> None:
    next(one for one in app.button if one.label == label).click().run()
    assert not app.error, app.error[0].value


def test_two_administrators_at_one_account_the_second_sees_the_first(signed_in):
    app = signed_in("管", "people")
    app.selectbox(key="person_chosen").set_value("chair").run()
    change_person(whole_store(), "chair", "另一位", unit="10")
    field(app, "person_roles").set_value(["viewer"])
    next(one for one in app.button if one.label == "Keep roles and branch").click().run()
    assert "另一位" in app.error[0].value
    assert person_named(whole_store(), "chair").roles == {"chair"}


def test_the_name_in_a_form_is_the_account_and_cannot_be_typed(signed_in):
    app = signed_in("clerk", "enterprise", unit="1", year="2020", quarter="2")
    boxes = [one for one in app.text_input if "_by" in (one.key or "")]
    assert boxes
    assert {(one.value, one.disabled) for one in boxes} == {("clerk", True)}


def test_a_name_is_text_wherever_it_is_shown(signed_in):
    signed_in("管", "people")
    give(whole_store(), HOSTILE, "administrator")
    app = signed_in(HOSTILE, "people")
    assert plain(HOSTILE) in [one.value.split(" · ")[0] for one in app.sidebar.caption]
    assert HOSTILE in tables(app)[0].iloc[:, 0].tolist()
    assert not any("<img" in one.proto.body for one in app.get("html"))


def test_what_somebody_typed_is_offered_to_others_of_the_branch_and_to_nobody_else(signed_in):
    app = signed_in("there", "calendar", unit="10", year="2020", quarter="2")
    field(app, "moved_reason").set_value(f"{CANARY}放假").run()
    assert CANARY.encode() in everything_sent(signed_in("also there", "calendar", unit="10", year="2020", quarter="2"))
    for name in ("clerk", "chair", "firm"):
        sent = everything_sent(signed_in(name, "calendar", unit="1", year="2020", quarter="2"))
        assert CANARY.encode() not in sent
