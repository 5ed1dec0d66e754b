"""Ridge logistic regression on the linear view, by Newton's method."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from decision_models.tabular.learners.model import Model, sigmoid

_STEPS = 30
_TOLERANCE = 1e-6
_GROUP_PENALTY = 1.0  # of the groups' own intercepts: they differ by about one in log odds


class LinearModel:
    """Log odds = intercept + matrix @ weights."""

    def __init__(self, weights: np.ndarray, intercept: float) -> None:
        self.weights = weights
        self.intercept = intercept

    def log_odds(self, matrix: np.ndarray) -> np.ndarray:
        """The linear score."""
        return np.asarray(matrix @ self.weights + self.intercept)

    def gains(self) -> np.ndarray | None:
        """None: columns of the linear view are pieces of features."""
        return None

    def save(self, path: Path) -> None:
        """Write weights and intercept as JSON."""
        record = {"intercept": self.intercept, "weights": self.weights.tolist()}
        path.write_text(json.dumps(record), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "LinearModel":
        """Read what ``save`` wrote."""
        record = json.loads(path.read_text(encoding="utf-8"))
        return cls(np.array(record["weights"], dtype=float), float(record["intercept"]))


def average(models: Sequence[Model]) -> LinearModel:
    """The line whose log odds are the mean of those of ``models``, which are lines too.

    Raises:
        TypeError: one of them is no line.
    """
    lines = [model for model in models if isinstance(model, LinearModel)]
    if len(lines) < len(models):
        raise TypeError("only lines can be averaged to a line")
    weights = np.mean([line.weights for line in lines], axis=0)
    return LinearModel(weights, float(np.mean([line.intercept for line in lines])))


def narrowed(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A wide matrix turned into as few columns as it has rows, and what turns weights back.

    A ridge penalty is the same in any rotation, so that a line on the narrow matrix (rows, r) with
    weights w is the line on the wide one with ``back @ w``; ``back`` has shape (columns, r).
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1, user_api="blas"):
        values, vectors = np.linalg.eigh(matrix @ matrix.T)
        kept = values > 1e-10 * values.max(initial=1e-300)
        lengths = np.sqrt(values[kept])
        return vectors[:, kept] * lengths, (matrix.T @ vectors[:, kept]) / lengths


def fit_linear(
    matrix: np.ndarray,
    labels: np.ndarray,
    penalty: float,
    weights: np.ndarray | None = None,
    start: LinearModel | None = None,
    groups: np.ndarray | None = None,
) -> LinearModel:
    """Minimise the log loss plus ``penalty / 2`` times the squared weights, intercept left free.

    Newton steps with halving (the loss is convex, so that this converges from anywhere).

    Args:
        labels: 0 to 1, soft labels included.
        weights: of the rows; they are scaled to a mean of one.
        start: where to begin, for example the solution for a larger penalty.
        groups: of the rows, from nought. Each gets an intercept of its own, drawn towards nought
            and forgotten afterwards (a random intercept: Laird and Ware 1982). What the rows of a
            group share is then no more credited to a column that tells the groups apart than to
            the group itself.
    """
    from threadpoolctl import threadpool_limits

    width = matrix.shape[1]
    ridge = np.full(width, penalty)
    if groups is not None:
        own = (groups[:, None] == np.unique(groups)[None, :]).astype("float64")
        matrix = np.hstack([matrix, own])
        ridge = np.append(ridge, np.full(own.shape[1], _GROUP_PENALTY))
    begun = None
    if start is not None:
        begun = np.append(start.intercept, start.weights)
        begun = np.append(begun, np.zeros(matrix.shape[1] - width))
    with threadpool_limits(limits=1, user_api="blas"):  # on a busy machine two threads wait
        beta = _newton(matrix, labels, ridge, weights, begun)
    return LinearModel(beta[1 : width + 1], float(beta[0]))


def _newton(
    matrix: np.ndarray,
    labels: np.ndarray,
    ridge: np.ndarray,
    weights: np.ndarray | None,
    start: np.ndarray | None,
) -> np.ndarray:
    """Intercept and weights; ``ridge``: the penalty of each column."""
    rows, width = matrix.shape
    case = np.ones(rows) if weights is None else weights * rows / weights.sum()
    design = np.hstack([np.ones((rows, 1)), matrix])
    ridge = np.append(0.0, ridge)
    if start is None:
        mean = float(np.clip(np.average(labels, weights=case), 1e-6, 1 - 1e-6))
        start = np.zeros(width + 1)
        start[0] = np.log(mean / (1 - mean))
    beta = start
    score = design @ beta
    loss = _loss(score, labels, case, beta, ridge)
    for _ in range(_STEPS):
        chance = sigmoid(score)
        gradient = design.T @ (case * (chance - labels)) + ridge * beta
        curvature = np.sqrt(case * np.maximum(chance * (1 - chance), 1e-9))
        weighted = design * curvature[:, None]
        hessian = weighted.T @ weighted
        hessian[np.diag_indices_from(hessian)] += ridge + 1e-8
        step = np.linalg.solve(hessian, gradient)
        moved, size = design @ step, 1.0
        while size > 1e-4:
            attempted = _loss(score - size * moved, labels, case, beta - size * step, ridge)
            if attempted <= loss:
                break
            size /= 2
        else:
            break
        improved, loss = loss - attempted, attempted
        beta, score = beta - size * step, score - size * moved
        if improved < _TOLERANCE * rows:
            break
    return beta


def _loss(
    score: np.ndarray, labels: np.ndarray, case: np.ndarray, beta: np.ndarray, ridge: np.ndarray
) -> float:
    losses = np.logaddexp(0, score) - labels * score
    return float((case * losses).sum() + 0.5 * (ridge * beta**2).sum())
