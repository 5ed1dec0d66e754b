import json
from collections.abc import Iterator

import pytest

from agents.composition.llm_writer import Task, WrittenReply, write
from agents.llm import Endpoint, LlmBadReply, LlmUnavailable
from tests.agents.endpoint import Pieces, endless, serve

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
    with serve(endless) as url, pytest.raises(LlmUnavailable, match=r"no full reply within 0\.5"):
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
