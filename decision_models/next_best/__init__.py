"""The next best offer: which product for whom, and for every other product what kept it out."""

from decision_models.next_best.loading import load_shelf, load_situation
from decision_models.next_best.ranking import rank_offers
from decision_models.next_best.situation import (
    LeftOut,
    Objective,
    Offer,
    Probability,
    Product,
    Ranking,
    Situation,
    Wish,
)

__all__ = [
    "LeftOut",
    "Objective",
    "Offer",
    "Probability",
    "Product",
    "Ranking",
    "Situation",
    "Wish",
    "load_shelf",
    "load_situation",
    "rank_offers",
]
