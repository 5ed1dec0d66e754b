import pytest

from tests.tools.bank import query
from tools.access import parse
from tools.account_gains import GainQuery, my_gains
from tools.toolbox import Toolbox

HOLDERS = (
    "SELECT DISTINCT p.customer_id FROM positions p JOIN products s USING (product_id) "
    "WHERE s.category = 'fund' AND p.amount > 0 ORDER BY 1 LIMIT 40"
)


def test_what_was_paid_is_what_the_orders_say_and_unknown_where_they_do_not_reach(
    toolbox: Toolbox,
) -> None:
    known = 0
    for (customer_id,) in query(toolbox, HOLDERS):
        found = my_gains(toolbox, parse(f"customer:{customer_id}"), GainQuery(category="fund"))
        assert found.items
        for gain in found.items:
            ((paid, first),) = query(
                toolbox,
                "SELECT sum(CASE side WHEN 'buy' THEN amount ELSE -amount END), "
                'min(CAST("at" + INTERVAL 8 HOUR AS DATE)) FROM orders '
                f"WHERE customer_id = '{customer_id}' AND product_id = '{gain.product_id}'",
            )
            if first == gain.opened_on:
                known += 1
                assert gain.paid == pytest.approx(paid, abs=0.01)
                assert gain.difference == pytest.approx(gain.amount - paid, abs=0.01)
            else:
                assert gain.paid is None
                assert gain.difference is None
        sums = sum(one.difference or 0.0 for one in found.items)
        assert found.difference == pytest.approx(sums, abs=0.05)
    assert known
