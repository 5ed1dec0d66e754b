import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from agents.composition.llm_writer import Task, WrittenReply, write
from agents.llm import Deadline, Endpoint, LlmBadReply, LlmError, LlmUnavailable, Prices
from agents.llm.request.parsing import Structured
from tests.agents.endpoint import (
    Behaviour,
    Pieces,
    comments,
    drops,
    endless,
    fails,
    flood,
    hang,
    hang_half_way,
    no_choices,
    not_chunks,
    refuses,
    says,
    serve,
    serving,
    streams,
)

GOOD = json.dumps({"sentences": [{"text": "王女士您好，看看这款产品。", "facts": ["f1"]}]})
ASK = [("system", "写一句话"), ("user", "f1 称呼：王女士")]


def said(*pieces: str) -> Pieces:
    def stream(_: object) -> Iterator[str]:
        yield from pieces

    return stream


def test_a_streamed_reply_of_the_asked_shape_is_parsed() -> None:
    with serve(said(GOOD[:20], GOOD[20:])) as url:
        reply, usage = Endpoint(url, "scripted").reply(ASK, WrittenReply)
    assert reply.sentences[0].facts == ["f1"]
    assert usage.seconds > 0


@pytest.mark.parametrize("break_", ["\t", "\x1f", "\n"])
def test_a_raw_control_character_in_a_string_is_taken_as_it_is(break_: str) -> None:
    """A grammar for strings of a bounded length lets them through; the gate takes them too."""
    with serve(said(GOOD.replace("\\uff0c", break_))) as url:
        reply, _ = Endpoint(url, "scripted").reply(ASK, WrittenReply)
    assert reply.sentences[0].text == f"王女士您好{break_}看看这款产品。"


def test_the_request_carries_the_schema_so_that_servers_can_guide_decoding() -> None:
    seen: list[dict] = []  # type: ignore[type-arg]

    def remember(request: dict) -> Iterator[str]:  # type: ignore[type-arg]
        seen.append(request)
        yield GOOD

    with serve(remember) as url:
        Endpoint(url, "scripted").reply(ASK, WrittenReply)
    schema = seen[0]["response_format"]["json_schema"]
    assert schema["name"] == "WrittenReply"
    assert "sentences" in schema["schema"]["properties"]
    assert seen[0]["stream"] is True


@pytest.mark.parametrize(
    "text",
    [
        GOOD[:30],  # cut
        "对不起，我不能回答。",  # refused in prose
        '{"sentences": []}',  # empty
        '{"sentences": [{"text": "好的好的", "facts": [], "customer": "李四"}]}',  # another key
    ],
)
def test_a_reply_of_another_shape_is_a_bad_reply(text: str) -> None:
    with serve(said(text)) as url, pytest.raises(LlmBadReply, match="WrittenReply"):
        Endpoint(url, "scripted").reply(ASK, WrittenReply)


@pytest.mark.parametrize("status", [500, 429])
def test_a_failing_server_is_unavailable(status: int) -> None:
    with serve(said(), status) as url, pytest.raises(LlmUnavailable):
        Endpoint(url, "scripted").reply(ASK, WrittenReply)


def test_nobody_there_is_unavailable() -> None:
    with pytest.raises(LlmUnavailable):
        Endpoint("http://127.0.0.1:9/v1", "nobody").reply(ASK, WrittenReply)


def test_an_endless_stream_ends_at_the_deadline() -> None:
    with (
        serve(endless) as url,
        pytest.raises(LlmUnavailable, match=r"no full reply within 0\.(5|49)"),
    ):
        Endpoint(url, "scripted", timeout=0.5).reply(ASK, WrittenReply)


def test_the_writer_shows_facts_by_id_and_what_was_sent_back() -> None:
    seen: list[dict] = []  # type: ignore[type-arg]

    def remember(request: dict) -> Iterator[str]:  # type: ignore[type-arg]
        seen.append(request)
        yield GOOD

    task = Task("message", "写一条短信的正文", "客户", 80, (("f1", "称呼", "王女士"),), ())
    with serve(remember) as url:
        sentences, _ = write(Endpoint(url, "scripted"), task)
    assert sentences[0].text.startswith("王女士")
    assert "f1 称呼：王女士" in seen[0]["messages"][-1]["content"]


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (hang, "timeout"),
        (hang_half_way, "timeout"),
        (comments, "timeout"),
        (streams(endless), "timeout"),
        (fails(500), "server_error"),
        (fails(503), "server_error"),
        (fails(429), "rate_limited"),
        (fails(400), "rejected"),
        (fails(401), "rejected"),
        (fails(404), "rejected"),
    ],
)
def test_each_way_of_not_answering_has_its_name(behaviour: Behaviour, kind: str) -> None:
    with serving(behaviour) as url, pytest.raises(LlmUnavailable) as caught:
        Endpoint(url, "scripted", timeout=0.4).reply(ASK, WrittenReply)
    assert caught.value.kind == kind


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (streams(flood), "too_long"),
        (says(GOOD[:30], finish="length"), "cut"),
        (says(GOOD, finish="content_filter"), "cut"),
        (says(GOOD[:30]), "not_json"),
        (says('{"sentences": 3}'), "shape"),
        (says(""), "empty"),
        (no_choices, "empty"),
        (refuses, "empty"),
    ],
)
def test_each_way_of_answering_badly_has_its_name(behaviour: Behaviour, kind: str) -> None:
    with serving(behaviour) as url, pytest.raises(LlmBadReply) as caught:
        Endpoint(url, "scripted", timeout=5).reply(ASK, WrittenReply)
    assert caught.value.kind == kind


@pytest.mark.parametrize("behaviour", [drops, not_chunks])
def test_a_connection_that_breaks_is_no_reply(behaviour: Behaviour) -> None:
    with serving(behaviour) as url, pytest.raises(LlmError):
        Endpoint(url, "scripted", timeout=5).reply(ASK, WrittenReply)


def test_nobody_is_asked_once_the_deadline_has_passed() -> None:
    asked: list[object] = []
    now = [0.0]
    deadline = Deadline.after(5, lambda: now[0])
    now[0] = 6.0
    with (
        serving(lambda *one: asked.append(one)) as url,
        pytest.raises(LlmUnavailable, match="no full reply"),
    ):
        Endpoint(url, "scripted").reply(ASK, WrittenReply, deadline=deadline)


def test_the_place_is_given_back_when_the_server_lets_go() -> None:
    given_back = threading.Event()
    with serving(comments) as url:
        with pytest.raises(LlmUnavailable):
            Endpoint(url, "scripted").complete(
                ASK, WrittenReply, Deadline.after(0.2), given_back.set
            )
        assert given_back.wait(5)  # at the next comment, though the server goes on


def test_tokens_are_counted_and_priced() -> None:
    usage = {
        "prompt_tokens": 1000,
        "completion_tokens": 100,
        "total_tokens": 1100,
        "prompt_tokens_details": {"cached_tokens": 600},
    }
    with serving(says(GOOD, usage=usage)) as url:
        _, spent = Endpoint(url, "scripted", prices=Prices(2.0, 8.0, 0.5)).reply(ASK, WrittenReply)
    assert (spent.prompt_tokens, spent.completion_tokens, spent.cached_tokens) == (1000, 100, 600)
    assert spent.cost == pytest.approx((400 * 2 + 600 * 0.5 + 100 * 8) / 1e6)
    assert 0 < spent.first_seconds <= spent.seconds


@pytest.mark.parametrize(
    ("structured", "asked"), [("json_object", {"type": "json_object"}), ("none", None)]
)
def test_endpoints_without_schemas_are_asked_otherwise(
    structured: Structured, asked: dict[str, str] | None
) -> None:
    seen: list[dict[str, Any]] = []
    fenced = f"<think>想一想 {{}}</think>\n```json\n{GOOD}\n```"

    def remember(request: dict[str, Any]) -> Iterator[str]:
        seen.append(request)
        yield fenced

    extra = {"chat_template_kwargs": {"enable_thinking": False}}
    with serving(streams(remember)) as url:
        reply, _ = Endpoint(url, "scripted", structured=structured, extra=extra).reply(
            ASK, WrittenReply
        )
    assert seen[0].get("response_format") == asked
    assert seen[0]["chat_template_kwargs"] == {"enable_thinking": False}
    assert reply.sentences


def test_the_key_is_never_shown() -> None:
    assert "secret" not in repr(Endpoint("http://127.0.0.1:9/v1", "x", api_key="secret"))
