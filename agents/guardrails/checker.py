"""The engine: runs a rule pack's patterns and detectors over one text and settles the verdict."""

import functools
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from agents.guardrails.context import CheckContext
from agents.guardrails.cuts import cuts
from agents.guardrails.detectors import registry
from agents.guardrails.detectors.mentions import TURNS, is_mention
from agents.guardrails.document import Document, Hit
from agents.guardrails.findings import finding, in_force, merged, order, settled
from agents.guardrails.language.segments import Sentence
from agents.guardrails.language.stance import Stance
from agents.guardrails.normalisation import normalise
from agents.guardrails.packs.loader import CompiledEntry, Pack, bundled, load
from agents.guardrails.packs.schema import DetectorEntry, PatternEntry, Rule, Scope
from agents.guardrails.verdicts import CheckResult, Finding, Suppressed, most_severe

HITS_EACH = 4
"""No more of one entry's matches in one sentence are reported; it is no worse for more."""
LEARNED = "learned"
"""The detector that learned from sentences, by its name in a pack."""
_CONTEXTS_KEPT = 256
_STANCES = {
    Stance.NEGATED: "文中是否定的说法",
    Stance.WARNED: "文中是提示、警示或禁止性的说法",
    Stance.DOUBTED: "文中指出这种说法不可信",
    Stance.ASKED: "文中是提问",
    Stance.WISHED: "文中说的是客户的愿望",
    Stance.DEFINED: "文中是对概念的说明",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """A result, and what was matched and let pass on the way there."""

    result: CheckResult
    suppressed: tuple[Suppressed, ...]


@dataclass(frozen=True, slots=True)
class _Applying:
    """The rules, by id, and the detectors that apply to texts of one kind on one day."""

    rules: frozenset[str]
    detectors: tuple[tuple[Rule, DetectorEntry, registry.Detector], ...]


_own: tuple[tuple[Path, int], ...] = ()


def engine() -> "Checker":
    """The checker over the bundled pack and the bank's own rules, built on first use."""
    return _engine(_own)


@functools.lru_cache(maxsize=4)
def _engine(own: tuple[tuple[Path, int], ...]) -> "Checker":
    return Checker(load(*(path for path, _ in own)) if own else bundled())


def use_rules(*own: Path) -> None:
    """From now on this process checks texts by the bundled pack with these files of the bank over
    it, the later over the earlier; without any, by the bundled pack alone.

    Raises:
        BadInput: a file cannot be read or holds a rule that cannot run; names file, rule and field.
            What was in use stays.
    """
    global _own
    asked = tuple((path.resolve(), path.stat().st_mtime_ns) for path in own)
    _engine(asked)
    _own = asked


class Checker:
    """Checks texts against one rule pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._detectors = [
            (rule, entry, registry.find(entry.name))
            for rule in pack.rules
            for entry in rule.detectors
        ]
        self._applying: dict[tuple[object, ...], _Applying] = {}
        self._by_set, self._always = _index(pack.entries)

    def check(
        self,
        text: str,
        context: CheckContext | None = None,
        *,
        learned: bool = True,
        only: Collection[str] | None = None,
        plain: bool = False,
    ) -> CheckResult:
        """The verdict on ``text`` as a message that is about to go out."""
        return self.explain(text, context, learned=learned, only=only, plain=plain).result

    def explain(
        self,
        text: str,
        context: CheckContext | None = None,
        *,
        learned: bool = True,
        only: Collection[str] | None = None,
        plain: bool = False,
    ) -> Explained:
        """The verdict on ``text``, and the matches that were no findings, each with its reason.

        Without ``learned`` the detector that learned from sentences does not look; ``only`` names
        the rules that do, by id. Of a ``plain`` text no word is taken for a disguised one.
        """
        context = context or CheckContext()
        document = self.read(text, context, plain=plain)
        suppressed: list[Suppressed] = []
        found = [
            *self._run_patterns(document, suppressed, learned, only),
            *self._run_detectors(document, learned, only),
            *self._across_cuts(document, learned, only),
        ]
        findings = tuple(sorted(merged(settled(found)), key=order))
        result = CheckResult(most_severe(findings), findings, self.pack.label)
        return Explained(result, tuple(suppressed))

    def read(
        self, text: str, context: CheckContext | None = None, *, plain: bool = False
    ) -> Document:
        """``text`` as the rules see it."""
        return Document(
            mapped=normalise(text, None if plain else self.pack.phrases),
            context=context or CheckContext(),
            classes_of=self.pack.vocabulary.classes_in,
        )

    def _run_patterns(
        self,
        document: Document,
        suppressed: list[Suppressed],
        learned: bool,
        only: Collection[str] | None,
    ) -> Iterator[Finding]:
        applies = self._of(document.context).rules
        for sentence, classes in zip(document.sentences, document.classes, strict=True):
            for compiled in self._candidates(classes):
                rule = compiled.rule.id
                if rule in applies and (only is None or rule in only):
                    yield from self._run_entry(
                        document, sentence, classes, compiled, suppressed, learned
                    )

    def _across_cuts(
        self, document: Document, learned: bool, only: Collection[str] | None
    ) -> Iterator[Finding]:
        """What the patterns find in phrases that a full stop cuts, and nowhere else."""
        for one in cuts(document):
            whole = replace(document, mapped=self.pack.phrases.restore(one.mapped), _memory={})
            for found in self._run_patterns(whole, [], learned, only):
                if found.span[0] < one.stop < found.span[1]:
                    yield found

    def _candidates(self, classes: set[int]) -> Iterable[CompiledEntry]:
        seen: dict[int, CompiledEntry] = {}
        able: set[int] = set()
        for number in classes:
            for needs, compiled in self._by_set.get(number, ()):
                seen[id(compiled)] = compiled
                if needs <= classes:
                    able.add(id(compiled))
        yield from self._always
        yield from (compiled for key, compiled in seen.items() if key in able)

    def _run_entry(
        self,
        document: Document,
        sentence: Sentence,
        classes: set[int],
        compiled: CompiledEntry,
        suppressed: list[Suppressed],
        learned: bool,
    ) -> Iterator[Finding]:
        entry = compiled.entry
        count = 0
        for needs, pattern in compiled.match:
            if not needs <= classes:
                continue
            for match in pattern.regex.finditer(document.text, sentence.start, sentence.end):
                if match.start() == match.end():
                    continue
                count += 1
                if count > HITS_EACH:
                    return
                at = match.start(), match.end()
                whole = _excused_whole(document, sentence, compiled, match.start())
                why = whole or _excused(document, sentence, entry, *at)
                if not why and learned and is_mention(document, sentence, compiled.rule.id, *at):
                    why = "文中是引述、批注或提示，并非对客表述"
                if why:
                    span = document.mapped.span(match.start(), match.end())
                    quote = document.mapped.original[span[0] : span[1]]
                    suppressed.append(
                        Suppressed(compiled.rule.id, f"pattern:{entry.id}", span, quote, why)
                    )
                    if whole:
                        return
                    continue
                hit = Hit(
                    match.start(),
                    match.end(),
                    f"pattern:{entry.id}",
                    entry.verdict,
                    entry.message,
                    entry.suggestion,
                )
                yield finding(document, compiled.rule, hit)

    def _run_detectors(
        self, document: Document, learned: bool, only: Collection[str] | None
    ) -> Iterator[Finding]:
        for rule, entry, detector in self._of(document.context).detectors:
            if (entry.name == LEARNED and not learned) or (
                only is not None and rule.id not in only
            ):
                continue
            for hit in detector(document, entry):
                yield finding(document, rule, hit, entry)

    def _of(self, context: CheckContext) -> "_Applying":
        """What applies to a context: looked up, since a bank sends by few channels on one day."""
        key = (context.channel, context.speaker, context.audience, context.on)
        found = self._applying.get(key)
        if found is None:
            if len(self._applying) >= _CONTEXTS_KEPT:
                self._applying.clear()
            rules = frozenset(rule.id for rule in self.pack.rules if _applies(rule, context))
            detectors = tuple(
                one
                for one in self._detectors
                if one[0].id in rules and _in_scope(one[1].scope, context)
            )
            found = self._applying[key] = _Applying(rules, detectors)
        return found


def _excused_whole(document: Document, sentence: Sentence, compiled: CompiledEntry, at: int) -> str:
    """Why the entry does not count in this sentence, or an empty string.

    An excuse that is taken back before the match at ``at`` is none: 不能说,但实话跟您讲,….
    """
    text, start, end = document.text, sentence.start, sentence.end
    turn = max((one.end() for one in TURNS.finditer(text, start, at)), default=start)
    for one in compiled.unless:
        for excuse in one.regex.finditer(text, start, end):
            if excuse.start() >= turn or excuse.end() <= excuse.start():
                return f"同句的“{excuse.group()}”表明并非此类说法"
    if compiled.needs and not any(one.regex.search(text, start, end) for one in compiled.needs):
        return "同句没有提到产品、收益或本金"
    return ""


def _excused(
    document: Document, sentence: Sentence, entry: PatternEntry, start: int, end: int
) -> str:
    """Why the match ``start:end`` does not count, or an empty string."""
    scope = entry.scope
    if not _in_scope(scope, document.context):
        return "不适用于该渠道、对象或日期"
    if sentence.speaker == "asks":
        return "客户所说，并非对客表述"
    if scope.topics or scope.except_topics:
        topic = document.topic(sentence, start, end)
        if (scope.topics and topic not in scope.topics) or topic in scope.except_topics:
            return f"说的是{topic or '其他内容'}，不在该规则之内"
    stance = document.stance(sentence, start, end)
    return _STANCES[stance] if stance in entry.excused else ""


def _index(
    entries: Iterable[CompiledEntry],
) -> tuple[dict[int, list[tuple[frozenset[int], CompiledEntry]]], list[CompiledEntry]]:
    """Entries by a word set that each of their patterns needs, with all that it needs; the rest are
    always tried.
    """
    by_set: dict[int, list[tuple[frozenset[int], CompiledEntry]]] = {}
    always: list[CompiledEntry] = []
    for compiled in entries:
        if all(needs for needs, _ in compiled.match):
            for needs, _ in compiled.match:
                by_set.setdefault(min(needs), []).append((needs, compiled))
        else:
            always.append(compiled)
    return by_set, always


def _applies(rule: Rule, context: CheckContext) -> bool:
    return _in_scope(rule.scope, context) and any(
        in_force(source, context.on) for source in rule.sources
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
