"""The pages: who may see them, and what stands on them."""

from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from api import personas
from api.auth import Unauthorized
from api.door import Door
from api.personas import ROLE_NAMES, SEES
from api.suggestions import suggestions_for
from api.web.failures import error_page, message_page, theme_of
from api.web.rendering import asset_version
from api.web.sessions import COOKIE, signed_in
from home.errors import WeiwoError
from tools.access import Role

if TYPE_CHECKING:
    from tools.access import Scope


def register(door: Door) -> None:
    """Register the pages with the page library."""
    from nicegui import app, ui

    @ui.page("/", response_timeout=10.0)
    async def home(request: Request) -> Response | None:
        try:
            scope = await run_in_threadpool(signed_in, door, request)
            visitor = await run_in_threadpool(_visitor, door, scope)
        except Unauthorized:
            return RedirectResponse("/sign-in", 303)
        except WeiwoError as error:
            return error_page(error, request)
        _build(door, scope, visitor, request)
        return None

    async def not_found(request: Request, _: Exception) -> Response:
        return message_page("没有这个页面", "请检查地址。", request, 404)

    async def failed(request: Request, error: Exception) -> Response:
        return error_page(error, request)

    app.add_exception_handler(404, not_found)
    app.add_exception_handler(Exception, failed)


def _visitor(door: Door, scope: "Scope") -> dict[str, str]:
    toolbox = door.parts.toolbox
    on = toolbox.as_of
    return {
        "name": personas.name_of(toolbox.store, scope),
        "role": ROLE_NAMES[scope.role],
        "sees": SEES[scope.role],
        "as_of": f"{on.year}年{on.month}月{on.day}日",
        "demo": "yes" if door.parts.demo else "",
    }


def _build(door: Door, scope: "Scope", visitor: dict[str, str], request: Request) -> None:
    from nicegui import ui

    from api.web.conversation import Conversation
    from api.web.frame import frame

    token = request.cookies[COOKIE]
    version = asset_version()
    ui.add_head_html(f'<link rel="stylesheet" href="/assets/{version}/weiwo.css">')
    ui.add_head_html(f'<script defer src="/assets/{version}/weiwo.js"></script>')
    is_customer = scope.role is Role.CUSTOMER
    with frame(visitor, theme_of(request), is_customer) as tools:
        conversation = Conversation(door, token, visitor, is_customer)
        conversation.build(suggestions_for(scope.role), tools)
