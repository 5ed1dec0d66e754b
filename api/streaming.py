"""From the blocking parts to an event loop: answers come about in worker threads, in turn."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import TYPE_CHECKING

from api.door import Door
from tools.access import Scope

if TYPE_CHECKING:
    from agents.answering import Answer, AnswerEvent


async def ask(door: Door, scope: Scope, question: str, thread: str | None, place: str) -> "Answer":
    """Answer in a worker thread; ``place`` is the door's name among the counters."""
    work = door.turns.start(lambda: door.parts.ask(scope, question, thread), str(scope))
    answer = await asyncio.wrap_future(work)
    door.count(answer, place)
    return answer


async def stream(
    door: Door, scope: Scope, question: str, thread: str | None, place: str
) -> AsyncIterator["AnswerEvent"]:
    """The events of an answer, as they come about in a worker thread.

    A reader who goes away stops nothing: the turn runs to its end, so that its record is whole.
    """
    loop = asyncio.get_running_loop()
    events: asyncio.Queue[AnswerEvent | BaseException | None] = asyncio.Queue()

    def give(event: "AnswerEvent | BaseException | None") -> None:
        with suppress(RuntimeError):  # the loop has ended, and with it whoever read
            loop.call_soon_threadsafe(events.put_nowait, event)

    def work() -> None:
        try:
            for event in door.parts.stream(scope, question, thread):
                if event.answer is not None:
                    door.count(event.answer, place)
                give(event)
        except BaseException as error:  # raised again where it is read
            give(error)
        else:
            give(None)

    door.turns.start(work, str(scope))
    while (event := await events.get()) is not None:
        if isinstance(event, BaseException):
            raise event
        yield event
