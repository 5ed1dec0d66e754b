"""The text model: OpenAI-compatible endpoints, asked for a reply of a given shape.

It words, and reads what the fast path is unsure of; it never decides. Whatever goes wrong with it
is an ``LlmError`` within the deadline, so that the caller goes on without it.
"""

from agents.llm.accounting import Account, Prices
from agents.llm.calls import Call, spent
from agents.llm.deadline import Deadline
from agents.llm.errors import LlmBadReply, LlmError, LlmUnavailable
from agents.llm.models import Limits, TextModels
from agents.llm.request.endpoint import Endpoint
from agents.llm.text_model import Reply, TextModel, Usage

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
