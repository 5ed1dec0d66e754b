"""Spans of what a request comes to: names and kinds, never what was asked, said or found.

Without an SDK (``WEIWO_OTLP_ENDPOINT``, or whoever runs the process sets one up) the API does
nothing.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.trace import Span, SpanKind

_NAME = "weiwo"


@contextmanager
def spanned(
    name: str,
    attributes: Mapping[str, str | int] | None = None,
    *,
    within: "Context | None" = None,
    kind: "SpanKind | None" = None,
) -> Iterator["Span"]:
    """A span that is current inside; an error that leaves it is its ``error.type``, for its words
    may name people. ``within`` is its parent's context, by default the current one.
    """
    from opentelemetry import trace
    from opentelemetry.trace import SpanKind

    with trace.get_tracer(_NAME).start_as_current_span(
        name,
        context=within,
        kind=kind or SpanKind.INTERNAL,
        attributes=attributes,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        try:
            yield span
        except Exception as error:
            _failed(span, error)
            raise


def begun(name: str, attributes: Mapping[str, str | int]) -> tuple["Span", "Context"]:
    """A span that is not current: of a generator, whose caller's context is not its own. Whoever
    began it ends it; what happens in it names its context.
    """
    from opentelemetry import trace

    span = trace.get_tracer(_NAME).start_span(name, attributes=attributes)
    return span, trace.set_span_in_context(span)


@contextmanager
def ended(span: "Span") -> Iterator[None]:
    """End the span with the block, and say what kind of error left it."""
    try:
        yield
    except Exception as error:
        _failed(span, error)
        raise
    finally:
        span.end()


def _failed(span: "Span", error: Exception) -> None:
    from opentelemetry.trace import Status, StatusCode

    span.set_attribute("error.type", type(error).__name__)
    span.set_status(Status(StatusCode.ERROR))
