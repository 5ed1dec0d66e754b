"""The pages: who may see them, and what stands on them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from api import personas
from api.auth import Unauthorized
from api.door import Door
from api.personas import ROLE_NAMES, SEES
from api.web.desk import Desk
from api.web.failures import error_page, failure_card, message_page, theme_of
from api.web.navigation import PLACES, landing, places_of
from api.web.rendering import asset_version
from api.web.sessions import COOKIE, signed_in
from home.errors import WeiwoError
from tools.access import Role, Scope

if TYPE_CHECKING:
    from nicegui import ui

Build: TypeAlias = Callable[[Desk, "ui.element"], Awaitable[None]]
NO_PAGE = ("没有这个页面", "请检查地址。")


@dataclass(frozen=True)
class Page:
    """What builds a page, and the place of the navigation that it belongs to. ``admits`` raises
    NotFound where what the address names is not there for the asker: then the page is not either.
    """

    build: Build
    place: str
    admits: Callable[[Desk], Awaitable[None]] | None = None
    roles: frozenset[Role] = frozenset(Role)


def register(door: Door) -> None:
    """Register the pages with the page library."""
    from nicegui import app, ui

    from api.web.places import (
        ask,
        customer,
        models,
        prospects,
        ratings,
        results,
        review,
        rules,
        sending,
        studio,
        tables,
        today,
        write,
    )

    @ui.page("/", response_timeout=10.0)
    async def home(request: Request) -> Response:
        try:
            scope = await run_in_threadpool(signed_in, door, request)
        except Unauthorized:
            return RedirectResponse("/sign-in", 303)
        except WeiwoError as error:
            return error_page(error, request)
        return RedirectResponse(landing(scope.role), 303)

    builds: dict[str, Build] = {
        "/ask": ask.build,
        "/models": models.build,
        "/prospects": prospects.build,
        "/effects": results.build,
        "/ratings": ratings.build,
        "/results": results.build,
        "/review": review.build,
        "/rules": rules.build,
        "/sending": sending.build,
        "/studio": studio.build,
        "/submitted": review.build,
        "/tables": tables.build,
        "/today": today.build,
        "/write": write.build,
    }
    for place in PLACES:
        _serve(door, place.path, Page(builds[place.path], place.path))
    one = Page(customer.build, "/prospects", customer.admits, customer.ROLES)
    _serve(door, "/customers/{customer_id}", one)

    async def not_found(request: Request, _: Exception) -> Response:
        return message_page(*NO_PAGE, request, 404)

    async def failed(request: Request, error: Exception) -> Response:
        return error_page(error, request)

    app.add_exception_handler(404, not_found)
    app.add_exception_handler(Exception, failed)


def _serve(door: Door, path: str, page: Page) -> None:
    from nicegui import ui

    @ui.page(path, response_timeout=10.0)
    async def serve(request: Request) -> Response | None:
        try:
            desk = await run_in_threadpool(_desk, door, request)
            if page.admits is not None:
                await page.admits(desk)
        except Unauthorized:
            return RedirectResponse("/sign-in", 303)
        except WeiwoError as error:
            return error_page(error, request)
        open_to = {place.path for place in places_of(desk.role)}
        if page.place not in open_to or desk.role not in page.roles:
            return message_page(*NO_PAGE, request, 404)
        await _build(desk, page, theme_of(request))
        return None


def _desk(door: Door, request: Request) -> Desk:
    scope = signed_in(door, request)
    query = {**request.query_params, **{k: str(v) for k, v in request.path_params.items()}}
    large = request.cookies.get("weiwo_size") == "large"
    voice = request.cookies.get("weiwo_voice") == "on"
    return Desk(door, request.cookies[COOKIE], scope, _visitor(door, scope), query, large, voice)


def _visitor(door: Door, scope: Scope) -> dict[str, str]:
    toolbox = door.parts.toolbox
    on = toolbox.as_of
    return {
        "name": personas.name_of(toolbox.store, scope),
        "role": ROLE_NAMES[scope.role],
        "sees": SEES[scope.role],
        "as_of": f"{on.year}年{on.month}月{on.day}日",
        "demo": "yes" if door.parts.demo else "",
    }


async def _build(desk: Desk, page: Page, theme: str) -> None:
    """Send the frame at once; what stands in it comes as the tools give it."""
    from nicegui import ui

    from api.web.frame import frame
    from api.web.region import Unread

    version = asset_version()
    for sheet in ("weiwo", "workbench", "conversation"):
        ui.add_head_html(f'<link rel="stylesheet" href="/assets/{version}/{sheet}.css">')
    for script in ("weiwo", "voice"):
        ui.add_head_html(f'<script defer src="/assets/{version}/{script}.js"></script>')
    with frame(desk.visitor, theme, desk.role, page.place) as tools:
        try:
            await page.build(desk, tools)
        except Unread:
            return
        except Exception as error:  # whatever failed, the reader gets a sentence
            ui.html(failure_card(error), sanitize=False)
