"""Sentences of each rule in many styles, and compliant ones like them: found, and left alone?"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from agents.guardrails import CheckContext, CheckResult, Verdict, check
from evals.guardrails.baselines import BASELINES
from evals.guardrails.examined import HALVES, checked
from evals.guardrails.labelled import blind, kept_out, ordinary
from evals.guardrails.measuring import (
    by_rule,
    grounding_cases,
    held,
    held_by_words,
    ordinary_held,
    removals,
)
from evals.guardrails.mechanisms import MECHANISMS, whole, without
from evals.score import Score

SETS = {"seen": "check_dev.yaml", "held out": "check_heldout.yaml"}
"""Tuned on, and never looked at except for its score."""


@dataclass(frozen=True)
class Case:
    """A text, its context, and the rule that it breaks or comes near to without breaking any."""

    text: str
    rule: str
    breaks: bool
    context: CheckContext
    verdict: Verdict | None = None

    def right(self, result: CheckResult) -> bool:
        """Whether the rule was found, or nothing was; an advisory holds no text up."""
        if not self.breaks:
            return result.allowed
        found = [one for one in result.findings if one.rule == self.rule]
        return bool(found) and (
            self.verdict is None or any(f.verdict is self.verdict for f in found)
        )


def run(parts: Any) -> Iterator[Score]:
    """Recall by rule, and the share of compliant texts that are held up, by set."""
    for name, file in SETS.items():
        judged = [(case, case.right(check(case.text, case.context))) for case in cases(file)]
        broken = [right for case, right in judged if case.breaks]
        fine = [right for case, right in judged if not case.breaks]
        yield Score(f"recall of the rule broken ({name})", sum(broken) / len(broken), len(broken))
        held_up = 1 - sum(fine) / len(fine)
        yield Score(f"false findings ({name})", held_up, len(fine), higher_is_better=False)
    yield from _blind()
    yield from _examined()
    yield from _by_rule()
    yield from _grounding()
    yield from _ordinary()
    yield from _without()
    yield from _pattern_by_pattern()


def _blind() -> Iterator[Score]:
    """Texts written before the code was looked at: caught, whatever the rule, and held up."""
    for half in ("dev", "kept"):
        found = held(whole(), blind(half))
        yield Score(f"texts caught (blind, {half})", found.caught, found.breaking)
        name = f"compliant texts held up (blind, {half})"
        yield Score(name, found.false, found.fine, higher_is_better=False)


def _examined() -> Iterator[Score]:
    """Texts of outside examiners: stopped, whatever the rule, and held up."""
    for half in HALVES:
        found = checked(half)
        share = found.caught / found.breaking
        yield Score(f"texts caught (examined, {half})", share, found.breaking)
        name = f"compliant texts held up (examined, {half})"
        share = found.held_up / found.fine
        yield Score(name, share, found.fine, higher_is_better=False)


def _by_rule() -> Iterator[Score]:
    for one in by_rule(kept_out()):
        yield Score(f"recall of {one.rule} (kept out)", one.recall, one.breaking)
        said = one.found + one.wrongly
        yield Score(f"precision of {one.rule} (kept out)", one.precision, said)


def _grounding() -> Iterator[Score]:
    found = held(whole(), grounding_cases())
    yield Score("figures without a fact found", found.caught, found.breaking)
    yield Score("figures with a fact held up", found.false, found.fine, higher_is_better=False)


def _ordinary() -> Iterator[Score]:
    count = len(ordinary())
    for name, share in ordinary_held().items():
        yield Score(f"ordinary sentences held up ({name})", share, count, higher_is_better=False)


def _without() -> Iterator[Score]:
    """What is caught of the kept-out texts with one mechanism off, and by word lists."""
    texts = kept_out()
    found = held(whole(), texts)
    yield Score("caught (kept out)", found.caught, found.breaking)
    yield Score("held up (kept out)", found.false, found.fine, higher_is_better=False)
    for mechanism in MECHANISMS:
        found = held(without(mechanism), texts)
        yield Score(f"caught without {mechanism} (kept out)", found.caught, found.breaking)
        name = f"held up without {mechanism} (kept out)"
        yield Score(name, found.false, found.fine, higher_is_better=False)
    for baseline in BASELINES:
        found = held_by_words(baseline, texts)
        yield Score(f"caught by {baseline} (kept out)", found.caught, found.breaking)
        name = f"held up by {baseline} (kept out)"
        yield Score(name, found.false, found.fine, higher_is_better=False)


def _pattern_by_pattern() -> Iterator[Score]:
    """Each pattern entry taken out by itself: it may cost only sentences that it had matched."""
    found = removals()
    others = sum(one.others for one in found)
    name = "sentences lost to another's pattern"
    yield Score(name, float(others), len(found), higher_is_better=False)
    worst = max(found, key=lambda one: one.lost)
    note = f"{worst.rule} {worst.entry}: {worst.lost} of the {worst.matched} that it matched"
    name = "sentences lost with one pattern, at most"
    yield Score(name, float(worst.lost), len(found), note, higher_is_better=False)
    share = sum(one.lost for one in found) / max(sum(one.matched for one in found), 1)
    yield Score("share of a pattern's sentences lost with it", share, len(found))


def cases(file: str) -> Iterator[Case]:
    """The cases of ``file``: ``match`` break the rule they stand under, ``miss`` break none."""
    text = resources.files("evals").joinpath(f"cases/{file}").read_text(encoding="utf-8")
    for rule, groups in yaml.safe_load(text).items():
        for group, rows in groups.items():
            for row in rows:
                given = {"text": row} if isinstance(row, str) else row
                yield Case(
                    text=given["text"],
                    rule=rule,
                    breaks=group == "match",
                    context=CheckContext.model_validate(given.get("context") or {}),
                    verdict=Verdict(given["verdict"]) if "verdict" in given else None,
                )
