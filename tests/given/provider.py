"""An office's own sign-in (OpenID Connect), as small as it can be: whoever comes is who the test says they are."""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "tracker", "a secret of the test"


class Provider:
    """Says that whoever comes is ``subject``."""

    def __init__(self, port: int):
        self.issuer, self.subject = f"http://127.0.0.1:{port}", "u-1"
        self._key = RSAKey.generate_key(2048, {"kid": "one"})
        self._given: dict[str, dict[str, str]] = {}
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.about),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/keys", self.keys),
            ]
        )

    def about(self, _request: Request) -> Response:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        told = {name: f"{self.issuer}/{place}" for name, place in places.items()}
        more = {"id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"]}
        return JSONResponse({"issuer": self.issuer, **told, **more})

    def authorize(self, request: Request) -> Response:
        asked, code = dict(request.query_params), secrets.token_urlsafe(8)
        self._given[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def token(self, request: Request) -> Response:
        said = await request.form()
        asked = self._given.pop(str(said["code"]))
        proof = base64.urlsafe_b64encode(hashlib.sha256(str(said["code_verifier"]).encode()).digest()).rstrip(b"=")
        assert proof.decode() == asked["code_challenge"]
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        }
        told = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self._key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": told})

    def keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False) | {"use": "sig", "alg": "RS256"}]})

    def settings(self, address: str) -> str:
        """What stands in secrets.toml of a dashboard at this address."""
        return (
            f'[auth]\nredirect_uri = "{address}/oauth2callback"\ncookie_secret = "{secrets.token_hex(32)}"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
            f'server_metadata_url = "{self.issuer}/.well-known/openid-configuration"\n'
        )


@contextmanager
def running_provider(port: int) -> Iterator[Provider]:
    """A provider that answers on this port."""
    provider = Provider(port)
    server = uvicorn.Server(uvicorn.Config(provider.app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(10)
