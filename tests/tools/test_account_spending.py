import pytest

from tests.tools.bank import query
from tools.access import parse
from tools.account_spending import SpendingQuery, my_spending
from tools.toolbox import Toolbox


def test_spending_is_the_consumption_of_the_asked_months(toolbox: Toolbox) -> None:
    ((customer_id,),) = query(
        toolbox,
        "SELECT customer_id FROM transactions WHERE kind = 'consumption' "
        "GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
    )
    asker = parse(f"customer:{customer_id}")
    three = my_spending(toolbox, asker, SpendingQuery(months=3))
    ((total, count),) = query(
        toolbox,
        "SELECT sum(amount), count(*) FROM transactions WHERE kind = 'consumption' "
        f"AND direction = 'out' AND customer_id = '{customer_id}' "
        f"AND \"at\" + INTERVAL 8 HOUR >= TIMESTAMP '{three.since}'",
    )
    assert three.total == pytest.approx(total, abs=0.01)
    assert three.count == count
    assert [one.month for one in three.months] == sorted(
        (one.month for one in three.months), reverse=True
    )
    before = my_spending(toolbox, asker, SpendingQuery(ago=1))
    assert before.total == pytest.approx(three.months[1].amount)
