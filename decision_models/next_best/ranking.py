"""Which product for this customer: probability x value, within what is suitable and wished for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from decision_models.next_best import fit as fitting
from decision_models.next_best.exploration import explore
from decision_models.next_best.offer_policy import Objective, OfferPolicy, offer_policy
from decision_models.next_best.rules import high_risk_room, kept_out
from decision_models.next_best.situation import (
    DEBTS,
    Fallback,
    LeftOut,
    Offer,
    Probability,
    Product,
    Ranking,
    Situation,
    Wish,
)

_ASKED = 0.5
"""Exponent of the probability where money to be placed was spoken of; judgement, not learned."""
_OF_ASSESSMENT = frozenset({"no_assessment", "assessment_expired"})


def rank_offers(
    situation: Situation,
    shelf: Sequence[Product],
    on: date,
    wish: Wish | None = None,
    *,
    objective: Objective | None = None,
    personalised: bool = True,
    top_k: int = 5,
    per_category: int | None = None,
    policy: OfferPolicy | None = None,
) -> Ranking:
    """The best ``top_k`` products of the shelf for a customer on a day, and why not the others.

    Rules come before scores: suitability, eligibility (on sale; the minimum against the wished
    amount, else against money at call and maturing), the institution's policy, the wish, and what
    is held already. What remains is ordered by probability x value x fit (the root of the
    probability where the wish is to place money), ties by product identifier. At most
    ``per_category`` products of one category (default: the policy's, all where one category was
    asked for, of each the first class of its shares). Where nothing remains, ``fallback`` says
    what there is to do.

    ``objective`` and ``policy`` default to the institution's (``offer_policy``).

    ``personalised=False`` (the customer refused profiling, 个保法 24) looks at the rules, the wish
    and how often all customers buy, and at nothing else that is known of the person.
    """
    limits = policy or offer_policy()
    aim, wished = objective or limits.objective, wish or Wish()
    left_out: list[LeftOut] = []
    allowed: list[Product] = []
    for product in shelf:
        against = kept_out(product, situation, wished, on, limits)
        allowed += [product] if against is None else []
        left_out += [against] if against is not None else []
    scored = [_offer(one, situation, wished, aim, personalised, limits) for one in allowed]
    scored.sort(key=lambda offer: (-offer.score, offer.product.product_id))
    limit = per_category or (len(scored) if wished.category else limits.per_category)
    chosen, below = _cut(scored, top_k, limit, fold=per_category is None)
    offers = explore(
        chosen,
        [offer for offer, rule in below if rule == "lower_score"],
        limits.exploration_share if personalised else 0.0,
        f"{situation.customer.customer_id} {on}",
    )
    drawn = {offer.product.product_id for offer in offers if offer.explored}
    replaced = [(offer, "lower_score") for offer in chosen[-1:] if drawn]
    outranked = [*replaced, *(one for one in below if one[0].product.product_id not in drawn)]
    return Ranking(
        offers=offers,
        left_out=(*_outranked(outranked, offers), *left_out),
        on=on,
        objective=aim,
        personalised=personalised,
        fallback=None if offers else _fallback(situation, shelf, on, left_out, limits),
    )


def _offer(
    product: Product,
    situation: Situation,
    wish: Wish,
    objective: Objective,
    personalised: bool,
    policy: OfferPolicy,
) -> Offer:
    amount = _amount(product, situation, wish, personalised, policy)
    probability = _probability(product, situation, amount or 0.0, personalised)
    value = policy.value(product.category, amount or 0.0, objective)
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


def _amount(
    product: Product, situation: Situation, wish: Wish, personalised: bool, policy: OfferPolicy
) -> float | None:
    if product.category in DEBTS:
        return None
    if wish.amount is not None:
        return wish.amount
    minimum = product.facts.min_amount or 0.0
    if not personalised:
        return minimum
    room = high_risk_room(product, situation, policy)
    at_hand = policy.new_money_share * situation.liquid + situation.maturing
    return max(minimum, at_hand if room is None else min(at_hand, room))


def _cut(
    scored: Sequence[Offer], top_k: int, per_category: int, *, fold: bool
) -> tuple[tuple[Offer, ...], list[tuple[Offer, str]]]:
    """The first ``top_k`` within the limit by category, and those after them with the reason.

    ``fold``: of the share classes of one product only the first.
    """
    offers: list[Offer] = []
    below: list[tuple[Offer, str]] = []
    taken: Counter[str] = Counter()
    families: set[str] = set()
    for offer in scored:
        category, family = offer.product.category, offer.product.family
        if fold and family in families:
            below.append((offer, "share_class"))
        elif len(offers) >= top_k:
            below.append((offer, "lower_score"))
        elif taken[category] >= per_category:
            below.append((offer, "category_full"))
        else:
            taken[category] += 1
            families.add(family)
            offers.append(replace(offer, rank=len(offers) + 1))
    return tuple(offers), below


def _outranked(below: Sequence[tuple[Offer, str]], offers: Sequence[Offer]) -> list[LeftOut]:
    last = offers[-1].score if offers else 0.0
    return [
        LeftOut(
            offer.product,
            rule,
            {"score": offer.score, "last_score": last, "rank": len(offers) + place},
        )
        for place, (offer, rule) in enumerate(below, start=1)
    ]


def _fallback(
    situation: Situation,
    shelf: Sequence[Product],
    on: date,
    left_out: Sequence[LeftOut],
    policy: OfferPolicy,
) -> Fallback:
    """The best within every rule whatever was wished for, of the lowest risk first; else what
    would open the shelf; else a talk.

    Nothing that is known of the person orders it: it is what stands when nothing else does.
    """
    wish = Wish(excluded=DEBTS)
    allowed = [one for one in shelf if kept_out(one, situation, wish, on, policy) is None]
    offers = [_offer(one, situation, wish, "conversion", False, policy) for one in allowed]
    offers.sort(key=lambda o: (o.product.facts.risk_level or "", -o.score, o.product.product_id))
    if offers:
        return Fallback("other", replace(offers[0], rank=1))
    if any(one.rule in _OF_ASSESSMENT for one in left_out):
        return Fallback("assess")
    return Fallback("review")
