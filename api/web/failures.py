"""What a person reads when something fails: a whole page, or a card in the conversation."""

import uuid
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.auth import Unauthorized
from api.problems import described, request_id
from api.web.rendering import page, render

_HINTS = {
    "not-ready": "请管理员运行 weiwo demo（模拟银行）或 weiwo mart load（本行数据），然后刷新。",
    "home-locked": "数据更新完成后就可以继续，一般不超过几分钟。",
    "internal": "原因已记入服务器日志；如仍出现，请把请求编号告诉管理员。",
    "overloaded": "请过几秒再发送一次。",
    "bad-input": "请换一种说法，或缩短问题后再试。",
    "unauthorized": "登录已过期，或身份已不存在。",
}


def failure_card(error: Exception) -> str:
    """The card that stands where the answer would be; never the error's own words."""
    number = uuid.uuid4().hex[:12]
    kind, _ = described(error, number)
    return render(
        "failure.html",
        title=kind.title,
        hint=_HINTS.get(kind.name, ""),
        request=number if kind.status >= 500 else "",
        sign_in=isinstance(error, Unauthorized),
    )


def failure_words(error: Exception) -> str:
    """The same in one line, for a notice."""
    number = uuid.uuid4().hex[:12]
    kind, _ = described(error, number)
    hint = f"请求编号 {number}" if kind.status >= 500 else _HINTS.get(kind.name, "")
    return "。".join(part.rstrip("。") for part in (kind.title, hint) if part)


def error_page(error: Exception, request: Request) -> Response:
    """The page for an error, with what one can do about it."""
    kind, _ = described(error, request_id(request))
    return message_page(kind.title, _HINTS.get(kind.name, ""), request, kind.status)


def message_page(title: str, hint: str, request: Request, status: int) -> Response:
    """A page that is one message."""
    words = {"title": title, "hint": hint, "request": request_id(request)}
    return page("message.html", {**words, "theme": theme_of(request)}, status)


def theme_of(request: Request) -> str:
    """What the reader chose: light, dark, or by their system."""
    theme = request.cookies.get("weiwo_theme", "")
    return theme if theme in {"light", "dark"} else "auto"


class PageRoute(APIRoute):
    """A route for people: its errors are pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with its errors turned into pages."""
        original: Callable[[Request], Awaitable[Response]] = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await original(request)
            except Exception as error:
                return error_page(error, request)

        return handler
