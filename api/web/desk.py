"""What a page works with: who sits at it, and tools asked in their name, off the event loop."""

import asyncio
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from api.door import Door
from tools.access import Role, Scope
from tools.catalogue import call
from tools.toolbox import Toolbox

Made = TypeVar("Made")


@dataclass(frozen=True)
class Desk:
    """One page of one person. ``scope`` is whom it was built for; the session is looked at again
    with every question, so that a page left open asks nothing after signing out. ``large`` and
    ``voice`` are whether the reader chose large type, and to have answers read aloud.
    """

    door: Door
    token: str
    scope: Scope
    visitor: Mapping[str, str]
    query: Mapping[str, str]
    large: bool = False
    voice: bool = False

    @property
    def role(self) -> Role:
        """The role that the page was built for."""
        return self.scope.role

    @property
    def now(self) -> datetime:
        """The bank's moment."""
        return self.door.parts.toolbox.now

    async def call(self, tool: str, /, key: str | None = None, **arguments: object) -> Any:
        """A tool's result for whoever is signed in here now. What is None is not said.

        Raises:
            Unauthorized: the session is over.
            WeiwoError: what the tool says; ``api.web.failures`` has the words for it.
        """
        given = {name: value for name, value in arguments.items() if value is not None}
        return await self.run(lambda box, scope: call(box, scope, tool, given, key))

    async def run(self, work: Callable[[Toolbox, Scope], Made]) -> Made:
        """Run work over the tools in a thread, for whoever is signed in here now. It takes its turn
        with the questions, and comes to its end before the server stops.

        Raises:
            Unauthorized: the session is over.
            Overloaded: too many wait already.
        """
        return await asyncio.wrap_future(self.door.turns.start(lambda: self._run(work)))

    async def read(self, work: Callable[[Scope], Made]) -> Made:
        """As ``run``, for what looks at no tool's tables.

        Raises:
            Unauthorized: the session is over.
            Overloaded: too many wait already.
        """
        return await asyncio.wrap_future(self.door.turns.start(lambda: work(self.admitted())))

    def admitted(self) -> Scope:
        """Whoever is signed in here now.

        Raises:
            Unauthorized: the session is over.
        """
        return self.door.admitted(self.door.sessions, self.token)

    def _run(self, work: Callable[[Toolbox, Scope], Made]) -> Made:
        scope = self.admitted()
        toolbox = self.door.parts.toolbox
        with toolbox.pinned():
            return work(toolbox, scope)


def new_key() -> str:
    """A key for one effect: pressed twice, it happens once."""
    return uuid.uuid4().hex
