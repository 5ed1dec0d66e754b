"""Which product next: probability x value over the shelf, within every rule."""

from decision_models.next_best.candidates import Customer, Holding, Product, Request
from decision_models.next_best.ranking import LeftOut, Offer, Ranking, rank_offers
from decision_models.next_best.value import Objective

__all__ = [
    "Customer",
    "Holding",
    "LeftOut",
    "Objective",
    "Offer",
    "Product",
    "Ranking",
    "Request",
    "rank_offers",
]
