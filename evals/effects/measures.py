"""How good effects are where the truth is known."""

import numpy as np


def reach(truth: np.ndarray, said: np.ndarray, share: float) -> float | None:
    """What treating the top ``share`` by ``said`` wins of what can be won there: 0 a random choice,
    1 a perfect one. None where all are moved alike.

    Rows of one score that the limit cuts through count in proportion.
    """
    wanted = round(share * len(truth))
    at_random = float(truth.mean()) * wanted
    best = float(np.sort(truth)[::-1][:wanted].sum())
    if best - at_random < 1e-9 * len(truth):
        return None
    limit = np.sort(said)[::-1][wanted - 1]
    above, at = said > limit, said == limit
    part = (wanted - above.sum()) / at.sum()
    return float((truth[above].sum() + part * truth[at].sum() - at_random) / (best - at_random))


def distance(truth: np.ndarray, said: np.ndarray) -> float:
    """Root mean squared error of the effects (PEHE, Hill 2011)."""
    return float(np.sqrt(np.mean((truth - said) ** 2)))


def held_out_qini(said: np.ndarray, arm: np.ndarray, outcome: np.ndarray) -> float:
    """Qini coefficient (Radcliffe 2007) on rows that were held out, per treated row."""
    from decision_models.uplift.report import qini

    return qini.qini_coefficient(qini.curve(qini.rank(said, arm, outcome)))
