"""Which documents are replaced by a correction of them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TypeAlias

from knowledge.documents import Document
from knowledge.normalisation import normalise

Key: TypeAlias = tuple[str, str]

_MARK = re.compile(
    r"^\s*[【\[(]?\s*(?:更正|勘误|修正|correction|corrected)(?:公告|启事|声明)?\s*[】\])]?\s*[:|丨-]?\s*"
)
_HEAD = re.compile(r"^\s*【(.{4,80}?)】")
_WITHIN = timedelta(days=14)
_SHORT = 24  # characters of a title in which its mark stands
_LEAST = 4  # letters of a title: fewer are no title that two documents would share by intent
_ANY = date.max  # a correction without a day may be of any
_PERHAPS = re.compile(
    "[正勘]|orrect|[\u200b-\u200f\u2060-\u2064\ufeff\uf900-\ufaff\uff21-\uff5a]|[\U0001d400-\U0001d7ff]",
    re.IGNORECASE,
)
"""What cannot be missing from a mark in any written form: most titles need no closer look."""


def corrected(documents: Sequence[Document]) -> dict[Key, str]:
    """For each document that is replaced, by its collection and id, the id of its last correction.

    A document replaces those that it ``corrects``, and, where its title begins with 更正, the
    earlier one (at most 14 days) of the same title, source, collection and access label.
    """
    by_key = {document.key: document for document in documents}
    direct: dict[Key, Key] = {}
    for document in documents:
        for id_ in document.corrects:
            target = (document.collection, id_)
            if target in by_key and not _leads(direct, document.key, target):
                direct[target] = document.key
    for old, new in _by_title(documents):
        if old not in direct and not _leads(direct, new, old):
            direct[old] = new
    return {key: _last(direct, key)[1] for key in direct}


def _by_title(documents: Sequence[Document]) -> list[tuple[Key, Key]]:
    marked = [(bare, document) for document in documents if (bare := _marked(document))]
    plain: dict[tuple[str, str, str], list[Document]] = defaultdict(list)
    for document in _in_reach(documents, [document for _, document in marked]):
        title = _letters(normalise(title_of(document)))
        if title and not _marked(document):
            plain[title, document.collection, document.access].append(document)
    return [
        (old.key, new.key)
        for bare, new in marked
        for old in plain.get((bare, new.collection, new.access), ())
        if _may_correct(new, old)
    ]


def _marked(document: Document) -> str:
    """What the title of a correction says it corrects; empty for every other document."""
    title = title_of(document)
    if not _PERHAPS.search(title[:_SHORT]):
        return ""
    found = _MARK.match(normalise(title))
    bare = _letters(normalise(title)[found.end() :]) if found else ""
    return bare if len(bare) >= _LEAST else ""


def _in_reach(documents: Sequence[Document], corrections: Sequence[Document]) -> Iterator[Document]:
    """The documents of which ``corrections`` may be, by where and when they were published."""
    days: dict[tuple[str, str], set[date | None]] = defaultdict(set)
    for one in corrections:
        reach = range(_WITHIN.days + 1)
        back = [one.published - timedelta(n) for n in reach] if one.published else [None]
        days[one.collection, one.access] |= {None, *back}
        if one.published is None:
            days[one.collection, one.access].add(_ANY)
    for document in documents:
        known = days.get((document.collection, document.access))
        if known and (document.published in known or _ANY in known):
            yield document


def _may_correct(new: Document, old: Document) -> bool:
    if new.source and old.source and new.source != old.source:
        return False
    if new.published is None or old.published is None:
        return True
    return timedelta(0) <= new.published - old.published <= _WITHIN


def title_of(document: Document) -> str:
    """The title, or the headline in brackets that a text without one begins with."""
    found = None if document.title else _HEAD.match(document.text)
    return found.group(1) if found else document.title


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _leads(direct: dict[Key, Key], start: Key, end: Key) -> bool:
    """Whether ``start`` is ``end`` or, through its corrections, replaced by it."""
    at: Key | None = start
    while at is not None:
        if at == end:
            return True
        at = direct.get(at)
    return False


def _last(direct: dict[Key, Key], key: Key) -> Key:
    while key in direct:
        key = direct[key]
    return key
