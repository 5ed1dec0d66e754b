"""A penalised logistic regression whose contacts can only weary.

Additive in log-odds, so that what contacts leave can be taken apart from the person and fades by
formula. The loads' coefficients are nought or more: no history of contacts makes the next more
welcome than rest would (who bore many without a word shows in ``borne``, which has its own sign).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import solve_triangular
from scipy.optimize import lsq_linear
from scipy.special import expit

from decision_models.calibration import Floats, log_loss
from decision_models.fatigue.rows import LOADS, NUMBERS, ContactStates

PENALTIES = (3.0, 30.0, 300.0)
_FOLDS = 3
_FEWEST_OF_LEVEL = 200
_MOST_STEPS = 50
_SMALLEST_STEP = 1e-4
_TOLERANCE = 1e-4
_STEADY = 1e-8


@dataclass(frozen=True)
class Coefficients:
    """What was learned.

    Args:
        intercept: log-odds of a person at the mean.
        channels: with ``of_channel``, what each adds; ``occupations`` with ``of_occupation``.
        means, scales, of_number: by ``NUMBERS``. of_load: by ``LOADS``, none below nought.
        penalty: the ridge that was chosen.
    """

    intercept: float
    channels: tuple[str, ...]
    of_channel: Floats
    occupations: tuple[str, ...]
    of_occupation: Floats
    means: Floats
    scales: Floats
    of_number: Floats
    of_load: Floats
    penalty: float

    def fixed(self, rows: ContactStates) -> Floats:
        """Log-odds apart from what contacts left."""
        found = self.intercept + (rows.numbers - self.means) / self.scales @ self.of_number
        found = found + _one_hot(rows.channel, self.channels) @ self.of_channel
        return np.asarray(found + _one_hot(rows.occupation, self.occupations) @ self.of_occupation)

    def worn(self, rows: ContactStates) -> Floats:
        """What contacts left, rows x ``LOADS``, in log-odds."""
        return np.asarray(rows.loads * self.of_load)

    def predict(self, rows: ContactStates) -> Floats:
        """The chance that each contact is refused."""
        return np.asarray(expit(self.fixed(rows) + self.worn(rows).sum(axis=1)))


def fit(rows: ContactStates, channels: Sequence[str], penalty: float | None = None) -> Coefficients:
    """Learn from these contacts; without a penalty, with the one of the least loss on customers
    that were not learned from.
    """
    names, counts = np.unique(rows.occupation, return_counts=True)
    occupations = tuple(str(one) for one in names[counts >= _FEWEST_OF_LEVEL])
    means, scales = rows.numbers.mean(axis=0), rows.numbers.std(axis=0)
    scales = np.where(scales > 0, scales, 1.0)
    design = _design(rows, channels, occupations, means, scales)
    if penalty is None:
        penalty = _chosen(design, rows)
    weights = _solve(design, rows.refused, penalty)
    ends = np.cumsum([1, len(channels), len(occupations), len(NUMBERS)])
    _, of_channel, of_occupation, of_number, of_load = np.split(weights, ends)
    return Coefficients(
        intercept=float(weights[0]),
        channels=tuple(channels),
        of_channel=of_channel,
        occupations=occupations,
        of_occupation=of_occupation,
        means=means,
        scales=scales,
        of_number=of_number,
        of_load=of_load,
        penalty=penalty,
    )


def _design(
    rows: ContactStates,
    channels: Sequence[str],
    occupations: Sequence[str],
    means: Floats,
    scales: Floats,
) -> Floats:
    return np.column_stack(
        [
            np.ones(rows.size),
            _one_hot(rows.channel, channels),
            _one_hot(rows.occupation, occupations),
            (rows.numbers - means) / scales,
            rows.loads,
        ]
    )


def _chosen(design: Floats, rows: ContactStates) -> float:
    """The penalty of the least loss on customers that were not learned from."""
    fold = _folds(rows.customer)
    losses: dict[float, float] = {}
    near: list[Floats | None] = [None] * _FOLDS
    for penalty in PENALTIES:
        said = np.empty(rows.size)
        for part in range(_FOLDS):
            inside = fold != part
            weights = _solve(design[inside], rows.refused[inside], penalty, near[part])
            near[part] = weights
            said[~inside] = expit(design[~inside] @ weights)
        losses[penalty] = log_loss(said, rows.refused)
    return min(losses, key=lambda one: losses[one])


def _solve(design: Floats, outcome: Floats, penalty: float, near: "Floats | None" = None) -> Floats:
    """The least penalised loss, looked for from ``near`` on; the loads, which come last, get no
    coefficient below nought. Newton's steps: L-BFGS-B finds the same in three times the time.
    """
    free = design.shape[1] - len(LOADS)
    # Channels are few and large, loads are the question itself: both are hardly held back.
    ridge = np.full(design.shape[1], penalty)
    ridge[0] = 0.0
    ridge[free:] = 1.0
    base = float(np.clip(outcome.mean(), 1e-4, 1 - 1e-4))
    lowest = np.concatenate([np.full(free, -np.inf), np.zeros(len(LOADS))])
    weights = np.zeros(design.shape[1]) if near is None else near
    if near is None:
        weights[0] = np.log(base / (1 - base))
    before = _loss(design, outcome, ridge, weights)
    for _ in range(_MOST_STEPS):
        target = _newton(design, outcome, ridge, weights, lowest)
        size = 1.0
        found = _loss(design, outcome, ridge, target)
        while found > before and size > _SMALLEST_STEP:
            size /= 2
            found = _loss(design, outcome, ridge, weights + size * (target - weights))
        if found > before - _TOLERANCE:
            break
        weights, before = weights + size * (target - weights), found
    return weights


def _loss(design: Floats, outcome: Floats, ridge: Floats, weights: Floats) -> float:
    logits = design @ weights
    return float(np.logaddexp(0, logits).sum() - outcome @ logits + ridge @ weights**2 / 2)


def _newton(
    design: Floats, outcome: Floats, ridge: Floats, weights: Floats, lowest: Floats
) -> Floats:
    """Where the loss's second-order picture at ``weights`` is least, within the bounds."""
    chance = expit(design @ weights)
    slope = design.T @ (chance - outcome) + ridge * weights
    curved = (design * (chance * (1 - chance))[:, None]).T @ design + np.diag(ridge + _STEADY)
    root = np.linalg.cholesky(curved).T
    wanted = root @ weights - solve_triangular(root, slope, trans="T")
    bounds = (lowest, np.full(len(lowest), np.inf))
    return np.asarray(lsq_linear(root, wanted, bounds=bounds, method="bvls").x)


def _one_hot(values: "np.ndarray[Any, Any]", names: Sequence[str]) -> Floats:
    return np.asarray(values[:, None] == np.array(names, dtype=str)[None, :], dtype=float)


def _folds(customers: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """All contacts of a customer in one fold, the same in every run."""
    _, member = np.unique(customers.astype(str), return_inverse=True)
    return np.asarray(np.random.default_rng(0).permutation(member.max() + 1)[member] % _FOLDS)
