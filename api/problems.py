"""Errors as RFC 9457 problem details, and the sentence that a person reads for each."""

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypedDict

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.auth import ProviderDown, Unauthorized
from home.errors import BadInput, HomeLocked, NotFound, NotReady, RefusedByPolicy, WeiwoError
from tools.background import Busy

log = logging.getLogger("weiwo.api")

MEDIA_TYPE = "application/problem+json"


class TooLarge(BadInput):
    """The body has more bytes than are taken."""


class Unprocessable(BadInput):
    """A field of the body breaks a rule."""


class InProgress(WeiwoError):
    """The same request is being answered already."""


class TooMany(WeiwoError):
    """More requests than one may send. ``wait``: seconds until the next is taken."""

    def __init__(self, said: str, wait: int) -> None:
        super().__init__(said)
        self.wait = wait


class Overloaded(WeiwoError):
    """More is being answered than this process takes on."""


class FieldError(TypedDict):
    """Where a request's body broke a rule, and which; never what was sent."""

    field: str
    message: str


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its URN's last part, its status, and what a person is told."""

    name: str
    status: int
    title: str


_INTERNAL = Kind("internal", 500, "系统出错了，请稍后再试")

# The first that an error is an instance of.
_KINDS: tuple[tuple[type[Exception], Kind], ...] = (
    (Unauthorized, Kind("unauthorized", 401, "需要有效的身份，请重新登录或更换令牌")),
    (TooLarge, Kind("too-large", 413, "内容太大")),
    (
        NotReady,
        Kind("not-ready", 503, "数据还没有准备好"),
    ),
    (NotFound, Kind("not-found", 404, "没有找到，或不在您的权限范围内")),
    (Unprocessable, Kind("invalid", 422, "请求内容不符合要求")),
    (BadInput, Kind("bad-input", 400, "请求无法处理，请检查输入")),
    (RefusedByPolicy, Kind("refused-by-policy", 403, "按照规则不能这样做")),
    (HomeLocked, Kind("home-locked", 409, "数据正在更新，请稍后再试")),
    (Busy, Kind("busy", 409, "上一项还在进行，请等它结束，或先取消它")),
    (InProgress, Kind("in-progress", 409, "同一请求正在处理，请稍后再取结果")),
    (TooMany, Kind("too-many-requests", 429, "请求太频繁，请稍后再试")),
    (ProviderDown, Kind("provider-down", 503, "身份认证服务暂时无法使用，请稍后再试")),
    (Overloaded, Kind("overloaded", 503, "现在提问的人较多，请稍后再试")),
    (WeiwoError, _INTERNAL),
)
_BY_STATUS = {
    404: Kind("no-such-path", 404, "没有这个地址"),
    405: Kind("method-not-allowed", 405, "这个地址不支持该方法"),
    413: Kind("too-large", 413, "内容太大"),
    422: Kind("invalid", 422, "请求内容不符合要求"),
}


def kind_of(error: Exception) -> Kind:
    """What kind of problem an error is; unknown ones are internal and say nothing of themselves."""
    return next((kind for cls, kind in _KINDS if isinstance(error, cls)), _INTERNAL)


def problem(
    kind: Kind,
    detail: str,
    request_id: str,
    *,
    headers: dict[str, str] | None = None,
    errors: list[FieldError] | None = None,
    openai: bool = False,
) -> JSONResponse:
    """The response; ``openai`` adds the ``error`` member that OpenAI clients read."""
    body: dict[str, object] = {
        "type": f"urn:weiwo:problem:{kind.name}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": f"urn:weiwo:request:{request_id}",
    }
    if errors:
        body["errors"] = errors
    if openai:
        family = "invalid_request_error" if kind.status < 500 else "server_error"
        body["error"] = {"message": f"{kind.title}: {detail}", "type": family, "code": kind.name}
        body["error"] |= {"param": None}  # type: ignore[operator]  # OpenAI's shape has all four
    return JSONResponse(body, kind.status, headers=headers, media_type=MEDIA_TYPE)


def described(error: Exception, request: str) -> tuple[Kind, str]:
    """The kind and detail of an error; an internal one is logged under the request's id."""
    kind = kind_of(error)
    if kind is not _INTERNAL:
        return kind, str(error)
    log.error("request %s failed", request, exc_info=error)
    return kind, "an internal error; its cause is in the server's log under this request id"


def response_for(error: Exception, request: Request) -> JSONResponse:
    """The problem that an error becomes."""
    kind, detail = described(error, request_id(request))
    headers = None
    if kind.status == 401:
        headers = {"WWW-Authenticate": 'Bearer realm="weiwo", error="invalid_token"'}
    if kind.status == 503 or isinstance(error, InProgress):
        headers = {"Retry-After": "5"}
    if isinstance(error, TooMany):
        headers = {"Retry-After": str(error.wait)}
    return problem(kind, detail, request_id(request), headers=headers, openai=_is_openai(request))


def request_id(request: Request) -> str:
    """The id that the observation middleware gave this request."""
    return str(request.scope.get("state", {}).get("request_id", "unknown"))


def install(app: FastAPI) -> None:
    """Answer every error of ``app`` with problem details."""

    async def weiwo_error(request: Request, error: Exception) -> JSONResponse:
        return response_for(error, request)

    async def http_error(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        default = Kind("http", error.status_code, HTTPStatus(error.status_code).phrase)
        kind = _BY_STATUS.get(error.status_code, default)
        headers = dict(error.headers) if error.headers else None
        detail = str(error.detail)
        openai = _is_openai(request)
        return problem(kind, detail, request_id(request), headers=headers, openai=openai)

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        errors = [_field_error(found["loc"], found["msg"]) for found in error.errors()]
        detail = "; ".join(f"{found['field']}: {found['message']}" for found in errors[:5])
        openai = _is_openai(request)
        return problem(_BY_STATUS[422], detail, request_id(request), errors=errors, openai=openai)

    app.add_exception_handler(WeiwoError, weiwo_error)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid)


def _field_error(place: tuple[int | str, ...], message: str) -> FieldError:
    return {"field": ".".join(str(part) for part in place) or "body", "message": message}


def _is_openai(request: Request) -> bool:
    return request.url.path.startswith("/v1/")
