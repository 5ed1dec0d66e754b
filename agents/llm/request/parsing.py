"""From what a model said to the asked shape."""

import re
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ValidationError

from agents.llm.errors import LlmBadReply
from agents.llm.text_model import Reply

Structured = Literal["json_schema", "json_object", "none"]
"""How an endpoint is told the shape: by schema (vLLM and llama.cpp then decode by it), that it
must be JSON, or by the prompt alone."""

_THOUGHT = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)
_FENCED = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)


def response_format(shape: type[BaseModel], structured: Structured) -> Mapping[str, object]:
    """The part of the request that asks for ``shape``; empty where the prompt alone does."""
    if structured == "none":
        return {}
    if structured == "json_object":
        return {"response_format": {"type": "json_object"}}
    schema = {"name": shape.__name__, "schema": shape.model_json_schema(), "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": schema}}


def parsed(text: str, shape: type[Reply], name: str) -> Reply:
    """The reply as a ``shape``; thoughts before it and a fence around it are passed over.

    Raises:
        LlmBadReply: it is not JSON, or not of that shape.
    """
    bare = _THOUGHT.sub("", text)
    if fenced := _FENCED.match(bare):
        bare = fenced.group(1)
    try:
        return shape.model_validate_json(bare)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        kind = "not_json" if first["type"] == "json_invalid" else "shape"
        raise LlmBadReply(
            f"{name} must reply with a {shape.__name__} in JSON, got {text[:80]!r}", kind
        ) from error
