"""One effect out of many: weights by a proper score of effects, shrunk toward the average effect.

The score is the squared error against doubly robust pseudo-outcomes on rows left out, which has
the same minimiser as the squared error against the true effects. It is noisy where effects are
small, so that learners start from weights by their evidence (pseudo-BMA, Yao et al. 2018) and the
data may only pull them away from there (a ridge around these weights), and the whole is shrunk by
the evidence that there is any heterogeneity.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

_TEMPER = 4.0  # of the evidence: learners differ by luck as well
_PULL = 0.5  # how far weights may leave those by evidence
_MOST = 3.0  # times the spread that a learner gives; those that shrink too much are stretched
_TRACE = 0.01  # of the average effect's standard error, as spread
_LEAST = 0.02  # of the spread that is always kept, so that the order stays


@dataclass(frozen=True)
class Stack:
    """effect = mean + slope * sum of weights * (learner's effect - its centre)."""

    weights: np.ndarray
    centres: np.ndarray
    mean: float
    slope: float = 1.0

    def effect(self, learners: np.ndarray) -> np.ndarray:
        """The effect of each row; ``learners`` (rows, learners)."""
        return np.asarray(self.mean + self.slope * ((learners - self.centres) @ self.weights))


def fit_stack(
    learners: np.ndarray,
    pseudo: np.ndarray,
    weights: np.ndarray,
    trust: np.ndarray | None = None,
) -> Stack:
    """Weights for effects of rows left out.

    Args:
        learners: (rows, learners). pseudo: doubly robust pseudo-outcomes. weights: of the rows.
        trust: in each learner before the data speak; None: the same in all.
    """
    case = weights / weights.sum() * len(weights)
    mean = float(np.average(pseudo, weights=case))
    centres = np.average(learners, axis=0, weights=case)
    moved, aim = learners - centres, pseudo - mean
    noise = float(np.mean((case * aim) ** 2)) or 1.0
    spread = (case[:, None] * moved**2).sum(axis=0)
    spread = np.where(spread > 1e-12 * noise, spread, np.inf)
    pull = moved.T @ (case * aim)
    gain = np.maximum(pull, 0) ** 2 / (spread * noise)
    sizes = np.clip(np.maximum(pull, 0) / spread, 0, _MOST) * gain / (1 + gain)
    some = _TRACE * np.sqrt(noise / spread)  # a trace of all, so that rows never all tie
    sizes = np.where(np.isfinite(spread), np.maximum(sizes, some), 0.0)
    prior = np.exp((gain - gain.max()) / _TEMPER)
    prior = prior if trust is None else prior * trust
    prior /= prior.sum()
    scaled = moved * sizes
    square = (scaled * case[:, None]).T @ scaled / noise
    square[np.diag_indices_from(square)] += 1 / _PULL**2
    toward = scaled.T @ (case * aim) / noise + prior / _PULL**2
    root = np.linalg.cholesky(square)
    found, _ = nnls(root.T, np.linalg.solve(root, toward))
    return Stack(found * sizes, centres, mean)


@dataclass(frozen=True)
class Evidence:
    """How effects that were said of rows left out agree with what happened there.

    Attributes:
        slope: of the pseudo-outcomes on the said effects; 1 where they are as large as said.
        t: the slope over its standard error (robust to unequal variances).
    """

    slope: float
    t: float


def evidence(said: np.ndarray, pseudo: np.ndarray, weights: np.ndarray) -> Evidence:
    """The best linear predictor of the effect (Chernozhukov et al. 2018), with HC0 errors."""
    case = weights / weights.mean()
    moved = said - np.average(said, weights=case)
    square = float((case * moved**2).sum())
    if square <= 0:
        return Evidence(0.0, 0.0)
    aim = pseudo - np.average(pseudo, weights=case)
    slope = float((case * moved * aim).sum()) / square
    left = aim - slope * moved
    error = float(np.sqrt((case**2 * moved**2 * left**2).sum())) / square
    return Evidence(slope, slope / error if error > 0 else 0.0)


def shrinkage(found: Evidence) -> float:
    """What a stack's spread is multiplied by: its slope, less what luck could have made of it."""
    if found.slope <= 0:
        return _LEAST
    square = found.t**2
    return float(np.clip(found.slope * square / (1 + square), _LEAST, 1.5))
