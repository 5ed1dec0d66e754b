"""The load generator against servers that do known things: it sees what they did."""

import asyncio
import os
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import uvicorn

from api.app import create_app
from api.auth import Tokens
from api.limits import Turns
from api.rates import Rates
from evals.benchmarks.serve import RATE, _beside, _question_row, _stream_row
from evals.load.asking import Streams, Went, ask_on, hold_streams
from evals.load.model import slow_model
from evals.load.people import User, users
from evals.load.process import cpu_seconds, memory_mb
from tests.api.bank import SECRET, FakeParts
from tests.conftest import CUSTOMERS
from tools.access import parse
from tools.toolbox import Toolbox

PEOPLE = tuple(User(f"rm:M00{n % 3 + 1}", ("谁会买理财",), (1,)) for n in range(6))
TOKENS = {user.asker: Tokens(SECRET).issue(parse(user.asker)) for user in PEOPLE}


@pytest.fixture
def served() -> Iterator[tuple[str, FakeParts]]:
    parts = FakeParts()
    app = create_app(parts, SECRET, web=False, turns=Turns(2, 4), rates=Rates(0, 0))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    app.state.door.require_known(parse("rm:M001"))  # what is loaded once is loaded
    yield f"http://127.0.0.1:{listening.getsockname()[1]}", parts
    server.should_exit = True
    if parts.gate is not None:
        parts.gate.set()
    thread.join(20)


def test_everybody_asks_at_their_pace(served: tuple[str, FakeParts]) -> None:
    went = asyncio.run(ask_on(served[0], TOKENS, PEOPLE, every=0.5, during=2.0))
    assert went.failed == {}
    # Never faster than their pace; slower where the machine is.
    assert len(PEOPLE) <= len(went.seconds) <= 5 * len(PEOPLE)
    assert all(one > 0 for one in went.seconds)


def test_answers_that_failed_are_counted_by_kind(served: tuple[str, FakeParts]) -> None:
    bad = tuple(User("rm:M001", ("崩溃",), (1,)) for _ in range(2))
    went = asyncio.run(ask_on(served[0], TOKENS, bad, every=0.5, during=2.0))
    assert went.seconds == []
    assert set(went.failed) == {"500"}


def test_streams_beyond_the_waiting_line_are_told_to_come_back(
    served: tuple[str, FakeParts],
) -> None:
    url, parts = served
    parts.gate = threading.Event()
    opened = threading.Thread(target=_open_when, args=(parts, 2))
    opened.start()
    found = asyncio.run(hold_streams(url, TOKENS, PEOPLE, 9, hold=0.2))
    opened.join()
    assert found.failed == {}
    assert found.most == 6, "two are answered, four wait"
    assert found.told == 3
    assert httpx.get(f"{url}/healthz").status_code == 200


def _open_when(parts: FakeParts, asked: int) -> None:
    """Let answers go once so many are asked for and the rest had time to be sent away."""
    while len(parts.asked) < asked:
        time.sleep(0.05)
    time.sleep(3)
    assert parts.gate is not None
    parts.gate.set()


def test_people_are_the_banks_and_the_same_each_time(toolbox: Toolbox) -> None:
    class Parts:
        pass

    parts: Any = Parts()
    parts.toolbox = toolbox
    found = users(parts, 20)
    assert found == users(parts, 20)
    assert len(found) == 20 <= CUSTOMERS
    assert {user.asker.partition(":")[0] for user in found} == {"rm", "customer"}
    assert all("{" not in question for user in found for question in user.questions)


def test_the_slow_model_takes_its_time_and_keeps_the_shape() -> None:
    schema = {
        "type": "object",
        "required": ["sentences"],
        "properties": {
            "sentences": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/S"}}
        },
        "$defs": {
            "S": {
                "type": "object",
                "required": ["text", "facts"],
                "properties": {
                    "text": {"type": "string", "minLength": 4},
                    "facts": {"type": "array"},
                },
            }
        },
    }  # fmt: skip
    asked = {"model": "m", "response_format": {"json_schema": {"schema": schema}}}
    with slow_model(0.3) as url:
        began = time.perf_counter()
        said = httpx.post(f"{url}/chat/completions", json=asked).json()
        assert time.perf_counter() - began >= 0.3
    content = said["choices"][0]["message"]["content"]
    assert content == '{"sentences": [{"text": "好好好好", "facts": []}]}'


def test_what_a_process_costs_is_read() -> None:
    before = cpu_seconds(os.getpid())
    ends = time.process_time() + 0.3
    while time.process_time() < ends:
        pass
    assert cpu_seconds(os.getpid()) - before >= 0.2
    assert 20 < memory_mb(os.getpid()) < 20_000
    assert cpu_seconds(2**22 + 1) == 0


@pytest.mark.parametrize(
    ("seconds", "failed", "kept"),
    [([0.2] * 400, {}, True), ([0.2] * 300, {}, False), ([0.7] * 400, {}, False),
     ([0.2] * 400, {"503": 1}, False), ([], {"503": 5}, False)],
)  # fmt: skip
def test_a_limit_that_is_missed_fails(
    seconds: list[float], failed: dict[str, int], kept: bool
) -> None:
    row = _question_row(Went(seconds, failed), 1, 400 / RATE, 8.0)
    assert row["kept"] is kept


def test_streams_are_held_against_their_limits() -> None:
    slow = _question_row(Went([0.9] * 10, {}), 1, 10.0, 1.0)
    assert slow["kept"] is False
    assert _beside(slow)["kept"] is True, "one worker of several cores is held to no limit"
    broken = _question_row(Went([0.1] * 10, {"500": 1}), 1, 0.2, 1.0)
    assert _beside(broken)["kept"] is False
    assert _stream_row(Streams(most=516, open=516, told=84), 120.0)["kept"] is True
    assert _stream_row(Streams(most=400, open=400, told=200), 120.0)["kept"] is False
    assert _stream_row(Streams(most=516, open=516), 400.0)["kept"] is False
    assert _stream_row(Streams(most=516, open=516, failed={"500": 1}), 10.0)["kept"] is False
