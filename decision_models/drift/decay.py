"""What became of a model's predictions, once the months after its training are known."""

from dataclasses import dataclass

from decision_models import evaluation
from decision_models.calibration import Floats


@dataclass(frozen=True)
class Decay:
    """A model on a month that was not yet known when it was trained.

    Args:
        day: the as-of day, ISO text; its label window has closed.
        rows: customers; ``positives`` those to whom it happened.
        auc: on that month; ``before`` on the months that its card speaks of.
        highest: the upper end of its 95 % interval.
        expected: positives that its probabilities add up to.
    """

    day: str
    rows: int
    positives: int
    auc: float
    before: float
    highest: float
    expected: float

    @property
    def fell(self) -> bool:
        """Whether it ranks worse than its card says, beyond accident."""
        return self.highest < self.before

    @property
    def off(self) -> float:
        """Positives that happened over those that it expected."""
        return self.positives / self.expected if self.expected > 0 else float("inf")


def decay(day: str, probability: Floats, outcome: Floats, before: float) -> Decay | None:
    """How a model did on that day's customers; None where all or none were positives."""
    positives, rows = int(outcome.sum()), len(outcome)
    auc = evaluation.auc(probability, outcome)
    if auc is None:
        return None
    return Decay(
        day=day,
        rows=rows,
        positives=positives,
        auc=auc,
        before=before,
        highest=evaluation.auc_interval(probability, outcome)[1],
        expected=float(probability.sum()),
    )
