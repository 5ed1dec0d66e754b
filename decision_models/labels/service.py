"""Complaints and questions."""

from typing import Any

from decision_models.catalogue.label_kinds import ServiceAsked
from decision_models.labels.window import Window


def asked(con: Any, label: ServiceAsked, window: Window) -> Any:
    """Who complains, or asks."""
    rows = con.table("service_requests")
    found = rows.filter((rows.kind == label.request) & window.holds(rows["at"]))
    return found.select("customer_id").distinct()
