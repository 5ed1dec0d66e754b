"""Declared features of orders: what was bought and redeemed, how much, how long ago."""

from decision_models.features.factory import (
    ITEMS,
    LONGEST_WINDOW,
    SINCE,
    Declaration,
    distinct,
    largest,
    mean,
    total,
)
from decision_models.features.feature import Theme

_AMOUNT = total("amount")
_LARGEST = largest("amount")

ORDERS = (
    Declaration(
        "orders",
        Theme.VALUE,
        "buy",
        "购买产品",
        (ITEMS, _AMOUNT, _LARGEST, SINCE, distinct("category", "品类", "类")),
        (90, LONGEST_WINDOW),
        lambda t: t.side == "buy",
    ),
    Declaration(
        "orders",
        Theme.VALUE,
        "redeem",
        "赎回产品",
        (ITEMS, _AMOUNT, SINCE),
        (90,),
        lambda t: t.side == "redeem",
    ),
    Declaration(
        "orders",
        Theme.RISK,
        "bought_risk",
        "所购产品",
        (mean("risk", "风险等级", "级"), largest("risk", "风险等级", "级")),
        (LONGEST_WINDOW,),
        lambda t: t.side == "buy",
    ),
    Declaration(
        "orders",
        Theme.VALUE,
        "bought_term",
        "所购产品",
        (mean("term_days", "期限", "天"),),
        (LONGEST_WINDOW,),
        lambda t: t.side == "buy",
    ),
)


def purchases(category: str, words: str) -> Declaration:
    """Buying products of one category."""
    return Declaration(
        "orders",
        Theme.VALUE,
        f"buy_{category}",
        f"购买{words}",
        (ITEMS, _AMOUNT, SINCE),
        (LONGEST_WINDOW,),
        lambda t: (t.side == "buy") & (t.category == category),
    )
