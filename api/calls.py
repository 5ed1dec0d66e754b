"""How a route calls a tool: in its turn, in the asker's scope, screened and recorded.

A write may carry an ``Idempotency-Key``; the tool is given it, so that it acts once for it.
"""

import asyncio
import uuid
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response

from api.door import Asker, Door, TheDoor
from tools.access import Scope

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=8,
        max_length=128,
        pattern=r"^[\x21-\x7e]+$",
        description="the same key with the same request acts once and answers the same",
        examples=["0b3c9a52-6d0e-4a53-8a3f-5c9d1a1f7f10"],
    ),
]


class Calls:
    """The tools as one request of one asker may call them."""

    def __init__(self, door: Door, scope: Scope, request: Request, response: Response) -> None:
        self.door = door
        self.scope = scope
        self._request = request
        self._response = response

    async def read(self, tool: str, /, **arguments: object) -> dict[str, Any]:
        """What a tool answers; arguments that are None are left to their defaults."""
        found: dict[str, Any]
        found = await self._in_turn(lambda: self._call(tool, arguments, self._own_key()))
        return found

    async def write(self, tool: str, key: str | None, /, **arguments: object) -> dict[str, Any]:
        """What a writing tool did, or had done when this was sent before."""
        if key is None:
            return await self.read(tool, **arguments)
        owner = str(self.scope)
        said = {"path": self._request.url.path, "tool": tool, "arguments": arguments}

        def once() -> tuple[dict[str, Any], bool]:
            return self.door.once().run(
                owner, key, said, lambda: self._call(tool, arguments, f"api/{owner}/{key}")
            )

        result: dict[str, Any]
        result, replayed = await self._in_turn(once)
        if replayed:
            self._response.headers["Idempotency-Replayed"] = "true"
        return result

    async def _in_turn(self, act: Any) -> Any:
        return await asyncio.wrap_future(self.door.turns.start(act, str(self.scope)))

    def _call(self, tool: str, arguments: Mapping[str, object], key: str) -> dict[str, Any]:
        from agents.tool_calls import call_tool
        from tools.catalogue import find

        given = {name: value for name, value in arguments.items() if value is not None}
        toolbox = self.door.parts.toolbox
        return call_tool(toolbox, self.scope, find(tool), given, key=key, door="api")

    def _own_key(self) -> str:
        return f"api/{self.scope}/{uuid.uuid4().hex}"


def calls(request: Request, response: Response, scope: Asker, door: TheDoor) -> Calls:
    """The tools for this request."""
    return Calls(door, scope, request, response)


TheCalls = Annotated[Calls, Depends(calls)]
