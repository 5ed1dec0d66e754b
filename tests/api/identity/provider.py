"""A provider of one's own on loopback: Authlib's authorization server, with PKCE required.

Whoever comes to its authorize page is the user whom ``user`` names; keys are rotated by ``rotate``.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import flask
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET, AUDIENCE = "workbench", "a client's secret", "https://weiwo.bank.example"


@dataclass
class Client(ClientMixin):  # type: ignore[misc]
    redirect: str = ""

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return self.redirect

    def get_allowed_scope(self, scope: str) -> str:
        return scope or ""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code:
    code: str
    redirect_uri: str
    scope: str
    user: dict[str, Any]
    nonce: str | None
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass
class Provider:
    issuer: str = ""
    user: dict[str, Any] = field(default_factory=dict)
    keys: list[Any] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    client: Client = field(default_factory=Client)
    asked_for_keys: int = 0
    down: bool = False
    id_token: dict[str, Any] = field(default_factory=dict)
    """Claims that are put into the next ID tokens in place of the true ones."""

    def rotate(self, kind: str = "RS256", *, keep: bool = False) -> None:
        """Another signing key; the one before it is no longer published, unless it is kept."""
        number = f"key-{time.monotonic_ns()}"
        made = (
            RSAKey.generate_key(2048, {"kid": number, "use": "sig", "alg": "RS256"})
            if kind == "RS256"
            else ECKey.generate_key("P-256", {"kid": number, "use": "sig", "alg": "ES256"})
        )
        self.keys = [made, *(self.keys if keep else [])]

    def access_token(self, key: Any = None, alg: str | None = None, **changed: Any) -> str:
        """A JWT as the provider gives it to programs (RFC 9068), with some claims changed."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": "u-1",
            "azp": "crm",
            "iat": now,
            "exp": now + 300,
            **self.user,
            **changed,
        }
        key = key or self.keys[0]
        alg = alg or key.as_dict().get("alg", "RS256")
        header = {"alg": alg, "typ": "at+jwt", "kid": key.kid}
        left = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(header, left, key, algorithms=[alg])


def application(state: Provider) -> flask.Flask:  # noqa: C901 - Authlib's own arrangement
    app = flask.Flask(__name__)

    class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

        def save_authorization_code(self, code: str, request: Any) -> None:
            data = request.payload.data
            state.codes[code] = Code(
                code,
                request.payload.redirect_uri,
                request.payload.scope,
                request.user,
                data.get("nonce"),
                data.get("code_challenge"),
                data.get("code_challenge_method"),
            )

        def query_authorization_code(self, code: str, client: Any) -> Code | None:
            return state.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del state.codes[authorization_code.code]

        def authenticate_user(self, authorization_code: Code) -> dict[str, Any]:
            return authorization_code.user

    class IdToken(OpenIDCode):  # type: ignore[misc]
        def exists_nonce(self, nonce: str, request: Any) -> bool:
            return any(code.nonce == nonce for code in state.codes.values())

        def encode_id_token(self, token: dict[str, Any], request: Any) -> str:
            code = request.authorization_code
            said = {"aud": CLIENT, "azp": CLIENT, "nonce": code.nonce, **state.id_token}
            return state.access_token(**{**code.user, **said})

        def generate_user_info(self, user: dict[str, Any], scope: str) -> dict[str, Any]:
            return user

    server = AuthorizationServer(
        app, query_client=lambda name: state.client if name == CLIENT else None,
        save_token=lambda token, request: None,
    )  # fmt: skip
    server.register_grant(CodeGrant, [CodeChallenge(required=True), IdToken(require_nonce=True)])

    @app.get("/.well-known/openid-configuration")
    def discovery() -> Any:
        if state.down:
            flask.abort(503)
        return {
            "issuer": state.issuer,
            "authorization_endpoint": f"{state.issuer}/authorize",
            "token_endpoint": f"{state.issuer}/token",
            "jwks_uri": f"{state.issuer}/keys",
        }

    @app.get("/keys")
    def keys() -> Any:
        state.asked_for_keys += 1
        if state.down:
            flask.abort(503)
        return {"keys": [key.as_dict(private=False) for key in state.keys]}

    @app.get("/authorize")
    def authorize() -> Any:
        user = dict(state.user)
        grant = server.get_consent_grant(end_user=user)
        return server.create_authorization_response(grant_user=user, grant=grant)

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    return app


@contextmanager
def running() -> Iterator[Provider]:
    state = Provider()
    state.rotate()
    served = make_server("127.0.0.1", 0, application(state), threaded=True)
    state.issuer = f"http://127.0.0.1:{served.server_port}"
    thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        served.shutdown()
        thread.join()
        served.server_close()
