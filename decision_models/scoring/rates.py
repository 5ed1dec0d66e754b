"""How often customers buy in each category: what stands in where a category has no model.

Of the last 30 days, and apart for those who looked at the category in the 90 days before and
those who did not; that difference is most of what a simple rule can know.
"""

from datetime import date, timedelta
from typing import Any

from decision_models.features.feature import AsOf
from decision_models.features.sources import instant

WINDOW_DAYS = 30
INTEREST_DAYS = 90


def category_rates(con: Any, as_of: date) -> Any:
    """An Ibis table: category, interested (True, False, or NULL for all), customers, rate."""
    start = AsOf(as_of - timedelta(days=WINDOW_DAYS))
    customers, products = con.table("customers"), con.table("products")
    base = customers.filter(customers.opened_on <= start.day).select("customer_id")
    categories = products.select("category").distinct()
    grid = base.cross_join(categories)
    grid = grid.left_join(_interested(con, start), ["customer_id", "category"]).drop(
        "customer_id_right", "category_right"
    )
    grid = grid.left_join(_bought(con, start.day, as_of), ["customer_id", "category"]).drop(
        "customer_id_right", "category_right"
    )
    grid = grid.mutate(
        interested=grid.interested.fill_null(False), bought=grid.bought.fill_null(False)
    )
    # Half a purchase more than was seen, so that what nobody bought is rare and not impossible.
    seen = grid.bought.cast("float64").sum()
    measures = {"customers": grid.count(), "rate": (seen + 0.5) / (grid.count() + 1)}
    by_interest = grid.group_by("category", "interested").aggregate(**measures)
    overall = grid.group_by("category").aggregate(**measures)
    overall = overall.mutate(interested=_nobody()).select(*by_interest.columns)
    return by_interest.union(overall)


def _nobody() -> Any:
    import ibis

    return ibis.null("boolean")


def _interested(con: Any, start: AsOf) -> Any:
    events, products = con.table("app_events"), con.table("products")
    seen = events.filter(
        events.event.isin(["view_product", "calculator"])
        & (events["at"] < instant(events["at"], start.cut))
        & (events["at"] >= instant(events["at"], start.cut - timedelta(days=INTEREST_DAYS)))
    )
    joined = seen.inner_join(products.select("product_id", "category"), "product_id")
    return joined.select("customer_id", "category").distinct().mutate(interested=True)


def _bought(con: Any, start: date, end: date) -> Any:
    """Orders of the days after ``start`` through ``end``; cards and loans by their opening day."""
    orders, products = con.table("orders"), con.table("products")
    made = orders.filter(
        (orders.side == "buy")
        & (orders["at"] >= instant(orders["at"], AsOf(start).cut))
        & (orders["at"] < instant(orders["at"], AsOf(end).cut))
    )
    bought = made.inner_join(products.select("product_id", "category"), "product_id")
    parts = [bought.select("customer_id", "category")]
    cards, loans = con.table("cards"), con.table("loans")
    opened = (
        ("credit_card", cards.filter(cards.kind == "credit")),
        ("loan", loans.filter(loans.kind != "instalment")),
    )
    for category, table in opened:
        new = table.filter((table.opened_on > start) & (table.opened_on <= end))
        parts.append(new.select("customer_id", category=_text(category)))
    return parts[0].union(*parts[1:]).distinct().mutate(bought=True)


def _text(value: str) -> Any:
    import ibis

    return ibis.literal(value)
