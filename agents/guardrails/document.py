"""A text under check: normalised, cut into sentences, with its context and what was read from it."""

import functools
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from agents.guardrails.context import CheckContext
from agents.guardrails.grounding.figures import Figure, read_figures
from agents.guardrails.language.segments import Sentence, sentences
from agents.guardrails.language.stance import Stance, read_stance
from agents.guardrails.language.topics import topic_at
from agents.guardrails.normalisation import MappedText
from agents.guardrails.verdicts import Verdict

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Hit:
    """What a pattern or detector found: offsets into the normalised text, and what it overrides."""

    start: int
    end: int
    by: str
    verdict: Verdict | None = None
    message: str = ""
    suggestion: str = ""


@dataclass(frozen=True)
class Document:
    """One text with everything that detectors look at."""

    mapped: MappedText
    context: CheckContext
    classes_of: Callable[[str, int, int], set[int]] = field(repr=False)

    _memory: dict[str, object] = field(default_factory=dict, repr=False, compare=False)

    def remember(self, name: str, make: Callable[[], Kept]) -> Kept:
        """What ``make`` gives, made once for this text under ``name``."""
        if name not in self._memory:
            self._memory[name] = make()
        return self._memory[name]  # type: ignore[return-value]

    @property
    def text(self) -> str:
        """The normalised text."""
        return self.mapped.text

    @functools.cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences, in order."""
        return sentences(self.text)

    @functools.cached_property
    def classes(self) -> tuple[set[int], ...]:
        """For each sentence, the numbers of the word sets of which a word occurs."""
        return tuple(self.classes_of(self.text, one.start, one.end) for one in self.sentences)

    @functools.cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure in the text."""
        return read_figures(self.text)

    def figures_in(self, sentence: Sentence) -> tuple[Figure, ...]:
        """The figures of one sentence."""
        first = bisect_left(self.figures, sentence.start, key=lambda one: one.start)
        last = bisect_left(self.figures, sentence.end, key=lambda one: one.start)
        return self.figures[first:last]

    def topic_of(self, start: int, end: int) -> str:
        """What ``start:end`` is about, in the sentence that holds it."""
        at = bisect_right(self.sentences, start, key=lambda one: one.start) - 1
        if at >= 0 and start < self.sentences[at].end:
            return self.topic(self.sentences[at], start, end)
        return self.context.category

    def stance(self, sentence: Sentence, start: int, end: int) -> Stance:
        """How the sentence means ``start:end`` (offsets into the whole text)."""
        following = self.text[sentence.end : sentence.end + 80]
        shift = sentence.start
        return read_stance(sentence.text, start - shift, end - shift, following)

    def topic(self, sentence: Sentence, start: int, end: int) -> str:
        """What ``start:end`` is about: by its sentence, the sentences before, or the context."""
        shift = sentence.start
        found = topic_at(sentence.text, start - shift, end - shift)
        if found:
            return found
        if self.context.category:
            return self.context.category
        earlier = self.text[max(0, sentence.start - 120) : sentence.start]
        return topic_at(earlier, len(earlier), len(earlier)) if earlier else ""
