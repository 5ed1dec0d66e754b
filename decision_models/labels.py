"""Labels: what happened after the as-of moment, within the horizon. Read by training alone."""

import calendar
from datetime import date, timedelta
from typing import Any

from decision_models.catalogue import AumFall, ModelSpec, Purchase
from decision_models.features.feature import AsOf
from decision_models.features.sources import instant


def positives(con: Any, spec: ModelSpec, as_of: date) -> Any:
    """The customers to whom it happened: an Ibis table with ``customer_id``, each once."""
    if isinstance(spec.label, Purchase):
        return _buyers(con, spec.label, as_of, spec.horizon_days)
    if isinstance(spec.label, AumFall):
        return _fallen(con, spec.label, as_of, months_of(spec.horizon_days))
    return _risen(con, as_of, months_of(spec.horizon_days))


def window_end(spec: ModelSpec, as_of: date) -> date:
    """The last day that the label of ``as_of`` looks at."""
    if isinstance(spec.label, Purchase):
        return as_of + timedelta(days=spec.horizon_days)
    return month_end(AsOf(as_of).month + months_of(spec.horizon_days))


def months_of(horizon_days: int) -> int:
    """Month-ends in a horizon: balances are known at month-ends alone, 30 days count as one."""
    return max(1, round(horizon_days / 30))


def month_end(month: int) -> date:
    """The last day of a month counted from year nought (``AsOf.month``)."""
    year, index = divmod(month, 12)
    return date(year, index + 1, calendar.monthrange(year, index + 1)[1])


def _buyers(con: Any, label: Purchase, as_of: date, horizon_days: int) -> Any:
    orders, products = con.table("orders"), con.table("products")
    start = AsOf(as_of).cut
    end = AsOf(as_of + timedelta(days=horizon_days)).cut
    bought = orders.filter(
        (orders.side == "buy")
        & (orders.amount >= label.minimum_amount)
        & (orders["at"] >= instant(orders["at"], start))
        & (orders["at"] < instant(orders["at"], end))
    )
    wanted = products.filter(products.category == label.category).select("product_id")
    return bought.semi_join(wanted, "product_id").select("customer_id").distinct()


def _aum(con: Any, first: int, last: int) -> Any:
    """AUM by customer and month-end, months counted as in ``AsOf.month``."""
    balances = con.table("balances")
    rows = balances.filter(balances.as_of.between(month_end(first), month_end(last)))
    return rows.group_by("customer_id", "as_of").aggregate(aum=rows.balance.sum())


def _fallen(con: Any, label: AumFall, as_of: date, months: int) -> Any:
    now = AsOf(as_of).month
    rows = _aum(con, now, now + months)
    before, after = rows.as_of == month_end(now), rows.as_of == month_end(now + months)
    both = rows.group_by("customer_id").aggregate(
        before=rows.aum.sum(where=before), after=rows.aum.sum(where=after)
    )
    # Whoever closed the account has no balance left to be read.
    fallen = both.filter(both.after.fill_null(0.0) <= both.before * (1.0 - label.share))
    return fallen.select("customer_id")


def _risen(con: Any, as_of: date, months: int) -> Any:
    now = AsOf(as_of).month
    rows = _aum(con, now, now + months)
    both = rows.group_by("customer_id").aggregate(
        before=rows.aum.sum(where=rows.as_of == month_end(now)),
        after=rows.aum.max(where=rows.as_of > month_end(now)),
    )
    return both.filter(_tier(both.after) > _tier(both.before.fill_null(0.0))).select("customer_id")


def _tier(aum: Any) -> Any:
    from decision_models.mart.schema import TIERS

    return sum((aum >= threshold).cast("int8") for _, threshold in TIERS)
