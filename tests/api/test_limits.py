"""Turns: a full house says so before the response begins; nobody takes everybody's turns."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from api.app import create_app
from api.limits import MAX_BODY, BodyLimit, Turns
from api.problems import Overloaded
from tests.api.bank import SECRET, FakeParts
from tools.table_models.limits import LARGEST

Bearer = Callable[[str], dict[str, str]]


def test_one_asker_waits_for_a_share_and_others_still_get_in() -> None:
    turns, gate = Turns(2, 20, of_one=3), threading.Event()
    mine = [turns.start(gate.wait, "rm:M001") for _ in range(3)]
    with pytest.raises(Overloaded, match="3 answers"):
        turns.start(gate.wait, "rm:M001")
    theirs = turns.start(lambda: "answered", "rm:M002")
    gate.set()
    assert theirs.result(10) == "answered"
    assert all(one.result(10) for one in mine)
    for _ in range(100):
        if turns.start(lambda: True, "rm:M001").result(10):
            break
    turns.close()


def test_those_that_run_end_and_those_that_wait_do_not_begin() -> None:
    turns, gate, began = Turns(1, 5), threading.Event(), threading.Event()

    def work() -> str:
        began.set()
        gate.wait(10)
        return "whole"

    running, waiting = turns.start(work), turns.start(work)
    began.wait(10)
    threading.Timer(0.2, gate.set).start()
    turns.close()
    assert running.result(0) == "whole"
    assert waiting.cancelled()


@pytest.mark.parametrize("stream", [False, True])
def test_a_full_house_is_a_503_also_for_a_stream(stream: bool, bearer: Bearer) -> None:
    parts = FakeParts()
    parts.gate = threading.Event()
    body = {"model": "weiwo", "messages": [{"role": "user", "content": "问"}], "stream": stream}
    app = create_app(parts, SECRET, web=False, turns=Turns(1, 0))
    with TestClient(app) as client:
        first = threading.Thread(
            target=client.post, args=("/v1/chat/completions",),
            kwargs={"json": body, "headers": bearer("rm:M001")},
        )  # fmt: skip
        first.start()
        while not parts.asked:
            time.sleep(0.01)
        refused = client.post("/v1/chat/completions", json=body, headers=bearer("rm:M002"))
        parts.gate.set()
        first.join(10)
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "5"
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["error"]["code"] == "overloaded"


def test_a_stream_whose_turn_never_came_ends_with_a_sentence(bearer: Bearer) -> None:
    parts = FakeParts()
    parts.gate = threading.Event()
    app = create_app(parts, SECRET, web=False, turns=Turns(1, 5))
    body = {"model": "weiwo", "messages": [{"role": "user", "content": "问"}], "stream": True}
    said: list[str] = []

    def ask(client: TestClient, asker: str) -> None:
        said.append(client.post("/v1/chat/completions", json=body, headers=bearer(asker)).text)

    with TestClient(app) as client:
        threads = [
            threading.Thread(target=ask, args=(client, asker)) for asker in ("rm:M001", "rm:M002")
        ]
        threads[0].start()
        while not parts.asked:
            time.sleep(0.01)
        threads[1].start()
        while app.state.door.turns._in < 2:
            time.sleep(0.01)
        threading.Timer(0.3, parts.gate.set).start()
        app.state.door.turns.close()
        for thread in threads:
            thread.join(10)
            assert not thread.is_alive()
    assert any("[DONE]" in text for text in said)
    assert any('"code": "overloaded"' in text for text in said)


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/api/ask", MAX_BODY + 1, 413),
        ("/tables/file", MAX_BODY + 1, 200),
        ("/tables/file", LARGEST + 1, 413),
        ("/tables/file/", MAX_BODY + 1, 413),
    ],
)
def test_one_path_takes_a_larger_body(path: str, size: int, status: int) -> None:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        seen = 0
        while True:
            message = await receive()
            seen += len(message.get("body", b""))
            if not message.get("more_body"):
                break
        await JSONResponse({"seen": seen})(scope, receive, send)

    def pieces() -> Iterator[bytes]:  # without a length that is told beforehand
        for _ in range(size // 100_000):
            yield b"x" * 100_000
        yield b"x" * (size % 100_000)

    client = TestClient(BodyLimit(application))
    assert client.post(path, content=pieces()).status_code == status
    assert client.post(path, content=b"x" * size).status_code == status
