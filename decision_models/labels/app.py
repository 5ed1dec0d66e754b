"""Use of the app: on how many days, or not at all."""

from typing import Any

from decision_models.catalogue.label_kinds import AppActive, AppSilent
from decision_models.labels.window import Window, day_number


def active(con: Any, label: AppActive, window: Window) -> Any:
    """Who uses the app on at least so many days."""
    rows = _events(con, window)
    if label.days == 1:
        return rows.select("customer_id").distinct()
    days = rows.select("customer_id", day=day_number(rows["at"]))
    counted = days.group_by("customer_id").aggregate(days=days.day.nunique())
    return counted.filter(counted.days >= label.days).select("customer_id")


def silent(con: Any, _label: AppSilent, window: Window) -> Any:
    """Who does not use it: customers on the as-of day without an event in the window."""
    customers = con.table("customers")
    here = customers.filter(customers.opened_on <= window.as_of).select("customer_id")
    return here.anti_join(_events(con, window), "customer_id")


def _events(con: Any, window: Window) -> Any:
    rows = con.table("app_events")
    return rows.filter(window.holds(rows["at"])).select("customer_id", "at")
