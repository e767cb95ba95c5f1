"""The office's own sign-in (OpenID Connect), through Streamlit's: it says who somebody is, and nothing of what they may do."""

import hashlib
import json
import threading
import time
from contextlib import suppress
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from streamlit.auth_util import (
    encode_provider_token,
    get_cookie_with_chunks,
    get_secrets_auth_section,
    is_authlib_installed,
)
from streamlit.errors import Error
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import TOKENS_COOKIE_NAME, USER_COOKIE_NAME

LEAVING, COMING_BACK = "/auth/login", "/oauth2callback"  # Streamlit's routes
NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
FRESH = 10 * 60  # seconds after which what an office said is asked for again


class Identity(NamedTuple):
    """Who an office's sign-in says that somebody is; a subject is known within its issuer alone."""

    issuer: str
    subject: str


def offered() -> bool:
    """Whether an office's sign-in is set up: all of [auth] in Streamlit's secrets.toml, and what Streamlit needs for it."""
    with suppress(Error, OSError):
        return is_authlib_installed() and all(get_secrets_auth_section().get(name) for name in NEEDED)
    return False


def way_out() -> str:
    """Where somebody goes to sign in at their office."""
    return f"{LEAVING}?provider={encode_provider_token('default')}"


def who_came_back(request: Request) -> Identity | None:
    """Who an office said just now that somebody is, by what Streamlit signed; None where it did not, or long ago."""

    def signed(name: str) -> bytes | None:
        value = request.cookies.get(name)
        return None if value is None else decode_signed_value(get_cookie_secret(), name, value.encode("latin-1"))

    try:
        said = get_cookie_with_chunks(signed, USER_COOKIE_NAME) or b"{}"
        told = json.loads(said)
        fresh = -FRESH < time.time() - float(told["iat"]) < FRESH
        return Identity(str(told["iss"]), str(told["sub"])) if fresh and _is_new(said) else None
    except (KeyError, TypeError, ValueError):
        return None


def _is_new(said: bytes) -> bool:
    """Whether this was not said before; what is old by now is forgotten."""
    now, key = time.monotonic(), hashlib.sha256(said).hexdigest()
    with _hearing:
        for one in [one for one, at in _heard.items() if now - at > 2 * FRESH]:
            del _heard[one]
        return _heard.setdefault(key, now) == now


_heard: dict[str, float] = {}
_hearing = threading.Lock()


def forget(request: Request, response: Response) -> Response:
    """Take what the office said out of the browser again: it is used once."""
    for name in request.cookies:
        if name.startswith((USER_COOKIE_NAME, TOKENS_COOKIE_NAME)):
            response.delete_cookie(name, path="/")
    return response
