"""The two pages outside of Streamlit: signing in, and a password of one's own."""

import secrets
from collections.abc import Callable
from functools import cache
from html import escape
from typing import NamedTuple
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tracking.accounts import Guesses, Person, WrongPassword, choose_password, person_of_identity, who_signs_in
from tracking.language import _, current_language, language_for, speaking
from tracking.screen.gate.office import forget, offered, way_out, who_came_back
from tracking.screen.gate.sign_in_log import note
from tracking.screen.session import COOKIE, GATE, whole_store
from tracking.store import StoreProblem

SIGN_IN, PASSWORD, SIGN_OUT, HEALTH = "/sign-in", "/password", "/sign-out", "/_stcore/health"
OFFICE = "/sign-in/office"  # where somebody comes back from the office's own
OWN_PAGES = {SIGN_IN, PASSWORD, SIGN_OUT, OFFICE}
FORM_COOKIE, FORM_FIELD = "tracking_form", "form"
LARGEST_FORM, MOST_FIELDS = 4096, 10  # bytes; more are refused unread
GUESSES = Guesses()
# Answers of these pages that are made at once, and that wait for it: others' pages go on meanwhile.
AT_ONCE, MOST_WAITING = 2, 20
_waiting: set[object] = set()
STYLE = """
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f2f5f4;color:#1d2b28;
font:15px/1.5 'Microsoft YaHei','PingFang SC','Noto Sans CJK SC',sans-serif}
main{width:min(22rem,calc(100vw - 4rem));background:#fff;border:1px solid #d8dfdd;border-radius:4px;padding:1.5rem}
h1{font-size:1.2rem;margin:0 0 1rem}label{display:block;margin:.75rem 0 .25rem}
input{width:100%;box-sizing:border-box;font:inherit;padding:.45rem;border:1px solid #8a9996;border-radius:4px}
button{margin-top:1.25rem;width:100%;font:inherit;padding:.5rem;border:0;border-radius:4px;background:#0f6b6b;color:#fff}
:focus-visible{outline:2px solid #0f6b6b;outline-offset:2px}
.wrong{color:#a3211d;font-weight:600}.about{color:#4d5e5a;font-size:.9rem}
"""


class Page(NamedTuple):
    """What one of the pages says: why it was not done, and the fields that were filled in."""

    problem: str = ""
    name: str = ""
    to: str = "/"
    status: int = 200


async def answer(request: Request, person: Person | None) -> Response:
    """The answer of a page of the gate's own, in the browser's language."""
    language = language_for(request.headers.get("accept-language"))
    posted: dict[str, str] | None = None
    if request.method == "POST":
        posted = await _form(request)
        if posted is None:
            return Response(status_code=403)
    elif request.method not in ("GET", "HEAD") or (request.url.path == OFFICE and request.method == "HEAD"):
        return Response(status_code=405)

    def act() -> Response:
        with speaking(language):
            if request.url.path == SIGN_OUT:
                return _sign_out(request, posted)
            if request.url.path == PASSWORD:
                return _password(request, person, posted)
            return _from_office(request) if request.url.path == OFFICE else _sign_in(request, posted)

    if len(_waiting) >= MOST_WAITING:
        return Response(status_code=503, headers={"Retry-After": "5"})
    turn = object()
    _waiting.add(turn)
    try:
        return await to_thread.run_sync(act, limiter=_limiter())
    finally:
        _waiting.discard(turn)


@cache
def _limiter() -> CapacityLimiter:
    return CapacityLimiter(AT_ONCE)


async def _form(request: Request) -> dict[str, str] | None:
    """The fields sent; None where they do not come from a form that this browser was given by us, or there is no end of them."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            return None
    try:
        said = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return None
    given = request.cookies.get(FORM_COOKIE, "")
    return said if given and secrets.compare_digest(given.encode(), said.get(FORM_FIELD, "").encode()) else None


def _sign_in(request: Request, posted: dict[str, str] | None) -> Response:
    if posted is None:
        return _drawn(request, _sign_in_form, Page(to=_back(request.query_params.get("to"))))
    name, address = posted.get("name", "").strip(), request.client.host if request.client else ""
    page, store = Page(name=name, to=_back(posted.get("to"))), whole_store()
    if wait := GUESSES.begin(name, address):
        note(store, name, address, "made to wait")
        problem = _("Too many wrong passwords from this computer. Please try again in {count} seconds.", count=wait)
        return _drawn(request, _sign_in_form, page._replace(problem=problem, status=429))
    person = who_signs_in(store, name, posted.get("password", ""))
    if person is None:
        note(store, name, address, "refused")
        problem = _("The name or the password is not right.")
        return _drawn(request, _sign_in_form, page._replace(problem=problem, status=401))
    GUESSES.right(name, address)
    note(store, person.name, address, "signed in")
    GATE.sessions.end(request.cookies.get(COOKIE))
    return _with_session(RedirectResponse(PASSWORD if person.one_time else page.to, 303), person)


def _from_office(request: Request) -> Response:
    """Sign somebody in whom their office's sign-in has told us; to one whom nobody knows, what an administrator has to know."""
    came, store, address = who_came_back(request), whole_store(), request.client.host if request.client else ""
    if came is None or not offered():
        return forget(request, RedirectResponse(SIGN_IN, 303))
    person = person_of_identity(store, *came)
    if person is None:
        note(store, "", address, "refused, from the office's sign-in")
        problem = _("Your office's sign-in is right, but no account here is yours yet. Give this to an administrator: {issuer} {subject}",
                    issuer=came.issuer, subject=came.subject)  # fmt: skip
        return forget(request, _drawn(request, _sign_in_form, Page(problem=problem)))
    note(store, person.name, address, "signed in, from the office's sign-in")
    GATE.sessions.end(request.cookies.get(COOKIE))
    # Not a redirect: a browser that comes from another site would not send our cookie with it.
    going_on = HTMLResponse('<!doctype html><meta http-equiv="refresh" content="0;url=/">')
    return forget(request, _with_session(going_on, person))


def _password(request: Request, person: Person | None, posted: dict[str, str] | None) -> Response:
    if person is None:
        return RedirectResponse(SIGN_IN, 303)
    if posted is None:
        return _drawn(request, _password_form, Page(name=person.name))
    address, store = request.client.host if request.client else "", whole_store()
    page = Page(name=person.name, status=400)
    if posted.get("new") != posted.get("again"):
        problem = _("The new password was not written the same way twice.")
        return _drawn(request, _password_form, page._replace(problem=problem))
    try:
        if wait := GUESSES.begin(person.name, address):
            raise WrongPassword(
                _("Too many wrong passwords from this computer. Please try again in {count} seconds.", count=wait)
            )
        changed = choose_password(store, person.name, posted.get("old", ""), posted.get("new", ""))
    except WrongPassword as problem:
        return _drawn(request, _password_form, page._replace(problem=str(problem)))
    except StoreProblem as problem:  # the present one was right
        GUESSES.right(person.name, address)
        return _drawn(request, _password_form, page._replace(problem=str(problem)))
    GUESSES.right(person.name, address)
    note(store, person.name, address, "chose a password")
    return _with_session(RedirectResponse("/", 303), changed)


def _sign_out(request: Request, posted: dict[str, str] | None) -> Response:
    if posted is None:
        return _drawn(request, _sign_out_form, Page())
    GATE.sessions.end(request.cookies.get(COOKIE))
    gone = RedirectResponse(SIGN_IN, 303)
    gone.delete_cookie(COOKIE)
    return gone


def _with_session(response: Response, person: Person) -> Response:
    https = GATE.terms is not None and GATE.terms.https
    token = GATE.sessions.begin(person)
    response.set_cookie(COOKIE, token, max_age=8 * 3600, httponly=True, samesite="strict", secure=https, path="/")
    return response


def _back(to: str | None) -> str:
    """Where somebody wanted to go: a page of ours, and no other host's."""
    return to if to and to.startswith("/") and not to.startswith(("//", "/\\")) and to not in OWN_PAGES else "/"


def _drawn(request: Request, form: Callable[[Page], str], page: Page) -> Response:
    """The page as HTML, with a token that only a form on it sends back."""
    token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
    language = "zh-CN" if current_language() == "zh_CN" else "en"
    title = _("Union Target Tracker")
    problem = f'<p class="wrong" role="alert">{escape(page.problem)}</p>' if page.problem else ""
    hidden = f'<input type="hidden" name="{FORM_FIELD}" value="{escape(token)}">'
    text = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
        f"<title>{escape(title)}</title><style>{STYLE}</style><main><h1>{escape(title)}</h1>{problem}"
        f'<form method="post">{hidden}{form(page)}</form></main></html>'
    )
    response = HTMLResponse(text, page.status)
    https = GATE.terms is not None and GATE.terms.https
    response.set_cookie(FORM_COOKIE, token, httponly=True, samesite="strict", secure=https, path="/")
    return response


def _sign_in_form(page: Page) -> str:
    plain = GATE.terms is not None and GATE.terms.open_lan
    return (
        _field("name", _("Account"), f'value="{escape(page.name)}" autocomplete="username" required autofocus')
        + _field("password", _("Password"), 'type="password" autocomplete="current-password" required')
        + f'<input type="hidden" name="to" value="{escape(page.to)}">'
        + f"<button>{escape(_('Sign in'))}</button>"
        + _way_to_office()
        + _about(_("Forgotten? An administrator gives you a new one-time password."))
        + (
            _about(_("The connection is not encrypted: the password crosses the office's network as it is."))
            if plain
            else ""
        )
    )


def _way_to_office() -> str:
    if not offered():
        return ""
    return f'<p><a href="{escape(way_out())}">{escape(_("Sign in with the office account"))}</a></p>'


def _password_form(page: Page) -> str:
    return (
        _about(_("{name}: choose a password of your own. Twelve characters or more; any may be used.", name=page.name))
        + _field(
            "old",
            _("Present or one-time password"),
            'type="password" autocomplete="current-password" required autofocus',
        )
        + _field("new", _("New password"), 'type="password" autocomplete="new-password" required')
        + _field("again", _("New password once more"), 'type="password" autocomplete="new-password" required')
        + f"<button>{escape(_('Keep this password'))}</button>"
    )


def _sign_out_form(_page: Page) -> str:
    return f"<button>{escape(_('Sign out'))}</button>"


def _field(name: str, label: str, more: str) -> str:
    return f'<label for="{name}">{escape(label)}</label><input id="{name}" name="{name}" {more}>'


def _about(text: str) -> str:
    return f'<p class="about">{escape(text)}</p>'
