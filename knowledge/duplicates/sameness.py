"""Whether two documents tell the same story."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.documents import Document
from knowledge.duplicates.corrections import title_of
from knowledge.duplicates.wire import core
from knowledge.normalisation import normalise

NEAR = 0.7
"""Share of common shingles from which differences are looked at: three edits in a short story."""

_LIKE_TITLE = 0.85
"""Share of common pairs of letters from which two titles are one."""

_ADDED = 0.2
"""Share of the longer story that may be words which only one has."""

_TITLE_TOLD = 0.5
"""Share of what only one title says that the other's text must tell."""

_SHINGLE = 5
_PRIME = (1 << 31) - 1
_FIGURES = re.compile(r"[a-z0-9]*\d[a-z0-9]*(?:[.,]\d+)*%?")
_SENTENCE = re.compile(r"[^。!?;\n]*[。!?;\n]+|[^。!?;\n]+$")
_RELATIVE_DAY = re.compile(
    r"今日|今天|今晨|今早|今晚|昨日|昨天|昨晚|当日|当天|本日|日内|盘中|早盘|午盘|尾盘|收盘|开盘|本周|上周|today|yesterday"
)
_REPOSTED_WITHIN = timedelta(days=3)
_DENIES = re.compile(
    r"[不未非无没否拒撤终停禁]|取消|暂缓|推迟|\b(?:not|no|never|without|un\w+|denies|denied)\b"
)
_DECORATION = re.compile(
    r"快讯|突发|重磅|最新|独家|速递|公告精选|盘中|早报|午报|图解|一图读懂|[!?|丨:,]"
)
_EDITED = tuple(
    frozenset(group.split())
    for group in (
        "表示 称 指出 说 介绍 透露 认为",
        "今日 今天 当日 日内",
        "日前 近日 近期",
        "公告 公告称 发布公告 公告表示",
        "并 且 并且 同时",
        "将 将会 会",
        "和 与 及 以及",
        "said says stated",
    )
)
"""Words that editors put for one another."""


@dataclass(frozen=True)
class Profile:
    """What of a document is compared, worked out when it is needed."""

    document: Document

    @cached_property
    def story(self) -> str:
        """The story in one written form."""
        return core(normalise(self.document.text))

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """Its figures and codes, in order."""
        return tuple(_FIGURES.findall(self.story))

    @cached_property
    def title(self) -> str:
        """The title without what only decorates it."""
        return _DECORATION.sub(" ", normalise(title_of(self.document)))

    @cached_property
    def hashes(self) -> frozenset[int]:
        """Its shingles."""
        return frozenset(shingles(self.story).tolist())


def same_story(one: Profile, two: Profile, *, equal: bool) -> bool:
    """Whether two documents say the same; ``equal``: their stories are, letter by letter."""
    if not _days_agree(one, two) or one.figures != two.figures or not _titles_agree(one, two):
        return False
    if equal:
        return True
    a, b = one.hashes, two.hashes
    if not a or not b or len(a & b) / len(a | b) < NEAR:
        return False
    differences = list(_differences(one.story, two.story))
    added = sum(abs(len(x) - len(y)) for x, y in differences)
    longer = max(len(one.story), len(two.story))
    return added <= _ADDED * longer and all(_edit(x, y) for x, y in differences)


def shingles(story: str) -> NDArray[np.int64]:
    """Hashes of the distinct five-letter pieces of ``story``; none of a shorter one."""
    codes = np.array([ord(c) for c in story if c.isalnum()], dtype=np.int64)
    if codes.size < _SHINGLE:
        return codes[:0]
    hashes = np.zeros(codes.size - _SHINGLE + 1, dtype=np.int64)
    for at in range(_SHINGLE):
        hashes = (hashes * 1_000_003 + codes[at : at + hashes.size]) % _PRIME
    return np.unique(hashes)


def _days_agree(one: Profile, two: Profile) -> bool:
    """Two days' reports in the same words are two reports; a story posted again is one."""
    a, b = one.document.published, two.document.published
    if a is None or b is None or a == b:
        return True
    return abs(a - b) <= _REPOSTED_WITHIN and not _RELATIVE_DAY.search(one.story)


def _titles_agree(one: Profile, two: Profile) -> bool:
    if not one.title.strip() or not two.title.strip():
        return True
    if _FIGURES.findall(one.title) != _FIGURES.findall(two.title) and not (
        _figures_told(one, two) and _figures_told(two, one)
    ):
        return False
    a, b = _pairs(one.title), _pairs(two.title)
    if not a or not b or len(a & b) / len(a | b) >= _LIKE_TITLE:
        return True
    return _told(a - b, two) and _told(b - a, one)


def _figures_told(title_of: Profile, by: Profile) -> bool:
    told = {*by.figures, *_FIGURES.findall(by.title)}
    return told.issuperset(_FIGURES.findall(title_of.title))


def _told(own: set[str], by: Profile) -> bool:
    """Whether the other's text tells what only this title says."""
    if not own:
        return True
    return len(own & _pairs(by.story)) / len(own) >= _TITLE_TOLD


def _pairs(text: str) -> set[str]:
    letters = [c for c in text if c.isalnum()]
    return {a + b for a, b in pairwise(letters)}


def _differences(one: str, two: str) -> Iterator[tuple[str, str]]:
    """The stretches in which two stories differ, sentence by sentence and then by letters."""
    a, b = _SENTENCE.findall(one), _SENTENCE.findall(two)
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "replace":
            yield from _by_letters("".join(a[i:j]), "".join(b[k:m]))
        elif kind != "equal":
            yield "".join(a[i:j]), "".join(b[k:m])


def _by_letters(one: str, two: str) -> Iterator[tuple[str, str]]:
    a, b = ("".join(c for c in text if c.isalnum()) for text in (one, two))
    if max(len(a), len(b)) > 2000:
        yield a, b  # as if all of it were different: nobody rewrites a sentence that long
        return
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind != "equal":
            yield a[i:j], b[k:m]


def _edit(one: str, two: str) -> bool:
    """Whether an editor may have made one stretch of the other without changing what is said."""
    if not one or not two:
        return not _DENIES.search(one or two)
    return any(one in group and two in group for group in _EDITED)
