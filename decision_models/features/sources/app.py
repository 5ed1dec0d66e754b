"""What customers do in the app: events summed up, days of use, products looked at."""

from typing import Any

from decision_models.features.sources.dating import dated, hour, on_weekend, over_windows
from decision_models.features.sources.moment import Moment
from decision_models.features.sources.money import BLOCK_DAYS, BLOCKS, WINDOWS, YEAR

NIGHT = (22, 6)
"""Hours of the night in Shanghai, from and to."""
OFFICE = (9, 18)
INTERESTS = {
    "rates": ("利率", ("存款利率", "降息", "降准", "LPR")),
    "bonds": ("债市", ("债市", "财政")),
    "gold": ("黄金与外汇", ("黄金", "汇率", "美联储", "原油")),
    "stocks": (
        "股市与行业",
        ("股市", "港股", "美股", "新能源", "半导体", "人工智能", "医药", "消费", "红利", "房地产"),
    ),
    "protection": ("保险与养老", ("养老", "保险新规")),
}
"""Themes of searches and news that speak of one kind of interest: key, Chinese words, themes."""
_KEYS = ("customer_id", "event", "category", "interest")


def app_events(con: Any, as_of: Moment) -> Any:
    """App events of the last year, summed up by ``event``, the ``category`` of the product looked
    at and ``interest``: over each of ``WINDOWS`` and the year ``n``, ``seconds``, how many at
    ``weekend``, at ``night`` and in ``office`` hours; the youngest ``days_ago``.
    """
    import ibis

    shelf = con.table("products").select("product_id", "category")
    rows = dated(con.table("app_events"), as_of, YEAR)
    interest = ibis.cases(
        *((rows.theme.isin(themes), key) for key, (_, themes) in INTERESTS.items())
    )
    # Most events have no theme: theirs is not compared with any.
    rows = rows.mutate(interest=ibis.ifelse(rows.theme.notnull(), interest, None))
    rows = rows.left_join(shelf, "product_id")
    at = hour(rows)
    sums = {
        "seconds": rows.seconds.cast("float64"),
        "weekend": on_weekend(rows, as_of).cast("float64"),
        "night": ((at >= NIGHT[0]) | (at < NIGHT[1])).cast("float64"),
        "office": ((at >= OFFICE[0]) & (at < OFFICE[1])).cast("float64"),
    }
    return rows.group_by(*_KEYS).aggregate(**over_windows(rows, WINDOWS, longest=YEAR, sums=sums))


def app_days(con: Any, as_of: Moment) -> Any:
    """A row for each customer and day of the last year on which the app was used: ``days_ago``,
    ``events``, ``views`` (of products), ``block`` (of 30 days).
    """
    import ibis

    rows = dated(con.table("app_events"), as_of, BLOCKS * BLOCK_DAYS)
    days = rows.group_by("customer_id", "days_ago").aggregate(
        events=rows.count(), views=ibis.ifelse(rows.event == "view_product", 1, 0).sum()
    )
    return days.mutate(block=days.days_ago // BLOCK_DAYS)


def viewed(con: Any, as_of: Moment) -> Any:
    """A row for each customer and product looked at in the last 90 days: ``times``, the youngest
    ``days_ago``.
    """
    rows = dated(con.table("app_events"), as_of, 90)
    rows = rows.filter((rows.event == "view_product") & rows.product_id.notnull())
    return rows.group_by("customer_id", "product_id").aggregate(
        times=rows.count(), days_ago=rows.days_ago.min()
    )
