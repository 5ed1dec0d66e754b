"""Folds documents that say the same into one, without losing any of them.

Exact: the same story once white space, width, letter form and what agencies put around it
(`wire`) are levelled. Near: five-character shingles alike to at least 70 %, measured exactly for
the pairs that MinHash proposes (Broder 1997, "On the resemblance and containment of documents"),
where words were only added, left out or put for their like (`sameness`). Reports that differ in a
figure, a code, a name or a title (daily reports, product sheets from one template) are different
documents, and so are two days' reports in the same words.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from knowledge.duplicates.corrections import corrected
from knowledge.duplicates.reach import reached
from knowledge.duplicates.sameness import Profile, same_story, shingles
from knowledge.duplicates.wire import core
from knowledge.normalisation import normalise
from knowledge.store import StoredDocument

_ROWS, _BANDS = 4, 12  # proposes 0.85 pairs with probability 0.9998, 0.7 pairs with 0.963
_PRIME = (1 << 31) - 1
_SEEDS = np.random.default_rng(20260930)
_A = _SEEDS.integers(1, _PRIME, size=_ROWS * _BANDS, dtype=np.int64)
_B = _SEEDS.integers(0, _PRIME, size=_ROWS * _BANDS, dtype=np.int64)
_PROMISING = 0.5  # three standard deviations of the estimate (0.066) below what is the same
_KEPT_PROFILES = 5000
_PROPOSED = 50  # candidates that one bucket gives


def signature(text: str) -> bytes:
    """The MinHash of the story in ``text`` after an exact hash of 16 bytes."""
    story = core(normalise(text))
    hashes = shingles(story)
    level = "".join(character for character in story if character.isalnum())
    exact = blake2b(level.encode(), digest_size=16).digest()
    if hashes.size == 0:
        return exact
    return exact + _minima(hashes).astype(np.uint32).tobytes()


def _minima(hashes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The least value of each hash function, in parts: at once a book would take a gigabyte."""
    least = np.full(len(_A), _PRIME, np.int64)
    for at in range(0, hashes.size, 4096):
        part = (hashes[at : at + 4096, None] * _A + _B) % _PRIME
        np.minimum(least, part.min(axis=0), out=least)
    return least


def fold(
    documents: Sequence[StoredDocument], before: Sequence[StoredDocument] = ()
) -> list[StoredDocument]:
    """``documents`` with ``folded_into`` and ``corrected`` set anew, from the documents alone.

    The first of each group stands for it; a correction stands for what it corrects. Only
    documents of one collection, access label, product and day of expiry fold: a filter on these
    must never change which of two is found.

    Args:
        documents: in the order of their arrival.
        before: documents that were folded, in the same order as far as they are the same: only
            what a change may reach is compared again. The result is the same.
    """
    stands = corrected([one.document for one in documents])
    result = [
        one.folding(stands.get(one.document.key), corrected=one.document.key in stands)
        for one in documents
    ]
    looked_at = reached(result, before) if before else range(len(result))
    if before:
        _as_before(result, before, frozenset(looked_at))
    profiles = _Profiles(result)
    buckets: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for at in looked_at:
        one = result[at]
        bands = _bands(one)
        kept = {i: None for band in bands for i in buckets.get(band, ())[:_PROPOSED]}
        match = next((i for i in kept if _folds(profiles, result, i, at)), None)
        if match is not None:
            if not one.corrected:
                result[at] = one.folding(result[match].document.id)
            continue
        for band in bands:
            buckets[band].append(at)
    return result


def _as_before(
    result: list[StoredDocument], before: Sequence[StoredDocument], but: frozenset[int]
) -> None:
    known = {one.document.key: one for one in before}
    for at, one in enumerate(result):
        if at not in but:
            was = known[one.document.key]
            result[at] = one.folding(was.folded_into, corrected=was.corrected)


def _folds(profiles: "_Profiles", result: list[StoredDocument], first: int, second: int) -> bool:
    if result[first].corrected and result[first].folded_into == result[second].document.id:
        return False  # a correction does not fold into what it corrects
    equal = result[first].signature[:16] == result[second].signature[:16]
    if not equal and _estimate(result[first].signature, result[second].signature) < _PROMISING:
        return False
    return same_story(profiles.of(first), profiles.of(second), equal=equal)


def _estimate(one: bytes, two: bytes) -> float:
    """The share of equal minima: an unbiased estimate of the share of common shingles."""
    a, b = np.frombuffer(one[16:], np.uint32), np.frombuffer(two[16:], np.uint32)
    return float((a == b).mean()) if len(a) and len(b) else 0.0


def _bands(stored: StoredDocument) -> list[tuple[object, ...]]:
    document = stored.document
    scope = (document.collection, document.access, document.product_id, document.valid_until)
    minima = stored.signature[16:]
    step = _ROWS * 4
    bands: list[tuple[object, ...]] = [
        (scope, at, minima[at : at + step]) for at in range(0, len(minima), step)
    ]
    return [*bands, (scope, -1, stored.signature[:16])]


class _Profiles:
    """Profiles of the documents that are compared, the last few thousand kept."""

    def __init__(self, documents: Sequence[StoredDocument]) -> None:
        self._documents = documents
        self._kept: OrderedDict[int, Profile] = OrderedDict()

    def of(self, at: int) -> Profile:
        found = self._kept.get(at)
        if found is None:
            found = self._kept[at] = Profile(self._documents[at].document)
            if len(self._kept) > _KEPT_PROFILES:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(at)
        return found
