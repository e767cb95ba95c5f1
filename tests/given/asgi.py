"""Asking an ASGI application as a browser would, without a server."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple
from urllib.parse import urlencode

HOST = "tracker.example"


class Answer(NamedTuple):
    """What came back: the status (403 for a socket that was not opened), headers and body."""

    status: int
    headers: list[tuple[str, str]]
    body: str

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    @property
    def cookies(self) -> dict[str, str]:
        pairs = (value.split(";")[0].split("=", 1) for key, value in self.headers if key == "set-cookie")
        return {name: value.strip('"') for name, value in pairs}


class Browser:
    """Keeps cookies, and asks by a name of ours from a page of ours unless something else is said."""

    def __init__(self, app: Callable, address: str = "10.0.0.7"):
        self._app, self._address = app, address
        self.cookies: dict[str, str] = {}

    def ask(
        self, path: str, method: str = "GET", form: dict[str, str] | None = None, kind: str = "http", **said: Any
    ) -> Answer:
        """``said`` are headers; None leaves one out. A form that was drawn before is sent with its token."""
        body = b"" if form is None else urlencode(form).encode()
        headers = {
            "host": HOST,
            "accept": "text/html",
            "accept-language": "en",
            "content-type": "application/x-www-form-urlencoded",
            "content-length": str(len(body)),
            "cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()) or None,
            "origin": f"http://{HOST}" if method != "GET" or kind == "websocket" else None,
            **{name.replace("_", "-"): value for name, value in said.items()},
        }
        target, _mark, query = path.partition("?")
        scope = {
            "type": kind, "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "path": target, "raw_path": target.encode(),
            "query_string": query.encode(), "root_path": "", "client": (self._address, 1), "server": (HOST, 80),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items() if value is not None],
        }  # fmt: skip
        if kind == "http":
            scope["method"] = method
        with ThreadPoolExecutor(
            1
        ) as alone:  # where a real browser is driven, this thread has a loop of its own already
            answer = alone.submit(asyncio.run, _asked(self._app, scope, body)).result()
        self.cookies |= {name: value for name, value in answer.cookies.items() if value}
        return answer

    def post(self, path: str, **form: str) -> Answer:
        """Open the page and send its form."""
        self.ask(path)
        return self.ask(path, "POST", form={"form": self.cookies["tracking_form"], **form})


async def _asked(app: Callable, scope: dict, body: bytes) -> Answer:
    sent: list[dict] = []
    begun = (
        {"type": "websocket.connect"}
        if scope["type"] == "websocket"
        else {"type": "http.request", "body": body, "more_body": False}
    )
    waiting = [begun]

    async def receive() -> dict:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: dict) -> None:
        sent.append(message)

    await app(scope, receive, send)
    if scope["type"] == "websocket":
        return Answer(101 if any(one["type"] == "websocket.accept" for one in sent) else 403, [], "")
    begin = next(one for one in sent if one["type"] == "http.response.start")
    headers = [(name.decode(), value.decode()) for name, value in begin["headers"]]
    text = b"".join(one.get("body", b"") for one in sent if one["type"] == "http.response.body")
    return Answer(begin["status"], headers, text.decode())
