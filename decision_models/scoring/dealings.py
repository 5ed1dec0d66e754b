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
    SELECT customer_id, json_array(product_id, amount, due::VARCHAR) AS holding,
        NULL AS reading, NULL AS look, NULL AS product, NULL AS refusal, 0 AS card, 0 AS overdue
    FROM lots
    UNION ALL SELECT customer_id, NULL, json_array(theme, n), NULL, NULL, NULL, 0, 0 FROM read
    UNION ALL SELECT customer_id, NULL, NULL, category, NULL, NULL, 0, 0 FROM looked
    UNION ALL SELECT customer_id, NULL, NULL, NULL, product_id, NULL, 0, 0 FROM had
    UNION ALL SELECT customer_id, NULL, NULL, NULL, NULL, json_array(product_id, on_day::VARCHAR),
        0, 0 FROM spurned
    UNION ALL SELECT customer_id, NULL, NULL, NULL, NULL, NULL, 1, 0 FROM cards
        WHERE kind = 'credit'
    UNION ALL SELECT customer_id, NULL, NULL, NULL, NULL, NULL, 0, days FROM late
)
SELECT customer_id, {_listed("holding")}, {_listed("reading")}, {_listed("look")},
    {_listed("product")}, {_listed("refusal")}, max(card), max(overdue)
FROM told GROUP BY customer_id ORDER BY customer_id"""


def _listed(column: str) -> str:
    found = f"list({column} ORDER BY {column}) FILTER ({column} IS NOT NULL)"
    return f"coalesce(to_json({found})::VARCHAR, '[]')"


def _start(as_of: date, days: int) -> str:
    """The first moment of a window that ends with the as-of day, as the mart stores moments."""
    begins = datetime.combine(as_of + timedelta(days=1 - days), time.min, SHANGHAI)
    return f"TIMESTAMP '{begins.astimezone(UTC).replace(tzinfo=None).isoformat(sep=' ')}'"
