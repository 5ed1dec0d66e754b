"""Regularised lines: outcome and effect together, ridge on pseudo-outcomes, a line in the risk."""

from collections.abc import Sequence

import numpy as np

from decision_models.tabular.learners.linear import LinearModel, fit_linear
from decision_models.uplift.learners.design import Design

_FREE = 5.0  # the treatment's own column is stretched so that the penalty hardly touches it
_MOST_ROWS = 60_000


def joint_matrix(design: Design, rows: np.ndarray, arm: np.ndarray, give: float) -> np.ndarray:
    """Columns of the level, then of the effect: (treated - half) times each column.

    Args:
        arm: 1.0 and 0.0 for ``rows``. give: how freely effects vary; 0: alike for all.
    """
    half = (arm - 0.5)[:, None]
    parts = [design.main[rows], _FREE * half]
    if give > 0:
        parts.append(give * half * design.effect[rows])
    return np.hstack(parts)


def fit_joint(
    matrix: np.ndarray,
    values: np.ndarray,
    penalty: float,
    *,
    binary: bool,
    seed: int = 0,
    start: LinearModel | None = None,
) -> LinearModel:
    """Ridge logistic regression, or ridge regression of amounts.

    ``start``: a line nearby, from which fewer steps lead to the same solution.
    """
    if len(values) > _MOST_ROWS:
        kept = np.random.default_rng(seed).permutation(len(values))[:_MOST_ROWS]
        penalty = penalty * _MOST_ROWS / len(values)
        matrix, values = matrix[kept], values[kept]
    if binary:
        return fit_linear(matrix, values, penalty, None, start)
    spread = float(values.std()) or 1.0
    model = ridge_path(matrix, values / spread, None, (penalty,))[0]
    return LinearModel(model.weights * spread, model.intercept * spread)


def ridge_path(
    matrix: np.ndarray, values: np.ndarray, weights: np.ndarray | None, penalties: Sequence[float]
) -> list[LinearModel]:
    """Weighted ridge regression for each penalty, the intercept left free."""
    case = np.ones(len(values)) if weights is None else weights / weights.mean()
    total = case.sum()
    centre = case @ matrix / total
    middle = float(case @ values / total)
    moved = matrix - centre
    gram = (moved * case[:, None]).T @ moved
    pull = moved.T @ (case * (values - middle))
    found = []
    for penalty in penalties:
        slopes = np.linalg.solve(gram + penalty * np.eye(len(gram)), pull)
        found.append(LinearModel(slopes, middle - float(centre @ slopes)))
    return found


def mean_line(models: Sequence[LinearModel]) -> LinearModel:
    """The mean of lines over the same columns."""
    weights = np.mean([model.weights for model in models], axis=0)
    return LinearModel(weights, float(np.mean([model.intercept for model in models])))


def risk_matrix(risk: np.ndarray, arm: np.ndarray) -> np.ndarray:
    """The level by risk, and the effect by risk."""
    half = arm - 0.5
    return np.column_stack([risk, _FREE * half, half * risk])


def odds_matrix(risk: np.ndarray, arm: np.ndarray) -> np.ndarray:
    """The level by risk, and one shift for all."""
    return np.column_stack([risk, _FREE * (arm - 0.5)])
