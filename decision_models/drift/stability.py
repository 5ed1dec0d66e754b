"""The population stability index: how far a distribution has moved from where it was."""

from collections.abc import Sequence

import numpy as np

_LEAST = 1e-4
"""What an empty bin counts as, so that one customer in a new bin is no infinity."""


def psi(expected: Sequence[float], actual: Sequence[float]) -> float:
    """Sum over bins of (actual - expected) * ln(actual / expected), shares of each bin.

    Below 0.1 nothing of note, from 0.25 another population: Siddiqi, Credit Risk Scorecards
    (2006). With bins of equal share and independent rows it is about chi-square over the number
    of rows, so a small sample has some of it by accident (Yurdakul 2018).
    """
    before = np.maximum(np.asarray(expected, dtype=float), _LEAST)
    now = np.maximum(np.asarray(actual, dtype=float), _LEAST)
    return float(np.sum((now - before) * np.log(now / before)))
