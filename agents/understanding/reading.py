"""From texts to ``Understanding``: normalise, find entities, classify, fill slots.

Many texts are read together, since embedding them together is faster.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from agents import guardrails
from agents.understanding import classifier, features
from agents.understanding.cues import certain_intent
from agents.understanding.features import Floats
from agents.understanding.normalisation import normalise
from agents.understanding.scenes import listed_scenes
from agents.understanding.slots.entities import Entities, find_entities
from agents.understanding.vocabulary import role_of, side_of

MAX_QUESTION_CHARACTERS = 4000
_READ_CHARACTERS = 400
"""Longer texts are read so far: what is wanted stands at the beginning."""
_EMBED_AT_ONCE = 64

# What only one side can want; from the other side such words mean something else.
_STAFF_ONLY = frozenset(
    {
        "find_prospects",
        "event_leads",
        "my_day",
        "record_feedback",
        "campaign_result",
        "call_script",
        "objection_reply",
        "compliance_check",
        "write_copy",
    }
)
_OTHER_SIDE = 0.1  # what is left of the probability of an intent that the asker cannot have

_WITHOUT_TOPIC = ("opt_out", "human_handoff", "out_of_scope", "refuse")
_SURELY = 0.7
_SURELY_REFUSED = 0.85
"""Share from which the words alone refuse what the screen let in and suspects: less is mostly a
strange way of asking something ordinary."""
_CONCEIVABLE = 0.02
"""Probability of a request to refuse from which the screen is asked."""
_TELLS = re.compile(r"(?:讲讲|说说|介绍一?下|讲一?下|说一?下)(?!话术|怎么)")
_SOMEBODY = re.compile(r"[他她]|客户|这位|那位|第.{1,3}[位个名]|我的|我名下|持有|持仓")

Asking: TypeAlias = tuple[str, str]
"""A text and the role that asks it."""


@dataclass(frozen=True)
class Reading:
    """One text, read by itself: what it names, and how likely it wants what."""

    text: str
    side: str
    entities: Entities
    probabilities: Mapping[str, float]
    topics: tuple[tuple[str, str], ...]
    row: classifier.Row = field(repr=False, compare=False)

    @property
    def intent(self) -> str:
        """The likeliest intent."""
        return max(self.probabilities, key=lambda name: self.probabilities[name])

    @property
    def confidence(self) -> float:
        """The probability of the likeliest intent."""
        return self.probabilities[self.intent]


@lru_cache(maxsize=64)
def entities_of(text: str) -> Entities:
    """What ``text`` names, as far as it is read; asked several times of the question at hand."""
    return find_entities(normalise(text, _READ_CHARACTERS))


def masked_text(text: str) -> str:
    """``text`` as the classifiers see it: names and numbers replaced by what they are."""
    return entities_of(text).masked()


def read_all(asked: Iterable[Asking]) -> dict[Asking, Reading]:
    """Every distinct text and role, read."""
    distinct = list(dict.fromkeys(asked))
    found = {asking: entities_of(asking[0]) for asking in distinct}
    masked = {asking: features.excerpt(found[asking].masked()) for asking in distinct}
    vectors = _embeddings(sorted(set(masked.values()), key=lambda text: (len(text), text)))
    model = classifier.load()
    readings = {}
    for asking in distinct:
        text, role = asking
        side = side_of(role)
        excerpt = masked[asking]
        (row,) = model.rows([excerpt], [role], vectors[excerpt][None, :])
        shares = _possible(_of_whom(model.intent(row), found[asking]), side)
        screened = _screened(asking, shares)
        if decided := screened or certain_intent(excerpt, side):
            shares = dict.fromkeys(shares, 0.0) | {decided: 1.0}
        elif shares["refuse"] < _SURELY_REFUSED or not guardrails.suspected(text):
            shares = _let_in(shares)
        off_topic = sum(shares[name] for name in _WITHOUT_TOPIC) >= _SURELY
        none = side == "staff" or off_topic
        topics = () if none else _topics(model, row, found[asking])
        readings[asking] = Reading(text, side, found[asking], shares, topics, row)
    return readings


def _let_in(shares: Mapping[str, float]) -> dict[str, float]:
    """``shares`` of what the screen let in: of the other intents, as likely as they were."""
    others = 1.0 - shares["refuse"]
    return {name: value / max(others, 1e-9) for name, value in shares.items()} | {"refuse": 0.0}


def _screened(asked: Asking, shares: Mapping[str, float]) -> str | None:
    """``refuse`` for what the screen refuses: it is the one who decides that. What could not be
    meant so is not put to it, because it takes as long as everything else here.
    """
    if shares["refuse"] < _CONCEIVABLE:
        return None
    return "refuse" if guardrails.screen(*asked).action == "refuse" else None


def _topics(
    model: classifier.Classifier, row: classifier.Row, entities: Entities
) -> tuple[tuple[str, str], ...]:
    """What the model finds, and every scene that the text lists beside another."""
    found = model.topic(row)
    asks = dict.fromkeys(ask for _, ask in found) or {model.ask(row): None}
    scenes = {scene for scene, _ in found}
    listed = (scene for scene in listed_scenes(entities) if scene not in scenes)
    return (*found, *((scene, next(iter(asks))) for scene in listed))


def _embeddings(texts: Sequence[str]) -> dict[str, Floats]:
    known: dict[str, Floats] = {}
    for at in range(0, len(texts), _EMBED_AT_ONCE):
        batch = texts[at : at + _EMBED_AT_ONCE]
        known.update(zip(batch, features.embed(batch), strict=True))
    return known


def _of_whom(probabilities: Mapping[str, float], entities: Entities) -> Mapping[str, float]:
    """The probabilities, given that what is like something is what is named: a product, where a
    product is named and nobody is (讲讲天天飞999号).
    """
    nobody = not entities.people and not entities.customer_ids
    if not (entities.products and nobody and not _SOMEBODY.search(entities.text)):
        return probabilities
    told = ["customer_profile", *(["call_script"] if _TELLS.search(entities.text) else [])]
    moved = {name: probabilities[name] * (1 - _OTHER_SIDE) for name in told}
    left = {name: probabilities[name] - share for name, share in moved.items()}
    gained = probabilities["product_info"] + sum(moved.values())
    return {**probabilities, **left, "product_info": gained}


def _possible(probabilities: Mapping[str, float], side: str) -> dict[str, float]:
    """The probabilities, given that a customer does not ask what only staff can want."""
    if side != "customer":
        return dict(probabilities)
    weighed = {
        name: share * (_OTHER_SIDE if name in _STAFF_ONLY else 1.0)
        for name, share in probabilities.items()
    }
    total = sum(weighed.values())
    return {name: share / total for name, share in weighed.items()}


def asking(text: str, persona: str | None) -> Asking:
    """``text`` with the role that ``persona`` names."""
    return text, role_of(persona)
