"""How much one request may bring, and how many answers are worked on at once."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from typing import TypeVar

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Overloaded, TooLarge, response_for
from tools.table_models.limits import LARGEST

Done = TypeVar("Done")

MAX_BODY = 1_000_000  # bytes; a chat client sends its whole conversation with each question
LARGER = {"/tables/file": LARGEST}
"""Paths that take more: they write what comes to a file, and hold none of it in memory."""
AT_ONCE = 16  # answers in worker threads; more only wait for the same cores
WAITING = 500  # further questions that may wait their turn
OF_ONE = 24  # of one asker, running and waiting: nobody takes everybody's turns


class BodyLimit:
    """Refuses a body that says, or turns out, to be longer than ``limit`` bytes."""

    def __init__(self, app: ASGIApp, limit: int = MAX_BODY) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = LARGER.get(scope["path"], self._limit)
        told = Headers(scope=scope).get("content-length", "")
        if told.isdecimal() and int(told) > limit:
            await response_for(_error(limit, int(told)), Request(scope))(scope, receive, send)
            return
        seen = 0

        async def limited() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise _error(limit, seen)
            return message

        async def unless_too_large(message: Message) -> None:
            if seen <= limit:  # else whatever the application makes of it is not said
                await send(message)

        with suppress(TooLarge):
            await self._app(scope, limited, unless_too_large)
        if seen > limit:
            await response_for(_error(limit, seen), Request(scope))(scope, receive, send)


def _error(limit: int, size: int) -> TooLarge:
    return TooLarge(f"a request body must have at most {limit} bytes, got {size} or more")


class Turns:
    """Answers take turns: ``at_once`` run, ``waiting`` wait, the next one is told to come back; so
    is one asker who has ``of_one`` among them.
    """

    def __init__(
        self, at_once: int = AT_ONCE, waiting: int = WAITING, of_one: int = OF_ONE
    ) -> None:
        self._executor: ThreadPoolExecutor | None = None
        self._at_once = at_once
        self._most = at_once + waiting
        self._in = 0
        self._of_one = of_one
        self._of: Counter[str] = Counter()
        self._lock = threading.Lock()

    def start(self, work: Callable[[], Done], owner: str = "") -> "Future[Done]":
        """Run ``work`` of ``owner`` in a thread as soon as one is free.

        Raises:
            Overloaded: too many wait already, of everybody's or of this owner's.
        """
        with self._lock:
            if self._in >= self._most:
                raise Overloaded(f"at most {self._most} questions at once are taken, got one more")
            if owner and self._of[owner] >= self._of_one:
                raise Overloaded(f"one asker must wait for {self._of_one} answers, asked for more")
            self._in += 1
            self._of[owner] += 1
            if self._executor is None:
                self._executor = ThreadPoolExecutor(self._at_once, thread_name_prefix="answer")
            future = self._executor.submit(copy_context().run, work)  # within the span
        future.add_done_callback(lambda _: self._ended(owner))
        return future

    def close(self) -> None:
        """Let those that run come to their end; those that wait do not begin."""
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)

    def _ended(self, owner: str) -> None:
        with self._lock:
            self._in -= 1
            self._of[owner] -= 1
            if not self._of[owner]:
                del self._of[owner]
