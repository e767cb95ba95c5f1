"""The gate: where people have accounts, nothing answers before they have signed in, and nothing to a page of others'."""

import json
import subprocess
import sys

import pytest
from asgi import HOST, Browser
from journeys import ROOT
from made_once import filled_once
from people import CANARY, OWN_WORDS, fill_with_two_towns, give
from starlette.responses import PlainTextResponse

from tracking.accounts import Guesses, Sessions, add_person, change_person
from tracking.screen.gate import sign_in
from tracking.screen.gate.gate import Gatekeeper
from tracking.screen.session import terms
from tracking.screen.session.terms import COOKIE, Terms
from tracking.store.store import Store

PUBLIC = {"/_stcore/health"}
OUR_PAGES = ["/", "/lagging", "/report", "/people", "/?unit=1", "/nowhere"]
ROUTES = """
import json
import streamlit as st
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes
from tracking.places import DASHBOARD
app = st.App(DASHBOARD)
app._runtime = app._create_runtime()
print(json.dumps([[type(one).__name__, getattr(one, "path", ""), sorted(getattr(one, "methods", None) or [])]
                  for one in create_streamlit_routes(app._runtime)]))
"""
OF_SCRIPTS = ("/_stcore", "/media", "/component", "/auth", "/oauth2", "/static")


@filled_once
def towns(store: Store) -> None:
    """Two towns, an administrator and a clerk of the first."""
    fill_with_two_towns(store)
    give(store, "乙", "clerk", unit="1")


class Inside:
    """What lies behind the gate: it notes what reached it."""

    def __init__(self) -> None:
        self.reached: list[str] = []

    async def __call__(self, scope, receive, send) -> None:
        self.reached.append(scope["path"])
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
        else:
            await PlainTextResponse(CANARY)(scope, receive, send)


@pytest.fixture
def inside() -> Inside:
    return Inside()


@pytest.fixture
def browser(towns, inside, monkeypatch) -> Browser:
    """A browser of an office's network before the gate, which serves with passwords crossing the network."""
    monkeypatch.setattr(terms.GATE, "terms", Terms(frozenset({HOST}), open_lan=True))
    monkeypatch.setattr(terms.GATE, "sessions", Sessions())
    monkeypatch.setattr(sign_in, "GUESSES", Guesses())
    for module in (sign_in, sys.modules[Gatekeeper.__module__]):
        monkeypatch.setattr(module, "whole_store", lambda: towns)
    return Browser(Gatekeeper(inside))


def signed_in(browser: Browser, name: str = "乙", password: str = OWN_WORDS) -> Browser:
    assert browser.post("/sign-in", name=name, password=password).status == 303
    return browser


@pytest.fixture(scope="module")
def routes() -> list[tuple[str, str, list[str]]]:
    """Every route that Streamlit serves: kind, path, methods."""
    command = [sys.executable, "-c", ROUTES]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(run.stdout.splitlines()[-1])


def test_no_route_of_streamlits_answers_anybody_but_health(browser, inside, routes):
    swept = 0
    for kind, path, methods in routes:
        place = (
            path.replace("{file_id:path}", "x").replace("{path:path}", "x").replace("{session_id}/{file_id}", "s/f")
            or "/static/x.js"
        )
        for method in ["socket"] if kind == "WebSocketRoute" else methods or ["GET"]:
            if place in PUBLIC and method in ("GET", "HEAD", "OPTIONS"):
                continue
            found = browser.ask(place, kind="websocket") if method == "socket" else browser.ask(place, method)
            assert found.status in (401, 403), (place, method)
            swept += 1
    assert swept > 30
    assert inside.reached == []


@pytest.mark.parametrize("path", OUR_PAGES)
def test_whoever_wants_a_page_is_led_to_sign_in_and_from_there_to_the_page(browser, inside, path):
    led = browser.ask(path)
    assert led.status == 303
    assert led.header("location").startswith("/sign-in?to=")
    browser.ask(led.header("location"))
    form = {"form": browser.cookies["tracking_form"], "name": "乙", "password": OWN_WORDS, "to": path}
    assert browser.ask("/sign-in", "POST", form=form).header("location") == path
    assert browser.ask(path).status == 200
    assert inside.reached == [path.partition("?")[0]]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", OUR_PAGES)
def test_nothing_is_sent_to_a_page_by_somebody_not_signed_in(browser, inside, path, method):
    assert browser.ask(path, method).status in (401, 403)
    assert inside.reached == []


def test_health_says_that_the_server_lives_and_nothing_of_the_data(browser, inside):
    assert browser.ask("/_stcore/health").status == 200
    assert inside.reached == ["/_stcore/health"]


def test_signed_in_everything_answers_and_nothing_of_it_is_kept_by_anybody_between(browser):
    signed_in(browser)
    for path in ("/", "/media/x", "/_stcore/host-config"):
        found = browser.ask(path)
        assert found.status == 200
        assert found.header("cache-control") == "no-store"
        assert "frame-ancestors 'none'" in found.header("content-security-policy")
        assert found.header("x-content-type-options") == "nosniff"
    assert browser.ask("/_stcore/stream", kind="websocket").status == 101


def test_the_cookie_is_read_by_no_script_and_sent_by_no_other_site(browser):
    found = browser.post("/sign-in", name="乙", password=OWN_WORDS)
    given = next(value for name, value in found.headers if name == "set-cookie" and value.startswith(COOKIE))
    assert {part.strip().lower() for part in given.split(";")[1:]} == {
        "httponly",
        "max-age=28800",
        "path=/",
        "samesite=strict",
    }
    assert len(browser.cookies[COOKIE]) >= 43


def test_behind_a_proxy_with_tls_the_cookie_is_secure_and_pages_come_by_https_only(browser, monkeypatch):
    monkeypatch.setattr(terms.GATE, "terms", Terms(frozenset({HOST}), https=True))
    assert browser.ask("/sign-in", "POST", form={}).status == 403
    browser.ask("/sign-in")
    form = {"form": browser.cookies["tracking_form"], "name": "乙", "password": OWN_WORDS}
    found = browser.ask("/sign-in", "POST", form=form, origin=f"https://{HOST}")
    assert found.status == 303
    assert all("Secure" in value for name, value in found.headers if name == "set-cookie")
    assert "max-age" in found.header("strict-transport-security")


def test_a_wrong_name_and_a_wrong_password_are_told_alike(browser):
    found = [browser.post("/sign-in", name=name, password="wrong") for name in ("乙", "谁也不是")]
    assert [one.status for one in found] == [401, 401]
    assert len({one.body.replace("乙", "").replace("谁也不是", "") for one in found}) == 1
    assert COOKIE not in browser.cookies


def test_after_five_wrong_passwords_even_the_right_one_waits_but_not_on_another_computer(browser, inside):
    for _try in range(5):
        browser.post("/sign-in", name="乙", password="wrong")
    waiting = browser.post("/sign-in", name="乙", password=OWN_WORDS)
    assert waiting.status == 429
    assert "try again in" in waiting.body
    signed_in(Browser(Gatekeeper(inside), address="10.0.0.8"))


@pytest.mark.parametrize(
    "said",
    [
        {"origin": "http://evil.example"},
        {"origin": None},
        {"origin": "null"},
        {"host": "evil.example"},
        {"host": "evil.example", "origin": "http://evil.example"},
        {"host": None},
    ],
)
def test_a_page_of_others_signs_nobody_in_and_opens_no_socket(browser, inside, said):
    browser.ask("/sign-in")
    form = {"form": browser.cookies["tracking_form"], "name": "乙", "password": OWN_WORDS}
    assert browser.ask("/sign-in", "POST", form=form, **said).status == 403
    signed_in(browser)
    assert browser.ask("/_stcore/stream", kind="websocket", **said).status == 403
    assert browser.ask("/_stcore/upload_file/s/f", "PUT", **said).status == 403
    assert inside.reached == []


@pytest.mark.parametrize("form", [{}, {"form": "made up"}])
def test_a_form_that_we_did_not_draw_is_refused(browser, form):
    browser.ask("/sign-in")
    assert browser.ask("/sign-in", "POST", form={"name": "乙", "password": OWN_WORDS, **form}).status == 403


def test_a_form_of_too_many_fields_is_refused(browser):
    browser.ask("/sign-in")
    many = {f"field {number}": "x" for number in range(20)}
    assert browser.ask("/sign-in", "POST", form={"form": browser.cookies["tracking_form"], **many}).status == 403


def test_a_form_without_end_is_not_read(browser):
    browser.ask("/sign-in")
    form = {"form": browser.cookies["tracking_form"], "name": "长" * 5000, "password": "x"}
    assert browser.ask("/sign-in", "POST", form=form).status == 403


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/sign-out", ""])
def test_after_signing_in_nobody_is_led_to_another_site(browser, to):
    browser.ask("/sign-in")
    form = {"form": browser.cookies["tracking_form"], "name": "乙", "password": OWN_WORDS, "to": to}
    assert browser.ask("/sign-in", "POST", form=form).header("location") == "/"


def test_what_is_typed_into_the_form_is_text_on_the_page(browser):
    found = browser.post("/sign-in", name='"><script>alert(1)</script>', password="x")
    assert "<script" not in found.body
    assert "&lt;script&gt;" in found.body
    assert "<script" not in browser.ask('/sign-in?to="><script>').body


def test_a_one_time_password_opens_nothing_but_the_page_for_a_password_of_ones_own(browser, inside, towns):
    given = add_person(towns, "丙", ["viewer"], "1", "管")
    assert browser.post("/sign-in", name="丙", password=given).header("location") == "/password"
    assert browser.ask("/").header("location") == "/password"
    assert browser.ask("/media/x").status == 403
    assert browser.ask("/_stcore/stream", kind="websocket").status == 403
    for _time in range(7):  # that a new one is weak is no guess at the present one
        weak = browser.post("/password", old=given, new="123456789012", again="123456789012")
        assert (weak.status, "guessed soon" in weak.body) == (400, True)
    twice = browser.post("/password", old=given, new=OWN_WORDS, again="something else")
    assert "same way twice" in twice.body
    assert inside.reached == []
    assert browser.post("/password", old=given, new=OWN_WORDS, again=OWN_WORDS).header("location") == "/"
    assert browser.ask("/").status == 200


def test_a_new_password_signs_all_other_browsers_out(browser, inside):
    other = signed_in(Browser(Gatekeeper(inside)))
    signed_in(browser)
    new = "correct horse battery staple"
    assert browser.post("/password", old=OWN_WORDS, new=new, again=new).status == 303
    assert other.ask("/").status == 303
    assert browser.ask("/").status == 200


def test_signing_out_ends_the_session_for_whoever_kept_the_cookie(browser, inside):
    signed_in(browser)
    copied = Browser(Gatekeeper(inside))
    copied.cookies = dict(browser.cookies)
    assert copied.ask("/").status == 200
    assert browser.post("/sign-out").status == 303
    assert copied.ask("/").status == 303
    assert copied.ask("/media/x").status == 401


def test_a_link_of_another_site_signs_nobody_out(browser):
    signed_in(browser)
    assert browser.ask("/sign-out").status == 200
    assert browser.ask("/").status == 200


def test_a_disabled_account_reaches_nothing_from_its_next_request_on(browser, towns):
    signed_in(browser)
    change_person(towns, "乙", "管", disabled=True)
    assert browser.ask("/").status == 303
    assert browser.ask("/media/x").status == 401
    assert browser.ask("/_stcore/stream", kind="websocket").status == 403


def test_who_signed_in_and_who_was_refused_stands_in_a_file_without_any_word_that_was_typed(browser, towns):
    browser.post("/sign-in", name=OWN_WORDS, password="x")
    browser.post("/sign-in", name="乙", password="a wrong password")
    signed_in(browser)
    text = towns.home.with_name(towns.home.name + ".signed-in.log").read_text(encoding="utf-8")
    assert [line.split("\t")[1:] for line in text.splitlines()] == [
        ["refused", "?", "10.0.0.7"],
        ["refused", "乙", "10.0.0.7"],
        ["signed in", "乙", "10.0.0.7"],
    ]
    assert OWN_WORDS not in text
    assert "wrong password" not in text


@pytest.mark.parametrize(("language", "word"), [("zh-CN,zh;q=0.9", "登录"), ("en-US", "Sign in"), (None, "Sign in")])
def test_the_page_speaks_the_browsers_language(browser, language, word):
    assert word in browser.ask("/sign-in", accept_language=language).body


def test_it_says_that_passwords_cross_the_network_where_they_do(browser, monkeypatch):
    assert "not encrypted" in browser.ask("/sign-in").body
    monkeypatch.setattr(terms.GATE, "terms", Terms(frozenset({HOST})))
    assert "not encrypted" not in browser.ask("/sign-in").body


@pytest.mark.parametrize("host", ["[::1", "a@tracker.example", "tracker.example#", "tracker.example/evil", ""])
def test_a_host_that_is_none_is_refused(browser, host):
    assert browser.ask("/sign-in", host=host).status == 403


@pytest.mark.parametrize(
    "said",
    [
        {"content_length": "10"},
        {"content_length": None, "transfer_encoding": "chunked"},
        {"content_type": "multipart/form-data"},
    ],
)
def test_a_body_without_end_is_not_read_whatever_its_head_says(browser, said):
    browser.ask("/sign-in")
    form = {"form": browser.cookies["tracking_form"], "name": "乙", "password": "x" * 100_000}
    assert browser.ask("/sign-in", "POST", form=form, **said).status == 403


def test_while_many_try_to_sign_in_others_pages_go_on(browser, monkeypatch):
    signed_in(browser)
    monkeypatch.setattr(sign_in, "_waiting", set(range(sign_in.MOST_WAITING)))
    assert browser.ask("/sign-in").status == 503
    assert browser.ask("/").status == 200
