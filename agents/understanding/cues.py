"""Words and phrases that tell what is wanted: one feature each, weighed by the classifiers."""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from agents.understanding.features import Floats
from agents.understanding.lexicons import read, read_list, words
from agents.understanding.vocabulary import side_of

_SIDES = ("customer", "staff")
_ROLES = ("manager", "marketer", "compliance", "analyst")  # a relationship manager is plain staff
_RULE_WEIGHT = 2.0  # a phrase of the grammar says more than a word of a group


@dataclass(frozen=True)
class Rule:
    """A phrase of ``lexicon/grammar.yaml`` that nearly always means one intent."""

    name: str
    intent: str
    side: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    certain: bool

    def fires(self, text: str, side: str) -> bool:
        """Whether the masked ``text``, asked from ``side``, has the phrase."""
        if self.side != "any" and side not in (self.side, "unknown"):
            return False
        if not self.pattern.search(text):
            return False
        return self.unless is None or not self.unless.search(text)


@cache
def grammar() -> tuple[Rule, ...]:
    """The rules of ``lexicon/grammar.yaml``, in the file's order."""
    return tuple(_rule(entry) for entry in read_list("grammar"))


def _rule(entry: object) -> Rule:
    if not isinstance(entry, dict):
        raise TypeError(f"a rule of grammar.yaml must be a mapping, got {entry!r}")
    unless = entry.get("unless")
    return Rule(
        name=str(entry["name"]),
        intent=str(entry["intent"]),
        side=str(entry["side"]),
        pattern=re.compile(str(entry["pattern"])),
        unless=re.compile(str(unless)) if unless else None,
        certain=bool(entry.get("certain")),
    )


def certain_intent(text: str, side: str) -> str | None:
    """The intent that a phrase alone decides, whatever else is learned."""
    return next(
        (rule.intent for rule in grammar() if rule.certain and rule.fires(text, side)), None
    )


@cache
def cue_groups() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each cue group's name and pattern, in the file's order."""
    return tuple(
        (name, re.compile("|".join(re.escape(word.lower()) for word in words(group))))
        for name, group in read("cues").items()
    )


def cue_names() -> tuple[str, ...]:
    """The columns of the cue block."""
    groups = [name for name, _ in cue_groups()]
    rules = [rule.name for rule in grammar()]
    return (
        *groups,
        *(f"{name}_twice" for name in groups),
        *_SIDES,
        *_ROLES,
        "short",
        "long",
        *rules,
    )


def cues(text: str, role: str) -> Floats:
    """Which cue groups occur (once; twice or more), who asks, and how long the text is."""
    counts = [len(set(pattern.findall(text))) for _, pattern in cue_groups()]
    row = [float(count > 0) for count in counts]
    row += [float(count > 1) for count in counts]
    side = side_of(role)
    row += [float(side == name) for name in _SIDES]
    row += [float(role == name) for name in _ROLES]
    row += [float(len(text) <= 6), float(len(text) > 40)]
    row += [_RULE_WEIGHT * rule.fires(text, side) for rule in grammar()]
    return np.array(row, dtype=np.float32)
