"""All declared features: money moved, things looked at, contacts answered, products bought."""

from collections.abc import Iterator

from decision_models.features import behaviour, money, purchases
from decision_models.features.feature import Feature

CATEGORIES = {
    "wealth": "理财",
    "fund": "基金",
    "deposit": "存款",
    "insurance": "保险",
    "gold": "黄金",
}
"""Categories that have features of their own; the rest count among all products."""


def declared() -> Iterator[Feature]:
    """Every feature that the declarations give."""
    declarations = [*money.TRANSACTIONS, *behaviour.EVENTS, *behaviour.CONTACTS, *purchases.ORDERS]
    for category, words in CATEGORIES.items():
        declarations.append(behaviour.views(category, words))
        declarations.append(purchases.purchases(category, words))
    for category in ("wealth", "deposit"):
        declarations.append(behaviour.calculations(category, CATEGORIES[category]))
    declarations += [behaviour.interest(*group) for group in behaviour.INTERESTS]
    for declaration in declarations:
        yield from declaration.features()
