"""The application: every door of an installation on one FastAPI app."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Match, Route

from api import openai_compatible, problems
from api.auth import Tokens
from api.door import Door
from api.headers import SameOrigin, SecurityHeaders
from api.identity import sign_in
from api.identity.identity import Identity
from api.limits import BodyLimit, Turns
from api.mcp_server.http import McpEndpoint
from api.observation import Observation
from api.parts import Parts
from api.rates import Rates
from api.routes import (
    ask,
    customers,
    documents,
    handoffs,
    models,
    outbox,
    people,
    prospects,
    ratings,
    reviews,
    texts,
    watching,
)
from api.schemas import Problem
from home.clock import Clock, system_clock

_ABOUT = """先决策，后成文。Questions in, decided and checked answers out.

Every request says who asks with a bearer token (`weiwo token --as ROLE:ID` in a demo home); which
rows exist for them follows from it, never from the text. Errors are RFC 9457 problem details."""


def create_app(
    parts: Parts,
    secret: str,
    *,
    web: bool = True,
    hosts: Sequence[str] = ("*",),
    clock: Clock = system_clock,
    rates: Rates | None = None,
    identity: Identity | None = None,
    turns: Turns | None = None,
) -> FastAPI:
    """Build the application over ``parts``.

    Args:
        parts: what answers.
        secret: signs tokens and sessions (``api.signing.signing_secret``).
        web: whether the workbench is served as well; one per process, for its page library keeps
            one application per process.
        hosts: the names that this server answers to. A server on the loopback interface names
            itself alone, so that no website can reach it through a name of its own.
        clock: when tokens begin and end.
        rates: how often one asker, and one address, may ask.
        turns: how many are answered at once, and how many may wait.
        identity: the bank's identity provider; None where development tokens are all there is.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with programs.running():
            yield
        door.close()  # running turns come to their end before the parts are closed

    app = FastAPI(
        title="帷幄 weiwo",
        version=version("weiwo"),
        description=_ABOUT,
        lifespan=lifespan,
        docs_url=None,  # FastAPI's pages load scripts from elsewhere; /openapi.json is complete
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    door = Door(
        parts,
        Tokens(secret, "api", clock),
        Tokens(secret, "web", clock),
        rates=rates or Rates(),
        identity=identity,
        turns=turns or Turns(),
    )
    app.state.door = door
    programs = McpEndpoint(door)
    problems.install(app)
    for router in _ROUTERS:
        app.include_router(router)
    if identity is not None:
        app.include_router(sign_in.router)
        if not parts.dev:  # nobody can be chosen there: the provider's page is the sign-in page
            app.add_route("/sign-in", _to_provider, methods=["GET"], include_in_schema=False)
    # Each request stands alone: there is no stream to open with GET, no session to DELETE.
    app.router.routes.append(Route("/mcp", programs, methods=["POST"]))
    for prefix in ("/api", "/v1"):
        app.add_route(
            prefix + "/{rest:path}", _unmatched, methods=_METHODS, include_in_schema=False
        )
    if web:
        from api.web import mount

        mount(app, door)
    # The last that is added sees a request first.
    app.add_middleware(SameOrigin)
    app.add_middleware(BodyLimit)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    app.add_middleware(Observation, metrics=door.metrics)
    app.add_middleware(SecurityHeaders)
    # An answer is a few dozen kB of JSON: the last tenth of its size costs most of the time.
    app.add_middleware(GZipMiddleware, minimum_size=2000, compresslevel=3)
    _describe_problems(app)
    return app


_ROUTERS = (
    ask.router,
    people.router,
    prospects.router,
    customers.router,
    handoffs.router,
    documents.router,
    models.router,
    texts.router,
    reviews.router,
    outbox.router,
    ratings.router,
    openai_compatible.router,
    watching.router,
)
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"]


async def _to_provider(_: Request) -> Response:
    return RedirectResponse("/session/oidc", 303)


async def _unmatched(request: Request) -> Response:
    """A path of the API that is not there, or not with this method."""
    allowed: set[str] = set()
    for route in (route for router in _ROUTERS for route in router.routes):
        match, _ = route.matches(request.scope)
        if match is Match.PARTIAL and isinstance(route, APIRoute):
            allowed |= route.methods or set()
    if allowed:
        raise HTTPException(405, headers={"Allow": ", ".join(sorted(allowed))})
    raise HTTPException(404)


def _describe_problems(app: FastAPI) -> None:
    """Put the problem schema into the OpenAPI document, and drop FastAPI's own error shape."""
    original = app.openapi

    def described() -> dict[str, object]:
        if app.openapi_schema is None:
            document = original()
            schemas = document["components"]["schemas"]
            schemas.pop("HTTPValidationError", None)
            schemas.pop("ValidationError", None)
            schemas["Problem"] = Problem.model_json_schema()
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]
