"""The kinds of purchase that a simulated customer can be moved to, in one fixed order."""

from decision_models.mart.demo_bank.shelf import ShelfProduct

PROCESSES = (
    "wealth",
    "fund",
    "large_deposit",
    "deposit",
    "insurance",
    "gold",
    "pension",
    "bond",
    "forex",
    "credit_card",
    "loan",
)
WEALTH, FUND, LARGE, DEPOSIT, INSURANCE, GOLD, PENSION, BOND, FOREX, CARD, LOAN = range(11)
INVESTMENTS = range(CARD)
"""Those that buy a product of the shelf with money; the last two open a card or a loan."""

LARGE_DEPOSIT = 200_000.0
"""Smallest amount of a personal large-denomination certificate of deposit, in yuan
(大额存单管理暂行办法, article 6, as amended in 2016)."""


def process_of(product: ShelfProduct) -> int:
    """Which process buys that product."""
    if product.category == "deposit":
        return LARGE if (product.min_amount or 0) >= LARGE_DEPOSIT else DEPOSIT
    return PROCESSES.index(product.category)
