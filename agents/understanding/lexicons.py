"""The word lists of ``lexicon/*.yaml``, read once and compiled for matching."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Hit:
    """A word of a lexicon at ``text[start:end]`` and the value that it states."""

    start: int
    end: int
    value: str
    word: str


class Lexicon:
    """Words with the value that each states; at one place the longest word wins.

    A word mapped to ``""`` blocks the shorter words inside it and states nothing.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = {word.lower(): value for word, value in values.items()}
        ordered = sorted(self.values, key=len, reverse=True)
        self._pattern = re.compile("|".join(_bounded(word) for word in ordered))

    def find(self, text: str) -> list[Hit]:
        """Every word in ``text`` (normalised), left to right, without overlap."""
        return [
            Hit(match.start(), match.end(), value, match.group())
            for match in self._pattern.finditer(text)
            if (value := self.values[match.group()])
        ]


def _bounded(word: str) -> str:
    """The word as a pattern; a Latin word is not part of a longer one (ai in fail)."""
    escaped = re.escape(word)
    if word.isascii() and word.isalnum():
        return rf"(?<![a-z0-9]){escaped}(?![a-z0-9])"
    return escaped


@dataclass(frozen=True)
class TypoTable:
    """Misspellings and what was meant: as written, by pinyin typed, by pinyin heard."""

    wrong: Mapping[str, str]
    pinyin: Mapping[str, str]
    sounds: Mapping[str, str]


def read(name: str) -> dict[str, object]:
    """One YAML file of the lexicon folder.

    Raises:
        TypeError: the file is not a mapping.
    """
    content = _load(name)
    if not isinstance(content, dict):
        raise TypeError(f"lexicon {name}.yaml must be a mapping, got {type(content).__name__}")
    return content


def read_list(name: str) -> list[object]:
    """One YAML file of the lexicon folder that holds a list.

    Raises:
        TypeError: the file is not a list.
    """
    content = _load(name)
    if not isinstance(content, list):
        raise TypeError(f"lexicon {name}.yaml must be a list, got {type(content).__name__}")
    return content


def _load(name: str) -> object:
    text = (files("agents.understanding") / "lexicon" / f"{name}.yaml").read_text("utf-8")
    return yaml.load(text, Loader=_loader())


def _loader() -> type[yaml.SafeLoader]:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one reads ten times faster


def words(content: object) -> tuple[str, ...]:
    """A list of a YAML file as strings (an unquoted ``on`` or number would be something else)."""
    if not isinstance(content, list):
        raise TypeError(f"a list of words was expected, got {content!r}")
    return tuple(str(word) for word in content)


def _by_value(content: object) -> dict[str, str]:
    if not isinstance(content, dict):
        raise TypeError(f"a mapping of value to words was expected, got {content!r}")
    return {word: str(value) for value, group in content.items() for word in words(group)}


@cache
def _words_file() -> dict[str, object]:
    return read("words")


@cache
def lexicon(slot: str) -> Lexicon:
    """The lexicon of one slot of ``words.yaml`` (``goal``, ``channel``, ...)."""
    content = _words_file()[slot]
    if isinstance(content, list):
        return Lexicon({word: word for word in words(content)})
    values = _by_value(content)
    if slot == "category":
        values.update(dict.fromkeys(words(_words_file()["not_category"]), ""))
    return Lexicon(values)


@cache
def themes() -> Lexicon:
    """What people call the canonical themes."""
    return Lexicon(_by_value(read("themes")))


@cache
def places() -> tuple[str, ...]:
    """Places that stand for a branch, longest first."""
    return tuple(sorted(words(read("places")["places"]), key=len, reverse=True))


@cache
def names() -> dict[str, object]:
    """``names.yaml``: surnames, given-name characters, titles."""
    return read("names")


@cache
def typo_table() -> TypoTable:
    """``typos.yaml``, with the pinyin of the words that are recognised by sound."""
    from pypinyin import lazy_pinyin

    content = read("typos")
    wrong = content["wrong"]
    if not isinstance(wrong, dict):
        raise TypeError(f"typos.yaml wrong must be a mapping, got {wrong!r}")
    heard = words(content["heard"])
    return TypoTable(
        wrong={str(key): str(value) for key, value in wrong.items()},
        pinyin={"".join(lazy_pinyin(word)): word for word in heard},
        sounds={" ".join(lazy_pinyin(word)): word for word in heard},
    )
