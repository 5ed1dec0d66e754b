"""``/mcp``: streamable HTTP. Each request stands alone, so that any worker can answer it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import Receive, Send
from starlette.types import Scope as Connection

from api.door import bearer_scope
from api.problems import response_for
from home.errors import WeiwoError

if TYPE_CHECKING:
    from mcp.server.context import ServerRequestContext
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from api.door import Door
    from tools.access import Scope


class McpEndpoint:
    """Takes a request in with its bearer token, and hands it to the protocol's own machinery."""

    def __init__(self, door: "Door") -> None:
        self._door = door
        self._manager: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While the application runs."""
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        from api.limits import MAX_BODY
        from api.mcp_server.server import build_server

        self._manager = StreamableHTTPSessionManager(
            build_server(self._door, _asker), stateless=True, max_request_body_size=MAX_BODY
        )
        async with self._manager.run():
            yield
        self._manager = None

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            asker = await run_in_threadpool(bearer_scope, self._door, request)
        except WeiwoError as error:
            await response_for(error, request)(scope, receive, send)
            return
        if self._manager is None:
            raise RuntimeError("the application must have started before it is asked")
        scope.setdefault("state", {})["asker"] = asker
        await self._manager.handle_request(scope, receive, send)


def _asker(context: "ServerRequestContext[Any, Any]") -> "Scope":
    assert context.request is not None, "each call comes with its request"
    found: Scope = context.request.state.asker
    return found
