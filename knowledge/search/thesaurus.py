"""What documents call the things that a question names in its own way, or in another language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypeVar

import yaml

from knowledge.normalisation import normalise
from knowledge.tokens import words

Key = TypeVar("Key")


@dataclass(frozen=True)
class Thesaurus:
    """``chinese``: what a text may contain and the words meant; ``english`` by runs of stems."""

    chinese: Mapping[str, str]
    english: Mapping[tuple[str, ...], str]
    longest: int

    def meant(self, text: str) -> str:
        """Words that ``text`` may mean, as one text; empty where nothing is known."""
        level = normalise(text)
        found = [meant for said, meant in self.chinese.items() if said in level]
        stems = [word for word in words(text) if word.isascii()]
        found += [self.english[run] for run in _runs(stems, self.longest) if run in self.english]
        return " ".join(dict.fromkeys(found))


@cache
def thesaurus() -> Thesaurus:
    """The thesaurus of ``thesaurus.yaml``."""
    text = (resources.files("knowledge") / "search" / "thesaurus.yaml").read_text("utf-8")
    entries = yaml.safe_load(text)
    chinese: dict[str, str] = {}
    english: dict[tuple[str, ...], str] = {}
    for said, meant in entries["chinese"].items():
        for one in said.split():
            _add(chinese, normalise(one), meant)
    for said, meant in (*entries["english"].items(), *entries["across"].items()):
        for one in said.split(","):
            _add(english, tuple(words(one)), meant)
    for said, meant in entries["across"].items():
        for one in meant.split():
            _add(chinese, normalise(one), said.replace(",", " "))
    return Thesaurus(chinese, english, max(map(len, english)))


def _add(entries: dict[Key, str], key: Key, meant: str) -> None:
    entries[key] = f"{entries[key]} {meant}" if key in entries else meant


def _runs(stems: list[str], longest: int) -> Iterator[tuple[str, ...]]:
    for size in range(1, longest + 1):
        for at in range(len(stems) - size + 1):
            yield tuple(stems[at : at + size])
