"""What a sale is worth to the institution, by objective. Assumptions, to be set by the bank."""

from typing import Literal, TypeAlias

Objective: TypeAlias = Literal["conversion", "aum", "activity"]

# Net margin a year per yuan placed (fee income, or interest margin for deposits and loans):
# plausible orders of magnitude of retail banking, not a source's figures; a bank replaces them.
MARGIN = {
    "wealth": 0.004,
    "fund": 0.008,
    "insurance": 0.020,
    "deposit": 0.010,
    "gold": 0.006,
    "pension": 0.007,
    "forex": 0.004,
    "bond": 0.003,
    "credit_card": 0.0,
    "loan": 0.025,
}
# How often a year a product of the category brings the customer back to the app.
VISITS = {"fund": 12.0, "gold": 10.0, "wealth": 6.0, "credit_card": 24.0}

BASE_RATE = {
    "wealth": 0.03,
    "fund": 0.02,
    "deposit": 0.015,
    "insurance": 0.006,
    "gold": 0.008,
    "pension": 0.004,
    "forex": 0.002,
    "bond": 0.006,
    "credit_card": 0.006,
    "loan": 0.005,
}
"""Probability of a purchase in 30 days where no model speaks: the middle of the plausible range."""


def value(category: str, amount: float, objective: Objective) -> float:
    """The worth of one sale: 1 for a conversion, yuan of margin a year, or visits a year."""
    if objective == "conversion":
        return 1.0
    if objective == "aum":
        return MARGIN.get(category, 0.0) * amount
    return VISITS.get(category, 2.0)
