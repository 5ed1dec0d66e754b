"""What customers hold, read about, looked at, bought and refused: a row each, for the row store."""

from datetime import UTC, date, datetime, time, timedelta

from decision_models.scoring.rates import INTEREST_DAYS
from home.clock import SHANGHAI

THEME_DAYS = 90
BOUGHT_DAYS = 365


def dealings_of(as_of: date) -> str:
    """A query over the mart's views: customer_id, then JSON of holdings (product, amount, first
    maturity; several lots of a product are one), readings (theme, how often), looks (categories),
    bought (products), refused (product, the last day in Shanghai), whether they hold a credit
    card, and the days that a loan is overdue. Windows end with the as-of day.
    """
    return f"""
WITH lots AS (
    SELECT customer_id, product_id, sum(amount) AS amount, min(matures_on) AS due
    FROM positions GROUP BY ALL
), read AS (
    SELECT customer_id, theme, count(*)::DOUBLE AS n FROM app_events
    WHERE theme IS NOT NULL AND "at" >= {_start(as_of, THEME_DAYS)} GROUP BY ALL
), looked AS (
    SELECT DISTINCT customer_id, category FROM app_events JOIN products USING (product_id)
    WHERE event IN ('view_product', 'calculator') AND "at" >= {_start(as_of, INTEREST_DAYS)}
), had AS (
    SELECT DISTINCT customer_id, product_id FROM orders
    WHERE side = 'buy' AND "at" >= {_start(as_of, BOUGHT_DAYS)}
), spurned AS (
    SELECT contacts.customer_id, campaigns.product_id,
        max(("at" + INTERVAL 8 HOUR)::DATE) AS on_day
    FROM contacts JOIN campaigns USING (campaign_id)
    WHERE treated AND outcome = 'refused' AND campaigns.product_id IS NOT NULL GROUP BY ALL
), late AS (
    SELECT customer_id, max(overdue_days) AS days FROM loans WHERE overdue_days > 0 GROUP BY ALL
), told AS (
    {_told(0, "json_array(product_id, amount, due::VARCHAR)", "lots")}
    UNION ALL {_told(1, "json_array(theme, n)", "read")}
    UNION ALL {_told(2, "category", "looked")}
    UNION ALL {_told(3, "product_id", "had")}
    UNION ALL {_told(4, "json_array(product_id, on_day::VARCHAR)", "spurned")}
    UNION ALL SELECT DISTINCT customer_id, {", ".join(["NULL"] * 5)}, 1, 0 FROM cards
        WHERE kind = 'credit'
    UNION ALL SELECT customer_id, {", ".join(["NULL"] * 5)}, 0, days FROM late
)
SELECT customer_id, {", ".join(f"coalesce(max(c{place}), '[]')" for place in range(5))},
    max(card), max(overdue)
FROM told GROUP BY customer_id ORDER BY customer_id"""


def _told(place: int, item: str, table: str) -> str:
    """A customer's items of one sort as one JSON list, in its column among the five."""
    columns = ["NULL"] * 5
    columns[place] = f"to_json(list({item} ORDER BY {item}))::VARCHAR"
    named = ", ".join(f"{column} AS c{number}" for number, column in enumerate(columns))
    return f"SELECT customer_id, {named}, 0 AS card, 0 AS overdue FROM {table} GROUP BY customer_id"


def _start(as_of: date, days: int) -> str:
    """The first moment of a window that ends with the as-of day, as the mart stores moments."""
    begins = datetime.combine(as_of + timedelta(days=1 - days), time.min, SHANGHAI)
    return f"TIMESTAMP '{begins.astimezone(UTC).replace(tzinfo=None).isoformat(sep=' ')}'"
