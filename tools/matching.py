"""Which of the known names a written name means: exact, part, abbreviation, typo, homophone."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log

_NOISE = re.compile(r"[\s·•.,，。、()（）\[\]【】\-—_/“”\"'《》「」]+")
_CHINESE_NUMBER = re.compile(r"[零一二三四五六七八九十百]+(?=号|天|日|期|年|个月|月)")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}

ENOUGH = 0.5
"""Share of the written name that must be found in a known one, weighted by how telling it is."""
MARGIN = 0.08
"""Names this close to the best are meant as well as the best one: then it is several."""


@dataclass(frozen=True)
class Match:
    """A known name's key, and how much of what was written it explains (1 = all of it)."""

    key: str
    score: float


def plain(text: str) -> str:
    """NFKC, lower case, no spaces or marks, small Chinese numbers before a measure as digits."""
    text = _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()
    return _CHINESE_NUMBER.sub(lambda found: str(_number(found.group())), text)


class Names:
    """Known names by key, with what is needed to look one up.

    Args:
        names: key -> the names that it goes by, the official one first.
    """

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self._plain = {key: [plain(name) for name in known] for key, known in names.items()}
        spread = Counter(gram for known in self._plain.values() for gram in _grams(" ".join(known)))
        self._weight = {g: log((1 + len(names)) / n) + 0.05 for g, n in spread.items()}
        self._rare = log(1 + len(names)) + 0.05

    def find(self, text: str) -> list[Match]:
        """What ``text`` may mean, best first: one match is sure, several are equally good."""
        wanted = plain(text)
        if not wanted:
            return []
        exact = [key for key, known in self._plain.items() if wanted in known]
        if exact:
            return [Match(key, 1.0) for key in exact]
        inside = [key for key, known in self._plain.items() if any(wanted in n for n in known)]
        if inside and len(wanted) > 1:
            return [Match(key, 1.0) for key in inside]
        short = [
            key for key, known in self._plain.items() if any(_shortens(wanted, n) for n in known)
        ]
        if short and len(wanted) > 2:
            return [Match(key, 1.0) for key in short]
        return _best(self._by_letters(wanted) or self._by_sound(wanted))

    def _by_letters(self, wanted: str) -> list[Match]:
        sought = _grams(wanted)
        whole = sum(self._weight.get(gram, self._rare) for gram in sought)
        found = []
        for key, known in self._plain.items():
            shared = max(sum(self._weight[g] for g in sought & _grams(name)) for name in known)
            if shared / whole >= ENOUGH:
                found.append(Match(key, shared / whole))
        return found

    def _by_sound(self, wanted: str) -> list[Match]:
        sought = _pairs(_sounds(wanted))
        found = []
        for key, known in self._plain.items():
            share = max(len(sought & _pairs(_sounds(name))) / len(sought) for name in known)
            if share >= 0.75:
                found.append(Match(key, share))
        return found


def same_sound(one: str, other: str) -> bool:
    """Whether two Chinese names are read alike, tones aside (王方, 王芳)."""
    return _sounds(one) == _sounds(other)


def _shortens(wanted: str, name: str) -> bool:
    """Whether ``wanted`` leaves letters out of ``name`` and keeps the rest in order (年金险)."""
    rest = iter(name)
    return all(letter in rest for letter in wanted)


def _best(found: Iterable[Match]) -> list[Match]:
    ranked = sorted(found, key=lambda match: (-match.score, match.key))
    return [match for match in ranked if match.score >= ranked[0].score - MARGIN]


@lru_cache(maxsize=4096)
def _grams(text: str) -> frozenset[str]:
    pairs = {text[i : i + 2] for i in range(len(text) - 1)}
    return frozenset(pairs or {text})


@lru_cache(maxsize=8192)
def _sounds(text: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text))


def _pairs(sounds: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(pairwise(sounds)) or frozenset({sounds})


def _number(text: str) -> int:
    """0 to 999 in Chinese digits; digit by digit where there is no 十 or 百 (二零二六)."""
    if not set(text) & {"十", "百"}:
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            total += (digit or 1) * (100 if character == "百" else 10)
            digit = 0
    return total + digit


def longest_shared(name: str, words: str) -> int:
    """Letters of the longest part of a name that stands in some words."""
    best = 0
    for start in range(len(name)):
        while start + best < len(name) and name[start : start + best + 1] in words:
            best += 1
    return best
