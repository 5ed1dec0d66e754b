from collections import Counter
from dataclasses import replace

import pytest

from decision_models.next_best import Offer, Probability, Product
from decision_models.next_best.exploration import explore
from decision_models.policy import ProductFacts


def offer(number: int) -> Offer:
    facts = ProductFacts(f"P{number}", f"产品{number}", "wealth", "R1")
    probability = Probability(0.1, "model", "wealth_30d")
    return Offer(Product(facts), 0, 1.0 / number, probability, 1.0, {}, None, True)


OFFERS = tuple(replace(offer(number), rank=number) for number in (1, 2, 3))
BELOW = tuple(offer(number) for number in (4, 5, 6))


def test_what_was_drawn_comes_as_often_as_its_propensity_says() -> None:
    seen: Counter[str] = Counter()
    said: dict[str, float] = {}
    for number in range(4_000):
        last = explore(OFFERS, BELOW, 0.3, f"C{number}")[-1]
        seen[last.product.product_id] += 1
        said[last.product.product_id] = last.propensity
    assert set(seen) == {"P3", "P4", "P5", "P6"}
    assert sum(said.values()) == pytest.approx(1.0)
    for product, chance in said.items():
        assert seen[product] / 4_000 == pytest.approx(chance, abs=0.03)


def test_only_the_last_place_is_explored_and_is_marked() -> None:
    for number in range(200):
        found = explore(OFFERS, BELOW, 0.5, f"C{number}")
        assert found[:2] == OFFERS[:2]
        assert [one.rank for one in found] == [1, 2, 3]
        assert found[-1].explored == (found[-1].product.product_id != "P3")
        assert found == explore(OFFERS, BELOW, 0.5, f"C{number}")


def test_nothing_is_explored_where_it_is_off_or_would_cost_the_only_offer() -> None:
    assert explore(OFFERS, BELOW, 0.0, "C1") == OFFERS
    assert explore(OFFERS, (), 0.9, "C1") == OFFERS
    assert explore(OFFERS[:1], BELOW, 0.9, "C1") == OFFERS[:1]
