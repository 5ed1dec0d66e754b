"""Contacts that were really made: who was contacted, and how that ended."""

from typing import Any

from decision_models.catalogue.label_kinds import ContactAnswered
from decision_models.labels.window import Window


def contacted(con: Any, label: ContactAnswered, window: Window) -> Any:
    """Who is contacted in the window through one of the channels; controls are not."""
    return _made(con, label, window).select("customer_id").distinct()


def ended_so(con: Any, label: ContactAnswered, window: Window) -> Any:
    """Who has such a contact that ends in one of the outcomes."""
    rows = _made(con, label, window)
    return rows.filter(rows.outcome.isin(list(label.outcomes))).select("customer_id").distinct()


def _made(con: Any, label: ContactAnswered, window: Window) -> Any:
    rows = con.table("contacts")
    made = rows.treated & window.holds(rows["at"])
    if label.channels:
        made = made & rows.channel.isin(list(label.channels))
    return rows.filter(made)
