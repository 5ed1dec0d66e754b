"""Which product for this customer: probability x value, within what is suitable and wished for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from decision_models.next_best import fit as fitting
from decision_models.next_best.situation import (
    DEBTS,
    LeftOut,
    Objective,
    Offer,
    Probability,
    Product,
    Ranking,
    Situation,
    Wish,
)
from decision_models.policy import eligibility, product_level, suitability

AUM_SHARE = {
    "wealth": 1.0,
    "fund": 1.0,
    "deposit": 1.0,
    "insurance": 1.0,
    "pension": 1.0,
    "bond": 1.0,
    "forex": 0.8,
    "gold": 0.8,
    "credit_card": 0.0,
    "loan": 0.0,
}
"""How much of a yuan placed in a category counts as assets under management (the objective
``aum``): metal and currency move with prices, a card and a loan bring none. An institution's own
margins belong here."""
_ASKED = 0.5
"""Exponent of the probability where money to be placed was spoken of; judgement, not learned."""
NEW_MONEY_SHARE = 0.5
"""Of the money at call, what a customer may be thought to place (the rest is for daily life)."""


def rank_offers(
    situation: Situation,
    shelf: Sequence[Product],
    on: date,
    wish: Wish | None = None,
    *,
    objective: Objective = "conversion",
    personalised: bool = True,
    top_k: int = 5,
    per_category: int | None = None,
) -> Ranking:
    """The best ``top_k`` products of the shelf for a customer on a day, and why not the others.

    Rules come before scores: suitability, eligibility (on sale; the minimum against the wished
    amount, else against money at call and maturing), the wish, and what is held already. What
    remains is ordered by probability x value x fit (the root of the probability where the wish is
    to place money), ties by product identifier. At most ``per_category`` products of one category
    (default: 2, all where one category was asked for).

    ``personalised=False`` (the customer refused profiling, 个保法 24) looks at the rules, the wish
    and how often all customers buy, and at nothing else that is known of the person.
    """
    wished = wish or Wish()
    chosen: list[Offer] = []
    left_out: list[LeftOut] = []
    for product in shelf:
        kept_out = _kept_out(product, situation, wished, on)
        if kept_out is None:
            chosen.append(_offer(product, situation, wished, objective, personalised))
        else:
            left_out.append(kept_out)
    chosen.sort(key=lambda offer: (-offer.score, offer.product.product_id))
    limit = per_category or (len(chosen) if wished.category else 2)
    offers, below = _cut(chosen, top_k, limit)
    return Ranking(
        offers=offers,
        left_out=(*below, *left_out),
        on=on,
        objective=objective,
        personalised=personalised,
    )


def _kept_out(product: Product, situation: Situation, wish: Wish, on: date) -> LeftOut | None:
    facts = product.facts
    at_hand = wish.amount if wish.amount is not None else situation.liquid + situation.maturing
    verdicts = (
        suitability(situation.customer, facts, on),
        eligibility(situation.customer, facts, on, None if facts.category in DEBTS else at_hand),
    )
    for verdict in verdicts:
        if not verdict.allowed:
            return LeftOut(product, verdict.rule, verdict.params)
    return _not_wished(product, situation, wish)


def _not_wished(product: Product, situation: Situation, wish: Wish) -> LeftOut | None:
    facts = product.facts
    if wish.category is not None and facts.category != wish.category:
        return LeftOut(product, "other_category", {"category": facts.category})
    if facts.category in wish.excluded or facts.product_id in wish.excluded:
        return LeftOut(product, "excluded", {"category": facts.category})
    if wish.max_risk and facts.risk_level:
        wanted = product_level(wish.max_risk)
        if product_level(facts.risk_level) > wanted:
            params = {"product_risk": facts.risk_level, "max_risk": wish.max_risk}
            return LeftOut(product, "above_wished_risk", params)
    if wish.is_placement and facts.category in DEBTS:
        return LeftOut(product, "not_a_placement", {"category": facts.category})
    if fitting.term_exceeds(product, wish):
        days = {"term_days": facts.term_days or 0, "horizon_days": wish.horizon_days or 0}
        return LeftOut(product, "term_above_horizon", days)
    if facts.category == "credit_card" and situation.has_credit_card:
        return LeftOut(product, "already_held", {"category": facts.category})
    return None


def _offer(
    product: Product, situation: Situation, wish: Wish, objective: Objective, personalised: bool
) -> Offer:
    amount = _amount(product, situation, wish, personalised)
    probability = _probability(product, situation, amount or 0.0, personalised)
    value = 1.0
    if objective == "aum":
        value = AUM_SHARE.get(product.category, 1.0) * (amount or 0.0)
    parts = fitting.fit(product, situation, wish, personalised=personalised)
    # Who says that money is to be placed will place it: how often they buy of their own accord
    # still says where, but less, and the fit to what was asked more.
    score = value * (probability.value**_ASKED if wish.is_placement else probability.value)
    for factor in parts.values():
        score *= factor
    return Offer(product, 0, score, probability, value, parts, amount, personalised)


def _probability(
    product: Product, situation: Situation, amount: float, personalised: bool
) -> Probability:
    """The most particular that speaks of such an order; all customers' rate without profiling."""
    category = product.category
    if personalised:
        for known in situation.probabilities.get(category, ()):
            if amount >= known.minimum_amount:
                return known
    return Probability(situation.rates.get(category, 0.0), "rate", category)


def _amount(product: Product, situation: Situation, wish: Wish, personalised: bool) -> float | None:
    if product.category in DEBTS:
        return None
    if wish.amount is not None:
        return wish.amount
    minimum = product.facts.min_amount or 0.0
    if not personalised:
        return minimum
    return max(minimum, NEW_MONEY_SHARE * situation.liquid + situation.maturing)


def _cut(
    chosen: Iterable[Offer], top_k: int, per_category: int
) -> tuple[tuple[Offer, ...], list[LeftOut]]:
    """The first ``top_k`` within the limit by category, and those that came after."""
    offers: list[Offer] = []
    below: list[tuple[Offer, str]] = []
    taken: Counter[str] = Counter()
    for offer in chosen:
        category = offer.product.category
        if len(offers) >= top_k:
            below.append((offer, "lower_score"))
        elif taken[category] >= per_category:
            below.append((offer, "category_full"))
        else:
            taken[category] += 1
            offers.append(_ranked(offer, len(offers) + 1))
    last = offers[-1].score if offers else 0.0
    left_out = [
        LeftOut(
            offer.product,
            rule,
            {"score": offer.score, "last_score": last, "rank": len(offers) + place},
        )
        for place, (offer, rule) in enumerate(below, start=1)
    ]
    return tuple(offers), left_out


def _ranked(offer: Offer, rank: int) -> Offer:
    from dataclasses import replace

    return replace(offer, rank=rank)
