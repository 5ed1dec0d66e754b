"""What must hold in any history: each query finds the rows that break it."""

import re
from typing import Any

import pytest

from decision_models.mart.warehouse import MartVersion, open_tables

_END = "TIMESTAMP '2026-09-30 09:00:00'"  # 17:00 in Shanghai
_START = "TIMESTAMP '2025-03-31 16:00:00'"

BREAKS = {
    "an order before the customer came": """
        SELECT * FROM orders JOIN customers USING (customer_id)
        WHERE "at" + INTERVAL 8 HOUR < opened_on""",
    "a product sold before or after its time": """
        SELECT * FROM orders JOIN products USING (product_id)
        WHERE side = 'buy' AND ("at" >= TIMESTAMP '2025-03-31 16:00:00') AND
        ("at" + INTERVAL 8 HOUR)::DATE NOT BETWEEN on_sale_from AND on_sale_to""",
    "a purchase below the minimum": """
        SELECT * FROM orders JOIN products USING (product_id)
        WHERE side = 'buy' AND amount < min_amount""",
    "a purchase without an amount": "SELECT * FROM orders WHERE amount <= 0",
    "a transaction outside the history": f"""
        SELECT * FROM transactions WHERE "at" >= {_END} OR "at" < {_START}""",
    "a transaction before the customer came": """
        SELECT * FROM transactions JOIN customers USING (customer_id)
        WHERE "at" + INTERVAL 8 HOUR < opened_on""",
    "an event outside the history": f"""
        SELECT * FROM app_events WHERE "at" >= {_END} OR "at" < {_START}""",
    "an event before the customer came": """
        SELECT * FROM app_events JOIN customers USING (customer_id)
        WHERE "at" + INTERVAL 8 HOUR < opened_on""",
    "an order after the last moment": f'SELECT * FROM orders WHERE "at" >= {_END}',
    "a contact after the last moment": f'SELECT * FROM contacts WHERE "at" >= {_END}',
    "a consent after the last moment": f"SELECT * FROM consents WHERE changed_at >= {_END}",
    "a request after the last moment": f'SELECT * FROM service_requests WHERE "at" >= {_END}',
    "a contact without consent at that time": """
        SELECT * FROM contacts JOIN consents USING (customer_id, channel)
        WHERE purpose = 'marketing' AND NOT granted AND changed_at < "at" """,
    "a campaign contact outside contact hours": """
        SELECT * FROM contacts WHERE hour("at" + INTERVAL 8 HOUR) NOT BETWEEN 9 AND 19""",
    "a campaign contact after a refusal": """
        SELECT * FROM contacts later JOIN contacts earlier USING (customer_id)
        WHERE earlier.outcome = 'refused' AND later."at" > earlier."at" + INTERVAL 1 DAY
        AND later.campaign_id IS NOT NULL""",
    "an outcome of a control other than a purchase": """
        SELECT * FROM contacts WHERE NOT treated AND outcome <> 'converted'""",
    "a conversion without a purchase": """
        SELECT * FROM contacts k JOIN campaigns USING (campaign_id)
        JOIN products p USING (product_id)
        WHERE outcome = 'converted' AND category NOT IN ('credit_card', 'loan') AND NOT EXISTS (
            SELECT 1 FROM orders o JOIN products b USING (product_id)
            WHERE o.customer_id = k.customer_id AND b.category = p.category AND side = 'buy'
            AND o."at" > k."at" AND o."at" < k."at" + INTERVAL 16 DAY)""",
    "a position that should have matured": """
        SELECT * FROM positions WHERE matures_on <= DATE '2026-09-30'""",
    "a position that no order bought": """
        SELECT * FROM positions p WHERE NOT EXISTS (
            SELECT 1 FROM orders o WHERE side = 'buy' AND o.customer_id = p.customer_id
            AND o.product_id = p.product_id
            AND (o."at" + INTERVAL 8 HOUR)::DATE = p.opened_on)""",
    "an assessment that is not valid for a year": """
        SELECT * FROM risk_assessments WHERE expires_on - assessed_on <> 365""",
    "a customer with nobody to look after them": """
        SELECT * FROM customers WHERE customer_id NOT IN (SELECT customer_id FROM assignments)""",
    "a manager in another branch than their customers": """
        SELECT * FROM assignments a JOIN managers m USING (manager_id)
        WHERE a.branch_id <> m.branch_id""",
    "a name too short or too long": "SELECT * FROM customers WHERE length(name) NOT IN (2, 3)",
    "a phone that is not masked or could be somebody's": """
        SELECT * FROM customers WHERE NOT regexp_full_match(phone, '12[0-9][*]{4}[0-9]{4}')""",
    "an identity number that is not masked": """
        SELECT * FROM customers WHERE NOT regexp_full_match(id_number, '99[*]{14}[0-9]{2}')""",
    "a customer who was a child when they came": """
        SELECT * FROM customers WHERE opened_on < birth_date + INTERVAL 17 YEAR""",
    "a month without the six categories": """
        SELECT customer_id, as_of FROM balances
        WHERE category IN ('demand', 'deposit', 'wealth', 'fund', 'insurance', 'gold')
        GROUP BY ALL HAVING count(*) <> 6""",
    "a balance before the customer came": """
        SELECT * FROM balances JOIN customers USING (customer_id) WHERE as_of < opened_on""",
}


@pytest.fixture(scope="module")
def con(demo_version: MartVersion) -> Any:
    return open_tables(demo_version.path).con


def rows(con: Any, query: str) -> list[tuple[Any, ...]]:
    return list(con.execute(query).fetchall())


@pytest.mark.parametrize("query", BREAKS.values(), ids=BREAKS)
def test_no_row_breaks_it(con: Any, query: str) -> None:
    assert rows(con, query)[:3] == []


def test_the_queries_can_find_something(con: Any) -> None:
    """Every table that they look into has rows, or the test above could not fail."""
    for query in BREAKS.values():
        for table in set(re.findall(r"(?:FROM|JOIN) (\w+)", query)):
            assert rows(con, f"SELECT count(*) FROM {table}") != [(0,)], table


def test_balances_are_what_orders_leave(con: Any) -> None:
    """For products of fixed value: what was bought and has not ended."""
    found = rows(
        con,
        """WITH held AS (
            SELECT customer_id, category, sum(CASE side WHEN 'buy' THEN amount ELSE 0 END) AS paid,
            count(*) FILTER (side = 'buy') AS bought, count(*) FILTER (side <> 'buy') AS ended
            FROM orders JOIN products USING (product_id)
            WHERE category IN ('deposit', 'insurance') GROUP BY ALL)
        SELECT paid, balance FROM held JOIN balances USING (customer_id, category)
        WHERE as_of = DATE '2026-09-30' AND ended = 0""",
    )
    assert len(found) > 100
    assert all(abs(paid - balance) < 1 for paid, balance in found)


def test_money_at_call_is_what_transactions_and_orders_leave(con: Any) -> None:
    found = rows(
        con,
        """WITH moved AS (
            SELECT customer_id, sum(money) AS money FROM (
                SELECT customer_id, CASE direction WHEN 'in' THEN amount ELSE -amount END AS money
                FROM transactions WHERE "at" >= TIMESTAMP '2025-04-30 16:00:00'
                UNION ALL SELECT customer_id, CASE side WHEN 'buy' THEN -amount ELSE amount END
                FROM orders WHERE "at" >= TIMESTAMP '2025-04-30 16:00:00') GROUP BY 1),
        ends AS (SELECT customer_id, max_by(balance, as_of) AS last, min_by(balance, as_of) AS first
            FROM balances WHERE category = 'demand' AND as_of IN ('2025-04-30', '2026-09-30')
            GROUP BY 1 HAVING count(*) = 2)
        SELECT abs(first + money - last) / (1000 + last) FROM ends JOIN moved USING (customer_id)
        WHERE first > 0""",
    )
    near = sum(share < 0.01 for (share,) in found)
    assert near / len(found) > 0.9  # the rest were cut at nought in between


def test_positions_and_balances_agree(con: Any) -> None:
    found = rows(
        con,
        """SELECT coalesce(p.amount, 0), balance FROM balances LEFT JOIN (
            SELECT customer_id, category, sum(amount) AS amount FROM positions
            JOIN products USING (product_id) GROUP BY ALL) p USING (customer_id, category)
        WHERE as_of = DATE '2026-09-30' AND category <> 'demand'""",
    )
    assert all(abs(amount - balance) < 1 for amount, balance in found)


def test_people_repeat_names_and_some_are_over_65(con: Any) -> None:
    ((names, seniors),) = rows(
        con,
        """SELECT count(*) - count(DISTINCT name),
        count(*) FILTER (birth_date <= DATE '1961-09-30') FROM customers""",
    )
    assert names > 5
    assert 20 < seniors < 120


def test_consents_were_withdrawn_and_assessments_have_expired_for_some(con: Any) -> None:
    ((withdrawn,),) = rows(
        con,
        """SELECT count(*) FROM (SELECT customer_id, channel FROM consents
        WHERE purpose = 'marketing' GROUP BY ALL
        HAVING count(*) = 2 AND NOT max_by(granted, changed_at))""",
    )
    ((valid, expired),) = rows(
        con,
        """SELECT count(*) FILTER (last > DATE '2026-09-30'), count(*) FILTER (last <= DATE
        '2026-09-30') FROM (SELECT max(expires_on) AS last FROM risk_assessments
        GROUP BY customer_id)""",
    )
    assert withdrawn > 20
    assert valid > expired > 50


def test_everything_says_that_it_is_simulated(con: Any, demo_version: MartVersion) -> None:
    assert "模拟" in rows(con, "SELECT name FROM branches WHERE branch_id = 'B00'")[0][0]
    assert '"demo": true' in (demo_version.path / "meta.json").read_text()
