"""Security headers on every response, and who may call the doors that a cookie opens."""

import re
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import response_for
from home.errors import RefusedByPolicy

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
# The page library compiles its templates in the browser, hence 'unsafe-eval'; inline scripts run
# only with the response's nonce; everything comes from this server alone.
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SCRIPT = re.compile(rb"<script(?=[\s>])")


class SecurityHeaders:
    """Sets the headers; an HTML page gets a nonce of its own on each of its script tags."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Sender(send, scope["path"]).send)


class _Sender:
    """Passes a response on; holds an HTML page back until it is whole."""

    def __init__(self, send: Send, path: str) -> None:
        self._send = send
        self._path = path
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _ALWAYS.items():
                headers.setdefault(name, value)
            if headers.get("content-type", "").startswith("text/html"):
                headers["Cache-Control"] = "no-store"
                if "content-security-policy" not in headers:  # a page of the page library
                    self._start = message
                    return
            headers.setdefault("Content-Security-Policy", _DATA_POLICY)
            if self._path.startswith(("/api", "/v1", "/mcp")):
                headers.setdefault("Cache-Control", "no-store")
        elif self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            await self._send_page(self._start, message)
            return
        await self._send(message)

    async def _send_page(self, start: Message, end: Message) -> None:
        nonce = secrets.token_urlsafe(18)
        body = _SCRIPT.sub(b'<script nonce="%s"' % nonce.encode(), self._body)
        headers = MutableHeaders(scope=start)
        headers["Content-Security-Policy"] = _PAGE_POLICY.format(nonce=nonce)
        headers["Content-Length"] = str(len(body))
        await self._send(start)
        await self._send({**end, "body": body, "more_body": False})


class SameOrigin:
    """Keeps other sites' pages from using a signed-in browser: the socket and the session forms.

    The programs' doors (``/api``, ``/v1``) take no cookie and need none of this.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request or socket."""
        if scope["type"] in {"http", "websocket"} and _is_foreign(scope):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            else:
                error = RefusedByPolicy("this form must be sent from this site's own page")
                await response_for(error, Request(scope))(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_foreign(scope: Scope) -> bool:
    path = scope["path"]
    guarded = path.startswith(("/session", "/tables/", "/_nicegui_ws"))
    reads = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
    if not guarded or (reads and not path.startswith("/_nicegui_ws")):
        return False
    headers = Headers(scope=scope)
    if headers.get("sec-fetch-site") not in {None, "same-origin"}:
        return True
    origin = headers.get("origin")
    if origin is None:  # not a browser's form or socket: those always say where they come from
        return False
    return origin.partition("://")[2].lower() != headers.get("host", "").lower()
