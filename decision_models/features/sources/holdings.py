"""Month-end balances and orders as features read them."""

from typing import Any

from decision_models.features.sources.dating import dated
from decision_models.features.sources.moment import Moment

MONTHS = 12
"""How many month-ends before the last one balances are read."""
HELD = {
    "demand": "活期",
    "deposit": "定期存款",
    "wealth": "理财",
    "fund": "基金",
    "insurance": "保险",
    "gold": "黄金",
    "pension": "养老产品",
    "bond": "债券",
    "forex": "外汇产品",
}
"""What assets are counted in, with the words for it."""


def balances(con: Any, as_of: Moment) -> Any:
    """A row for each customer and month-end: ``months_ago`` (0 = the last one), ``aum``, and one
    column for each kind of asset of ``HELD``, in yuan.
    """
    import ibis

    table = con.table("balances")
    months = table.as_of.year() * 12 + table.as_of.month() - 1
    earliest = as_of.date(31 * (MONTHS + 1))
    rows = table.filter((table.as_of <= as_of.date()) & (table.as_of >= earliest))
    rows = rows.mutate(months_ago=as_of.month() - months).filter(
        lambda t: (t.months_ago >= 0) & (t.months_ago <= MONTHS)
    )
    kinds = {
        name: ibis.ifelse(rows.category == name, rows.balance, None).sum().fill_null(0.0).round(2)
        for name in HELD
    }
    return rows.group_by("customer_id", "months_ago").aggregate(
        aum=rows.balance.sum().round(2), **kinds
    )


def orders(con: Any, as_of: Moment) -> Any:
    """Orders with what was bought: ``category``, ``risk`` (1-5, the stricter rating),
    ``term_days`` and ``matures_in`` (days from the as-of day, negative when past).
    """
    import ibis

    products = con.table("products")
    risk = ibis.greatest(digit(products.risk_level_issuer), digit(products.risk_level_seller))
    shelf = products.select("product_id", "category", "term_days", risk=risk)
    rows = dated(con.table("orders"), as_of, None).inner_join(shelf, "product_id")
    return rows.select(
        "customer_id",
        "side",
        "amount",
        "channel",
        "category",
        "term_days",
        "risk",
        "days_ago",
        matures_in=rows.term_days - rows.days_ago,
    )


def digit(level: Any) -> Any:
    """The number of a level such as ``R3`` or ``C2``."""
    return level.substr(1, 1).try_cast("int64")
