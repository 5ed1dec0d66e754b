"""Spans by the conventions for generative AI, and nothing of what was said in them."""

from collections.abc import Iterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.semconv._incubating.attributes import gen_ai_attributes as conventions
from pydantic import BaseModel

from agents.llm import Endpoint, LlmError, TextModels
from prompts.catalogue import load
from tests.agents.endpoint import fails, says, serving


class Word(BaseModel):
    word: str


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    yield exporter
    provider.shutdown()


def _only(spans: InMemorySpanExporter) -> ReadableSpan:
    (span,) = spans.get_finished_spans()
    return span


def test_a_request_is_a_span_of_the_conventions(spans: InMemorySpanExporter) -> None:
    usage = {"prompt_tokens": 10, "completion_tokens": 4, "total_tokens": 14}
    prompt = load("write_answer")
    with serving(says('{"word": "秘密的词"}', usage=usage)) as url:
        TextModels([Endpoint(url, "m")]).reply([("user", "秘密的问题")], Word, prompt=prompt)
    span = _only(spans)
    assert span.name == "chat m"
    assert span.kind is trace.SpanKind.CLIENT
    found = dict(span.attributes or {})
    assert found[conventions.GEN_AI_OPERATION_NAME] == "chat"
    assert found[conventions.GEN_AI_REQUEST_MODEL] == "m"
    assert found[conventions.GEN_AI_RESPONSE_FINISH_REASONS] == ("stop",)
    assert found[conventions.GEN_AI_USAGE_INPUT_TOKENS] == 10
    assert found[conventions.GEN_AI_USAGE_OUTPUT_TOKENS] == 4
    assert found[conventions.GEN_AI_OUTPUT_TYPE] == "json"
    assert found[conventions.GEN_AI_PROMPT_NAME] == "write_answer"
    assert found["weiwo.prompt.hash"] == prompt.hash
    known = {value for name, value in vars(conventions).items() if name.startswith("GEN_AI_")}
    assert {name for name in found if name.startswith("gen_ai.")} <= known


@pytest.mark.parametrize("reply", [says('{"word": 7}'), says("秘密的词"), fails(400)])
def test_a_failure_is_named_and_not_quoted(spans: InMemorySpanExporter, reply: object) -> None:
    with serving(reply) as url, pytest.raises(LlmError) as caught:  # type: ignore[arg-type]
        TextModels([Endpoint(url, "m")]).reply([("user", "秘密的问题")], Word)
    span = _only(spans)
    assert (span.attributes or {})["error.type"] == caught.value.kind
    assert span.status.status_code is trace.StatusCode.ERROR
    assert "秘密" not in span.to_json(indent=None)
