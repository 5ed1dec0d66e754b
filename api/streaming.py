"""From the blocking parts to an event loop: answers come about in worker threads, in turn."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING

from api.door import Door
from api.problems import Overloaded
from tools.access import Scope

if TYPE_CHECKING:
    from agents.answering import Answer, AnswerEvent
    from agents.stopping import Stop

_STOPPING = "the server must be running to begin an answer, and is being stopped"


async def ask(
    door: Door,
    scope: Scope,
    question: str,
    thread: str | None,
    place: str,
    *,
    after: int | None = None,
) -> "Answer":
    """Answer in a worker thread; ``place`` is the door's name among the counters, ``after`` the
    turn that the question comes after, by default the thread's last.

    Raises:
        Overloaded: too many wait already, or the server is being stopped.
    """
    work = door.turns.start(
        lambda: door.parts.ask(scope, question, thread, after=after), str(scope)
    )
    try:
        answer = await asyncio.wrap_future(work)
    except asyncio.CancelledError:
        if work.cancelled():
            raise Overloaded(_STOPPING) from None
        raise
    door.count(answer, place)
    return answer


def begin(
    door: Door,
    scope: Scope,
    question: str,
    thread: str | None,
    place: str,
    *,
    after: int | None = None,
    stop: "Stop | None" = None,
) -> AsyncIterator["AnswerEvent"]:
    """Begin an answer in a worker thread, and give its events as they come about.

    A reader who goes away stops nothing: the turn runs to its end, so that its record is whole. One
    who presses ``stop`` does.

    Raises:
        Overloaded: too many wait already; at once, so that a response can still say so.
    """
    loop = asyncio.get_running_loop()
    events: asyncio.Queue[AnswerEvent | BaseException | None] = asyncio.Queue()

    def give(event: "AnswerEvent | BaseException | None") -> None:
        with suppress(RuntimeError):  # the loop has ended, and with it whoever read
            loop.call_soon_threadsafe(events.put_nowait, event)

    def work() -> None:
        try:
            for event in door.parts.stream(scope, question, thread, after=after, stop=stop):
                if event.answer is not None:
                    door.count(event.answer, place)
                give(event)
        except BaseException as error:  # raised again where it is read
            give(error)
        else:
            give(None)

    def never_began(future: "Future[None]") -> None:
        if future.cancelled():
            give(Overloaded(_STOPPING))

    door.turns.start(work, str(scope)).add_done_callback(never_began)
    return _read(events)


async def _read(
    events: "asyncio.Queue[AnswerEvent | BaseException | None]",
) -> AsyncIterator["AnswerEvent"]:
    while (event := await events.get()) is not None:
        if isinstance(event, BaseException):
            raise event
        yield event
