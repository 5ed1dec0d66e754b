"""Words of the trade, found again where a character was put for another of the same sound.

Protected phrases (``phrases``) are few and long; a forbidden sentence is mostly ordinary words, and
理才和村款眉有取别 breaks them all. A restored word accuses nobody by itself: it only lets the rules
read the sentence that a reader takes it for. So the doubt is about the text, not about the word: a
character is suspect where the dictionary leaves it standing alone and it is none of those that stand
alone in ordinary writing, and two suspects beside each other are believed, or one in a long word.

``words.txt`` holds the words, made by ``python -m agents.guardrails.normalisation.words``.
"""

import functools
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import pairwise

from agents.guardrails.normalisation.characters import is_han
from agents.guardrails.normalisation.mapped import Edit, MappedText
from agents.guardrails.normalisation.sound import readings

LENGTHS = (4, 3, 2)
TRUSTED = 3
"""A word of so many characters is believed alone."""
_NEAR = 12
"""Characters between two restored words that speak for each other."""
_FEWEST = 2
_RULES = ("cn-2026.yaml", "cn-2026-conduct.yaml", "cn-2026-customers.yaml", "cn-2026-promises.yaml")
_SAID = ("promises.yaml", "pairs.yaml", "plain.yaml", "spoken.yaml")
_ORDINARY = (*_SAID, "documents.yaml", "news.yaml", "ordinary.yaml")


class WordBook:
    """The words to see through a change of characters, by what was kept of them."""

    def __init__(self, words: Sequence[str]) -> None:
        """``words`` of one character are those that stand alone in ordinary writing."""
        self._by_kept: dict[tuple[str, int, int], list[str]] = {}
        self._common = frozenset(word for word in words if len(word) == 1)
        for word in sorted(word for word in words if len(word) > 1):
            for place, char in enumerate(word):
                self._by_kept.setdefault((char, place, len(word)), []).append(word)

    def restore(self, mapped: MappedText) -> MappedText:
        """``mapped`` with every such word written out; itself if there is none to believe."""
        text = mapped.text
        alone = _alone(text)
        suspects = frozenset(at for at in alone if text[at] not in self._common)
        if not suspects:
            return mapped
        edits = _believed(list(self._found(text, suspects)))
        if not edits:
            return mapped
        # Where a writer has been caught at it, any character that stands alone is suspect.
        near = [(edit.start - _NEAR, edit.end + _NEAR) for edit in edits]
        more = frozenset(at for at in alone if any(low <= at < high for low, high in near))
        return mapped.edited(self._found(text, suspects | more))

    def _found(self, text: str, suspects: frozenset[int]) -> Iterator[Edit]:
        free = 0
        for suspect in sorted(suspects):
            if suspect < free:
                continue
            edit = self._at(text, suspect, suspects, free)
            if edit is not None:
                free = edit.end
                yield edit

    def _at(self, text: str, suspect: int, suspects: frozenset[int], free: int) -> Edit | None:
        """The longest word that the suspect may belong to."""
        for length in LENGTHS:
            for start in range(max(free, suspect - length + 1), suspect + 1):
                if start + length > len(text):
                    break
                for place in range(length):
                    at = start + place
                    if at == suspect:
                        continue
                    for word in self._by_kept.get((text[at], place, length), ()):
                        if _sounds_so(text, start, word, suspects):
                            return Edit(start, start + length, word)
        return None


def _sounds_so(text: str, start: int, word: str, suspects: frozenset[int]) -> bool:
    """Whether the text there is the word, but for suspects of the same sound."""
    return all(
        text[at] == char or (at in suspects and bool(readings(text[at]) & readings(char)))
        for at, char in enumerate(word, start=start)
    )


def _believed(found: Sequence[Edit]) -> list[Edit]:
    """Those that another one speaks for, and long ones."""
    near = {
        place
        for first, (one, other) in enumerate(pairwise(found))
        if other.start - one.end <= _NEAR
        for place in (first, first + 1)
    }
    return [one for at, one in enumerate(found) if at in near or len(one.text) >= TRUSTED]


def _alone(text: str) -> list[int]:
    """Where the dictionary leaves a character standing alone."""
    import rjieba

    found, at = [], 0
    for token in rjieba.cut(text, False):
        if len(token) == 1 and is_han(token):
            found.append(at)
        at += len(token)
    return found


@functools.cache
def shipped() -> WordBook:
    """The words that ship with the package."""
    source = resources.files("agents.guardrails.normalisation").joinpath("words.txt")
    return WordBook(source.read_text(encoding="utf-8").split())


def collected() -> list[str]:
    """The words of the trade: those of two to four characters that the pack's rules and the
    examples of the learned detector use at least twice; and the characters that stand alone there.
    """
    rules = resources.files("agents.guardrails.packs")
    examples = resources.files("agents.guardrails.learned").joinpath("examples")
    spoken = [examples.joinpath(name) for name in _SAID]
    words = _counted([*(rules.joinpath(name) for name in _RULES), *spoken])
    single = _counted([examples.joinpath(name) for name in _ORDINARY])
    found = {word for word, count in words.items() if count >= _FEWEST and len(word) in LENGTHS}
    found |= {char for char, count in single.items() if count >= _FEWEST and len(char) == 1}
    return sorted(word for word in found if all(is_han(char) for char in word))


def _counted(files: Sequence[Traversable]) -> Counter[str]:
    import rjieba

    counts: Counter[str] = Counter()
    for file in files:
        text = re.sub(r"[^\u4e00-\u9fff]+", "\n", file.read_text(encoding="utf-8"))
        counts.update(rjieba.cut(text, False))
    return counts


if __name__ == "__main__":
    sys.stdout.write("\n".join(collected()) + "\n")
