"""Signing in at the bank's provider: authorization code with PKCE, state and nonce.

What this browser began is in a signed cookie of ten minutes; nothing is kept on the server. At the
end stands the same session cookie as after any other sign-in.
"""

import base64
import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from api.auth import LIFETIME, ProviderDown, Unauthorized
from api.door import Door, TheDoor
from api.signing import derive
from api.web.failures import PageRoute
from home.errors import NotFound

if TYPE_CHECKING:
    from api.identity.identity import Identity
    from tools.access import Scope

BEGAN = "weiwo_sign_in"
SESSION = "weiwo_session"
_TIME = timedelta(minutes=10)
_BACK = "/session/oidc/callback"
# The browser comes from another site, so a strict cookie would not go with a redirect: the page
# itself goes on.
_ONWARD = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>帷幄</title>'
    '<meta http-equiv="refresh" content="0;url=/"><p><a href="/">登录成功，继续</a></p></html>'
)

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/session/oidc")
async def begin(door: TheDoor, request: Request) -> Response:
    """Send the browser to the provider."""
    identity = _identity(door)
    addresses = await run_in_threadpool(lambda: identity.provider.addresses)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    asked = {
        "response_type": "code",
        "client_id": identity.client_id,
        "redirect_uri": _address(request),
        "scope": identity.scopes,
        "state": state,
        "nonce": nonce,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
    }
    join = "&" if "?" in addresses.authorize else "?"
    response = RedirectResponse(f"{addresses.authorize}{join}{urlencode(asked)}", 303)
    began = _sealed(door, {"state": state, "nonce": nonce, "verifier": verifier})
    response.set_cookie(
        BEGAN,
        began,
        max_age=int(_TIME.total_seconds()),
        path=_BACK,
        httponly=True,
        samesite="lax",  # it must come along from the provider's site
        secure=request.url.scheme == "https",
    )
    return response


@router.get(_BACK)
async def end(door: TheDoor, request: Request) -> Response:
    """The browser comes back with a code, which is changed for the proof of who it is."""
    identity = _identity(door)
    given = request.query_params
    began = _opened(door, request.cookies.get(BEGAN, ""))
    if not secrets.compare_digest(given.get("state", "").encode(), began["state"].encode()):
        raise Unauthorized("sign-in must end in the browser that began it; begin again")
    if given.get("iss", identity.provider.issuer) != identity.provider.issuer:
        raise Unauthorized("sign-in must come back from the provider that was asked")
    if "code" not in given:
        raise Unauthorized(
            f"the provider must give a code, got {given.get('error', 'none')[:60]!r}"
        )
    scope = await run_in_threadpool(_proven, identity, given["code"], began, _address(request))
    await run_in_threadpool(door.require_known, scope)
    response = HTMLResponse(
        _ONWARD, headers={"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
    )
    response.set_cookie(
        SESSION,
        door.proven.issue(scope),
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    response.delete_cookie(BEGAN, path=_BACK, httponly=True, samesite="lax")
    return response


def _proven(identity: "Identity", code: str, began: dict[str, str], address: str) -> "Scope":
    """Whom the provider's ID token is of.

    Raises:
        Unauthorized: the code is not good, or the token is not for this sign-in.
    """
    import httpx

    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": address,
        "code_verifier": began["verifier"],
    }
    auth = None
    if identity.client_secret is None:
        body["client_id"] = str(identity.client_id)
    else:
        auth = httpx.BasicAuth(str(identity.client_id), identity.client_secret)
    try:
        response = httpx.post(identity.provider.addresses.token, data=body, auth=auth, timeout=5.0)
        said: Any = response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise ProviderDown(f"the identity provider must change the code: {error}") from None
    if response.status_code != 200 or not isinstance(said, dict) or "id_token" not in said:
        raise Unauthorized("the provider must take the code, and did not; begin again")
    claims = identity.provider.claims(str(said["id_token"]), str(identity.client_id))
    if claims.get("nonce") != began["nonce"]:
        raise Unauthorized("the ID token must be of this sign-in, got another's")
    if claims.get("azp", identity.client_id) != identity.client_id:
        raise Unauthorized("the ID token must be for this server, got another's")
    return identity.rules.scope_of(claims)


def _identity(door: Door) -> "Identity":
    if door.identity is None or door.identity.client_id is None:
        raise NotFound("sign-in at a provider must be configured (WEIWO_OIDC_CLIENT_ID), is not")
    return door.identity


def _address(request: Request) -> str:
    return f"{str(request.base_url).rstrip('/')}{_BACK}"


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _sealed(door: Door, began: dict[str, str]) -> str:
    from joserfc import jwt

    now = int(door.sessions.clock().timestamp())
    return jwt.encode(
        {"alg": "HS256"}, {**began, "exp": now + int(_TIME.total_seconds())}, _key(door)
    )


def _opened(door: Door, cookie: str) -> dict[str, str]:
    from joserfc import jwt
    from joserfc.errors import JoseError

    try:
        claims = jwt.decode(cookie, _key(door), algorithms=["HS256"]).claims
        now = int(door.sessions.clock().timestamp())
        jwt.JWTClaimsRegistry(now=now, exp={"essential": True}).validate(claims)
        return {name: str(claims[name]) for name in ("state", "nonce", "verifier")}
    except (JoseError, ValueError, TypeError, KeyError):
        raise Unauthorized("sign-in must be begun here, and ended within ten minutes") from None


def _key(door: Door) -> Any:
    from joserfc.jwk import OctKey

    return OctKey.import_key(derive(door.sessions.secret, "sign-in"))
