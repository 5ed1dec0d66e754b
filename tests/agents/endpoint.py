"""An OpenAI-compatible endpoint on loopback that answers as it is told: well, or badly."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Pieces = Callable[[dict], Iterator[str]]  # type: ignore[type-arg]
"""Request -> the pieces of text that are streamed."""


class Exchange(BaseHTTPRequestHandler):
    """One request and the answer to it; ``closing`` is set when the server goes away."""

    behaviour: "Behaviour"
    closing: threading.Event

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with suppress(BrokenPipeError, ConnectionResetError):  # the client had enough
            self.behaviour(self, request)
        self.close_connection = True

    def begin(self, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/event-stream")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()

    def piece(self, text: str, **delta: Any) -> None:
        self.choices([{"delta": {"role": "assistant", "content": text, **delta}}])

    def choices(self, choices: list[dict[str, Any]], **more: Any) -> None:
        filled = [{"index": 0, "finish_reason": None, **choice} for choice in choices]
        chunk = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "scripted"}
        self.event(json.dumps({**chunk, "choices": filled, **more}))

    def event(self, data: str) -> None:
        self.raw(f"data: {data}\n\n")

    def raw(self, text: str) -> None:
        self.wfile.write(text.encode())
        self.wfile.flush()

    def end(self, finish: str = "stop", usage: Mapping[str, Any] | None = None) -> None:
        self.choices([{"delta": {}, "finish_reason": finish}])
        if usage:
            self.choices([], usage=usage)
        self.event("[DONE]")

    def log_message(self, *_: object) -> None:
        pass


Behaviour = Callable[[Exchange, dict[str, Any]], None]


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[str]:
    """The base URL of an endpoint that treats each request so."""
    closing = threading.Event()
    members = {"behaviour": staticmethod(behaviour), "closing": closing}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Exchange,), members))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


def says(*pieces: str, finish: str = "stop", usage: Mapping[str, Any] | None = None) -> Behaviour:
    """Says what it is given."""
    return streams(lambda _: iter(pieces), finish, usage)


def streams(
    make: Pieces, finish: str = "stop", usage: Mapping[str, Any] | None = None
) -> Behaviour:
    """Says what ``make`` yields for the request."""

    def behave(exchange: Exchange, request: dict[str, Any]) -> None:
        exchange.begin()
        for piece in make(request):
            exchange.piece(piece)
        exchange.end(finish, usage)

    return behave


def fails(status: int, **headers: str) -> Behaviour:
    """Fails with ``status``."""

    def behave(exchange: Exchange, _: dict[str, Any]) -> None:
        exchange.begin(status, {name.replace("_", "-"): value for name, value in headers.items()})
        exchange.raw('{"error": {"message": "told to fail"}}')

    return behave


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """One after the other; the last one again and again."""
    left = list(behaviours)
    lock = threading.Lock()

    def behave(exchange: Exchange, request: dict[str, Any]) -> None:
        with lock:
            one = left.pop(0) if len(left) > 1 else left[0]
        one(exchange, request)

    return behave


def hang(exchange: Exchange, _: dict[str, Any]) -> None:
    """Takes the request and says nothing."""
    exchange.closing.wait(30)


def hang_half_way(exchange: Exchange, _: dict[str, Any]) -> None:
    """Begins to speak, and falls silent."""
    exchange.begin()
    exchange.piece('{"sentences": [')
    exchange.closing.wait(30)


def comments(exchange: Exchange, _: dict[str, Any]) -> None:
    """Keeps the connection alive with comments, and says nothing: no read ever times out."""
    exchange.begin()
    while not exchange.closing.wait(0.02):
        exchange.raw(": still here\n\n")


def drops(exchange: Exchange, _: dict[str, Any]) -> None:
    """Closes the connection in the middle of a word."""
    exchange.begin()
    exchange.piece('{"sentences": [{"text": "您好')


def no_choices(exchange: Exchange, _: dict[str, Any]) -> None:
    """Streams well-formed chunks without any choice in them."""
    exchange.begin()
    exchange.choices([])
    exchange.event("[DONE]")


def refuses(exchange: Exchange, _: dict[str, Any]) -> None:
    """Declines in the field that the API has for it."""
    exchange.begin()
    exchange.choices([{"delta": {"role": "assistant", "refusal": "我不能帮助处理这个请求。"}}])
    exchange.end()


def not_chunks(exchange: Exchange, _: dict[str, Any]) -> None:
    """Streams what is no chunk at all."""
    exchange.begin()
    exchange.event("<html>Bad gateway</html>")


@contextmanager
def serve(pieces: Pieces, status: int = 200) -> Iterator[str]:
    """The base URL of an endpoint that streams what ``pieces`` yields, or fails with ``status``."""
    with serving(streams(pieces) if status == 200 else fails(status)) as url:
        yield url


def endless(_: object) -> Iterator[str]:
    """Never ends: a model that repeats itself for ever."""
    while True:
        yield "好"
        time.sleep(0.02)


def flood(_: object) -> Iterator[str]:
    """Never ends either, as fast as it can."""
    while True:
        yield "好" * 500
