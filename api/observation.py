"""Sees every request: gives it an id, counts it, times it, logs it without what was asked."""

import logging
import re
import time
import uuid
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from api.problems import response_for
from tools.tracing import spanned

if TYPE_CHECKING:
    from opentelemetry.trace import Span

log = logging.getLogger("weiwo.access")

_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class Observation:
    """Stands around everything that can fail; turns an unforeseen error into a problem.

    The log line has method, route, status, milliseconds and id: no query string, no body, no
    names, so that a log never holds a customer's words.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        status = 0

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        self._metrics.add("weiwo_http_requests_in_progress")
        with _server_span(scope, request_id) as span:
            try:
                await self._app(scope, receive, observed)
            except Exception as error:
                if status:  # the response has begun; nothing more can be said in it
                    raise
                await response_for(error, Request(scope))(scope, receive, observed)
            finally:
                self._metrics.add("weiwo_http_requests_in_progress", -1)
                self._record(scope, status or 499, time.perf_counter() - started, request_id)
                _tell(span, scope, status or 499)

    def _record(self, scope: Scope, status: int, seconds: float, request_id: str) -> None:
        route = route_of(scope)
        method = _method(scope)
        self._metrics.add(
            "weiwo_http_requests_total", route=route, method=method, status=str(status)
        )
        self._metrics.observe("weiwo_http_request_seconds", seconds, route=route)
        if not route.startswith("static"):
            log.info("%s %s %d %.0fms %s", method, route, status, seconds * 1000, request_id)


def _server_span(scope: Scope, request_id: str) -> "AbstractContextManager[Span]":
    """A request's span, within the caller's where it names one (W3C Trace Context)."""
    from opentelemetry.propagate import extract
    from opentelemetry.trace import SpanKind

    method = _method(scope)
    about = {"http.request.method": method, "weiwo.request_id": request_id}
    given = {name: value for name, value in Headers(scope=scope).items() if name in _TRACE}
    return spanned(method, about, within=extract(given), kind=SpanKind.SERVER)


def _tell(span: "Span", scope: Scope, status: int) -> None:
    """What is known at a request's end; its path may hold ids, its route does not."""
    from opentelemetry.trace import Status, StatusCode

    route = route_of(scope)
    span.update_name(f"{_method(scope)} {route}")
    span.set_attributes({"http.route": route, "http.response.status_code": status})
    if status >= 500:
        span.set_status(Status(StatusCode.ERROR))


def _method(scope: Scope) -> str:
    return str(scope["method"]) if scope["method"] in _METHODS else "OTHER"


_TRACE = frozenset({"traceparent", "tracestate"})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_STATIC = ("/_nicegui", "/assets", "/favicon.ico")


def route_of(scope: Scope) -> str:
    """The route's pattern, not the path that was asked for: few labels, and nobody's data."""
    path = str(scope["path"])
    if path.startswith(_STATIC):
        return "static"
    pattern = getattr(scope.get("route"), "path", "")
    if pattern:
        return str(pattern)
    return path if path == "/" else "unmatched"
