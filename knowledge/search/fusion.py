"""Joins words and meaning into one score per passage.

A weighted sum of normalised scores, which keeps what ranks throw away: by how much the first is
ahead (Bruch, Gai and Ingber 2022, "An Analysis of Fusion Functions for Hybrid Retrieval"). The
unit of the result is one standard deviation of cosine within the collection.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.search.signals import Signals

Floats = NDArray[np.float32]

_LEAST_SPREAD = 0.012  # of cosine: a handful of passages says nothing about how they spread
_ENOUGH = 30  # passages from which their own mean and spread are used


@dataclass(frozen=True)
class FusionWeights:
    """How much words count against meaning, found on the development half of the benchmarks."""

    lexical: float = 4.0
    peak: float = 0.5


def fuse(signals: Signals, among: NDArray[np.bool_], weights: FusionWeights) -> Floats:
    """One score per passage, shape (passages,); the scale is that of those ``among`` the asked set.

    Passages that wait for their vector are given what their words say in its place.
    """
    words = signals.lexical
    top = float(words[among].max(initial=0.0))
    # A long query is never found word by word: what counts is who has more of it than others.
    lexical = weights.lexical * words + weights.peak * (words / top if top > 0 else words)
    if signals.dense is None:
        return np.asarray(lexical, np.float32)
    dense = signals.dense
    known = among & ~np.isnan(dense)
    pool = dense[known] if known.sum() >= _ENOUGH else dense[~np.isnan(dense)]
    mean, spread = float(pool.mean()), max(float(pool.std()), _LEAST_SPREAD)
    meaning = (dense - np.float32(mean)) / np.float32(spread)
    stand_in = np.minimum(lexical * 0.5, 3.0)
    meaning = np.asarray(np.where(np.isnan(dense), stand_in, meaning), np.float32)
    return np.asarray(lexical + meaning, np.float32)
