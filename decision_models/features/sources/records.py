"""Persons, assessments, cards, loans, contacts and requests as features read them."""

from typing import Any

from decision_models.features.sources.dating import dated, days_before
from decision_models.features.sources.holdings import digit
from decision_models.features.sources.moment import Moment

YEAR = 365
OUTCOME_DAYS = 30
"""A contact's outcome may still change for so long (a purchase after it): younger ones are not
read, because the change would be known only later."""


def customers(con: Any, as_of: Moment) -> Any:
    """Customers whose first account was opened by the day, with ``days_old`` and ``days_open``."""
    table = con.table("customers")
    rows = table.filter(table.opened_on <= as_of.date())
    return rows.select(
        "customer_id",
        "occupation",
        "industry",
        "education",
        "city",
        days_old=days_before(rows.birth_date, as_of),
        days_open=days_before(rows.opened_on, as_of),
    )


def risk_assessments(con: Any, as_of: Moment) -> Any:
    """Assessments made by the day, with ``days_ago``, ``valid_for`` (days) and ``risk`` (1-5)."""
    table = con.table("risk_assessments")
    rows = table.filter(table.assessed_on <= as_of.date())
    return rows.select(
        "customer_id",
        days_ago=days_before(rows.assessed_on, as_of),
        valid_for=-days_before(rows.expires_on, as_of),
        risk=digit(rows.level),
    )


def cards(con: Any, as_of: Moment) -> Any:
    """Cards opened by the day, with ``days_ago`` since then."""
    table = con.table("cards")
    rows = table.filter(table.opened_on <= as_of.date())
    return rows.select(
        "customer_id", "kind", limit=rows["limit"], days_ago=days_before(rows.opened_on, as_of)
    )


def loans(con: Any, as_of: Moment) -> Any:
    """Loans running on the day, with ``days_ago`` since opening and ``days_left``."""
    table = con.table("loans")
    running = table.matures_on.isnull() | (table.matures_on > as_of.date())
    rows = table.filter((table.opened_on <= as_of.date()) & running)
    return rows.select(
        "customer_id",
        "kind",
        "rate",
        days_ago=days_before(rows.opened_on, as_of),
        days_left=-days_before(rows.matures_on, as_of),
    )


def contacts(con: Any, as_of: Moment) -> Any:
    """Contacts that reached a customer (controls were not contacted) in the last year."""
    rows = dated(con.table("contacts"), as_of, YEAR).filter(lambda t: t.treated)
    return rows.select("customer_id", "channel", "outcome", "days_ago")


def service_requests(con: Any, as_of: Moment) -> Any:
    """Complaints and questions of the last year."""
    return dated(con.table("service_requests"), as_of, YEAR).select(
        "customer_id", "kind", "days_ago"
    )
