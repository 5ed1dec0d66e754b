from tests.tools.bank import query
from tools.access import parse
from tools.account_holdings import HoldingQuery, my_holdings
from tools.toolbox import Toolbox


def _holder(toolbox: Toolbox, category: str) -> tuple[str, str]:
    ((customer_id, name),) = query(
        toolbox,
        "SELECT p.customer_id, s.name FROM positions p JOIN products s USING (product_id) "
        f"WHERE s.category = '{category}' AND p.amount > 0 ORDER BY 1 LIMIT 1",
    )
    return customer_id, name


def test_what_matures_comes_soonest_first_and_apart_from_what_does_not(toolbox: Toolbox) -> None:
    customer_id, _ = _holder(toolbox, "wealth")
    found = my_holdings(toolbox, parse(f"customer:{customer_id}"), HoldingQuery())
    days = [one.matures_on for one in found.due]
    assert days == sorted(days, key=str)
    assert all(one.matures_on is None for one in found.open)
    assert found.count == len(found.due) + len(found.open)


def test_a_part_of_a_products_name_is_enough_to_mean_it(toolbox: Toolbox) -> None:
    customer_id, name = _holder(toolbox, "fund")
    said = f"我那个{name.removeprefix('青岚示范').removeprefix('云栖示范')[:5]}什么时候到期"
    found = my_holdings(toolbox, parse(f"customer:{customer_id}"), HoldingQuery(said=said))
    assert name in found.names
    assert {one.product_name for one in (*found.due, *found.open)} == set(found.names)


def test_what_is_not_held_is_nothing_with_the_day_of_the_last_purchase(toolbox: Toolbox) -> None:
    customer_id, _ = _holder(toolbox, "fund")
    asker = parse(f"customer:{customer_id}")
    found = my_holdings(toolbox, asker, HoldingQuery(category="forex"))
    assert (found.count, found.bought_on) == (0, None)
    assert found.balance == 0


def test_a_kind_is_looked_for_in_the_names(toolbox: Toolbox) -> None:
    customer_id, name = _holder(toolbox, "deposit")
    asker = parse(f"customer:{customer_id}")
    kind = "大额存单" if "大额存单" in name else "定期存款"
    found = my_holdings(toolbox, asker, HoldingQuery(category="deposit", kind=kind))
    held = (*found.due, *found.open)
    assert held
    assert all(kind in one.product_name for one in held)
