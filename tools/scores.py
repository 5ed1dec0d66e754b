"""One customer's scores, as the last scoring run wrote them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools.reasons import FeatureRow
from tools.store import parameter

if TYPE_CHECKING:
    from tools.view import View


@dataclass(frozen=True)
class Score:
    """A calibrated probability, its place among all customers, and against the base rate."""

    model: str
    score: float
    rank: int
    percentile: float
    lift: float


def scores_of(view: "View", customer_id: str, row: FeatureRow) -> list[Score]:
    """The customer's scores by the models that speak of them, highest lift first.

    ``row`` are the customer's features: a model speaks of its own population alone.
    """

    def build() -> Any:
        rows = view.table("scores")
        return rows.filter(rows.customer_id == parameter("customer_id"))

    found = view.rows(Score, "scores of", build, customer_id=customer_id)
    return sorted((s for s in found if speaks_of(s.model, row)), key=lambda s: -s.lift)


def score_of(view: "View", customer_id: str, row: FeatureRow, model: str) -> Score | None:
    """The customer's score by one model, None where it does not speak of them."""
    return next((s for s in scores_of(view, customer_id, row) if s.model == model), None)


def speaks_of(model: str, row: FeatureRow) -> bool:
    """Whether a customer is within a model's population."""
    from decision_models.catalogue import find

    for name, bounds in find(model).population.items():
        value = row.get(name)
        if not isinstance(value, float):
            return False
        if bounds.minimum is not None and value < bounds.minimum:
            return False
        if bounds.maximum is not None and value > bounds.maximum:
            return False
    return True
