"""A request that cannot outlive its deadline: it runs in a thread of its own.

A client's time-outs bound each read, and a name's resolution not at all: a server that sends a
comment now and then could hold its caller for ever. So the caller waits for pieces until the
deadline and no longer; the thread ends at the next byte, or at its own time-out.
"""

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from contextvars import ContextVar
from queue import Empty, SimpleQueue
from typing import TypeAlias, TypeVar

import httpx

from agents.llm.deadline import Deadline

Piece = TypeVar("Piece")
_Coming: TypeAlias = tuple[str, Piece | None, BaseException | None]
"""What it is (piece, end, error), and the piece or the error."""
_LOOK = 0.2
"""Seconds between two looks at a deadline, which comes at once where its turn is stopped."""
_given_up: ContextVar[threading.Event] = ContextVar("given_up")


class TooLate(Exception):
    """The deadline has passed."""


def pieces(
    make: Callable[[], Generator[Piece, None, None]], deadline: Deadline, ended: Callable[[], None]
) -> Generator[Piece, None, None]:
    """What ``make()`` yields, until ``deadline``; close it to end it early.

    Args:
        make: called in the thread; its errors are raised here.
        deadline: until when this waits.
        ended: called once, when the thread has let go of the connection.

    Raises:
        TooLate: not all came in time.
    """
    coming: SimpleQueue[_Coming[Piece]] = SimpleQueue()
    stop = threading.Event()
    arguments = (make, coming, stop, ended)
    threading.Thread(target=_run, args=arguments, name="llm", daemon=True).start()
    try:
        while not deadline.passed:
            try:
                kind, piece, error = coming.get(timeout=min(_LOOK, deadline.left()))
            except Empty:
                continue
            if error is not None:
                raise error
            if kind == "end":
                return
            yield piece  # type: ignore[misc]  # a piece by its kind
        raise TooLate
    finally:
        stop.set()


def _run(
    make: Callable[[], Generator[Piece, None, None]],
    coming: "SimpleQueue[_Coming[Piece]]",
    stop: threading.Event,
    ended: Callable[[], None],
) -> None:
    """The thread: hands on every piece, the end or the error, as long as somebody waits."""
    _given_up.set(stop)
    try:
        with closing(make()) as made:
            for piece in made:
                if stop.is_set():
                    return
                coming.put(("piece", piece, None))
        coming.put(("end", None, None))
    except BaseException as error:  # the caller's to raise, whatever it is
        coming.put(("error", None, error))
    finally:
        ended()


class _Watched(httpx.SyncByteStream):
    """The bytes of a response, as long as somebody waits for them."""

    def __init__(self, inner: httpx.SyncByteStream, stop: threading.Event) -> None:
        self._inner = inner
        self._stop = stop

    def __iter__(self) -> Iterator[bytes]:
        for part in self._inner:
            if self._stop.is_set():
                raise httpx.ReadTimeout("nobody waits for the rest")
            yield part

    def close(self) -> None:
        self._inner.close()


def watch(response: httpx.Response) -> None:
    """An event hook of an ``httpx.Client``: ends a response when its caller has given up."""
    stop = _given_up.get(None)
    if stop is not None and isinstance(response.stream, httpx.SyncByteStream):
        response.stream = _Watched(response.stream, stop)
