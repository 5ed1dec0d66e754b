"""A quick reading of the tables as of a day, for measuring how hard the demo bank is.

Kept apart from the decision core's own features, so that the measure does not depend on them.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

HORIZON_DAYS = 30
LABELS: Mapping[str, str] = {
    "wealth": "category = 'wealth'",
    "fund": "category = 'fund'",
    "large_deposit": "category = 'deposit' AND min_amount >= 200000",
}


def table_as_of(con: Any, day: date) -> Any:
    """One row a customer who was here on that day: quick features and the labels."""
    cut = f"TIMESTAMP '{day + timedelta(days=1)} 00:00:00' - INTERVAL 8 HOUR"
    end = f"{cut} + INTERVAL {HORIZON_DAYS} DAY"
    labels = ", ".join(
        f"coalesce(bool_or({rule}), false)::INTEGER AS {name}" for name, rule in LABELS.items()
    )
    parts = {
        "a": _balance_features(day),
        "o": _order_features(cut),
        "t": _transaction_features(cut),
        "e": _event_features(cut),
        "n": _contact_features(cut),
        "r": f"SELECT customer_id, DATE '{day}' - max(assessed_on) AS assessed_since, "
        f"max_by(level, assessed_on)[2]::INTEGER AS risk_level FROM risk_assessments "
        f"WHERE assessed_on <= DATE '{day}' GROUP BY 1",
        "y": f"SELECT customer_id, {labels} FROM orders JOIN products USING (product_id) "
        f"""WHERE side = 'buy' AND "at" >= {cut} AND "at" < {end} GROUP BY 1""",
    }
    joins = " ".join(
        f"LEFT JOIN ({query}) {name} USING (customer_id)" for name, query in parts.items()
    )
    filled = ", ".join(f"coalesce(y.{name}, 0) AS {name}" for name in LABELS)
    sql = (
        f"SELECT c.customer_id, date_diff('day', birth_date, DATE '{day}') / 365.25 AS age, "
        f"DATE '{day}' - opened_on AS tenure, (gender = '女')::INTEGER AS female, "
        f"is_payroll::INTEGER AS paid, (education IN ('本科', '硕士及以上'))::INTEGER AS degree, "
        f"(occupation = '企业主')::INTEGER AS owner, (occupation = '退休')::INTEGER AS retired, "
        f"a.* EXCLUDE (customer_id), o.* EXCLUDE (customer_id), t.* EXCLUDE (customer_id), "
        f"e.* EXCLUDE (customer_id), n.* EXCLUDE (customer_id), r.* EXCLUDE (customer_id), "
        f"{filled} "
        f"FROM customers c {joins} WHERE opened_on <= DATE '{day}'"
    )
    frame = con.sql(sql).df()
    numeric = [name for name in frame.columns if name != "customer_id"]
    return frame.astype(dict.fromkeys(numeric, float))


def _balance_features(day: date) -> str:
    last = day.replace(day=1) - timedelta(days=1)
    before = last.replace(day=1) - timedelta(days=1)
    held = ", ".join(
        f"coalesce(sum(balance) FILTER (category = '{name}' AND as_of = DATE '{day}'), 0) "
        f"AS bal_{name}"
        for name in ("demand", "deposit", "wealth", "fund", "insurance", "gold")
    )
    return (
        f"SELECT customer_id, {held}, sum(balance) FILTER (as_of = DATE '{day}') AS aum, "
        f"sum(balance) FILTER (as_of = DATE '{day}') / "
        f"(sum(balance) FILTER (as_of = DATE '{last}') + 1000) AS aum_1m, "
        f"sum(balance) FILTER (as_of = DATE '{day}') / "
        f"(sum(balance) FILTER (as_of = DATE '{before}') + 1000) AS aum_2m, "
        f"bal_demand / (aum + 1000) AS demand_share, bal_demand / (avg(balance) "
        f"FILTER (category = 'demand') + 1000) AS demand_to_usual, bal_demand - "
        f"coalesce(sum(balance) FILTER (category = 'demand' AND as_of = DATE '{last}'), 0) "
        f"AS demand_1m, "
        f"bal_wealth / (aum + 1000) AS wealth_share, bal_deposit / (aum + 1000) AS deposit_share "
        f"FROM balances WHERE as_of <= DATE '{day}' AND as_of > DATE '{day}' - 200 GROUP BY 1"
    )


def _order_features(cut: str) -> str:
    parts = ["count(*) FILTER (side = 'buy' AND ago <= 365) AS buys_365d"]
    for name, rule in LABELS.items():
        bought = f"side = 'buy' AND {rule}"
        parts += [
            f"count(*) FILTER ({bought} AND ago <= 90) AS {name}_90d",
            f"count(*) FILTER ({bought} AND ago <= 365) AS {name}_365d",
            f"min(ago) FILTER ({bought}) AS {name}_since",
            f"sum(amount) FILTER ({bought} AND ago <= 365) AS {name}_amount_365d",
        ]
    for days in (30, 90):
        due = f"side = 'buy' AND term_days - ago > 0 AND term_days - ago <= {days}"
        parts.append(f"coalesce(sum(amount) FILTER ({due}), 0) AS maturing_{days}d")
    parts += [
        "coalesce(sum(amount) FILTER (side = 'mature' AND ago <= 30), 0) AS matured_30d",
        "coalesce(sum(amount) FILTER (side = 'redeem' AND ago <= 60), 0) AS redeemed_60d",
        "avg(greatest(risk_level_issuer, risk_level_seller)[2]::INTEGER) "
        "FILTER (side = 'buy') AS risk_bought",
    ]
    return (
        f"SELECT customer_id, {', '.join(parts)} FROM (SELECT *, "
        f"""date_diff('day', "at", {cut}) AS ago FROM orders JOIN products USING (product_id) """
        f"""WHERE "at" < {cut}) GROUP BY 1"""
    )


def _transaction_features(cut: str) -> str:
    parts = []
    sorts = {
        "salary": "kind = 'salary'",
        "transfer_in": "kind = 'transfer' AND direction = 'in'",
        "transfer_out": "kind = 'transfer' AND direction = 'out'",
        "consumption": "kind = 'consumption'",
        "third_party": "kind = 'third_party_payment'",
        "securities": "counterparty_kind = 'securities'",
        "large_in": "direction = 'in' AND amount >= 50000",
    }
    for name, rule in sorts.items():
        for days in (30, 90):
            recent = f"FILTER ({rule} AND ago <= {days})"
            parts.append(f"coalesce(sum(amount) {recent}, 0) AS {name}_{days}d")
            parts.append(f"count(*) {recent} AS {name}_count_{days}d")
    parts.append("max(amount) FILTER (direction = 'in' AND ago <= 30) AS largest_in_30d")
    return (
        f"SELECT customer_id, {', '.join(parts)} FROM (SELECT *, "
        f"""date_diff('day', "at", {cut}) AS ago FROM transactions WHERE "at" < {cut} """
        f"""AND "at" >= {cut} - INTERVAL 90 DAY) GROUP BY 1"""
    )


def _event_features(cut: str) -> str:
    parts = [
        f"count(*) FILTER (ago <= {days}{rule}) AS {name}_{days}d"
        for days in (30, 90)
        for name, rule in (
            ("app", ""),
            ("login", " AND event = 'login'"),
            ("search", " AND event = 'search'"),
            ("news", " AND event = 'view_news'"),
            ("calculator", " AND event = 'calculator'"),
            ("view", " AND event = 'view_product'"),
            ("view_wealth", " AND category = 'wealth'"),
            ("view_fund", " AND category = 'fund'"),
            ("view_deposit", " AND category = 'deposit'"),
        )
    ]
    return (
        f"SELECT customer_id, {', '.join(parts)}, min(ago) AS app_since, "
        f"min(ago) FILTER (category = 'wealth') AS view_wealth_since, "
        f"min(ago) FILTER (category = 'fund') AS view_fund_since, "
        f"min(ago) FILTER (category = 'deposit') AS view_deposit_since FROM (SELECT *, "
        f"""date_diff('day', "at", {cut}) AS ago FROM app_events LEFT JOIN products """
        f"""USING (product_id) WHERE "at" < {cut} AND "at" >= {cut} - INTERVAL 180 DAY) """
        f"GROUP BY 1"
    )


def _contact_features(cut: str) -> str:
    return (
        f"SELECT customer_id, count(*) FILTER (ago <= 30) AS touched_30d, count(*) AS touched_90d, "
        f"count(*) FILTER (outcome IN ('opened', 'clicked', 'answered')) AS answered_90d "
        f"""FROM (SELECT *, date_diff('day', "at", {cut}) AS ago FROM contacts """
        f"""WHERE "at" < {cut} AND "at" >= {cut} - INTERVAL 90 DAY AND treated) GROUP BY 1"""
    )
