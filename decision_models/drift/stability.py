"""The population stability index: how far a distribution has moved from where it was."""

from collections.abc import Sequence

import numpy as np
from scipy.special import chdtri

_LEAST = 1e-4
"""What an empty bin counts as, so that one customer in a new bin is no infinity."""
_ACCIDENT = 0.001
"""One in a thousand: some forty features of some thirty models are looked at each time."""


def by_accident(bins: int, before: int, now: int) -> float:
    """The index that samples of so many rows exceed once in a thousand times though nothing moved.

    Over bins that hold somebody it is about chi-square times (1/before + 1/now) (Yurdakul 2018).
    """
    if not before or not now:
        return float("inf")
    return float((1 / before + 1 / now) * chdtri(max(bins - 1, 1), _ACCIDENT))


def psi(expected: Sequence[float], actual: Sequence[float]) -> float:
    """Sum over bins of (actual - expected) * ln(actual / expected), shares of each bin.

    Below 0.1 nothing of note, from 0.25 another population: Siddiqi, Credit Risk Scorecards
    (2006). A small sample has some of it by accident: see ``by_accident``.
    """
    before = np.maximum(np.asarray(expected, dtype=float), _LEAST)
    now = np.maximum(np.asarray(actual, dtype=float), _LEAST)
    return float(np.sum((now - before) * np.log(now / before)))
