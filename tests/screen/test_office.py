"""What an office's own sign-in says is believed once, when Streamlit signed it just now, and where it is set up."""

import json
import sys
import time

import pytest
from asgi import HOST, Browser
from made_once import filled_once
from people import fill_with_two_towns, give
from starlette.responses import PlainTextResponse, RedirectResponse
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from tracking.accounts import (
    Sessions,
    add_person,
    as_seen_by,
    change_person,
    give_new_password,
    identities_of,
    link_identity,
    person_named,
    person_of_identity,
    who_signs_in,
)
from tracking.screen.gate import office, sign_in
from tracking.screen.gate.gate import Gatekeeper
from tracking.screen.session import terms
from tracking.screen.session.terms import COOKIE, Terms
from tracking.store.lock import StoreProblem
from tracking.store.store import Store, StoreChanged

ISSUER, KEY = "https://sso.example.cn", "k" * 32
SET_UP = {"redirect_uri": f"http://{HOST}/oauth2callback", "cookie_secret": KEY, "client_id": "a", "client_secret": "b",
          "server_metadata_url": f"{ISSUER}/.well-known/openid-configuration"}  # fmt: skip


@filled_once
def towns(store: Store) -> None:
    """Two towns, and a clerk of the first who is let in through the office's sign-in."""
    fill_with_two_towns(store)
    give(store, "管", "administrator")
    add_person(store, "乙", ["clerk"], "1", "管")
    link_identity(store, "乙", ISSUER, "u-1", "管")


class Inside:
    """Streamlit behind the gate: its way back from the office leads to its first page."""

    def __init__(self) -> None:
        self.reached: list[str] = []

    async def __call__(self, scope, receive, send) -> None:
        self.reached.append(scope["path"])
        answer = RedirectResponse("/", 302) if scope["path"] == "/oauth2callback" else PlainTextResponse("inside")
        if b"code=" in scope["query_string"]:
            answer.set_cookie("_streamlit_user", "said")
        await answer(scope, receive, send)


@pytest.fixture
def inside() -> Inside:
    return Inside()


@pytest.fixture
def set_up(monkeypatch) -> dict:
    """What stands in secrets.toml."""
    said = dict(SET_UP)
    monkeypatch.setattr(office, "get_secrets_auth_section", lambda: said)
    monkeypatch.setattr(office, "get_cookie_secret", lambda: KEY)
    monkeypatch.setattr(office, "encode_provider_token", lambda _name: "token")
    return said


@pytest.fixture
def browser(towns, inside, set_up, monkeypatch) -> Browser:
    monkeypatch.setattr(terms.GATE, "terms", Terms(frozenset({HOST}), open_lan=True))
    monkeypatch.setattr(terms.GATE, "sessions", Sessions())
    for module in (sign_in, sys.modules[Gatekeeper.__module__]):
        monkeypatch.setattr(module, "whole_store", lambda: towns)
    return Browser(Gatekeeper(inside))


def said_by_office(key: str = KEY, name: str = "_streamlit_user", **claims: object) -> str:
    """The cookie that Streamlit sets."""
    told = {"iss": ISSUER, "sub": "u-1", "iat": time.time(), **claims}
    return create_signed_value(key, name, json.dumps(told)).decode()


def comes_back(browser: Browser, cookie: str):
    browser.cookies["_streamlit_user"] = cookie
    return browser.ask("/sign-in/office")


def test_who_comes_back_is_signed_in_and_what_the_office_said_is_taken_out_of_the_browser(browser, inside):
    answer = comes_back(browser, said_by_office())
    assert answer.status == 200
    assert answer.cookies[COOKIE]
    gone = [value for name, value in answer.headers if name == "set-cookie" and value.startswith("_streamlit_user=")]
    assert len(gone) == 1
    assert "Max-Age=0" in gone[0]
    assert browser.ask("/").body == "inside"


@pytest.mark.parametrize(
    "cookie",
    [
        said_by_office(key="another" * 5),
        said_by_office(name="another"),
        said_by_office(iat=time.time() - 3600),
        said_by_office(iat=time.time() + 3600),
        said_by_office(iat="soon"),
        said_by_office(iat=None),
        said_by_office(sub=None) + "x",
        "",
        "{}",
    ],
)
def test_what_is_not_signed_or_is_old_signs_nobody_in(browser, cookie):
    answer = comes_back(browser, cookie)
    assert (answer.status, answer.header("location")) == (303, "/sign-in")
    assert COOKIE not in answer.cookies


@pytest.mark.parametrize("claims", [{"sub": "u-2"}, {"iss": "https://other.example.cn"}, {"sub": "U-1"}])
def test_whom_nobody_knows_stays_outside_and_reads_what_to_tell_an_administrator(browser, claims):
    answer = comes_back(browser, said_by_office(**claims))
    assert COOKIE not in answer.cookies
    assert "Give this to an administrator" in answer.body


def test_what_the_office_said_is_believed_once(browser, inside):
    said = said_by_office()
    assert COOKIE in comes_back(browser, said).cookies
    other = Browser(Gatekeeper(inside))
    assert COOKIE not in comes_back(other, said).cookies
    other.cookies["_streamlit_user"] = said_by_office()
    assert other.ask("/sign-in/office", "HEAD").status == 405


def test_where_the_office_refused_nobody_is_signed_in(browser):
    browser.cookies["_streamlit_user"] = said_by_office()
    assert browser.ask("/oauth2callback?error=access_denied&state=a").header("location") == "/"


def test_whom_an_administrator_disabled_stays_outside(browser, towns):
    change_person(towns, "乙", "管", disabled=True)
    assert COOKIE not in comes_back(browser, said_by_office()).cookies


@pytest.mark.parametrize("missing", [None, *SET_UP])
def test_streamlits_routes_answer_only_where_all_of_it_is_set_up(browser, inside, set_up, missing):
    set_up.pop(missing, None)
    login, back = browser.ask("/auth/login?provider=token"), browser.ask("/oauth2callback?state=a&code=b")
    if missing:
        assert (login.status, back.status, inside.reached) == (401, 401, [])
        assert "office account" not in browser.ask("/sign-in").body
        assert comes_back(browser, said_by_office()).header("location") == "/sign-in"
    else:
        assert (login.body, back.header("location")) == ("inside", "/sign-in/office")
        assert inside.reached == ["/auth/login", "/oauth2callback"]
        assert "/auth/login?provider=token" in browser.ask("/sign-in").body
    assert browser.ask("/auth/logout").status == 401


# ---- accounts ----------------------------------------------------------------------------------------------------------


def test_one_identity_is_one_person_and_a_one_time_password_ends_with_it(towns):
    given = add_person(towns, "丙", ["viewer"], "1", "管")
    with pytest.raises(StoreProblem, match="This is 乙 already"):
        link_identity(towns, "丙", ISSUER, "u-1", "管")
    link_identity(towns, "丙", ISSUER, "u-3", "管")
    assert not person_named(towns, "丙").one_time
    assert who_signs_in(towns, "丙", given) is None
    assert person_of_identity(towns, ISSUER, "u-3").name == "丙"
    assert towns.read("submissions").iloc[0]["reason"] == "丙: sign-in of the office"


def test_an_account_that_is_disabled_still_holds_its_identity(towns):
    change_person(towns, "乙", "管", disabled=True)
    add_person(towns, "丙", ["viewer"], "1", "管")
    with pytest.raises(StoreProblem, match="This is 乙 already"):
        link_identity(towns, "丙", ISSUER, "u-1", "管")


def test_who_is_somebody_else_there_gets_a_new_password_first_so_that_sessions_end(towns):
    with pytest.raises(StoreProblem, match="A new one-time password ends that first"):
        link_identity(towns, "乙", ISSUER, "u-2", "管")
    sessions = Sessions()
    token = sessions.begin(person_named(towns, "乙"))
    give_new_password(towns, "乙", "管")
    link_identity(towns, "乙", ISSUER, "u-2", "管")
    assert sessions.person(towns, token) is None


def test_who_administers_a_branch_gives_new_passwords_there_and_links_nobody(towns):
    give(towns, "镇管", "administrator", unit="1")
    here = as_seen_by(towns, person_named(towns, "镇管"))
    with pytest.raises(StoreProblem, match="holds for all units"):
        link_identity(here, "镇管", ISSUER, "u-7", "镇管")
    assert who_signs_in(towns, "乙", give_new_password(here, "乙", "镇管"))
    assert identities_of(towns).empty


def test_a_new_one_time_password_is_the_only_way_in(towns):
    password = give_new_password(towns, "乙", "管")
    assert person_of_identity(towns, ISSUER, "u-1") is None
    assert who_signs_in(towns, "乙", password)
    assert identities_of(towns).empty


@pytest.mark.parametrize(("issuer", "subject"), [("sso.example.cn", "u"), (ISSUER, " "), (ISSUER, "u" * 300)])
def test_an_identity_has_an_address_and_an_identifier(towns, issuer, subject):
    with pytest.raises(StoreProblem, match="by an identifier"):
        link_identity(towns, "乙", issuer, subject, "管")


def test_two_administrators_at_one_account_the_second_sees_the_first(towns):
    seen = person_named(towns, "乙").submission
    change_person(towns, "乙", "管", roles=["viewer"])
    with pytest.raises(StoreChanged):
        link_identity(towns, "乙", ISSUER, "u-9", "管", seen=seen)
