"""One span a request, by OpenTelemetry's semantic conventions for generative AI.

Without an SDK set up by whoever runs the process, the API does nothing. What was asked and said is
not recorded: the conventions make that opt-in, and a trace outlives the rights to what it holds.
https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from agents.llm.errors import LlmError
from agents.llm.request.completion import Completion
from agents.llm.request.endpoint import Endpoint
from prompts.catalogue import Prompt

if TYPE_CHECKING:
    from opentelemetry.trace import Span


@contextmanager
def chat_span(endpoint: Endpoint, prompt: Prompt | None) -> Iterator["Span"]:
    """The span of one request; an error that leaves it is its ``error.type``."""
    from opentelemetry import trace
    from opentelemetry.trace import SpanKind, Status, StatusCode

    where = urlsplit(endpoint.base_url)
    attributes: dict[str, str | int | float] = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",  # whose API it speaks, as the conventions have it
        "gen_ai.request.model": endpoint.name,
        "gen_ai.request.max_tokens": endpoint.max_tokens,
        "gen_ai.request.temperature": endpoint.temperature,
        "gen_ai.output.type": "text" if endpoint.structured == "none" else "json",
        "server.address": where.hostname or "",
        "server.port": where.port or (443 if where.scheme == "https" else 80),
    }
    if prompt is not None:
        attributes |= {
            "gen_ai.prompt.name": prompt.front.name,
            "weiwo.prompt.version": prompt.front.version,
            "weiwo.prompt.hash": prompt.hash,
        }
    tracer = trace.get_tracer("weiwo.llm")
    with tracer.start_as_current_span(
        f"chat {endpoint.name}",
        kind=SpanKind.CLIENT,
        attributes=attributes,
        record_exception=False,  # an error's words may quote the reply
        set_status_on_exception=False,
    ) as span:
        try:
            yield span
        except LlmError as error:
            span.set_attribute("error.type", error.kind)
            span.set_status(Status(StatusCode.ERROR))
            raise


def completed(span: "Span", found: Completion) -> None:
    """Add what the reply was like."""
    span.set_attributes(
        {
            "gen_ai.response.model": found.model,
            "gen_ai.response.finish_reasons": [found.finish],
            "gen_ai.response.time_to_first_chunk": found.first_seconds,
            "gen_ai.usage.input_tokens": found.prompt_tokens,
            "gen_ai.usage.output_tokens": found.completion_tokens,
            "gen_ai.usage.cache_read.input_tokens": found.cached_tokens,
        }
    )
