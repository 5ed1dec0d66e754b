"""One customer's scores, as the last scoring run wrote them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools.prospect_filters import in_population
from tools.store import parameter

if TYPE_CHECKING:
    from tools.toolbox import Toolbox
    from tools.view import View


@dataclass(frozen=True)
class Score:
    """A calibrated probability, its place among all customers, and against the base rate."""

    model: str
    score: float
    rank: int
    percentile: float
    lift: float


def scores_of(toolbox: "Toolbox", view: "View", customer_id: str) -> list[Score]:
    """The customer's scores by the models that speak of them, highest lift first."""

    def build() -> Any:
        rows = view.table("scores")
        return rows.filter(rows.customer_id == parameter("customer_id"))

    found = view.rows(Score, "scores of", build, customer_id=customer_id)
    mine = [row for row in found if speaks_of(toolbox, row.model, customer_id)]
    return sorted(mine, key=lambda row: -row.lift)


def score_of(toolbox: "Toolbox", view: "View", customer_id: str, model: str) -> Score | None:
    """The customer's score by one model, None where it does not speak of them."""
    return next((s for s in scores_of(toolbox, view, customer_id) if s.model == model), None)


@dataclass(frozen=True)
class _Id:
    customer_id: str


def speaks_of(toolbox: "Toolbox", model: str, customer_id: str) -> bool:
    """Whether the customer is within a model's population."""
    store = toolbox.store

    def build() -> Any:
        rows = store.table("prospects")
        rows = rows.filter(rows.customer_id == parameter("customer_id"))
        return rows.filter(in_population(store, rows, model)).select("customer_id")

    return bool(store.rows(_Id, ("speaks of", model), build, customer_id=customer_id))
