"""Words in pinyin or in others' characters, which no rule on words can judge: a person reads them."""

import re
from collections.abc import Iterable

from agents.guardrails.document import Document, Hit
from agents.guardrails.normalisation.characters import fold_character, is_han
from agents.guardrails.normalisation.sound import syllables
from agents.guardrails.packs.schema import DetectorEntry

_RUN = re.compile(r"(?<![a-z0-9])[a-z]{1,6}(?:[ '’-][a-z]{1,6}){2,}(?![a-z0-9])")
"""Three short words of letters or more, one after another."""
_INSIDE = re.compile(r"(?<=[\u4e00-\u9fff])[a-z]{3,6}(?=[\u4e00-\u9fff])")
"""A word of letters with Chinese characters on both sides."""
_WORDS = frozenset({"pin", "sun", "ping", "long", "song", "she", "you", "men", "man", "can", "fan"})
"""Syllables that are words or names of their own (PIN码)."""


def spelled_out(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """Runs of pinyin syllables, and single ones in the midst of Chinese (稳zhuan不赔).

    What is spelled and known (bao ben) was written out before; this is the rest.
    """
    del entry
    known = syllables()
    for run in _RUN.finditer(document.text):
        words = re.findall("[a-z]+", run.group())
        if all(word in known for word in words) and not _WORDS.issuperset(words):
            yield Hit(run.start(), run.end(), "detector:spelled_out")
    for one in _INSIDE.finditer(document.text):
        if one.group() in known and one.group() not in _WORDS:
            if document.mapped.original[
                slice(*document.mapped.span(one.start(), one.end()))
            ].islower():
                yield Hit(one.start(), one.end(), "detector:spelled_out")


_NEAR = 12
"""Characters between two that were put for others, so that chance does not explain both."""


def sound_alikes(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """A stretch in which several characters stand for others of their sound or shape (把身宾证嘲片).

    What could be written out was, and is judged; between and beside it stands what could not.
    """
    del entry
    original, starts, ends = (
        document.mapped.original,
        document.mapped.starts,
        document.mapped.ends,
    )
    changed = [
        at
        for at, char in enumerate(document.text)
        if ends[at] == starts[at] + 1
        and char != original[starts[at]]
        and is_han(char)
        and len(was := fold_character(original[starts[at]])) == 1
        and was != char
        and is_han(was)
    ]
    first = 0
    for place in range(1, len(changed) + 1):
        if place == len(changed) or changed[place] - changed[place - 1] > _NEAR:
            if place - first > 1:
                yield Hit(changed[first], changed[place - 1] + 1, "detector:sound_alikes")
            first = place
