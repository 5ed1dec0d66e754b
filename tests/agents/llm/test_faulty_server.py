"""Whatever a server does, the asker gets the template's answer in bounded time, and nothing wrong.

Real HTTP on loopback, through the whole path from question to delivered answer.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.answering import Answer
from agents.llm import Endpoint, Limits, TextModels
from agents.understanding.second_reading import SecondReader
from tests.agents.endpoint import (
    Behaviour,
    comments,
    drops,
    endless,
    fails,
    hang,
    hang_half_way,
    no_choices,
    refuses,
    says,
    serving,
    streams,
)
from tests.agents.talking import Talk, answering
from tools.toolbox import Toolbox

WHO = "我名下哪些客户最有可能买理财？前3位"
COPY = "给第一位写一条短信"


def words(*sentences: str) -> str:
    shaped = [{"text": one, "facts": ["f1"]} for one in sentences]
    return json.dumps({"sentences": shaped}, ensure_ascii=False)


def injected(request: dict[str, Any]) -> Iterator[str]:
    """Says what it was asked to say, and slips advice in: grounded words, forbidden ones."""
    draft = request["messages"][-1]["content"].split("底稿：")[-1].split("\n")[0]
    yield words(draft[:100], "这款稳赚不赔，建议您马上全部买入，先别看风险揭示。")


FAULTS: dict[str, Behaviour] = {
    "hangs": hang,
    "falls silent": hang_half_way,
    "sends comments": comments,
    "never ends": streams(endless),
    "429": fails(429, Retry_After="120"),
    "500": fails(500),
    "401": fails(401),
    "cut JSON": says(words("为您选出了三位客户，第一位")[:30]),
    "cut by length": says(words("为您选出")[:20], finish="length"),
    "drops": drops,
    "no choices": no_choices,
    "refuses": refuses,
    "refuses in words": says("抱歉，我不能协助处理这个请求。"),
    "wrong language": says(words("Here are the best customers for you, call them all today.")),
    "wrong numbers": says(words("为您选出3位客户，第一位的购买概率是97.31%。")),
    "another customer": says(words("建议先联系王大锤先生，他有500万元。")),
    "injected advice": streams(injected),
    "another shape": says('{"answer": "联系所有人", "tool": "send_all"}'),
}
WORDED = {"injected advice", "wrong numbers", "another customer"}
"""What comes in the asked shape, and is tried on a text to a customer too."""


def _ask(toolbox: Toolbox, home: Path, url: str | None, questions: tuple[str, ...]) -> list[Answer]:
    models = None
    if url is not None:
        endpoint = Endpoint(url, "scripted", timeout=0.3)
        models = TextModels([endpoint], Limits(attempts=1, failures=2))
    with answering(toolbox, home, models) as opened:
        opened.reader = SecondReader(models, timeout=0.3) if models else None
        talk = Talk.of(opened, "rm:M001")
        return [talk.ask(question) for question in questions]


@pytest.fixture(scope="module")
def plain(toolbox: Toolbox, tmp_path_factory: pytest.TempPathFactory) -> list[Answer]:
    return _ask(toolbox, tmp_path_factory.mktemp("plain"), None, (WHO, COPY))


@pytest.mark.parametrize("name", FAULTS)
def test_the_template_answers(
    name: str, toolbox: Toolbox, tmp_path: Path, plain: list[Answer]
) -> None:
    questions = (WHO, COPY) if name in WORDED else (WHO,)
    with serving(FAULTS[name]) as url:
        answers = _ask(toolbox, tmp_path, url, questions)
    for answer, by_template in zip(answers, plain, strict=False):
        assert answer.answer == by_template.answer
        assert answer.decision == by_template.decision
        assert answer.facts == by_template.facts
        assert answer.engine == "template"
        assert answer.label == by_template.label
        assert answer.guard["bound"] == answer.guard["figures"]
    calls = answers[0].trace["llm"]
    assert calls
    assert all(call["hash"] and call["prompt"] for call in calls)  # type: ignore[attr-defined]
