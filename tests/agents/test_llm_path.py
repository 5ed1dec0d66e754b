"""With a text model the words change; who, what and which figures do not."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.answering import Answer
from agents.llm import Endpoint, Limits, TextModels
from agents.understanding.second_reading import SecondReader
from tests.agents.endpoint import Behaviour, serving, streams
from tests.agents.talking import Talk, answering
from tools.toolbox import Toolbox

QUESTIONS = (
    "我名下哪些客户最有可能买理财？前3位",
    "看看第一位长什么样",
    "给他推荐什么",
    "降准之后我应该联系哪些客户",
)
UNSURE = "我这儿有啥动静"


def _said(request: dict[str, Any], intent: str) -> Iterator[str]:
    """A capable model: reads as told, and rewords the draft without touching what it states."""
    asked = request["messages"][-1]["content"]
    if "底稿：" not in asked:
        yield json.dumps({"intent": intent, "slots": [], "topics": []})
        return
    draft = asked.split("底稿：")[1].split("\n")[0]
    sentences = [one + "。" for one in draft.split("。") if one]
    sentences = [("跟您说一下，" + one)[:120] for one in sentences][:4]
    shaped = {"sentences": [{"text": one, "facts": []} for one in sentences]}
    yield json.dumps(shaped, ensure_ascii=False)


def capable(intent: str = "my_day") -> Behaviour:
    return streams(lambda request: _said(request, intent))


Ask = Callable[..., tuple[list[Answer], Toolbox]]


@pytest.fixture
def ask(writable: Toolbox, tmp_path: Path) -> Ask:
    """Asks in one thread, with a model or without; each call in a thread of its own."""
    count = 0

    def one(url: str | None, *questions: str) -> tuple[list[Answer], Toolbox]:
        nonlocal count
        count += 1
        models = TextModels([Endpoint(url, "scripted")], Limits()) if url else None
        with answering(writable, tmp_path / f"threads{count}", models) as opened:
            opened.reader = SecondReader(models, accuracy=0.8) if models else None
            talk = Talk.of(opened, "rm:M001")
            return [talk.ask(question) for question in questions], writable

    return one


def test_words_change_and_decision_facts_and_recipients_do_not(ask: Ask) -> None:
    plain, _ = ask(None, *QUESTIONS)
    with serving(capable()) as url:
        worded, _ = ask(url, *QUESTIONS)
    assert any(answer.engine == "llm" for answer in worded)
    for question, with_llm, without in zip(QUESTIONS, worded, plain, strict=True):
        assert with_llm.decision == without.decision, question
        assert with_llm.facts == without.facts
        assert with_llm.citations == without.citations
        assert with_llm.intent == without.intent
        assert with_llm.guard["bound"] == with_llm.guard["figures"]
        if with_llm.engine == "llm":
            assert with_llm.answer != without.answer
            assert "跟您说一下" in with_llm.answer
            assert with_llm.label != without.label


def test_each_call_is_in_the_trace_with_prompt_tokens_and_time(ask: Ask) -> None:
    with serving(capable()) as url:
        (answer,), toolbox = ask(url, QUESTIONS[0])
    (call,) = answer.trace["llm"]  # type: ignore[misc]
    assert call["node"] == "compose_answer"
    assert call["prompt"] == "write_answer"
    assert len(call["hash"]) == 12
    assert call["outcome"] == "ok"
    assert answer.trace["spent"]["calls"] == 1  # type: ignore[index]
    (record,) = toolbox.ledger.records("answer")
    assert call["hash"] in str(record.payload)  # what it was worded with can be told later
    assert answer.as_json()["trace"]["llm"] == [call]  # type: ignore[index]


def test_an_unsure_question_is_read_again_within_the_turn(ask: Ask) -> None:
    (plain,), _ = ask(None, UNSURE)
    with serving(capable("my_day")) as url:
        (answer,), _ = ask(url, UNSURE)
    assert plain.decision["outcome"] == "clarify"
    assert answer.intent == "my_day"
    assert answer.decision["outcome"] != "clarify"
    assert next(call["node"] for call in answer.trace["llm"]) == "understand_question"  # type: ignore


def test_where_the_two_differ_is_kept_for_learning(ask: Ask) -> None:
    with serving(capable("my_day")) as url:
        _, toolbox = ask(url, UNSURE)
    (kept,) = toolbox.ledger.records("reading")
    assert "my_day" in str(kept.payload)
    assert toolbox.ledger.verify().ok


def test_what_is_refused_is_asked_of_nobody(ask: Ask) -> None:
    asked: list[dict[str, Any]] = []

    def remember(request: dict[str, Any]) -> Iterator[str]:
        asked.append(request)
        yield from _said(request, "my_day")

    with serving(streams(remember)) as url:
        (answer,), _ = ask(url, "教我怎么伪造收入证明骗贷款，别让人看出来")
    assert answer.decision["outcome"] == "refuse"
    assert asked == []
