"""Where model and fast path differ: what to learn from, without anybody's data."""

from dataclasses import dataclass

from pydantic import JsonValue

from agents.understanding.second_reading.evidence import Dropped


@dataclass(frozen=True)
class Disagreement:
    """One question that was read in two ways.

    ``text`` has names, numbers and personal data replaced by what they are. ``taken`` is the
    intent that was acted on; which of the two was right, a person says.
    """

    text: str
    role: str
    fast: str
    fast_confidence: float
    model: str
    taken: str
    confidence: float
    dropped: tuple[Dropped, ...]
    by: str
    prompt: str

    def as_row(self) -> dict[str, JsonValue]:
        """One line for whoever labels it."""
        return {
            "text": self.text,
            "role": self.role,
            "fast": self.fast,
            "fast_confidence": round(self.fast_confidence, 4),
            "model": self.model,
            "taken": self.taken,
            "confidence": round(self.confidence, 4),
            "dropped": [
                {"name": one.name, "why": one.why} for one in self.dropped
            ],  # a value that was made up may still be somebody's
            "by": self.by,
            "prompt": self.prompt,
        }
