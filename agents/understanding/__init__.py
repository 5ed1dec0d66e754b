"""Understanding a question: intent, slots and topics, without a language model."""

from agents.understanding.reading import MAX_QUESTION_CHARACTERS
from agents.understanding.result import Topic, Understanding
from agents.understanding.understanding import (
    Interpreted,
    Request,
    interpret,
    slots_for,
    understand,
    understand_all,
)

__all__ = [
    "MAX_QUESTION_CHARACTERS",
    "Interpreted",
    "Request",
    "Topic",
    "Understanding",
    "interpret",
    "slots_for",
    "understand",
    "understand_all",
]
