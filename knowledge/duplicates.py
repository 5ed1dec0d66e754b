"""Folds documents that say the same into one, without losing any of them.

Exact: the same text once white space, width and letter form are levelled. Near: the same sets of
five-character shingles to at least 85 %, measured exactly for the pairs that MinHash proposes
(Broder 1997, "On the resemblance and containment of documents"). Reports that differ in a figure,
a code or a title alone (daily reports, product sheets from one template) are different documents.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from knowledge.documents import Document
from knowledge.normalisation import normalise
from knowledge.store import StoredDocument

NEAR = 0.85
"""Share of common shingles from which two documents are the same."""

_SHINGLE = 5
_ROWS, _BANDS = 4, 12  # proposes 0.85 pairs with probability 0.9998, 0.5 pairs with 0.54
_KEPT = re.compile(r"[^\W_]+")
_FIGURES = re.compile(r"[a-z0-9]+(?:[.,]\d+)*")
_HEAD = re.compile(r"^\s*[【\[](.+?)[】\]]")
_PRIME = (1 << 31) - 1
_SEEDS = np.random.default_rng(20260930)
_A = _SEEDS.integers(1, _PRIME, size=_ROWS * _BANDS, dtype=np.int64)
_B = _SEEDS.integers(0, _PRIME, size=_ROWS * _BANDS, dtype=np.int64)


def signature(text: str) -> bytes:
    """The MinHash of ``text`` after an exact hash of 16 bytes."""
    level = _level(text)
    exact = blake2b(level.encode(), digest_size=16).digest()
    hashes = _shingles(level)
    if hashes.size == 0:
        return exact
    # One function after the other: all at once would take a gigabyte for a book.
    minima = [((a * hashes + b) % _PRIME).min() for a, b in zip(_A, _B, strict=True)]
    packed: bytes = np.array(minima, np.uint32).tobytes()
    return exact + packed


def fold(documents: Sequence[StoredDocument]) -> list[StoredDocument]:
    """``documents`` with ``folded_into`` set anew; the first of each group stands for it.

    Only documents of one collection, access label, product and day of expiry fold: a filter on
    these must never change which of two is found.
    """
    result = [replace(stored, folded_into=None) for stored in documents]
    buckets: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for at, stored in enumerate(result):
        kept = _proposed(buckets, stored)
        match = next((i for i in kept if _same(result[i], stored)), None)
        if match is not None:
            result[at] = replace(stored, folded_into=result[match].document.id)
            continue
        for bucket in _bands(stored):
            buckets[bucket].append(at)
    return result


def _proposed(
    buckets: dict[tuple[object, ...], list[int]], stored: StoredDocument
) -> dict[int, None]:
    return {i: None for bucket in _bands(stored) for i in buckets.get(bucket, ())[:50]}


def _bands(stored: StoredDocument) -> list[tuple[object, ...]]:
    document = stored.document
    scope = (document.collection, document.access, document.product_id, document.valid_until)
    minima = stored.signature[16:]
    step = _ROWS * 4
    bands: list[tuple[object, ...]] = [
        (scope, at, minima[at : at + step]) for at in range(0, len(minima), step)
    ]
    return [*bands, (scope, -1, stored.signature[:16])]


def _same(first: StoredDocument, second: StoredDocument) -> bool:
    one, two = first.document, second.document
    if not _like_titles(one, two):
        return False
    if first.signature[:16] == second.signature[:16]:
        return True
    if _figures(one.text) != _figures(two.text):
        return False
    a, b = (set(_shingles(_level(document.text)).tolist()) for document in (one, two))
    return bool(a and b) and len(a & b) / len(a | b) >= NEAR


def _like_titles(one: Document, two: Document) -> bool:
    a, b = (set(_pairs(_level(_head(document)))) for document in (one, two))
    return not a or not b or len(a & b) / len(a | b) >= NEAR


def _head(document: Document) -> str:
    if document.title:
        return document.title
    found = _HEAD.match(document.text)
    return found.group(1) if found else ""


def _figures(text: str) -> set[str]:
    return set(_FIGURES.findall(normalise(text)))


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]


def _level(text: str) -> str:
    return " ".join(_KEPT.findall(normalise(text)))


def _shingles(level: str) -> NDArray[np.int64]:
    codes = np.array([ord(c) for c in level if c != " "], dtype=np.int64)
    if codes.size < _SHINGLE:
        return codes[:0]
    hashes = np.zeros(codes.size - _SHINGLE + 1, dtype=np.int64)
    for at in range(_SHINGLE):
        hashes = (hashes * 1_000_003 + codes[at : at + hashes.size]) % _PRIME
    return np.unique(hashes)
