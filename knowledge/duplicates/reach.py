"""Which documents a change may fold otherwise: those alike to what changed, and so on from these.

Folding compares documents that share a band of their signatures, and nothing else. So documents
that no chain of shared bands joins to a change fold as they did.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.store import StoredDocument

_EXACT = 16  # bytes of a signature before its minima
_BAND = 16  # bytes of a band: four minima
_Keys = NDArray[np.uint64]
_MIX = np.random.default_rng(20260930).integers(1, 2**63, size=(4, 64), dtype=np.uint64) | 1


def reached(documents: Sequence[StoredDocument], before: Sequence[StoredDocument]) -> list[int]:
    """The positions of all documents that have to be compared again, ascending.

    Args:
        documents: those that are there now, with their corrections worked out.
        before: those that were folded.
    """
    was = {one.document.key: one for one in before}
    changed = [at for at, one in enumerate(documents) if _differs(one, was.get(one.document.key))]
    now = {one.document.key: one for one in documents}
    gone = [one for one in before if _differs(one, now.get(one.document.key))]
    if not changed and not gone:
        return []
    groups = _groups([*documents, *gone])
    touched = np.zeros(len(groups), bool)
    touched[[*changed, *range(len(documents), len(groups))]] = True
    alight = np.zeros(int(groups.max(initial=0)) + 1, bool)
    while True:
        alight[groups[touched]] = True
        alight[0] = False  # no group
        more = alight[groups].any(axis=1) | touched
        if bool((more == touched).all()):
            return [int(at) for at in np.flatnonzero(touched[: len(documents)])]
        touched = more


def _differs(one: StoredDocument, two: StoredDocument | None) -> bool:
    if two is None or one.fingerprint != two.fingerprint or one.corrected != two.corrected:
        return True
    if one.document is not two.document and one.document != two.document:
        return True
    return one.corrected and one.folded_into != two.folded_into


def _groups(documents: Sequence[StoredDocument]) -> NDArray[np.int64]:
    """A number for each band of each document, equal where the bands are; 0 is none."""
    scopes: dict[tuple[object, ...], int] = {}
    scope = np.zeros(len(documents), np.uint64)
    for at, one in enumerate(documents):
        document = one.document
        key = (document.collection, document.access, document.product_id, document.valid_until)
        scope[at] = scopes.setdefault(key, len(scopes) + 1)
    width = max((len(one.signature) for one in documents), default=_EXACT)
    padded = b"".join(one.signature.ljust(width, b"\0") for one in documents)
    halves = np.frombuffer(padded, np.uint64).reshape(len(documents), -1, _BAND // 8)
    numbers = np.arange(halves.shape[1], dtype=np.uint64)
    keys: _Keys = halves[:, :, 0] * _MIX[0, numbers] ^ halves[:, :, 1] * _MIX[1, numbers]
    keys = (keys ^ (keys >> np.uint64(29))) * _MIX[2, 0] + scope[:, None] * _MIX[3, 0]
    lengths = np.array([len(one.signature) for one in documents])
    held = numbers.astype(np.int64)[None, :] * _BAND < lengths[:, None]
    inverse = np.unique(keys[held], return_inverse=True)[1]
    groups = np.zeros(keys.shape, np.int64)
    groups[held] = inverse + 1
    return groups
