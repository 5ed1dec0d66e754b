"""Along the references between documents: what a good document sends its reader on to."""

import numpy as np
from numpy.typing import NDArray

from knowledge.index.references import Links

Floats = NDArray[np.float32]

SHARE = 0.2
"""Of its own score, how much a document hands to each that it refers to; not further."""


def hand_on(scores: Floats, links: Links, share: float = SHARE) -> Floats:
    """``scores`` of documents, each raised by the best of those that refer to it.

    Args:
        scores: shape (documents,); -inf for what was not asked for, which neither gives nor gets.
        links: positions of who refers and who is referred to.
        share: see `SHARE`.
    """
    if not len(links):
        return scores
    given = np.zeros(len(scores), np.float32)
    np.maximum.at(given, links[:, 1], np.maximum(scores[links[:, 0]], 0.0))
    return np.asarray(scores + np.float32(share) * given, np.float32)
