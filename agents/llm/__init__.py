"""The text model: OpenAI-compatible endpoints, asked for a reply of a given shape.

It words, and reads what the fast path is unsure of; it never decides. Whatever goes wrong with it
is an ``LlmError`` within the deadline, so that the caller goes on without it.
"""

import importlib
from typing import TYPE_CHECKING

from agents.llm.accounting import Account, Prices
from agents.llm.calls import Call, spent
from agents.llm.deadline import Deadline
from agents.llm.errors import LlmBadReply, LlmError, LlmUnavailable
from agents.llm.text_model import Reply, TextModel, Usage

if TYPE_CHECKING:
    from agents.llm.models import Limits, TextModels
    from agents.llm.request.endpoint import Endpoint

__all__ = [
    "Account",
    "Call",
    "Deadline",
    "Endpoint",
    "Limits",
    "LlmBadReply",
    "LlmError",
    "LlmUnavailable",
    "Prices",
    "Reply",
    "TextModel",
    "TextModels",
    "Usage",
    "spent",
]

# What speaks to endpoints takes a fifth of a second to import, and most homes have none.
_HOMES = {"Limits": "models", "TextModels": "models", "Endpoint": "request.endpoint"}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(importlib.import_module(f"agents.llm.{_HOMES[name]}"), name)
    raise AttributeError(name)
