"""The LLM path: what the fast path is unsure of is read again by a text model."""

from agents.understanding.second_reading.disagreement import Disagreement
from agents.understanding.second_reading.reader import ReadAgain, SecondReader

__all__ = ["Disagreement", "ReadAgain", "SecondReader"]
