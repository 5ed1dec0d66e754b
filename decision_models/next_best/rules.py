"""What keeps a product from a customer before any score is looked at, and the rule's figures."""

from datetime import date, timedelta
from functools import lru_cache

from decision_models.next_best import fit
from decision_models.next_best.offer_policy import OfferPolicy
from decision_models.next_best.situation import DEBTS, LeftOut, Product, Situation, Wish
from decision_models.policy import (
    HIGH_RISK,
    CustomerFacts,
    ProductFacts,
    Verdict,
    age_on,
    eligibility,
    product_level,
    suitability,
)


def kept_out(
    product: Product, situation: Situation, wish: Wish, on: date, policy: OfferPolicy
) -> LeftOut | None:
    """The first rule that speaks against it, None where none does: the law, whether it can be
    bought at all, the institution's own policy, then what was asked for.
    """
    facts = product.facts
    at_hand = wish.amount if wish.amount is not None else situation.liquid + situation.maturing
    verdicts = (
        _suitable(situation.customer, facts.category, facts.risk_level, facts.private, on),
        eligibility(situation.customer, facts, on, None if facts.category in DEBTS else at_hand),
    )
    for verdict in verdicts:
        if not verdict.allowed:
            return LeftOut(product, verdict.rule, verdict.params)
    return _of_policy(product, situation, wish, on, policy) or _not_wished(product, situation, wish)


@lru_cache(maxsize=1024)
def _suitable(
    customer: CustomerFacts, category: str, rating: str | None, private: bool, on: date
) -> Verdict:
    """``suitability`` of whatever products have this in common: a shelf has many alike."""
    return suitability(customer, ProductFacts("", "", category, rating, private=private), on)


def high_risk_room(product: Product, situation: Situation, policy: OfferPolicy) -> float | None:
    """Yuan that may still go into products of ``HIGH_RISK``; None where no limit applies."""
    rating, level = product.facts.risk_level, situation.customer.risk_level
    share = next((share for name, share in policy.high_risk_share.items() if name == level), None)
    if not rating or product_level(rating) < HIGH_RISK or share is None:
        return None
    return max(0.0, share * situation.aum - situation.high_risk_held)


def _of_policy(
    product: Product, situation: Situation, wish: Wish, on: date, policy: OfferPolicy
) -> LeftOut | None:
    if product.category in DEBTS:
        if situation.overdue_days >= policy.overdue_days:
            return LeftOut(product, "overdue", {"overdue_days": situation.overdue_days})
        born = situation.customer.birth_date
        age = None if born is None else age_on(born, on)
        if age is not None and age > policy.oldest_borrower:
            return LeftOut(product, "borrower_age", {"age": age, "limit": policy.oldest_borrower})
    room = high_risk_room(product, situation, policy)
    wanted = wish.amount if wish.amount is not None else product.facts.min_amount or 0.0
    if room is not None and wanted > room:
        level = str(situation.customer.risk_level)
        limit = next(share for name, share in policy.high_risk_share.items() if name == level)
        return LeftOut(
            product, "high_risk_share", {"customer_risk": level, "limit": limit, "room": room}
        )
    refused = situation.refused.get(product.product_id)
    rest = timedelta(days=policy.rest_after_refusal_days)
    if refused is not None and on - refused < rest:
        return LeftOut(product, "lately_refused", {"refused_on": refused.isoformat()})
    return None


LONG_MONEY_DAYS = 1_825
"""Money that may stay for so long can go into a policy: leaving in the first years costs part of
the premium. A policy must not pass for a deposit (商业银行代理保险业务管理办法); the five years are
judgement."""


def _is_protection(facts: ProductFacts, wish: Wish) -> bool:
    """Whether it is a policy, where money is to be placed and nobody spoke of policies."""
    if facts.category != "insurance" or wish.category == "insurance":
        return False
    return wish.horizon_days is None or wish.horizon_days < LONG_MONEY_DAYS


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
    if wish.min_risk and (
        not facts.risk_level or product_level(facts.risk_level) < product_level(wish.min_risk)
    ):
        params = {"product_risk": facts.risk_level or "", "min_risk": wish.min_risk}
        return LeftOut(product, "below_wished_risk", params)
    if wish.is_placement and (facts.category in DEBTS or _is_protection(facts, wish)):
        return LeftOut(product, "not_a_placement", {"category": facts.category})
    if fit.term_exceeds(product, wish):
        days = {"term_days": facts.term_days or 0, "horizon_days": wish.horizon_days or 0}
        return LeftOut(product, "term_above_horizon", days)
    if facts.category == "credit_card" and situation.has_credit_card:
        return LeftOut(product, "already_held", {"category": facts.category})
    return None
