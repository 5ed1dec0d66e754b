"""Figures of the checker: by rule, by pattern, beside word lists, on ordinary text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from agents.guardrails import CheckContext, Fact
from agents.guardrails.checker import Checker
from agents.guardrails.packs.loader import bundled
from evals.guardrails.baselines import BASELINES
from evals.guardrails.labelled import Labelled, kept_out, ordinary, seen
from evals.guardrails.mechanisms import broken, whole, without_entry


@dataclass(frozen=True, slots=True)
class ByRule:
    """One rule on texts: found of those that break it, and held up of those that break none."""

    rule: str
    found: int
    breaking: int
    wrongly: int

    @property
    def recall(self) -> float | None:
        """Share of the texts that break the rule in which it is found."""
        return self.found / self.breaking if self.breaking else None

    @property
    def precision(self) -> float | None:
        """Share of right findings; a rule found beside the labelled one counts neither way."""
        said = self.found + self.wrongly
        return self.found / said if said else None


@dataclass(frozen=True, slots=True)
class Held:
    """What a judge holds up: of texts that break something, and of compliant ones."""

    caught: float
    breaking: int
    false: float
    fine: int


def by_rule(texts: Sequence[Labelled]) -> list[ByRule]:
    """Each rule that some text breaks, or that holds a compliant one up."""
    judged = [(one, _rules_said(one)) for one in texts]
    found = []
    for rule in (rule.id for rule in bundled().rules):
        breaking = [said for one, said in judged if rule in one.rules]
        wrongly = sum(rule in said for one, said in judged if not one.rules)
        if breaking or wrongly:
            hits = sum(rule in said for said in breaking)
            found.append(ByRule(rule, hits, len(breaking), wrongly))
    return found


def _rules_said(one: Labelled) -> frozenset[str]:
    """The rules that block, and those that only ever advise."""
    findings = whole().check(one.text, one.context).findings
    advice = {rule.id for rule in bundled().rules if not rule.verdict.blocks}
    return frozenset(f.rule for f in findings if f.verdict.blocks or f.rule in advice)


def held(checker: Checker, texts: Iterable[Labelled]) -> Held:
    """What ``checker`` holds up, by whatever rule."""
    return _held([(bool(one.rules), bool(_said(checker, one))) for one in texts])


def held_by_words(name: str, texts: Iterable[Labelled]) -> Held:
    """What one of the word lists holds up."""
    judge = BASELINES[name]
    return _held([(bool(one.rules), bool(judge(one.text))) for one in texts])


def _said(checker: Checker, one: Labelled) -> frozenset[str]:
    return broken(checker, one.text, one.context)


def _held(judged: Sequence[tuple[bool, bool]]) -> Held:
    breaking = [said for wrong, said in judged if wrong]
    fine = [said for wrong, said in judged if not wrong]
    return Held(
        sum(breaking) / max(len(breaking), 1),
        len(breaking),
        sum(fine) / max(len(fine), 1),
        len(fine),
    )


@cache
def ordinary_held() -> Mapping[str, float]:
    """The share of ordinary sentences that is held up, by the checker and by each word list."""
    sentences = ordinary()
    none = CheckContext()
    found = {"weiwo": sum(bool(broken(whole(), one, none)) for one in sentences)}
    found |= {name: sum(bool(judge(one)) for one in sentences) for name, judge in BASELINES.items()}
    return {name: count / len(sentences) for name, count in found.items()}


def grounding_cases() -> Iterator[Labelled]:
    """One fact and one sentence each: does its figure rest on it?"""
    source = resources.files("evals").joinpath("cases/grounding.yaml")
    for group, rows in yaml.safe_load(source.read_text(encoding="utf-8")).items():
        for row in rows:
            context = CheckContext(facts=(Fact.model_validate(row["fact"]),))
            rules = frozenset(() if group == "bound" else ("grounding",))
            yield Labelled(row["text"], rules, context)


@dataclass(frozen=True, slots=True)
class Removed:
    """One pattern entry taken out: the texts that it matched, and those then lost."""

    rule: str
    entry: str
    matched: int
    lost: int
    others: int
    """Texts lost that the entry had not matched: removing it must cost only its own."""


def removals() -> list[Removed]:
    """Each pattern entry taken out, on all labelled texts that the checker catches."""
    texts = [one for one in (*seen(), *kept_out()) if one.rules]
    results = [(one, whole().check(one.text, one.context)) for one in texts]
    found = []
    for compiled in bundled().entries:
        rule, entry = compiled.rule.id, compiled.entry.id
        mark = f"pattern:{entry}"
        own = [
            one
            for one, result in results
            if any(f.rule == rule and f.by == mark and f.verdict.blocks for f in result.findings)
        ]
        lost = _lost(without_entry(rule, entry), rule, own)
        sample = [one for one, result in results if not result.allowed and one not in own][::12]
        found.append(Removed(rule, entry, len(own), lost, _newly_free(rule, entry, sample)))
    return found


def _lost(checker: Checker, rule: str, texts: Sequence[Labelled]) -> int:
    return sum(rule not in _said(checker, one) for one in texts)


def _newly_free(rule: str, entry: str, texts: Sequence[Labelled]) -> int:
    checker = without_entry(rule, entry)
    return sum(not _said(checker, one) for one in texts)
