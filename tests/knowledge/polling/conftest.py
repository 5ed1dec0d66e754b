"""A vendor on the loopback interface that says what a test tells it to."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import pytest

from knowledge.polling import Source
from knowledge.polling.fetching import Fetcher

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Vendor:
    """``answer`` gets the path, the parameters and the headers of a request."""

    address: str
    answer: Callable[[str, dict[str, str], dict[str, str]], Reply]
    asked: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            parameters = dict(parse_qsl(parts.query))
            made.asked.append((parts.path, parameters, dict(self.headers)))
            status, headers, body = made.answer(parts.path, parameters, dict(self.headers))
            self.send_response(status)
            for key, said in headers.items():
                self.send_header(key, said)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Vendor(f"http://127.0.0.1:{server.server_port}", lambda *_: (404, {}, b""))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def fetcher(waited: list[float]) -> Callable[[Source], Fetcher]:
    """A client that only writes down how long it would have waited."""
    return lambda source: Fetcher(source, waited.append)


def said(value: object) -> Reply:
    return 200, {"Content-Type": "application/json"}, json.dumps(value).encode()
