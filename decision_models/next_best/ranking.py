"""Rules first, then what was asked for, then probability x value x fit."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from decision_models.next_best.candidates import Customer, Product, Request
from decision_models.next_best.value import BASE_RATE, Objective, value
from decision_models.policy import (
    customer_level,
    eligibility,
    product_level,
    suitability_findings,
)

NOMINAL = 1.03
"""People say 半年 for 180 to 184 days: a term this little longer is still what was meant."""

Params = Mapping[str, str | int | float]


@dataclass(frozen=True)
class Offer:
    """One product that may be offered, and the parts of its score."""

    product_id: str
    category: str
    rank: int
    score: float
    probability: float
    modelled: bool
    value: float
    fit: float


@dataclass(frozen=True)
class LeftOut:
    """One product that is not offered: the rule, or what was asked for, that kept it out."""

    product_id: str
    category: str
    rule: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True)
class Ranking:
    """Every product of the shelf, either offered or left out with its reason."""

    offers: tuple[Offer, ...]
    left_out: tuple[LeftOut, ...]


def rank_offers(
    customer: Customer,
    shelf: Sequence[Product],
    on: date,
    request: Request | None = None,
    objective: Objective = "conversion",
) -> Ranking:
    """Rank the shelf for one customer on the day ``on``.

    Rules (suitability, sale period, minimum against what is at hand) come before any score. Within
    a category the score follows ``fit``; equal scores go by product_id, so that it repeats itself.
    """
    request = request or Request()
    offers: list[Offer] = []
    left_out: list[LeftOut] = []
    for product in shelf:
        barred = _barred(customer, product, on, request)
        if barred is not None:
            left_out.append(barred)
        else:
            offers.append(_scored(customer, product, request, objective))
    offers.sort(key=lambda offer: (-offer.score, offer.product_id))
    ranked = tuple(
        Offer(**{**offer.__dict__, "rank": rank}) for rank, offer in enumerate(offers, start=1)
    )
    return Ranking(ranked, tuple(left_out))


def _barred(customer: Customer, product: Product, on: date, request: Request) -> LeftOut | None:
    facts = product.facts
    amount = request.amount if request.amount is not None else customer.liquid
    for verdict in (
        *suitability_findings(customer.facts, facts, on),
        eligibility(customer.facts, facts, on, amount),
    ):
        if not verdict.allowed:
            return LeftOut(facts.product_id, facts.category, verdict.rule, verdict.params)
    return _not_asked_for(product, request)


def _not_asked_for(product: Product, request: Request) -> LeftOut | None:
    facts = product.facts
    if {facts.product_id, facts.category} & request.excluded:
        return LeftOut(facts.product_id, facts.category, "excluded")
    if request.category is not None and facts.category != request.category:
        asked = {"category": request.category}
        return LeftOut(facts.product_id, facts.category, "other_category", asked)
    # A card or a loan is no answer to somebody who has money to place.
    if request.amount is not None and facts.category in ("credit_card", "loan"):
        return LeftOut(facts.product_id, facts.category, "other_category", {"category": "invest"})
    term = facts.term_days or 0
    if request.horizon_days is not None and term > request.horizon_days * NOMINAL:
        params = {"term_days": term, "horizon_days": request.horizon_days}
        return LeftOut(facts.product_id, facts.category, "term_too_long", params)
    level = facts.risk_level
    if request.max_risk and level and product_level(level) > product_level(request.max_risk):
        asked_risk = {"product_risk": level, "max_risk": request.max_risk}
        return LeftOut(facts.product_id, facts.category, "risk_above_wish", asked_risk)
    return None


def _scored(customer: Customer, product: Product, request: Request, objective: Objective) -> Offer:
    category = product.facts.category
    known = customer.personalised and category in customer.probabilities
    base = BASE_RATE.get(category, 0.002)
    probability = customer.probabilities[category] if known else base
    amount = request.amount if request.amount is not None else max(customer.liquid, 0.0)
    worth = value(category, amount, objective)
    fit = _fit(customer, product, request)
    return Offer(
        product_id=product.facts.product_id,
        category=category,
        rank=0,
        score=probability * worth * fit,
        probability=probability,
        modelled=known,
        value=worth,
        fit=fit,
    )


def _fit(customer: Customer, product: Product, request: Request) -> float:
    """How well a product's own terms suit (about 0.2 to 2): term, risk, themes, what is held."""
    facts = product.facts
    fit = 1.0
    if request.horizon_days:
        # Money for 180 days is best placed for nearly 180 days; a daily product leaves it idle.
        bound = min((facts.term_days or 0) / request.horizon_days, 1.0)
        fit *= 0.5 + 0.5 * bound
    level, own = facts.risk_level, customer.facts.risk_level
    if level and own:
        # The nearest level below the customer's own; two levels below halves it.
        fit *= math.exp(-0.35 * (customer_level(own) - product_level(level)))
    if customer.personalised:
        fit *= 1.0 + sum(customer.interest.get(theme, 0.0) for theme in product.themes)
        held = {holding.product_id for holding in customer.holdings}
        fit *= 0.6 if facts.product_id in held else 1.0
    return fit
