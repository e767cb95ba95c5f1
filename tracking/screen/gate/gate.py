"""What every request goes through, whatever it asks for: whose it is, and where it comes from."""

import re
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracking.accounts import Person
from tracking.screen.gate.office import COMING_BACK, LEAVING, USER_COOKIE_NAME, offered
from tracking.screen.gate.sign_in import HEALTH, OFFICE, OWN_PAGES, PASSWORD, SIGN_IN, answer
from tracking.screen.session import COOKIE, GATE, whole_store
from tracking.store import StoreProblem

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
HOST = re.compile(r"([\w.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
READING = {"GET", "HEAD", "OPTIONS"}
UNCHANGING = "/static/"  # the program's own scripts and fonts, named by what they hold


class Gatekeeper:
    """An ASGI middleware: health and signing in answer anybody; all else only who is signed in, on a page of ours."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, answer it, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        asked = HTTPConnection(scope)
        if not _is_from_here(asked):
            await _refuse(scope, receive, send, 403)
        elif scope["type"] == "http" and scope["path"] == HEALTH and scope["method"] in READING:
            await self._app(scope, receive, _with_headers(send, scope["path"]))
        else:
            await self._of_somebody(asked, receive, send)

    async def _of_somebody(self, asked: HTTPConnection, receive: Receive, send: Send) -> None:
        scope, token = asked.scope, asked.cookies.get(COOKIE)
        try:
            person = await run_in_threadpool(_person, token)
        except StoreProblem as problem:
            await _said(PlainTextResponse(str(problem), 503), scope, receive, send)
            return
        if scope["type"] == "http" and scope["path"] in (LEAVING, COMING_BACK) and offered():
            await self._app(scope, receive, _with_headers(send, scope["path"], back_to=OFFICE))
        elif scope["type"] == "http" and scope["path"] in OWN_PAGES:
            await _said(await answer(Request(scope, receive), person), scope, receive, send)
        elif person is None or person.one_time:
            await _turn_away(asked, person, receive, send)
        elif scope["type"] == "websocket":
            await self._app(scope, _kept_awake(receive, token), send)
        else:
            await self._app(scope, receive, _with_headers(send, scope["path"]))


def _person(token: str | None) -> Person | None:
    return GATE.sessions.person(whole_store(), token) if token else None


def _is_from_here(asked: HTTPConnection) -> bool:
    """Whether the browser asks for us by a name of ours, and, where it would change something, from a page of ours."""
    terms, host = GATE.terms, asked.headers.get("host", "")
    if terms is None or not HOST.fullmatch(host) or HOST.fullmatch(host)[1].strip("[]").lower() not in terms.hosts:
        return False
    origin = asked.headers.get("origin")
    if origin is not None:
        return origin == f"{'https' if terms.https else 'http'}://{host}"
    if asked.scope["type"] == "websocket":
        return False
    return asked.scope["method"] in READING or asked.headers.get("sec-fetch-site") == "same-origin"


async def _turn_away(asked: HTTPConnection, person: Person | None, receive: Receive, send: Send) -> None:
    """To a browser that wants a page the way to sign in, or to a password of their own; 401 or 403 to all else."""
    scope = asked.scope
    wants_page = scope["type"] == "http" and scope["method"] == "GET" and "text/html" in asked.headers.get("accept", "")
    inside = scope["path"].startswith(("/_stcore", "/media", "/component", "/static", "/auth", "/oauth2"))
    if not wants_page or inside:
        await _refuse(scope, receive, send, 401 if person is None else 403)
        return
    back = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
    to = PASSWORD if person else f"{SIGN_IN}?to={quote(back, safe='')}"
    await _said(RedirectResponse(to, 303), scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})  # before it was accepted: the browser is told 403
    else:
        await _said(Response(status_code=status), scope, receive, send)


async def _said(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    await response(scope, receive, _with_headers(send, scope["path"]))


def _with_headers(send: Send, path: str, back_to: str = "") -> Send:
    """Send with the headers that every answer has; ``back_to`` is where Streamlit's way back from an office's sign-in ends."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                if name != "Cache-Control" or not path.startswith(UNCHANGING):
                    headers[name] = value
            if back_to and _says_who_came_back(headers):
                headers["location"] = back_to
            if GATE.terms and GATE.terms.https:
                headers["Strict-Transport-Security"] = "max-age=31536000"
        await send(message)

    return send_with_headers


def _says_who_came_back(headers: MutableHeaders) -> bool:
    return headers.get("location") == "/" and any(
        one.startswith(f"{USER_COOKIE_NAME}=") for one in headers.getlist("set-cookie")
    )


def _kept_awake(receive: Receive, token: str | None) -> Receive:
    """What somebody does on a page keeps their session; whether it still holds the page itself asks."""

    async def receive_awake() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive":
            await run_in_threadpool(_person, token)
        return message

    return receive_awake
