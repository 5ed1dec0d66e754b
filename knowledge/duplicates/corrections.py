"""Which documents are replaced by a correction of them."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeAlias

from knowledge.documents import Document
from knowledge.normalisation import normalise

Key: TypeAlias = tuple[str, str]

_MARK = re.compile(
    r"^\s*[【\[(]?\s*(?:更正|勘误|修正|correction|corrected)(?:公告|启事|声明)?\s*[】\])]?\s*[:|丨-]?\s*"
)
_HEAD = re.compile(r"^\s*【(.{4,80}?)】")
_WITHIN = timedelta(days=14)


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
    plain: dict[tuple[str, str, str], list[Document]] = defaultdict(list)
    marked: list[tuple[str, Document]] = []
    for document in documents:
        title = title_of(document)
        found = _MARK.match(normalise(title)) if title else None
        bare = _letters(normalise(title)[found.end() if found else 0 :])
        if found and len(bare) >= 4:
            marked.append((bare, document))
        elif bare:
            plain[bare, document.collection, document.access].append(document)
    return [
        (old.key, new.key)
        for bare, new in marked
        for old in plain.get((bare, new.collection, new.access), ())
        if _may_correct(new, old)
    ]


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
