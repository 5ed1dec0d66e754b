"""The next best offer: which product for whom, and for every other product what kept it out."""

from decision_models.next_best.offer_policy import Objective, OfferPolicy, offer_policy
from decision_models.next_best.ranking import rank_offers
from decision_models.next_best.situation import (
    Fallback,
    LeftOut,
    Offer,
    Probability,
    Product,
    Ranking,
    Situation,
    Wish,
)

__all__ = [
    "Fallback",
    "LeftOut",
    "Objective",
    "Offer",
    "OfferPolicy",
    "Probability",
    "Product",
    "Ranking",
    "Situation",
    "Wish",
    "offer_policy",
    "rank_offers",
]
