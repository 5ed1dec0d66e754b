from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from decision_models.next_best import Product, Situation, load_shelf, load_situation, rank_offers
from decision_models.policy.suitability import OUTSIDE_CATEGORIES
from decision_models.scoring import ScoreStore


@pytest.fixture(scope="module")
def bank(demo_home: Path) -> tuple[list[Situation], tuple[Product, ...], ScoreStore]:
    store = ScoreStore(demo_home)
    con = store.connect()
    ids = con.raw_sql("SELECT customer_id FROM prospects ORDER BY customer_id LIMIT 60").fetchall()
    on = store.current().as_of
    return [load_situation(con, one[0], on) for one in ids], load_shelf(con), store


def needs_assessment(product: Product) -> bool:
    """Deposits of the lowest rating and debts are sold without one."""
    facts = product.facts
    outside = facts.category in OUTSIDE_CATEGORIES and facts.risk_level == "R1"
    return facts.risk_level is not None and not outside


def test_no_offer_is_riskier_than_the_customer_or_on_an_expired_assessment(
    bank: tuple[list[Situation], tuple[Product, ...], ScoreStore],
) -> None:
    situations, shelf, store = bank
    on, offered = store.current().as_of, 0
    for one in situations:
        for offer in rank_offers(one, shelf, on).offers:
            level = offer.product.facts.risk_level
            if level is None or not needs_assessment(offer.product):
                continue
            offered += 1
            assert one.customer.risk_level is not None
            assert int(level[1]) <= int(one.customer.risk_level[1])
            assert one.customer.risk_expires_on is None or one.customer.risk_expires_on >= on
    assert offered > 20


def test_an_expired_assessment_leaves_no_product_with_a_risk(
    bank: tuple[list[Situation], tuple[Product, ...], ScoreStore],
) -> None:
    situations, shelf, store = bank
    on = store.current().as_of
    for one in situations[:20]:
        gone = replace(one.customer, risk_expires_on=on - timedelta(days=1))
        found = rank_offers(replace(one, customer=gone), shelf, on)
        assert not any(needs_assessment(offer.product) for offer in found.offers)


def test_every_product_is_offered_or_has_a_reason_not_to_be(
    bank: tuple[list[Situation], tuple[Product, ...], ScoreStore],
) -> None:
    situations, shelf, store = bank
    for one in situations[:20]:
        found = rank_offers(one, shelf, store.current().as_of)
        told = [o.product.product_id for o in found.offers]
        told += [o.product.product_id for o in found.left_out]
        assert sorted(told) == sorted(product.product_id for product in shelf)
        assert rank_offers(one, shelf, store.current().as_of) == found
