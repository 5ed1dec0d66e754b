"""From what a model said to the asked shape."""

import json
import re
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ValidationError

from agents.llm.errors import LlmBadReply
from agents.llm.request.completion import Completion
from agents.llm.text_model import Reply

Structured = Literal["json_schema", "json_object", "none"]
"""How an endpoint is told the shape: by schema (vLLM and llama.cpp then decode by it), that it
must be JSON, or by the prompt alone."""

_THOUGHT = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)
_FENCED = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)

_CONTROL = re.compile(r"[\x00-\x1f]")


def response_format(shape: type[BaseModel], structured: Structured) -> Mapping[str, object]:
    """The part of the request that asks for ``shape``; empty where the prompt alone does."""
    if structured == "none":
        return {}
    if structured == "json_object":
        return {"response_format": {"type": "json_object"}}
    schema = {"name": shape.__name__, "schema": shape.model_json_schema(), "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": schema}}


def must_be_whole(found: Completion, name: str) -> None:
    """Whether the reply came to its end, and says anything.

    Raises:
        LlmBadReply: it did not, or does not.
    """
    if found.finish in ("length", "content_filter"):
        raise LlmBadReply(f"{name} ended early: {found.finish}", "cut")
    if not found.text.strip():
        raise LlmBadReply(f"{name} said nothing (finish: {found.finish or '-'})", "empty")


def parsed(text: str, shape: type[Reply], name: str) -> Reply:
    """The reply as a ``shape``; thoughts before it and a fence around it are passed over.

    Raises:
        LlmBadReply: it is not JSON, or not of that shape.
    """
    bare = _THOUGHT.sub("", text)
    if fenced := _FENCED.match(bare):
        bare = fenced.group(1)
    try:
        return shape.model_validate_json(_escaped(bare))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        kind = "not_json" if first["type"] == "json_invalid" else "shape"
        raise LlmBadReply(
            f"{name} must reply with a {shape.__name__} in JSON, got {text[:80]!r}", kind
        ) from error


def _escaped(text: str) -> str:
    """JSON whose strings hold control characters as they are, as JSON that escapes them.

    A grammar for strings of a bounded length lets them through (xgrammar 0.2), and the gate, which
    hears the reply as it grows, takes them too.
    """
    if not _CONTROL.search(text):
        return text
    try:
        return json.dumps(json.loads(text, strict=False))
    except (ValueError, RecursionError):
        return text
