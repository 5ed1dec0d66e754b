"""The detectors by the names that packs use."""

import importlib
from collections.abc import Callable, Iterable

from agents.guardrails.document import Document, Hit
from agents.guardrails.packs.schema import DetectorEntry

Detector = Callable[[Document, DetectorEntry], Iterable[Hit]]

_MODULES = {
    "stated_return": "returns",
    "benchmark": "returns",
    "past_performance": "performance",
    "ranking": "rankings",
    "suitability": "suitability",
    "stated_levels": "suitability",
    "senior_high_risk": "suitability",
    "label_missing": "messages",
    "consent": "messages",
    "message_parts": "messages",
    "required_sentences": "messages",
    "personal_data": "personal",
    "contact_hours": "contact_hours",
    "private_placement": "suitability",
    "spelled_out": "spelled",
    "sound_alikes": "spelled",
    "grounding": "facts",
    "learned": "learned",
}


def names() -> tuple[str, ...]:
    """Every name that a pack may use."""
    return tuple(_MODULES)


def find(name: str) -> Detector:
    """The detector of that name (``KeyError`` if there is none)."""
    module = importlib.import_module(f"agents.guardrails.detectors.{_MODULES[name]}")
    detector: Detector = getattr(module, name)
    return detector
