"""Looks into the demo bank that do not go through the tools."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tools.access import Scope, parse
from tools.toolbox import Toolbox

ROOT = parse("manager:B00")


@dataclass(frozen=True)
class Customer:
    customer_id: str
    name: str
    gender: str
    manager_id: str
    branch_id: str
    tier: str
    age: int
    aum: float
    is_payroll: bool
    risk_level: str | None
    risk_expires_on: date | None
    next_maturity_on: date | None
    consent_profiling: bool
    score_wealth_30d: float


def customers(toolbox: Toolbox) -> list[Customer]:
    """Everybody, by id."""
    store = toolbox.store
    return store.rows(
        Customer, "every customer", lambda: store.table("prospects").order_by("customer_id")
    )


def query(toolbox: Toolbox, sql: str) -> list[tuple[Any, ...]]:
    """Plain SQL on the mart's own tables."""
    with toolbox.store.lock:
        found: list[tuple[Any, ...]] = toolbox.store.backend.con.cursor().execute(sql).fetchall()
    return found


def rm_of(customer: Customer) -> Scope:
    """The customer's manager."""
    return parse(f"rm:{customer.manager_id}")
