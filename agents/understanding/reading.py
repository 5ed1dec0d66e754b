"""From a text to an ``Understanding``: normalise, find entities, classify, fill slots."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from agents.understanding.result import Topic, Understanding
from agents.understanding.vocabulary import Route, SlotValue, side_of

MAX_QUESTION_CHARACTERS = 4000
_READ_CHARACTERS = 400
"""Longer texts are read so far: what is wanted stands at the beginning."""

SURE = 0.35
"""Below this probability the likeliest intent is asked back about (chosen on the examples that
were learned from, where wrong answers gather below it)."""

History: TypeAlias = Sequence[str | Mapping[str, object]]

# Without one of each group the request cannot be carried out.
_NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "customer_profile": (("customer", "customer_id"),),
    "record_feedback": (("customer", "customer_id"),),
    "call_script": (("customer", "customer_id", "product", "category", "topic"),),
    "write_copy": (("customer", "customer_id", "product", "category", "topic", "goal"),),
    "suitability_check": (("product", "product_risk", "category"),),
}
_INHERITING = frozenset({"category", "product", "customer", "customer_id", "topic", "channel"})


def understand(text: str, persona: str | None, history: History = ()) -> Understanding:
    """Understand one text, asked by ``persona``, after ``history`` (oldest first).

    A short follow-up without an entity of its own inherits those of the last question.
    """
    found = _read(text, persona)
    last = _last_question(history)
    if last is None or len(text.strip()) > _FOLLOW_UP:
        return found
    before = _read(last, persona)
    if found.confidence < SURE and before.confidence >= SURE:
        found = replace(found, intent=before.intent, confidence=before.confidence)
    kept = {name: value for name, value in before.slots.items() if name in _INHERITING}
    slots = {**kept, **found.slots} if found.intent == before.intent else found.slots
    return _routed(replace(found, slots=slots), persona)


_FOLLOW_UP = 12
"""Characters up to which a text may be no whole question of its own (那基金呢, 换个语气)."""


def _read(text: str, persona: str | None) -> Understanding:
    from agents.understanding import classifier, features
    from agents.understanding.normalisation import normalise
    from agents.understanding.slots.assignment import assign_slots
    from agents.understanding.slots.entities import find_entities

    side = side_of(persona)
    entities = find_entities(normalise(text, _READ_CHARACTERS))
    masked = features.excerpt(entities.masked())
    embedding = features.embed([masked])[0]
    model = classifier.load()
    probabilities = model.intent(masked, side, embedding)
    intent = max(probabilities, key=lambda name: probabilities[name])
    slots: Mapping[str, SlotValue] = assign_slots(entities, intent, side)
    topics: tuple[Topic, ...] = ()
    if side != "staff":
        topics = tuple(Topic(*pair) for pair in model.topic(masked, side, embedding))
    found = Understanding(intent, slots, topics, probabilities[intent], "fast")
    return _routed(found, persona)


def _routed(found: Understanding, persona: str | None) -> Understanding:
    missing = tuple(
        group[0]
        for group in _NEEDED.get(found.intent, ())
        if not any(slot in found.slots for slot in group)
        and not (side_of(persona) == "customer" and group[0] == "customer")
    )
    route: Route = "clarify" if missing or found.confidence < SURE else "fast"
    return replace(found, route=route, missing=missing)


def _last_question(history: History) -> str | None:
    for item in reversed(history):
        if isinstance(item, str):
            return item
        if item.get("role") in (None, "user", "customer", "rm"):
            said = item.get("text") or item.get("content")
            if said:
                return str(said)
    return None
