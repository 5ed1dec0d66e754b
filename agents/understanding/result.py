"""What understanding a question results in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agents.understanding.subjects import Subject
from agents.understanding.vocabulary import Route, SlotValue


@dataclass(frozen=True)
class Topic:
    """What a customer's question is about (``scene``) and what it wants (``ask``)."""

    scene: str
    ask: str


@dataclass(frozen=True)
class Understanding:
    """One request, understood.

    ``confidence`` is the probability of ``intent`` (0 to 1). ``missing`` names the slots without
    which the request cannot be carried out. ``requests`` holds every request of a text that makes
    several, in order; this object is then the first of them, and ``text`` of each is its part.
    """

    intent: str
    slots: Mapping[str, SlotValue]
    topics: tuple[Topic, ...]
    confidence: float
    route: Route
    missing: tuple[str, ...] = ()
    requests: tuple["Understanding", ...] = field(default=())
    text: str = ""
    relation: str = ""
    """How the text relates to the request before it: ``change``, ``react`` or ``nod``
    (`agents.understanding.relations`); empty for a request of its own."""
    subject: Subject | None = None
    """What it is about, finer than the intent (`agents.understanding.subjects`)."""

    def as_row(self) -> dict[str, object]:
        """The keys of the contract's output line, without its ``id``."""
        row: dict[str, object] = {
            "intent": self.intent,
            "slots": dict(self.slots),
            "topics": [{"scene": topic.scene, "ask": topic.ask} for topic in self.topics],
            "confidence": round(self.confidence, 4),
            "route": self.route,
            "missing": list(self.missing),
        }
        if self.requests:
            row["requests"] = [request.as_row() for request in self.requests]
        return row
