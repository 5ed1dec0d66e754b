import pytest

from tests.tools.bank import customers, query
from tools.access import parse
from tools.account_changes import ChangeQuery, my_changes
from tools.facts import facts_of
from tools.toolbox import Toolbox


def test_the_change_is_that_of_the_balances_and_adds_up(toolbox: Toolbox) -> None:
    for one in customers(toolbox)[::40]:
        asker = parse(f"customer:{one.customer_id}")
        found = my_changes(toolbox, asker, ChangeQuery())
        totals = query(
            toolbox,
            "SELECT as_of, sum(balance) FROM balances "
            f"WHERE customer_id = '{one.customer_id}' GROUP BY as_of ORDER BY as_of DESC LIMIT 2",
        )
        (last, now), (earlier, before) = totals
        assert (found.as_of, found.before) == (last, earlier)
        assert found.difference == pytest.approx(now - before, abs=0.01)
        moved = sum(change.difference for change in found.changes)
        assert moved == pytest.approx(found.difference, abs=0.05)
        assert all(change.difference for change in found.changes)
        sizes = [abs(change.difference) for change in found.changes]
        assert sizes == sorted(sizes, reverse=True)
        assert all(earlier < trade.on <= last for trade in found.trades)


def test_a_category_is_looked_at_alone_and_its_figures_are_facts(toolbox: Toolbox) -> None:
    ((customer_id,),) = query(
        toolbox, "SELECT customer_id FROM balances WHERE category = 'fund' AND balance > 0 LIMIT 1"
    )
    found = my_changes(
        toolbox, parse(f"customer:{customer_id}"), ChangeQuery(months=6, category="fund")
    )
    assert {change.category for change in found.changes} <= {"fund"}
    assert not found.flows
    assert "own_months.difference" in {fact.id for fact in facts_of(found)}


def test_before_the_first_month_end_there_is_nothing_to_compare(toolbox: Toolbox) -> None:
    one = customers(toolbox)[0]
    found = my_changes(toolbox, parse(f"customer:{one.customer_id}"), ChangeQuery(months=17))
    assert (found.before is None) == (not found.changes and found.total_before == 0)
