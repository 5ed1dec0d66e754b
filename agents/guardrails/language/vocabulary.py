"""Finding the words of many classes in one pass, so that only patterns that can match are tried."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Node:
    """A state of the trie: where each next character leads, and the classes of a word ended here."""

    following: dict[str, "_Node"] = field(default_factory=dict)
    classes: set[int] = field(default_factory=set)


class Vocabulary:
    """Word classes and their words, as a trie over characters, entered by the first two."""

    def __init__(self, classes: Mapping[int, Iterable[str]]) -> None:
        self._root = _Node()
        for number, words in classes.items():
            for word in words:
                node = self._root
                for char in word:
                    node = node.following.setdefault(char, _Node())
                node.classes.add(number)
        self._single = {c: node.classes for c, node in self._root.following.items() if node.classes}
        self._pairs = {
            one + two: second
            for one, first in self._root.following.items()
            for two, second in first.following.items()
        }

    def classes_in(self, text: str, start: int = 0, end: int | None = None) -> set[int]:
        """The numbers of all classes of which a word stands in ``text[start:end]``."""
        found: set[int] = set()
        stop = len(text) if end is None else end
        single, pairs = self._single, self._pairs
        for char in single.keys() & set(text[start:stop]):
            found |= single[char]
        for at in range(start, stop - 1):
            node = pairs.get(text[at : at + 2])
            here = at + 2
            while node is not None:
                if node.classes:
                    found |= node.classes
                if here >= stop:
                    break
                node = node.following.get(text[here])
                here += 1
        return found
