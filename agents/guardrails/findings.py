"""From hits to findings: the source to cite, the quote, and what gives way to what."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date

from agents.guardrails.document import Document, Hit
from agents.guardrails.packs.schema import DetectorEntry, Rule, Source
from agents.guardrails.verdicts import Finding

LEARNED = "detector:learned"


class Stretches:
    """Stretches that do not overlap one another, kept in order."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def touches(self, span: tuple[int, int]) -> bool:
        """Whether a kept stretch shares a character with ``span``."""
        at = bisect_left(self._starts, span[1]) - 1
        return at >= 0 and self._ends[at] > span[0]

    def add(self, span: tuple[int, int]) -> None:
        """Keep ``span``, joined with those that it touches."""
        start, end = span
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end)
        if first < last:
            start = min(start, self._starts[first])
            end = max(end, self._ends[last - 1])
        self._starts[first:last] = [start]
        self._ends[first:last] = [end]


def in_force(source: Source, day: date | None) -> bool:
    """Whether the source applies on ``day``; without a day, yes."""
    return day is None or source.effective <= day


def finding(
    document: Document, rule: Rule, hit: Hit, entry: DetectorEntry | None = None
) -> Finding:
    """The finding of ``hit``, its offsets those of the text as it was given."""
    start, end = _trimmed(document.text, hit.start, hit.end)
    span = document.mapped.span(start, end)
    source = _cited(rule, document.topic_of(hit.start, hit.end), document.context.on)
    return Finding(
        rule=rule.id,
        law=source.law,
        article=source.article,
        span=span,
        quote=document.mapped.original[span[0] : span[1]],
        message=hit.message or (entry.message if entry else "") or rule.message,
        suggestion=hit.suggestion or (entry.suggestion if entry else "") or rule.suggestion,
        verdict=hit.verdict or (entry.verdict if entry else None) or rule.verdict,
        by=hit.by,
        source=source.state,
    )


def settled(findings: list[Finding]) -> Iterator[Finding]:
    """Without learned findings where a pattern or detector of the rule has judged the stretch."""
    judged: dict[str, Stretches] = {}
    for one in findings:
        if one.by != LEARNED:
            judged.setdefault(one.rule, Stretches()).add(one.span)
    for one in findings:
        if one.by != LEARNED or one.rule not in judged or not judged[one.rule].touches(one.span):
            yield one


def merged(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Of overlapping findings of one rule, the more severe, then the longer."""
    kept: dict[str, Stretches] = {}
    ranked = sorted(
        findings, key=lambda one: (-one.verdict.severity, one.span[0] - one.span[1], one.span)
    )
    for one in ranked:
        taken = kept.setdefault(one.rule, Stretches())
        if not taken.touches(one.span):
            taken.add(one.span)
            yield one


def order(one: Finding) -> tuple[int, tuple[int, int], str]:
    """Severity, then place."""
    return -one.verdict.severity, one.span, one.rule


def _cited(rule: Rule, topic: str, day: date | None) -> Source:
    """The source to cite: one for that kind of product first, then the first in force."""
    valid = [source for source in rule.sources if in_force(source, day)]
    for source in valid:
        if topic and topic in source.topics:
            return source
    general = [source for source in valid if not source.topics]
    return (general or valid)[0]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
