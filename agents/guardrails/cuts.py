"""Phrases that a full stop cuts in two (跳过风。险提示): what the two halves say when read as one.

A second reading beside the first and never in its place: a stop taken out would let 不是。 deny what
follows it. It counts only where something speaks against the stop, and only what reaches across it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from agents.guardrails.document import Document
from agents.guardrails.language.segments import Sentence
from agents.guardrails.normalisation import MappedText
from agents.guardrails.normalisation.characters import is_han

MOST = 6
"""Second readings of one text, so that a long one ends in time."""
_SHORT = 5
"""Characters of a first half that is hardly a sentence."""
_LONGEST = 40
"""Of either half: nobody reads two long sentences as one."""
_WINDOW = 3


@dataclass(frozen=True, slots=True)
class Joined:
    """Two halves as one sentence: a text of its own, and the original's offset of the stop."""

    mapped: MappedText
    stop: int


def cuts(document: Document) -> Iterator[Joined]:
    """The stops of a text that look as if they cut a phrase."""
    found = 0
    for first, second in zip(document.sentences, document.sentences[1:]):
        if found >= MOST:
            return
        if _is_cut(document.text, first, second):
            found += 1
            yield _joined(document.mapped, first, second)


def _is_cut(text: str, first: Sentence, second: Sentence) -> bool:
    """Whether the stop between two sentences has a phrase on both sides."""
    if text[first.end - 1] != "。" or second.start != first.end or second.end - first.end < 2:
        return False
    stop = first.end - 1
    if not (is_han(text[stop - 1 : stop] or " ") and is_han(text[second.start])):
        return False
    if max(first.end - first.start, second.end - second.start) > _LONGEST:
        return False
    return stop - first.start <= _SHORT or _in_a_word(text, stop)


def _in_a_word(text: str, stop: int) -> bool:
    """Whether the characters beside the stop make a word, by dictionary."""
    import rjieba

    before, after = text[max(0, stop - _WINDOW) : stop], text[stop + 1 : stop + 1 + _WINDOW]
    at = 0
    for word in rjieba.cut(before + after, False):
        if at < len(before) < at + len(word):
            return True
        at += len(word)
    return False


def _joined(mapped: MappedText, first: Sentence, second: Sentence) -> Joined:
    stop = first.end - 1
    parts = (slice(first.start, stop), slice(second.start, second.end))
    starts = [at for part in parts for at in mapped.starts[part]]
    ends = [at for part in parts for at in mapped.ends[part]]
    text = "".join(mapped.text[part] for part in parts)
    return Joined(MappedText(mapped.original, text, starts, ends), mapped.starts[stop])
