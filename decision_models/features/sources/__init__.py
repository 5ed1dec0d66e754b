"""The mart's tables as features read them: rows known by the as-of moment, with ``days_ago``.

Columns that hold today's state without a date (a customer's tier, the payroll mark, a loan's
balance, days overdue, the positions that were not yet sold) are left alone: for an earlier as-of
day they would tell what happened after it. Holdings and maturities come from orders instead.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from decision_models.features.sources import app, holdings, money, records, steps
from decision_models.features.sources.moment import (
    Blank,
    Known,
    Moment,
    Span,
    between_blanks,
    filled,
    instant,
)

__all__ = [
    "ANY_SPAN",
    "SOURCES",
    "Blank",
    "Customers",
    "Known",
    "Moment",
    "Of",
    "Rows",
    "Source",
    "Span",
    "filled",
    "instant",
]

Rows: TypeAlias = Callable[[Any, Moment], Any]


@dataclass(frozen=True)
class Source:
    """Rows of one kind, and the tables of the mart that they are read from."""

    name: str
    tables: tuple[str, ...]
    rows: Rows


SOURCES: Mapping[str, Source] = {
    source.name: source
    for source in (
        Source("customers", ("customers",), records.customers),
        Source("balances", ("balances",), holdings.balances),
        Source("orders", ("orders", "products"), holdings.orders),
        Source("transactions", ("transactions",), money.transactions),
        Source("months", ("transactions",), money.months),
        Source("app_events", ("app_events", "products"), app.app_events),
        Source("app_days", ("app_events",), app.app_days),
        Source("viewed", ("app_events",), app.viewed),
        Source(
            "steps",
            ("transactions", "orders", "app_events", "contacts", "service_requests"),
            steps.steps,
        ),
        Source("contacts", ("contacts",), records.contacts),
        Source("service_requests", ("service_requests",), records.service_requests),
        Source("risk_assessments", ("risk_assessments",), records.risk_assessments),
        Source("cards", ("cards",), records.cards),
        Source("loans", ("loans",), records.loans),
    )
}


ANY_SPAN = Span("", "")
"""A span whose ends are blanks (``Blank``)."""
Customers: TypeAlias = Sequence[str] | Span | None
"""Some customers: by name, by a span of identifiers, or everyone."""


@dataclass(frozen=True)
class Of:
    """The tables of a connection, of some customers alone.

    Narrowed where they are read, because a database does not push a filter through every window
    and sum that comes later.
    """

    con: Any
    customers: Customers

    def table(self, name: str) -> Any:
        """A table of the mart."""
        found = self.con.table(name)
        if self.customers is None or "customer_id" not in found.columns:
            return found
        if self.customers is ANY_SPAN:
            return found.filter(between_blanks(found.customer_id))
        if isinstance(self.customers, Span):
            return found.filter(
                found.customer_id.between(self.customers.first, self.customers.last)
            )
        return found.filter(found.customer_id.isin(list(self.customers)))
