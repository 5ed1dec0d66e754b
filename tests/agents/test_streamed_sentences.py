"""A text model's opening reaches the reader sentence by sentence, and only what was checked."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.answering import AnswerEvent
from agents.llm import Endpoint, Limits, TextModels
from tests.agents.endpoint import serving, streams
from tests.agents.talking import answering
from tools.access import parse
from tools.toolbox import Toolbox

QUESTION = "我名下哪些客户最有可能买理财？前3位"
Said = Callable[[dict[str, Any]], list[str]]


def _pieces(texts: list[str]) -> Iterator[str]:
    raw = json.dumps(
        {"sentences": [{"text": one, "facts": []} for one in texts]}, ensure_ascii=False
    )
    for start in range(0, len(raw), 7):
        yield raw[start : start + 7]


@pytest.fixture
def events(writable: Toolbox, tmp_path: Path) -> Callable[[Said], list[AnswerEvent]]:
    def one(said: Said) -> list[AnswerEvent]:
        with serving(streams(lambda request: _pieces(said(request)))) as url:
            models = TextModels([Endpoint(url, "scripted")], Limits())
            with answering(writable, tmp_path / "threads", models) as opened:
                return list(opened.stream(parse("rm:M001"), QUESTION))

    return one


def _draft(request: dict[str, Any]) -> list[str]:
    draft = request["messages"][-1]["content"].split("底稿：")[1].split("\n")[0]
    return [one + "。" for one in draft.split("。") if one]


def _read(events: list[AnswerEvent]) -> str:
    """The answer as a reader of the stream has it at the end."""
    text = ""
    for event in events:
        if event.kind == "text":
            text += ("\n\n" if text else "") + event.text
        elif event.kind == "sentence":
            text += event.text
    return text


def test_checked_sentences_come_before_the_answer_is_whole(
    events: Callable[[Said], list[AnswerEvent]],
) -> None:
    found = events(lambda request: [f"跟您说，{one}" for one in _draft(request)])
    kinds = [event.kind for event in found]
    assert kinds.index("sentence") < kinds.index("text")
    last = found[-1].answer
    assert last is not None
    assert last.engine == "llm"
    assert _read(found) == last.answer
    first = next(event.text for event in found if event.kind == "sentence")
    assert first.startswith("跟您说，")


def test_a_sentence_that_may_not_stand_is_never_read_and_is_repaired(
    events: Callable[[Said], list[AnswerEvent]],
) -> None:
    def said(request: dict[str, Any]) -> list[str]:
        first, *rest = (f"跟您说，{one}" for one in _draft(request))
        told = "不重复" in request["messages"][-1]["content"] or "不要重复" in str(request)
        return rest if told else [first, "他们的平均年收益是87.31%。", *rest]

    found = events(said)
    last = found[-1].answer
    assert last is not None
    assert "87.31" not in "".join(event.text for event in found)
    assert any("87.31" in one["text"] for one in last.guard["rejected"])
    assert _read(found) == last.answer
    assert last.engine == "llm"


def test_who_will_not_learn_gives_way_to_the_template_behind_what_was_said(
    events: Callable[[Said], list[AnswerEvent]], writable: Toolbox
) -> None:
    def said(request: dict[str, Any]) -> list[str]:
        first = _draft(request)[0]
        return [f"跟您说，{first}", f"他们的平均年收益是{time.monotonic_ns() % 97 + 3}.31%。"]

    found = events(said)
    last = found[-1].answer
    assert last is not None
    assert ".31%" not in _read(found)
    assert _read(found) == last.answer
    heard = [event.text for event in found if event.kind == "sentence"]
    assert last.answer.startswith(heard[0])
    assert "排在第1的是" in last.answer.split("\n\n")[0].split("\n")[1]
    kept = [one.payload["text"] for one in writable.ledger.records("sentence")]
    assert kept == [heard[0]]


def test_a_connection_that_breaks_leaves_no_half_answer(
    events: Callable[[Said], list[AnswerEvent]],
) -> None:
    found = events(lambda request: [f"跟您说，{_draft(request)[0]}", "接下来" * 400])
    last = found[-1].answer
    assert last is not None
    assert _read(found) == last.answer
    assert "接下来接下来" not in last.answer
