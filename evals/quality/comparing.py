"""One method on one split, and the paired difference of two methods over several splits."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evals.tables.problem import Problem

LARGER_IS_BETTER = {"top 20 %": True, "AUC": True, "log loss": False, "Brier": False}
"""The measures; ``top 20 %`` is the share of all positives among the highest fifth of scores."""


@dataclass(frozen=True)
class Measured:
    """What a method reached on one split. ``ratio``: held-out rows to learned rows."""

    table: str
    method: str
    seed: int
    values: Mapping[str, float]
    seconds: float
    rows: int
    positive: float
    ratio: float


@dataclass(frozen=True)
class Difference:
    """Ours less the best peer's, larger being better; ``noise`` is one standard error of it."""

    peer: str
    mean: float
    noise: float

    @property
    def verdict(self) -> str:
        """``first``, ``within noise`` of first (one standard error), or ``behind``."""
        if self.mean >= 0:
            return "first"
        return "within noise" if self.mean >= -self.noise else "behind"


def measure(
    problem: Problem,
    seed: int,
    name: str,
    method: Callable[[Problem, float, int], np.ndarray],
    seconds: float,
) -> Measured:
    """Let a method learn and score, and measure what it said."""
    from decision_models.tabular.validation.metrics import auc, brier, capture, log_loss

    began = time.monotonic()
    chance = method(problem, seconds, seed)
    spent = time.monotonic() - began
    labels = problem.labels[problem.held]
    values = {
        "top 20 %": capture(labels, chance, 0.2),
        "AUC": auc(labels, chance),
        "log loss": log_loss(labels, chance),
        "Brier": brier(labels, chance),
    }
    ratio = len(problem.held) / len(problem.learned)
    positive = float(problem.labels.mean())
    return Measured(problem.name, name, seed, values, spent, len(problem.labels), positive, ratio)


def series(found: Sequence[Measured], method: str, measure: str) -> np.ndarray:
    """A method's values of a measure, in the order of the seeds."""
    chosen = sorted((one for one in found if one.method == method), key=lambda one: one.seed)
    return np.array([one.values[measure] for one in chosen])


def difference(found: Sequence[Measured], measure: str) -> Difference:
    """Ours against the peer with the best mean, on one table.

    The standard error of the mean difference is corrected for splits that overlap: the variance
    over n splits times 1/n + held-out / learned rows (Nadeau and Bengio 2003, "Inference for the
    generalization error").
    """
    sign = 1.0 if LARGER_IS_BETTER[measure] else -1.0
    peers = dict.fromkeys(one.method for one in found if one.method != "weiwo")
    means = {name: sign * float(series(found, name, measure).mean()) for name in peers}
    best = max(means, key=lambda name: means[name])
    gaps = sign * (series(found, "weiwo", measure) - series(found, best, measure))
    spread = float(np.var(gaps, ddof=1)) if len(gaps) > 1 else 0.0
    noise = float(np.sqrt(spread * (1 / len(gaps) + found[0].ratio)))
    return Difference(best, float(gaps.mean()), noise)
