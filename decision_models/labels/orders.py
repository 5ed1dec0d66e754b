"""Orders of products: bought, bought again, given back, placed again after maturity."""

from typing import Any

from decision_models.catalogue.label_kinds import (
    CrossPurchase,
    FirstPurchase,
    Purchase,
    Redemption,
    Reinvestment,
    Repurchase,
)
from decision_models.labels.window import Window, day_number


def bought(con: Any, label: Purchase, window: Window) -> Any:
    """Who buys in the category, of at least the smallest amount at once."""
    rows = _orders(con, "buy")
    found = rows.filter(
        window.holds(rows["at"])
        & (rows.category == label.category)
        & (rows.amount >= label.minimum_amount)
    )
    return _who(found)


def bought_first(con: Any, _label: FirstPurchase, window: Window) -> Any:
    """Who buys and has no earlier purchase."""
    rows = _orders(con, "buy")
    found = rows.filter(window.holds(rows["at"]))
    return _who(found).anti_join(_who(rows.filter(window.before(rows["at"]))), "customer_id")


def bought_across(con: Any, _label: CrossPurchase, window: Window) -> Any:
    """Who buys in a category that is new to them, and has bought in another."""
    rows = _orders(con, "buy")
    earlier = rows.filter(window.before(rows["at"])).select("customer_id", "category").distinct()
    now = rows.filter(window.holds(rows["at"])).select("customer_id", "category")
    new = now.anti_join(earlier, ["customer_id", "category"])
    return _who(new).semi_join(_who(earlier), "customer_id")


def bought_again(con: Any, label: Repurchase, window: Window) -> Any:
    """Who buys in the category and has bought in it before."""
    rows = _orders(con, "buy")
    rows = rows.filter(rows.category == label.category)
    found = rows.filter(window.holds(rows["at"]))
    return _who(found).semi_join(_who(rows.filter(window.before(rows["at"]))), "customer_id")


def redeemed(con: Any, label: Redemption, window: Window) -> Any:
    """Who gives back a product of the category; what ends by itself is no redemption."""
    rows = _orders(con, "redeem")
    return _who(rows.filter(window.holds(rows["at"]) & (rows.category == label.category)))


def maturing(con: Any, label: Reinvestment, window: Window) -> Any:
    """Who has a product that matures in the first days of the window, with ``due``, the first."""
    return _first_due(con, label, window).select("customer_id")


def reinvested(con: Any, label: Reinvestment, window: Window) -> Any:
    """Who, of those, buys again from that day on and within the days given."""
    due = _first_due(con, label, window)
    rows = _orders(con, "buy")
    rows = rows.filter(window.holds(rows["at"])).select("customer_id", day=day_number(rows["at"]))
    both = rows.inner_join(due, "customer_id")
    return _who(both.filter((both.day >= both.due) & (both.day <= both.due + label.within_days)))


def _first_due(con: Any, label: Reinvestment, window: Window) -> Any:
    """By customer the first maturity (``due``, a day number) of what was bought before the window
    with a term, among the maturities of its first days.
    """
    rows = _orders(con, "buy")
    rows = rows.filter(window.before(rows["at"]) & rows.term_days.notnull())
    due = rows.select("customer_id", due=day_number(rows["at"]) + rows.term_days)
    first = window.start_number
    near = due.filter((due.due > first) & (due.due <= first + label.maturing_days))
    return near.group_by("customer_id").aggregate(due=near.due.min())


def _orders(con: Any, side: str) -> Any:
    rows = con.table("orders")
    shelf = con.table("products").select("product_id", "category", "term_days")
    return rows.filter(rows.side == side).inner_join(shelf, "product_id")


def _who(rows: Any) -> Any:
    return rows.select("customer_id").distinct()
