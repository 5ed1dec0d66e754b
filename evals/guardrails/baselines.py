"""Two word lists, as banks without a checker have them: plain, and after NFKC without separators.

The words are the pack's own: every phrase that it sees through, every pattern that is a mere word
and the words of its list of hurry. So a list that misses what patterns find is not a poorer list.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache

from agents.guardrails.packs.loader import bundled

_SPECIAL = re.compile(r"[\\()\[\]{}|?*+.^$~]")
_SEPARATORS = re.compile(r"[\W_]+")

Judge = Callable[[str], frozenset[str]]
"""The rules that a text breaks."""


def plain_words(text: str) -> frozenset[str]:
    """Rules of which a word stands in ``text`` as it is."""
    return frozenset(
        rule for rule, words in word_lists().items() if any(one in text for one in words)
    )


def folded_words(text: str) -> frozenset[str]:
    """The same after NFKC, lower case and without anything between the characters."""
    return plain_words(_SEPARATORS.sub("", unicodedata.normalize("NFKC", text).lower()))


BASELINES: Mapping[str, Judge] = {
    "word list": plain_words,
    "word list, NFKC, no separators": folded_words,
}


@cache
def word_lists() -> Mapping[str, frozenset[str]]:
    """The words of each rule."""
    pack = bundled()
    found: dict[str, set[str]] = {rule.id: set(rule.seen_through) for rule in pack.rules}
    for compiled in pack.entries:
        if compiled.entry.verdict is not None and not compiled.entry.verdict.blocks:
            continue
        for _, pattern in compiled.match:
            if not _SPECIAL.search(pattern.source):
                found[compiled.rule.id].add(pattern.source)
    found["G12"] |= _hurry()
    return {rule: frozenset(words) for rule, words in found.items() if words}


def _hurry() -> set[str]:
    (hurry,) = [
        pattern.regex.pattern
        for compiled in bundled().entries
        if compiled.entry.id == "hurry"
        for _, pattern in compiled.match
        if pattern.source == "{hurry}"
    ]
    return set(hurry.removeprefix("(?:").removesuffix(")").split("|"))
