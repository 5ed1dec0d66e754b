"""Understanding a question: intent, slots and topics, without a language model."""

from agents.understanding.reading import MAX_QUESTION_CHARACTERS, understand
from agents.understanding.result import Topic, Understanding

__all__ = ["MAX_QUESTION_CHARACTERS", "Topic", "Understanding", "understand"]
