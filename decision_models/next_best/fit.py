"""How well a product fits among its like: factors around 1, each with its reason.

They order products of a category, whose purchase probability is one; so they are kept within
0.4 to 1.3 and cannot make an unlikely category the first. The figures are judgement, not learned,
and said to be: term against how long the money may stay, risk against what is usual for the
customer, themes that they read about, products that they know or that fall due.
"""

from math import exp, log

from decision_models.next_best.situation import Product, Situation, Wish
from decision_models.policy import customer_level, product_level

_OPEN_TERM = 0.85
"""Of a product that can be left any day where a term was asked for: safe, but paid less for."""
_SLACK = 1.05
"""A term may be this much longer than asked: half a year is 180 days, or 183."""
_USUAL_TERM = 180.0
"""Days thought usual for somebody of whom no term is known."""
HOLD_DAYS = {3: 365, 4: 1095, 5: 1095}
"""Days that money should be able to stay in a product of that rating (practice for funds: a year
for mixed risk, three years for equity)."""


def term_exceeds(product: Product, wish: Wish) -> bool:
    """Whether the money would be locked for longer than it may stay."""
    term, horizon = product.facts.term_days, wish.horizon_days
    return term is not None and horizon is not None and term > horizon * _SLACK


def fit(
    product: Product, situation: Situation, wish: Wish, *, personalised: bool
) -> dict[str, float]:
    """The factors by part; those that say nothing (1.0) are left out."""
    parts = {"term": _term(product, situation, wish, personalised)}
    parts["risk"] = _risk(product, situation, personalised)
    if personalised:
        parts["theme"] = _theme(product, situation)
        parts["renewal"] = 1.2 if product.product_id in situation.maturing_products else 1.0
        known = product.product_id in situation.bought or product.product_id in situation.held
        parts["known"] = 1.05 if known else 1.0
    return {name: round(factor, 4) for name, factor in parts.items() if factor != 1.0}


def _term(product: Product, situation: Situation, wish: Wish, personalised: bool) -> float:
    term = product.facts.term_days
    if wish.horizon_days is not None:
        needed = HOLD_DAYS.get(_level(product), 0)
        patience = max(0.4, min(1.0, wish.horizon_days / needed)) if needed else 1.0
        if term is None:
            return _OPEN_TERM * patience
        # A term much shorter than the time at hand must be renewed, perhaps for less.
        return patience * (0.4 + 0.6 * min(1.0, term / wish.horizon_days))
    if term is None:
        return 1.0
    usual = situation.usual_term if personalised else None
    usual = _USUAL_TERM if usual is None else usual
    return max(0.6, exp(-0.15 * abs(log((term + 30) / (usual + 30)))))


def _risk(product: Product, situation: Situation, personalised: bool) -> float:
    """Nearest to what is usual for the customer; without that, to one below their level."""
    if not product.facts.risk_level:
        return 1.0
    usual = situation.usual_risk if personalised else None
    if usual is None:
        level = situation.customer.risk_level
        usual = max(1.0, customer_level(level) - 0.7) if level else 1.0
    return max(0.5, 1.0 - 0.1 * abs(_level(product) - usual))


def _theme(product: Product, situation: Situation) -> float:
    """Up to 15 % for themes that the customer reads about, by their share of all that is read."""
    read = sum(situation.themes.values())
    if not read:
        return 1.0
    share = sum(situation.themes.get(theme, 0.0) for theme in product.themes) / read
    return 1.0 + 0.15 * min(1.0, share) * min(1.0, read / 5)


def _level(product: Product) -> int:
    return product_level(product.facts.risk_level) if product.facts.risk_level else 0
