"""What became of a model's predictions, once the months after its training are known."""

from dataclasses import dataclass

import numpy as np

from decision_models.calibration import Floats

_CLEARLY = 1.96


@dataclass(frozen=True)
class Decay:
    """A model on a month that was not yet known when it was trained.

    Args:
        day: the as-of day, ISO text; its label window has closed.
        rows: customers; ``positives`` those to whom it happened.
        auc: on that month; ``before`` on the months that its card speaks of.
        error: standard error of ``auc`` (Hanley and McNeil 1982).
        expected: positives that its probabilities add up to.
    """

    day: str
    rows: int
    positives: int
    auc: float
    before: float
    error: float
    expected: float

    @property
    def fell(self) -> bool:
        """Whether it ranks worse than its card says, beyond accident."""
        return self.auc < self.before - _CLEARLY * self.error

    @property
    def off(self) -> float:
        """Positives that happened over those that it expected."""
        return self.positives / self.expected if self.expected > 0 else float("inf")


def decay(day: str, probability: Floats, outcome: Floats, before: float) -> Decay | None:
    """How a model did on that day's customers; None where all or none were positives."""
    from sklearn.metrics import roc_auc_score

    positives, rows = int(outcome.sum()), len(outcome)
    if not 0 < positives < rows:
        return None
    auc = float(roc_auc_score(outcome, probability))
    return Decay(
        day=day,
        rows=rows,
        positives=positives,
        auc=auc,
        before=before,
        error=_error(auc, positives, rows - positives),
        expected=float(probability.sum()),
    )


def _error(auc: float, positives: int, negatives: int) -> float:
    one = auc / (2 - auc)
    both = 2 * auc**2 / (1 + auc)
    variance = (
        auc * (1 - auc) + (positives - 1) * (one - auc**2) + (negatives - 1) * (both - auc**2)
    ) / (positives * negatives)
    return float(np.sqrt(max(variance, 0.0)))
