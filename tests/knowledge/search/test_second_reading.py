"""The second reading, by a scripted server that speaks the usual protocol."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from knowledge.library import KnowledgeBase
from knowledge.search.second_reading import (
    CrossEncoder,
    RerankEndpoint,
    order,
    second_reader,
)


class Scripted(HTTPServer):
    """Likes passages that hold ``liked``; remembers what it was asked; replies by ``mode``."""

    liked = ""
    mode = "right"
    asked: list[dict[str, object]]


class _Handler(BaseHTTPRequestHandler):
    server: Scripted

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append({"path": self.path, "key": self.headers["Authorization"], **asked})
        results = [
            {"index": at, "relevance_score": float(self.server.liked in text), "extra": 1}
            for at, text in enumerate(asked["documents"])
        ]
        results = results[::-1] if self.server.mode == "right" else results[1:]
        body = json.dumps({"results": results}).encode()
        self.send_response(503 if self.server.mode == "down" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def server() -> Iterator[Scripted]:
    made = Scripted(("127.0.0.1", 0), _Handler)
    made.asked = []
    thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def reading(
    base: KnowledgeBase, write_lines: Callable[..., Path], server: Scripted
) -> KnowledgeBase:
    texts = ("挂失以后补卡要多久", "挂失收不收费", "挂失能不能撤销", "养老金税率")
    base.ingest([write_lines(*({"id": text, "text": text} for text in texts))])
    url = f"http://127.0.0.1:{server.server_port}/v1"
    second = RerankEndpoint(url, "m", "secret", timeout=5)
    return KnowledgeBase(base.home, base.clock, base._model, second=second)


def test_what_the_second_reader_likes_comes_first(
    base: KnowledgeBase, reading: KnowledgeBase, server: Scripted
) -> None:
    server.liked = "撤销"
    first, again = base.search("挂失补卡要多久", 4), reading.search("挂失补卡要多久", 4)
    assert first[0].document != "挂失能不能撤销" == again[0].document
    assert {hit.document for hit in first} == {hit.document for hit in again}
    assert [hit.score for hit in again] == [hit.score for hit in first]
    (asked,) = server.asked
    assert asked["path"] == "/v1/rerank"
    assert asked["key"] == "Bearer secret"
    assert asked["query"] == "挂失补卡要多久"


def test_it_looks_below_what_is_asked_for(reading: KnowledgeBase, server: Scripted) -> None:
    server.liked = "税率"
    assert reading.search("挂失补卡要多久", 1)[0].document != "养老金税率"  # once last, once first
    assert len(server.asked[0]["documents"]) == 4  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["down", "too few"])
def test_where_it_fails_the_first_order_stands(
    base: KnowledgeBase, reading: KnowledgeBase, server: Scripted, mode: str
) -> None:
    server.mode, server.liked = mode, "撤销"
    assert reading.search("挂失补卡要多久", 4) == base.search("挂失补卡要多久", 4)


def test_a_package_that_is_absent_fails_as_softly() -> None:
    class Absent:
        def scores(self, question: str, passages: object) -> list[float]:
            raise ModuleNotFoundError("sentence_transformers")

    assert order(Absent(), "q", ["a", "b"]) == [0, 1]


def test_what_is_set_decides_which_one_reads() -> None:
    assert second_reader(None, None, "none") is None
    assert second_reader(None, "folder", "none") == CrossEncoder("folder")
    assert second_reader("http://x/v1", "m", "k") == RerankEndpoint("http://x/v1", "m", "k")
