"""Each hard rule's sentences in each disguise: how many of those found plainly are still found."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from agents.guardrails import CheckResult, Verdict
from agents.guardrails.checker import Checker
from agents.guardrails.packs.examples import bundled_examples
from agents.guardrails.packs.loader import bundled
from evals.guardrails.disguises import disguises
from evals.guardrails.labelled import Labelled, kept_out
from evals.guardrails.mechanisms import blocking, whole

SEED = 20261126
LONGEST_KEY = 8
"""So much of a longer stretch is disguised: an attacker hides the words, not the sentence."""
EACH = 6
"""So many of a rule's sentences are taken, spread over all of them."""


@dataclass(frozen=True, slots=True)
class Attack:
    """A disguised text that still breaks ``rule``; ``unseen`` where its sentence was kept out."""

    family: str
    rule: str
    text: str
    source: Labelled
    unseen: bool


def hard_rules() -> tuple[str, ...]:
    """The rules that forbid words: a violation, found by patterns."""
    return tuple(
        rule.id
        for rule in bundled().rules
        if rule.verdict is Verdict.VIOLATION and any(_forbids(rule.id))
    )


def _forbids(rule: str) -> Iterator[bool]:
    for compiled in bundled().entries:
        if compiled.rule.id == rule and (compiled.entry.verdict or Verdict.VIOLATION).blocks:
            yield True


@cache
def attacks() -> tuple[Attack, ...]:
    """Every disguise of the sentences of every hard rule that are found as they stand."""
    examples = [
        Labelled(one.text, frozenset({one.rule}), one.context)
        for one in bundled_examples()
        if one.matches
    ]
    made = []
    for unseen, texts in ((False, examples), (True, list(kept_out()))):
        for rule in hard_rules():
            for source, start, end in _spread(list(_found(rule, texts))):
                made += list(_made(rule, source, (start, end), unseen))
    return tuple(made)


def _spread(
    found: Sequence[tuple[Labelled, int, int]],
) -> Iterable[tuple[Labelled, int, int]]:
    step = max(1, len(found) // EACH)
    return found[::step][:EACH]


def _found(rule: str, texts: Iterable[Labelled]) -> Iterator[tuple[Labelled, int, int]]:
    """Texts whose breach is in their words, and the words that give them away."""
    for one in texts:
        if rule not in one.rules:
            continue
        result = whole().check(one.text, one.context)
        key = _key(result, rule, one.text)
        if key is not None:
            yield one, *key


def _key(result: CheckResult, rule: str, text: str) -> tuple[int, int] | None:
    """The shortest stretch that was found by a pattern, or by the learned detector."""
    spans = [
        one.span
        for one in result.findings
        if one.rule == rule
        and one.verdict.blocks
        and (one.by.startswith("pattern:") or one.by == "detector:learned")
    ]
    if not spans:
        return None
    start, end = min(spans, key=lambda span: span[1] - span[0])
    for phrase in sorted(bundled().rule(rule).seen_through, key=len, reverse=True):
        if phrase in text[start:end]:
            at = text.index(phrase, start)
            return at, at + len(phrase)
    return start, min(end, start + LONGEST_KEY)


def _made(rule: str, source: Labelled, key: tuple[int, int], unseen: bool) -> Iterator[Attack]:
    chance = random.Random(f"{SEED}{source.text}")
    for family, disguise in disguises().items():
        text = disguise(source.text, *key, chance)
        if text != source.text:
            yield Attack(family, rule, text, source, unseen)


def caught(checker: Checker, attack: Attack) -> bool:
    """Whether the disguised text is held up, by whatever rule."""
    return bool(blocking(checker.check(attack.text, attack.source.context)))
