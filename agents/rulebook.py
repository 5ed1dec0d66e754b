"""The rule pack as a book to look rules up in (``tools.compliance_rules.RuleBook``)."""

import math
import re
from collections import Counter
from dataclasses import replace
from functools import cache

from agents.guardrails.checker import engine
from agents.guardrails.packs.schema import Rule
from tools.compliance_rules import LawOf, RuleOf

_NEAR = 0.5
"""Share of what a question's words tell rules apart by, from which a rule is about them. Below it
they share a common word or two."""
_LETTERS = re.compile(r"[一-鿿]+")


class PackRules:
    """The bundled rule pack."""

    @property
    def pack(self) -> str:
        """The pack's name and version."""
        return engine().pack.label

    def every(self) -> tuple[RuleOf, ...]:
        """All rules that are switched on."""
        return tuple(_rule(one) for one in engine().pack.rules)

    def about(self, words: str) -> tuple[RuleOf, ...]:
        """Those that the check finds against the words themselves; else those whose own sentences
        are about them.
        """
        found: dict[str, RuleOf] = {}
        # A bare word may need its noun: 国家级 alone is about nothing.
        findings = engine().check(words).findings or engine().check(f"{words}理财").findings
        for one in findings:
            # What was only learned from sentences guesses at single words.
            guessed = one.by == "detector:learned" and not _pairs(words) & _pairs_of_title(one.rule)
            if one.rule not in found and not guessed:
                rule = engine().pack.rule(one.rule)
                found[one.rule] = replace(
                    _rule(rule),
                    message=one.message,
                    suggestion=one.suggestion,
                    quote=one.quote if one.quote in words else words,
                    quoted_verdict=one.verdict.value,
                )
        return tuple(found.values()) or tuple(_rule(one) for one in _of_subject(words))


def _rule(one: Rule) -> RuleOf:
    return RuleOf(
        rule_id=one.id,
        title=one.title,
        verdict=one.verdict.value,
        message=one.message,
        suggestion=one.suggestion,
        sources=tuple(
            LawOf(source.law, source.article, source.effective, source.state, source.note)
            for source in one.sources
        ),
    )


def _of_subject(words: str) -> list[Rule]:
    """The rules that share the words' rarer pairs of characters, nearest first."""
    pairs = _pairs(words)
    weights = {pair: _weight(pair) for pair in pairs}
    total = sum(weights.values())
    if not total:
        return []
    shares = {
        one.id: sum(weights[pair] for pair in pairs & _pairs_of(one.id)) / total
        for one in engine().pack.rules
    }
    near = [one for one in engine().pack.rules if shares[one.id] >= _NEAR]
    # Of rules that are as much about the words, the one whose title names them.
    named = {one.id: len(pairs & _pairs(one.title)) / len(pairs) for one in near}
    return sorted(near, key=lambda one: -shares[one.id] - named[one.id])


def _pairs(text: str) -> frozenset[str]:
    runs = _LETTERS.findall(text)
    return frozenset(run[at : at + 2] for run in runs for at in range(len(run) - 1))


def _pairs_of_title(rule_id: str) -> frozenset[str]:
    return _pairs(engine().pack.rule(rule_id).title)


def _pairs_of(rule_id: str) -> frozenset[str]:
    one = engine().pack.rule(rule_id)
    words = " ".join((one.title, one.message, one.suggestion, *one.seen_through))
    return _pairs(words)


def _weight(pair: str) -> float:
    return _weight_in(engine().pack.label, pair)


@cache
def _weight_in(pack: str, pair: str) -> float:
    """How well a pair tells rules apart. One that no rule has counts fully: the subject is not
    theirs.
    """
    rules = engine().pack.rules
    holds = Counter(pair in _pairs_of(one.id) for one in rules)[True]
    return math.log((len(rules) + 1) / (holds + 1)) + 0.1
