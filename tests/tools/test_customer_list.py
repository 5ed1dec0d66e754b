"""Who meets conditions, by what they are and hold: everybody who does, whatever models say."""

import pytest

from home.errors import NotFound
from tests.tools.bank import customers, query
from tools.access import parse
from tools.catalogue import call
from tools.customer_list import ListQuery, customer_list
from tools.facts import facts_of
from tools.toolbox import Toolbox

RM = parse("rm:M001")


def test_those_of_a_tier_are_all_of_them_the_wealthiest_first(toolbox: Toolbox) -> None:
    mine = [one for one in customers(toolbox) if one.manager_id == "M001"]
    tier = mine[0].tier
    found = customer_list(toolbox, RM, ListQuery(tier=tier, top_k=100))
    wanted = {one.customer_id: one.aum for one in mine if one.tier == tier}
    assert found.matching == len(wanted)
    assert {one.customer_id for one in found.items} == set(wanted)
    amounts = [round(one.aum or 0.0, -1) for one in found.items]
    assert amounts == sorted(amounts, reverse=True)


def test_whom_no_model_speaks_of_stands_here_too(toolbox: Toolbox) -> None:
    refusing = [
        one for one in customers(toolbox) if one.manager_id == "M001" and not one.consent_profiling
    ]
    assert refusing
    found = customer_list(toolbox, RM, ListQuery(top_k=100))
    assert found.matching == found.population
    assert found.population == len([c for c in customers(toolbox) if c.manager_id == "M001"])


def test_holders_of_a_product_come_with_what_they_hold(toolbox: Toolbox) -> None:
    ((product, people, amount),) = query(
        toolbox,
        "SELECT p.product_id, count(DISTINCT p.customer_id), sum(p.amount) FROM positions p "
        "JOIN assignments a ON a.customer_id = p.customer_id AND a.manager_id = 'M001' "
        "WHERE p.amount > 0 GROUP BY 1 HAVING count(DISTINCT p.customer_id) < 50 "
        "ORDER BY 2 DESC, 1 LIMIT 1",
    )
    found = customer_list(toolbox, RM, ListQuery(product=product, top_k=100))
    assert found.matching == people
    assert sum(one.held or 0.0 for one in found.items) == pytest.approx(amount)


@pytest.mark.parametrize("column", ["city", "occupation"])
def test_city_and_occupation_narrow(toolbox: Toolbox, column: str) -> None:
    ((value, count),) = query(
        toolbox,
        f"SELECT {column}, count(*) FROM prospects WHERE manager_id = 'M001' "
        "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1",
    )
    found = customer_list(toolbox, RM, ListQuery.model_validate({column: value}))
    assert found.matching == count


def test_a_product_that_is_not_there_is_named(toolbox: Toolbox) -> None:
    with pytest.raises(NotFound, match="P999"):
        customer_list(toolbox, RM, ListQuery(product="P999"))


def test_what_is_told_are_facts(toolbox: Toolbox) -> None:
    made = call(toolbox, RM, "customer_list", {}, key="l")
    values = {fact.value for fact in facts_of(made)}
    assert {made.population, made.items[0].aum} <= values  # type: ignore[attr-defined]
