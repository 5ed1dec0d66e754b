"""What may be a name, and what speaks for it: the characters, the words around, the segmenter."""

import math
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from agents.understanding.lexicons import names, words

Token: TypeAlias = tuple[int, int, str]
"""Start, end and part of speech of a word, as the segmenter reads it."""

SIZE = 1 << 15
"""Features are hashed into so many columns."""
_RARE = 50
"""The rank of a double surname among the single ones, for want of a better."""
_PAUSE = frozenset('，,。;；:：!?！？、 \n(（)）"“”「」')
_HAN = ("一", "龥")
_NEVER_GIVEN = frozenset("我你您他她它们的了着是哪谁么吗呢吧啊呀这那些个局厅署")
"""Words of grammar, and what authorities are called by (金管局)."""
_OF_MONEY = re.compile(r"[\d零一二两三四五六七八九十百千几多半]万$|少钱$")
"""An amount, not the surnames 万 and 钱."""


@dataclass(frozen=True)
class Candidate:
    """A surname and one or two characters at ``text[start:end]``; ``surname`` is its length."""

    start: int
    end: int
    surname: int


@cache
def surnames() -> dict[str, int]:
    """Single surnames with their rank, the most frequent first."""
    return {character: rank for rank, character in enumerate(str(names()["surnames"]))}


@cache
def double_surnames() -> tuple[str, ...]:
    """Surnames of two characters."""
    return words(names()["double"])


@cache
def given_ranked() -> tuple[str, ...]:
    """What given names are made of, the usual characters first."""
    return tuple(dict.fromkeys(str(names()["given"])))


@cache
def given_characters() -> frozenset[str]:
    """What given names are made of."""
    return frozenset(given_ranked())


def candidates(text: str) -> Iterator[Candidate]:
    """All that begins with a surname, left to right."""
    for at, character in enumerate(text):
        surname = 2 if text[at : at + 2] in double_surnames() else 1
        if surname == 1 and (character not in surnames() or _OF_MONEY.search(text[: at + 1])):
            continue
        for given in (1, 2):
            end = at + surname + given
            written = text[at:end]
            if len(written) == surname + given and _may_be_one(written[surname:]):
                yield Candidate(at, end, surname)


def _may_be_one(given: str) -> bool:
    return _NEVER_GIVEN.isdisjoint(given) and all(_HAN[0] <= c <= _HAN[1] for c in given)


def segmented(text: str) -> list[Token]:
    """The segmenter's words."""
    import rjieba

    tokens, at = [], 0
    for word, tag in rjieba.tag(text):
        tokens.append((at, at + len(word), tag))
        at += len(word)
    return tokens


def columns(features: Sequence[str]) -> list[int]:
    """Where features stand."""
    return [zlib.crc32(one.encode()) % SIZE for one in features]


def own(text: str, tokens: Sequence[Token], one: Candidate) -> list[str]:
    """What the candidate itself says: how names are made, and which words lie inside it."""
    import rjieba

    given = text[one.start + one.surname : one.end]
    size = len(given)
    rank = surnames().get(text[one.start], _RARE) if one.surname == 1 else _RARE
    common = int(math.log2(rank + 2))
    fitting = sum(character in given_characters() for character in given)
    starts = any(start == one.start for start, _, _ in tokens)
    ends = any(end == one.end for _, end, _ in tokens)
    shape = "|".join(_shape(token, one) for token in tokens if _meet(token, one))
    return [
        f"size {one.surname} {size}",
        f"rank {common}",
        f"rank {common} {size}",
        f"fitting {fitting} {size}",
        *(f"given {character}" for character in given),
        f"word bounds {starts} {ends} {size}",
        f"words {shape}",
        f"words {shape} {size}",
        f"is a word {bool(rjieba.has_word(text[one.start : one.end]))} {size}",
        f"given is a word {bool(rjieba.has_word(given))} {size}",
        f"begins a word {bool(rjieba.has_word(text[one.start : one.start + one.surname + 1]))} "
        f"{size}",
    ]


def near(text: str, tokens: Sequence[Token], one: Candidate) -> list[str]:
    """What stands next to it, of kinds that also unseen words have."""
    import rjieba

    before, after = _neighbours(tokens, one)
    joined_before = one.start > 0 and rjieba.has_word(text[one.start - 1 : one.start + 1])
    joined_after = one.end < len(text) and rjieba.has_word(text[one.end - 1 : one.end + 1])
    return [
        f"kind before {before[2] if before else None}",
        f"kind after {after[2] if after else None}",
        f"word with what is before {bool(joined_before)}",
        f"word with what is after {bool(joined_after)} {one.end - one.start - one.surname}",
        f"before {_edge(text[one.start - 1 : one.start])}",
        f"after {_edge(text[one.end : one.end + 1])}",
    ]


def around(text: str, tokens: Sequence[Token], one: Candidate) -> list[str]:
    """The very words next to it."""
    left, right = text[max(0, one.start - 2) : one.start], text[one.end : one.end + 2]
    before, after = _neighbours(tokens, one)
    return [
        f"two before {_edge(left)}",
        f"two after {_edge(right)}",
        f"between {_edge(left[-1:])} {_edge(right[:1])}",
        f"word before {text[before[0] : before[1]] if before else None}",
        f"word after {text[after[0] : after[1]] if after else None}",
    ]


def _edge(written: str) -> str:
    """A pause is a pause, whichever mark it has, and so is the end of the text."""
    return "|" if not written or written[-1:] in _PAUSE or written[:1] in _PAUSE else written


def _meet(token: Token, one: Candidate) -> bool:
    return token[0] < one.end and one.start < token[1]


def _shape(token: Token, one: Candidate) -> str:
    start, end, tag = token
    return f"{tag[:2] if end - start > 1 else 1}{max(start, one.start) - start}.{end - start}"


def _neighbours(tokens: Sequence[Token], one: Candidate) -> tuple[Token | None, Token | None]:
    """The words that end where it begins, and begin where it ends."""
    before = next((token for token in tokens if token[1] == one.start), None)
    after = next((token for token in tokens if token[0] == one.end), None)
    return before, after
