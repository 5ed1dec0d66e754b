"""Account movements: much of one sort, or none any more."""

from typing import Any

from decision_models.catalogue.label_kinds import MoneyMoved, MoneyStopped
from decision_models.labels.window import Window


def moved(con: Any, label: MoneyMoved, window: Window) -> Any:
    """Who moves that much, in all or at once."""
    rows = con.table("transactions")
    wanted = window.holds(rows["at"]) & (rows.direction == label.direction)
    if label.kinds:
        wanted = wanted & rows.kind.isin(list(label.kinds))
    if label.counterparties:
        wanted = wanted & rows.counterparty_kind.isin(list(label.counterparties))
    found = rows.filter(wanted)
    if label.minimum_single is not None:
        found = found.filter(found.amount >= label.minimum_single)
        return found.select("customer_id").distinct()
    summed = found.group_by("customer_id").aggregate(total=found.amount.sum())
    return summed.filter(summed.total >= label.minimum_total).select("customer_id")


def stopped(con: Any, label: MoneyStopped, window: Window) -> Any:
    """Who gets, or sends, none of that kind: customers on the as-of day without one."""
    customers, rows = con.table("customers"), con.table("transactions")
    here = customers.filter(customers.opened_on <= window.as_of).select("customer_id")
    came = (rows.kind == label.money) & (rows.direction == label.direction)
    return here.anti_join(rows.filter(came & window.holds(rows["at"])), "customer_id")
