"""The checker with one mechanism switched off, to see what each is worth."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from agents.guardrails import CheckContext, CheckResult
from agents.guardrails.checker import Checker
from agents.guardrails.document import Document
from agents.guardrails.language.segments import Sentence
from agents.guardrails.language.stance import Stance
from agents.guardrails.normalisation import MappedText
from agents.guardrails.packs.loader import Pack, bundled
from agents.guardrails.packs.schema import DetectorEntry

MECHANISMS = ("patterns", "normalisation", "negation", "learned detector", "grounding")
_NARROW = str.maketrans("，；：！？（）％", ",;:!?()%")


@dataclass(frozen=True)
class _Asserting(Document):
    """A text in which whatever is said is meant."""

    def stance(self, sentence: Sentence, start: int, end: int) -> Stance:
        """Asserted."""
        return Stance.ASSERTED


class _Unfolded(Checker):
    """Reads a text as it is, but for the punctuation on which sentences are cut."""

    def read(
        self, text: str, context: CheckContext | None = None, *, plain: bool = False
    ) -> Document:
        """``text`` with nothing seen through."""
        read = super().read(text, context, plain=plain)
        narrow = text.translate(_NARROW)
        mapped = MappedText(text, narrow, range(len(text)), range(1, len(text) + 1))
        return replace(read, mapped=mapped, _memory={})


class _Credulous(Checker):
    """Takes every phrase for an assertion."""

    def read(
        self, text: str, context: CheckContext | None = None, *, plain: bool = False
    ) -> Document:
        """``text`` in which no negation, warning or question counts."""
        read = super().read(text, context, plain=plain)
        return _Asserting(read.mapped, read.context, read.classes_of)


@cache
def whole() -> Checker:
    """The checker as it ships."""
    return Checker(bundled())


@cache
def without(mechanism: str) -> Checker:
    """The checker without one of ``MECHANISMS``.

    The learned detector's own look at negation is part of its training and stays.
    """
    makers: Mapping[str, Callable[[], Checker]] = {
        "patterns": lambda: Checker(replace(bundled(), entries=())),
        "normalisation": lambda: _Unfolded(bundled()),
        "negation": lambda: _Credulous(bundled()),
        "learned detector": lambda: Checker(_less(lambda entry: entry.name != "learned")),
        "grounding": lambda: Checker(_less(lambda entry: entry.name != "grounding")),
    }
    return makers[mechanism]()


def without_entry(rule: str, entry: str) -> Checker:
    """The checker without one pattern entry."""
    pack = bundled()
    left = tuple(one for one in pack.entries if (one.rule.id, one.entry.id) != (rule, entry))
    return Checker(replace(pack, entries=left))


def broken(checker: Checker, text: str, context: CheckContext) -> frozenset[str]:
    """The rules that hold ``text`` up."""
    return blocking(checker.check(text, context))


def blocking(result: CheckResult) -> frozenset[str]:
    """The rules of the findings that block."""
    return frozenset(one.rule for one in result.findings if one.verdict.blocks)


def _less(keep: Callable[[DetectorEntry], bool]) -> Pack:
    pack = bundled()
    rules = tuple(
        rule.model_copy(update={"detectors": tuple(one for one in rule.detectors if keep(one))})
        for rule in pack.rules
    )
    return replace(pack, rules=rules)
