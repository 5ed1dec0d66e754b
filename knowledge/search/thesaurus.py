"""What documents call the things that a question names in its own way, or in another language."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any, TypeVar

import yaml

from knowledge.normalisation import normalise
from knowledge.tokens import words

Key = TypeVar("Key", bound=Hashable)
Span = tuple[int, int]


@dataclass(frozen=True)
class Thesaurus:
    """What is meant by what a text may contain.

    ``chinese`` and ``english`` (by runs of stems) say it in the same language; ``to_english`` and
    ``to_chinese`` in the other one, where only the longest entry at a place speaks: 存款保险 is
    deposit insurance, and neither savings nor a policy.
    """

    chinese: Mapping[str, str]
    english: Mapping[tuple[str, ...], str]
    to_english: Mapping[str, str]
    to_chinese: Mapping[tuple[str, ...], str]

    @cached_property
    def _longest_run(self) -> int:
        return max(map(len, (*self.english, *self.to_chinese)))

    def meant(self, text: str) -> str:
        """Words that ``text`` may mean, as one text; empty where nothing is known."""
        level = normalise(text)
        stems = [word for word in words(text) if word.isascii()]
        runs = list(_runs(stems, self._longest_run))
        found = [meant for said, meant in self.chinese.items() if said in level]
        found += [self.english[run] for _, run in runs if run in self.english]
        places = [(span, said) for said in self.to_english for span in _places(level, said)]
        found += [self.to_english[said] for said in _longest(places)]
        found += [self.to_chinese[run] for run in _longest(runs, self.to_chinese)]
        return " ".join(dict.fromkeys(found))


@cache
def thesaurus() -> Thesaurus:
    """``thesaurus.yaml``, and both directions of ``glossary.yaml``."""
    same = _read("thesaurus.yaml")
    chinese: dict[str, str] = {}
    english: dict[tuple[str, ...], str] = {}
    to_english: dict[str, str] = {}
    to_chinese: dict[tuple[str, ...], str] = {}
    for said, meant in same["chinese"].items():
        for one in said.split():
            _add(chinese, normalise(one), meant)
    for said, meant in same["english"].items():
        for one in said.split(","):
            _add(english, tuple(words(one)), meant)
    for said, meant in _read("glossary.yaml").items():
        for one in said.split(","):
            _add(to_chinese, tuple(words(one)), meant)
        for one in meant.split():
            if not one.isascii():
                _add(to_english, normalise(one), said.replace(",", " "))
    return Thesaurus(chinese, english, to_english, to_chinese)


def _read(name: str) -> Any:
    return yaml.safe_load((resources.files("knowledge") / "search" / name).read_text("utf-8"))


def _add(entries: dict[Key, str], key: Key, meant: str) -> None:
    entries[key] = f"{entries[key]} {meant}" if key in entries else meant


def _places(level: str, said: str) -> Iterator[Span]:
    at = level.find(said)
    while at >= 0:
        yield at, at + len(said)
        at = level.find(said, at + 1)


def _runs(stems: list[str], longest: int) -> Iterator[tuple[Span, tuple[str, ...]]]:
    for size in range(1, longest + 1):
        for at in range(len(stems) - size + 1):
            yield (at, at + size), tuple(stems[at : at + size])


def _longest(
    found: list[tuple[Span, Key]], among: Mapping[Key, str] | None = None
) -> Iterator[Key]:
    """Those of ``found`` (of ``among``) that do not lie within a longer one."""
    known = [(span, key) for span, key in found if among is None or key in among]
    for (start, end), key in known:
        if not any(s <= start and end <= e and e - s > end - start for (s, e), _ in known):
            yield key
