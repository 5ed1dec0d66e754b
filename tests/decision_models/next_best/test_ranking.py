from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from decision_models.next_best import (
    Product,
    Situation,
    Wish,
    offer_policy,
    rank_offers,
)
from decision_models.next_best.situation import DEBTS
from decision_models.policy import (
    HIGH_RISK,
    CustomerFacts,
    ProductFacts,
    eligibility,
    product_level,
    suitability,
)
from tests.decision_models.next_best.made import ON, able, shelves, situations, wishes

OUTRANKED = {"lower_score", "category_full", "share_class"}


@given(situations(), shelves(), wishes, st.booleans())
def test_every_offer_keeps_every_rule_and_the_wish(
    one: Situation, shelf: tuple[Product, ...], wish: Wish, personalised: bool
) -> None:
    policy = offer_policy()
    for offer in rank_offers(one, shelf, ON, wish, personalised=personalised).offers:
        facts = offer.product.facts
        assert suitability(one.customer, facts, ON).allowed
        at_hand = wish.amount if wish.amount is not None else one.liquid + one.maturing
        assert eligibility(
            one.customer, facts, ON, None if facts.category in DEBTS else at_hand
        ).allowed
        assert wish.category in (None, facts.category)
        assert not {facts.category, facts.product_id} & wish.excluded
        if facts.category in DEBTS:
            assert not one.overdue_days
            assert not wish.is_placement
        if facts.category == "insurance" and wish.is_placement:
            days = wish.horizon_days
            assert wish.category == "insurance" or (days is not None and days >= 1_825)
        refused = one.refused.get(facts.product_id)
        assert refused is None or (ON - refused).days >= policy.rest_after_refusal_days
        if facts.risk_level and product_level(facts.risk_level) >= HIGH_RISK:
            share = {"C4": 0.5, "C5": 0.8}[str(one.customer.risk_level)]
            placed = wish.amount if wish.amount is not None else facts.min_amount or 0.0
            assert one.high_risk_held + placed <= share * one.aum + 0.01


@given(situations(), shelves(), wishes)
def test_every_product_is_offered_or_has_a_reason_not_to_be(
    one: Situation, shelf: tuple[Product, ...], wish: Wish
) -> None:
    found = rank_offers(one, shelf, ON, wish, top_k=3)
    told = [o.product.product_id for o in found.offers]
    told += [o.product.product_id for o in found.left_out]
    assert sorted(told) == sorted(product.product_id for product in shelf)
    assert [offer.rank for offer in found.offers] == list(range(1, len(found.offers) + 1))
    ranks = [o.params["rank"] for o in found.left_out if o.rule in OUTRANKED]
    assert ranks == list(range(len(found.offers) + 1, len(found.offers) + 1 + len(ranks)))


@given(situations(), shelves(), wishes)
def test_the_same_question_has_the_same_answer_whatever_the_order_of_the_shelf(
    one: Situation, shelf: tuple[Product, ...], wish: Wish
) -> None:
    found = rank_offers(one, shelf, ON, wish)
    assert rank_offers(one, shelf[::-1], ON, wish).offers == found.offers


@given(situations(), shelves(), wishes)
def test_there_is_always_something_to_do(
    one: Situation, shelf: tuple[Product, ...], wish: Wish
) -> None:
    found = rank_offers(one, shelf, ON, wish)
    assert (found.fallback is None) == bool(found.offers)
    if found.fallback is None or found.fallback.offer is None:
        return
    other = found.fallback.offer.product
    assert suitability(one.customer, other.facts, ON).allowed
    assert other.category not in DEBTS
    # It lies outside of what was asked for: otherwise it were an offer.
    assert next(o.rule for o in found.left_out if o.product == other) not in OUTRANKED


@given(situations(), shelves())
def test_an_expired_assessment_asks_for_a_new_one_where_nothing_else_is_left(
    one: Situation, shelf: tuple[Product, ...]
) -> None:
    rated = tuple(p for p in shelf if p.facts.risk_level and not p.facts.private)
    gone = replace(one.customer, risk_level="C3", risk_expires_on=ON - timedelta(days=1))
    found = rank_offers(replace(one, customer=gone), rated, ON)
    assert not found.offers
    assert found.fallback is not None
    assert found.fallback.kind == ("assess" if rated else "review")


@given(situations(), shelves())
def test_without_profiling_nothing_about_the_person_orders_the_offers(
    one: Situation, shelf: tuple[Product, ...]
) -> None:
    stranger = replace(one, probabilities={}, themes={}, usual_risk=None, usual_term=None)
    mine = rank_offers(one, shelf, ON, personalised=False)
    theirs = rank_offers(stranger, shelf, ON, personalised=False)
    assert mine.offers == theirs.offers


@given(situations(), shelves())
def test_more_probable_is_never_ranked_lower(one: Situation, shelf: tuple[Product, ...]) -> None:
    before = rank_offers(one, shelf, ON, top_k=20, per_category=20)
    assume(before.offers)
    last = before.offers[-1].product
    known = one.probabilities[last.category]
    surer = tuple(replace(p, value=min(1.0, 3 * p.value)) for p in known)
    after = rank_offers(
        replace(one, probabilities={**one.probabilities, last.category: surer}),
        shelf,
        ON,
        top_k=20,
        per_category=20,
    )
    places = {offer.product.product_id: offer.rank for offer in after.offers}
    assert places[last.product_id] <= before.offers[-1].rank


@given(situations(), shelves())
def test_the_objective_orders_by_what_it_is_for(one: Situation, shelf: tuple[Product, ...]) -> None:
    policy = offer_policy()
    for aim in ("aum", "activity"):
        found = rank_offers(able(one), shelf, ON, objective=aim, top_k=20, per_category=20)  # type: ignore[arg-type]
        assert found.objective == aim
        for offer in found.offers:
            assert offer.value == policy.value(offer.product.category, offer.amount or 0.0, aim)  # type: ignore[arg-type]
            if aim == "aum" and offer.product.category in DEBTS:
                assert offer.score == 0


@given(situations(), shelves())
def test_no_category_fills_the_list(one: Situation, shelf: tuple[Product, ...]) -> None:
    found = rank_offers(able(one), shelf, ON, top_k=20)
    categories = [offer.product.category for offer in found.offers]
    assert all(categories.count(name) <= offer_policy().per_category for name in categories)


def test_of_two_share_classes_one_is_offered() -> None:
    names = ("示范债券A", "示范债券C", "示范债券增强A", "示范债券B类", "红利ETF")
    shelf = tuple(
        Product(ProductFacts(f"P{number}", name, "fund", "R2")) for number, name in enumerate(names)
    )
    facts = CustomerFacts("C1", None, "C3", ON + timedelta(days=30))
    found = rank_offers(Situation(facts, rates={"fund": 0.1}), shelf, ON, Wish(category="fund"))
    assert [one.product.facts.name for one in found.offers] == [names[0], names[2], names[4]]
    assert {one.rule for one in found.left_out} == {"share_class"}
    whole = rank_offers(Situation(facts, rates={"fund": 0.1}), shelf, ON, per_category=100)
    assert len(whole.offers) == len(names)
