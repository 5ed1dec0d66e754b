"""The engine: runs a rule pack's patterns and detectors over one text and settles the verdict."""

import functools
from collections.abc import Iterable, Iterator
from datetime import date

from agents.guardrails.context import CheckContext
from agents.guardrails.detectors import registry
from agents.guardrails.document import Document, Hit
from agents.guardrails.language.segments import Sentence
from agents.guardrails.normalisation import normalise
from agents.guardrails.packs.loader import CompiledEntry, Pack, bundled
from agents.guardrails.packs.schema import DetectorEntry, PatternEntry, Rule, Scope, Source
from agents.guardrails.verdicts import CheckResult, Finding, most_severe

LEARNED = "detector:learned"


@functools.cache
def engine() -> "Checker":
    """The checker over the bundled pack, built on first use."""
    return Checker(bundled())


class Checker:
    """Checks texts against one rule pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._detectors = [
            (rule, entry, registry.find(entry.name))
            for rule in pack.rules
            for entry in rule.detectors
        ]
        self._by_set, self._always = _index(pack.entries)

    def check(self, text: str, context: CheckContext | None = None) -> CheckResult:
        """The verdict on ``text`` as a message that is about to go out."""
        context = context or CheckContext()
        document = self.read(text, context)
        found = [
            *self._run_patterns(document),
            *self._run_detectors(document),
        ]
        findings = tuple(sorted(_merged(_settled(found)), key=_order))
        return CheckResult(most_severe(findings), findings, self.pack.label)

    def read(self, text: str, context: CheckContext | None = None) -> Document:
        """``text`` as the rules see it."""
        return Document(
            mapped=normalise(text, self.pack.phrases),
            context=context or CheckContext(),
            classes_of=self.pack.vocabulary.classes_in,
        )

    def _run_patterns(self, document: Document) -> Iterator[Finding]:
        for sentence, classes in zip(document.sentences, document.classes, strict=True):
            for compiled in self._candidates(classes):
                if _applies(compiled.rule, document.context):
                    yield from self._run_entry(document, sentence, classes, compiled)

    def _candidates(self, classes: set[int]) -> Iterable[CompiledEntry]:
        seen: dict[int, CompiledEntry] = {}
        for number in classes:
            for compiled in self._by_set.get(number, ()):
                seen[id(compiled)] = compiled
        yield from self._always
        yield from seen.values()

    def _run_entry(
        self, document: Document, sentence: Sentence, classes: set[int], compiled: CompiledEntry
    ) -> Iterator[Finding]:
        text, start, end = document.text, sentence.start, sentence.end
        entry = compiled.entry
        for needs, pattern in compiled.match:
            if not needs <= classes:
                continue
            for match in pattern.regex.finditer(text, start, end):
                if match.start() == match.end():
                    continue
                if any(one.regex.search(text, start, end) for one in compiled.unless):
                    return
                if compiled.needs and not any(
                    one.regex.search(text, start, end) for one in compiled.needs
                ):
                    return
                if self._holds(document, sentence, entry, match.start(), match.end()):
                    hit = Hit(
                        match.start(),
                        match.end(),
                        f"pattern:{entry.id}",
                        entry.verdict,
                        entry.message,
                        entry.suggestion,
                    )
                    yield _finding(document, compiled.rule, hit)

    @staticmethod
    def _holds(
        document: Document, sentence: Sentence, entry: PatternEntry, start: int, end: int
    ) -> bool:
        scope = entry.scope
        if not _in_scope(scope, document.context):
            return False
        if sentence.speaker == "asks":
            return False
        if scope.topics or scope.except_topics:
            topic = document.topic(sentence, start, end)
            if scope.topics and topic not in scope.topics:
                return False
            if topic in scope.except_topics:
                return False
        return document.stance(sentence, start, end) not in entry.excused

    def _run_detectors(self, document: Document) -> Iterator[Finding]:
        for rule, entry, detector in self._detectors:
            if _applies(rule, document.context) and _in_scope(entry.scope, document.context):
                for hit in detector(document, entry):
                    yield _finding(document, rule, hit, entry)


def _index(
    entries: Iterable[CompiledEntry],
) -> tuple[dict[int, list[CompiledEntry]], list[CompiledEntry]]:
    """Entries by a word set that each of their patterns needs; the rest are always tried."""
    by_set: dict[int, list[CompiledEntry]] = {}
    always: list[CompiledEntry] = []
    for compiled in entries:
        if all(needs for needs, _ in compiled.match):
            for needs, _ in compiled.match:
                by_set.setdefault(min(needs), []).append(compiled)
        else:
            always.append(compiled)
    return by_set, always


def _applies(rule: Rule, context: CheckContext) -> bool:
    return _in_scope(rule.scope, context) and any(
        _in_force(source, context.on) for source in rule.sources
    )


def _in_scope(scope: Scope, context: CheckContext) -> bool:
    if scope.channels and context.channel not in scope.channels:
        return False
    if scope.speakers and context.speaker not in scope.speakers:
        return False
    if scope.audiences and context.audience not in scope.audiences:
        return False
    day = context.on
    if day is None:
        return True
    return (scope.since is None or scope.since <= day) and (
        scope.until is None or day <= scope.until
    )


def _in_force(source: Source, day: date | None) -> bool:
    return day is None or source.effective <= day


def _cited(rule: Rule, topic: str, day: date | None) -> Source:
    """The source to cite: one for that kind of product first, then the first in force."""
    valid = [source for source in rule.sources if _in_force(source, day)]
    for source in valid:
        if topic and topic in source.topics:
            return source
    general = [source for source in valid if not source.topics]
    return (general or valid)[0]


def _finding(
    document: Document, rule: Rule, hit: Hit, entry: DetectorEntry | None = None
) -> Finding:
    start, end = _trimmed(document.text, hit.start, hit.end)
    span = document.mapped.span(start, end)
    source = _cited(rule, _topic_of(document, hit), document.context.on)
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
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _topic_of(document: Document, hit: Hit) -> str:
    for sentence in document.sentences:
        if sentence.start <= hit.start < sentence.end:
            return document.topic(sentence, hit.start, hit.end)
    return document.context.category


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """Of overlapping findings of one rule, the more severe, then the longer."""
    kept: list[Finding] = []
    ranked = sorted(
        findings, key=lambda one: (-one.verdict.severity, one.span[0] - one.span[1], one.span)
    )
    for finding in ranked:
        overlaps = any(
            other.rule == finding.rule
            and other.span[0] < finding.span[1]
            and finding.span[0] < other.span[1]
            for other in kept
        )
        if not overlaps:
            kept.append(finding)
    return kept


def _settled(findings: list[Finding]) -> Iterator[Finding]:
    """Without learned findings where a pattern or detector of the rule has judged the stretch."""
    for finding in findings:
        if finding.by == LEARNED and any(
            other.rule == finding.rule
            and other.by != LEARNED
            and other.span[0] < finding.span[1]
            and finding.span[0] < other.span[1]
            for other in findings
        ):
            continue
        yield finding


def _order(finding: Finding) -> tuple[int, tuple[int, int], str]:
    return -finding.verdict.severity, finding.span, finding.rule
