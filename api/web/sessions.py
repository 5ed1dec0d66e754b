"""Signing in and out with a cookie that holds a signed token, and nothing kept on the server."""

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.auth import LIFETIME, Unauthorized
from api.door import Door, TheDoor
from api.personas import ROLE_NAMES, SEES, Persona, personas
from api.web.failures import PageRoute, theme_of
from api.web.rendering import page
from home.errors import BadInput, NotFound, NotReady, WeiwoError
from tools.access import Role

if TYPE_CHECKING:
    from tools.access import Scope

COOKIE = "weiwo_session"
_LONGEST = 200  # characters of ROLE:ID

router = APIRouter(include_in_schema=False, route_class=PageRoute)


def signed_in(door: Door, request: Request) -> "Scope":
    """Who sits at this browser.

    Raises:
        Unauthorized: nobody, or the session is over.
    """
    token = request.cookies.get(COOKIE)
    if not token:
        raise Unauthorized("nobody is signed in")
    return door.admitted(door.sessions, token)


@router.get("/sign-in")
def choose(door: TheDoor, request: Request) -> Response:
    """The page where one chooses whom to be in the demo bank."""
    return page("sign_in.html", _choices(door, request))


@router.post("/session")
async def sign_in(door: TheDoor, request: Request) -> Response:
    """Become somebody of the demo bank, where development tokens are accepted at all."""
    from starlette.concurrency import run_in_threadpool

    from tools.access import parse, verify

    form = await request.form(max_files=0, max_fields=4, max_part_size=1000)
    wanted = str(form.get("as", ""))[:_LONGEST]
    if not door.parts.dev:
        raise Unauthorized("sign-in by name works in a demo home or with WEIWO_DEV=1 only")
    try:
        scope = parse(wanted)
        await run_in_threadpool(verify, scope, door.parts.toolbox.store)
        token = door.sessions.issue(scope)
    except NotReady:
        raise
    except NotFound:
        return _again(door, request, f"没有找到“{wanted}”，请检查编号", 404)
    except BadInput:
        return _again(door, request, f"“{wanted}”不是有效的身份，应为 角色:编号，例如 rm:M001", 400)
    response = RedirectResponse("/", 303)
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


@router.post("/session/end")
def sign_out(door: TheDoor, request: Request) -> Response:
    """Leave; a page that is still open elsewhere answers no more."""
    if token := request.cookies.get(COOKIE):
        door.ended.end(token)
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


def _again(door: Door, request: Request, error: str, status: int) -> Response:
    return page("sign_in.html", {"error": error, **_choices(door, request)}, status)


def _choices(door: Door, request: Request) -> dict[str, object]:
    found: tuple[Persona, ...] = ()
    problem = ""
    try:
        if door.parts.demo:
            found = personas(door.parts.toolbox.store)
    except WeiwoError:
        problem = "数据还没有准备好：请管理员运行 weiwo demo，完成后刷新本页"
    return {
        "groups": _grouped(found),
        "dev": door.parts.dev,
        "demo": door.parts.demo,
        "problem": problem,
        "theme": theme_of(request),
    }


def _grouped(found: tuple[Persona, ...]) -> list[tuple[str, str, list[Persona]]]:
    """Role, what it sees, and its people; roles with one person each stand together at the end."""
    groups: dict[Role, list[Persona]] = {}
    for persona in found:
        groups.setdefault(persona.scope.role, []).append(persona)
    several = [(role, people) for role, people in groups.items() if len(people) > 1]
    single = [person for people in groups.values() if len(people) == 1 for person in people]
    rows = [(ROLE_NAMES[role], SEES[role], people) for role, people in several]
    return [*rows, ("其他岗位", "各看各的范围", single)] if single else rows
