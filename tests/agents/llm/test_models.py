"""Retries, failover, breaker, places and masking, over real HTTP with time and chance injected."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from pydantic import BaseModel

from agents.llm import Deadline, Endpoint, Limits, LlmBadReply, LlmUnavailable, TextModels
from tests.agents.endpoint import (
    Behaviour,
    Exchange,
    fails,
    hang,
    in_turn,
    says,
    serving,
    streams,
)

ASK = [("system", "说一个词"), ("user", "说吧")]
GOOD = says('{"word": "好"}')
USAGE = {"prompt_tokens": 10, "completion_tokens": 4, "total_tokens": 14}


class Word(BaseModel):
    word: str


class World:
    """Time that passes only while somebody sleeps, and what the servers were asked."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []
        self.asked: list[list[dict[str, Any]]] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    @property
    def counts(self) -> list[int]:
        return [len(one) for one in self.asked]


@contextmanager
def models(
    *behaviours: Behaviour, timeout: float = 5.0, **limits: Any
) -> Iterator[tuple[TextModels, World]]:
    world = World()
    with ExitStack() as stack:
        endpoints = []
        for number, behaviour in enumerate(behaviours):
            seen: list[dict[str, Any]] = []
            world.asked.append(seen)
            url = stack.enter_context(serving(_remembering(behaviour, seen)))
            endpoints.append(
                Endpoint(url, f"m{number}", timeout=timeout, label=("first", "second")[number])
            )
        yield (
            TextModels(
                endpoints,
                Limits(**limits),
                clock=world.clock,
                sleep=world.sleep,
                jitter=lambda: 0.5,
            ),
            world,
        )


def _remembering(behaviour: Behaviour, seen: list[dict[str, Any]]) -> Behaviour:
    def behave(exchange: Exchange, request: dict[str, Any]) -> None:
        seen.append(request)
        behaviour(exchange, request)

    return behave


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_asked_again(status: int) -> None:
    with models(in_turn(fails(status), GOOD)) as (model, world):
        reply, usage = model.reply(ASK, Word)
    assert reply.word == "好"
    assert usage.attempts == 2
    assert world.slept == [0.2]  # half of 0.4 s, as chance would have it


@pytest.mark.parametrize("status", [400, 401, 404, 422])
def test_what_will_not_pass_is_not(status: int) -> None:
    with models(fails(status)) as (model, world), pytest.raises(LlmUnavailable):
        model.reply(ASK, Word)
    assert world.counts == [1]
    assert world.slept == []


def test_a_reply_of_another_shape_is_not_asked_for_again() -> None:
    with models(says("不是"), GOOD) as (model, world), pytest.raises(LlmBadReply) as caught:
        model.reply(ASK, Word)
    assert world.counts == [1, 0]
    assert caught.value.attempts == 1


def test_attempts_are_bounded() -> None:
    with models(fails(500), attempts=3) as (model, world), pytest.raises(LlmUnavailable) as caught:
        model.reply(ASK, Word)
    assert world.counts == [3]
    assert caught.value.attempts == 3
    assert world.slept == [0.2, 0.4]


def test_the_server_says_how_long_to_wait() -> None:
    with models(in_turn(fails(429, Retry_After="3"), GOOD)) as (model, world):
        reply, _ = model.reply(ASK, Word)
    assert reply.word == "好"
    assert world.slept == [3.0]


def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    with models(fails(429, Retry_After="60")) as (model, world), pytest.raises(LlmUnavailable):
        model.reply(ASK, Word, deadline=Deadline(20.0, world.clock))
    assert world.slept == []
    with pytest.raises(LlmUnavailable) as caught:  # and who comes next is spared the request
        model.reply(ASK, Word)
    assert caught.value.kind == "circuit_open"


def test_the_second_endpoint_takes_over_at_once() -> None:
    with models(fails(500), GOOD) as (model, world):
        reply, usage = model.reply(ASK, Word)
    assert reply.word == "好"
    assert usage.endpoint == "second"
    assert world.slept == []


def test_a_wrong_key_at_the_first_is_no_reason_to_have_none_at_the_second() -> None:
    with models(fails(401), GOOD) as (model, _):
        assert model.reply(ASK, Word)[0].word == "好"


def test_a_hanging_first_leaves_time_for_the_second() -> None:
    with models(hang, GOOD, timeout=0.3) as (model, _):
        assert model.reply(ASK, Word)[1].endpoint == "second"


def test_who_keeps_failing_is_left_alone_and_tried_again_later() -> None:
    first = in_turn(fails(500), fails(500), GOOD)
    with models(first, GOOD, failures=2, rest=30.0) as (model, world):
        for _ in range(4):
            assert model.reply(ASK, Word)[1].endpoint == "second"
        assert world.counts == [2, 4]
        world.now += 30
        assert model.reply(ASK, Word)[1].endpoint == "first"


def test_one_too_many_goes_to_the_second_or_waits_its_time() -> None:
    release = threading.Event()

    def busy(exchange: Exchange, request: dict[str, Any]) -> None:
        release.wait(10)
        GOOD(exchange, request)

    with models(busy, GOOD, concurrency=1) as (model, world):
        asking = threading.Thread(target=model.reply, args=(ASK, Word))
        asking.start()
        while not world.asked[0]:
            release.wait(0.01)
        assert model.reply(ASK, Word)[1].endpoint == "second"
        release.set()
        asking.join()


def test_a_busy_endpoint_is_waited_for_where_the_other_rests() -> None:
    release = threading.Event()

    def busy(exchange: Exchange, request: dict[str, Any]) -> None:
        release.wait(10)
        GOOD(exchange, request)

    with models(busy, fails(429, Retry_After="900"), concurrency=1) as (model, world):
        asking = threading.Thread(target=model.reply, args=(ASK, Word))
        asking.start()
        while not world.asked[0]:
            release.wait(0.01)
        with pytest.raises(LlmUnavailable):  # the second asks to be left alone
            model.reply(ASK, Word)
        threading.Timer(0.05, release.set).start()
        assert model.reply(ASK, Word, deadline=Deadline.after(10))[1].endpoint == "first"
        asking.join()


def test_one_too_many_is_told_so_at_its_deadline() -> None:
    with models(hang, concurrency=1, timeout=0.3) as (model, _):
        with pytest.raises(LlmUnavailable):
            model.reply(ASK, Word)
        with pytest.raises(LlmUnavailable) as caught:  # the hanging request still holds the place
            model.reply(ASK, Word, deadline=Deadline.after(0.05))
    assert caught.value.kind in ("busy", "timeout")


def test_no_time_left_asks_nobody() -> None:
    with models(GOOD) as (model, world), pytest.raises(LlmUnavailable) as caught:
        model.reply(ASK, Word, deadline=Deadline(0.0, world.clock))
    assert caught.value.kind == "deadline"
    assert world.counts == [0]


def test_personal_data_does_not_leave_and_comes_back_in_the_reply() -> None:
    def echo(request: dict[str, Any]) -> Iterator[str]:
        said = request["messages"][-1]["content"].rpartition("：")[2]
        yield json.dumps({"word": said}, ensure_ascii=False)

    with models(streams(echo)) as (model, world):
        reply, _ = model.reply([("user", "他的手机是13812345678，邮箱：a.b@example.com")], Word)
    sent = json.dumps(world.asked, ensure_ascii=False)
    assert "13812345678" not in sent
    assert "example.com" not in sent
    assert reply.word == "a.b@example.com"


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (says('{"word": "', finish="length", usage=USAGE), "cut"),
        (says("", usage=USAGE), "empty"),
    ],
)
def test_a_reply_that_was_cut_or_empty_costs_too(behaviour: Behaviour, kind: str) -> None:
    with models(behaviour) as (model, _), pytest.raises(LlmBadReply) as caught:
        model.reply(ASK, Word)
    found = {(s.name, *dict(s.labels).values()): s.value for s in model.samples()}
    assert caught.value.kind == kind
    assert found["weiwo_llm_tokens_total", "first", "prompt", "m0"] == 10
    assert found["weiwo_llm_tokens_total", "first", "completion", "m0"] == 4


def test_what_was_asked_is_counted() -> None:
    with models(
        in_turn(fails(500), says('{"word": "好"}', usage=USAGE), says("不是", usage=USAGE))
    ) as (model, _):
        model.reply(ASK, Word)
        with pytest.raises(LlmBadReply):
            model.reply(ASK, Word)
    found = {(s.name, *dict(s.labels).values()): s.value for s in model.samples()}
    assert found["weiwo_llm_requests_total", "first", "m0", "ok"] == 1
    assert found["weiwo_llm_requests_total", "first", "m0", "server_error"] == 1
    assert found["weiwo_llm_requests_total", "first", "m0", "not_json"] == 1
    assert found["weiwo_llm_tokens_total", "first", "prompt", "m0"] == 20  # a bad reply costs too
    assert found["weiwo_llm_breaker_open", "first", "m0"] == 0


def test_many_at_once_all_get_theirs() -> None:
    with models(GOOD, concurrency=3) as (model, _):
        words: list[str] = []
        threads = [
            threading.Thread(target=lambda: words.append(model.reply(ASK, Word)[0].word))
            for _ in range(12)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert words == ["好"] * 12
