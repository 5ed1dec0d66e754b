"""May this customer be sold, or be shown, this product: R against C, assessment, age, private.

金融机构产品适当性管理办法 (2025 No. 7, in force from 2026-02-01), articles 12, 13, 29 and 30:
product risk R1-R5 at most the customer's C1-C5, the stricter of issuer's and seller's rating, an
assessment that holds for twelve months, private placements to qualified investors alone. The age
of special care, 65, is practice as reported from secondary sources.
"""

import calendar
from datetime import date
from functools import lru_cache
from typing import overload

from decision_models.policy.facts import CustomerFacts, ProductFacts, Verdict
from home.errors import BadInput

LEVELS = 5
SENIOR_AGE = 65
HIGH_RISK = 4
"""R4 and above: special care for customers of ``SENIOR_AGE`` and older."""
ASSESSMENT_MONTHS = 12
OUTSIDE_CATEGORIES = frozenset({"deposit", "credit_card", "instalment", "loan"})
"""Not investment products: outside R against C without a rating or at R1, which some banks write
for an ordinary deposit. A structured deposit rated R2 or above is inside."""
UNRATED_CATEGORIES = OUTSIDE_CATEGORIES | {"insurance"}
"""May be without a rating; an investment-linked policy carries one, and is inside."""


@overload
def stricter(issuer: str, seller: str | None) -> str: ...
@overload
def stricter(issuer: str | None, seller: str) -> str: ...
@overload
def stricter(issuer: str | None, seller: str | None) -> str | None: ...
def stricter(issuer: str | None, seller: str | None) -> str | None:
    """The higher of two ratings R1-R5 (孰高); one that is absent does not count.

    Raises:
        BadInput: a rating that is not R1 to R5.
    """
    given = [level for level in (issuer, seller) if level]
    return f"R{max(product_level(level) for level in given)}" if given else None


def product_level(level: str) -> int:
    """1 to 5 of a rating R1 to R5; raises BadInput for anything else."""
    return _level(level, "R")


def customer_level(level: str) -> int:
    """1 to 5 of a customer's level C1 to C5; raises BadInput for anything else."""
    return _level(level, "C")


@lru_cache(maxsize=64)
def _level(text: str, letter: str) -> int:
    cleaned = text.strip().upper()
    if len(cleaned) == 2 and cleaned[0] == letter and cleaned[1] in "12345":
        return int(cleaned[1])
    raise BadInput(f"a risk level must be {letter}1 to {letter}{LEVELS}, got {text!r}")


def suitability(customer: CustomerFacts, product: ProductFacts, on: date) -> Verdict:
    """The first rule that keeps ``product`` from ``customer`` on the day ``on``, or ``ok``."""
    broken = suitability_findings(customer, product, on)
    return broken[0] if broken else Verdict(True, "ok", _levels(customer, product))


def suitability_findings(
    customer: CustomerFacts, product: ProductFacts, on: date
) -> tuple[Verdict, ...]:
    """Every rule that keeps ``product`` from ``customer`` on the day ``on``.

    Rules: ``no_assessment``, ``assessment_expired``, ``risk_above_level``, ``senior_high_risk``,
    ``private_placement``, and ``product_unrated`` for an investment product without a rating,
    which is kept from everybody.

    Raises:
        BadInput: a level that is not C1 to C5 or R1 to R5.
    """
    found: list[Verdict] = []
    if product.risk_level:
        outside = product.category in OUTSIDE_CATEGORIES and product_level(product.risk_level) == 1
        found += [] if outside else _by_level(customer, product, product.risk_level, on)
    elif product.category not in UNRATED_CATEGORIES:
        found.append(Verdict(False, "product_unrated", {"category": product.category}))
    if product.private and not customer.qualified_investor:
        found.append(Verdict(False, "private_placement"))
    return tuple(found)


def _by_level(
    customer: CustomerFacts, product: ProductFacts, rating: str, on: date
) -> list[Verdict]:
    found: list[Verdict] = []
    risk = product_level(rating)
    params = _levels(customer, product)
    assessed = customer.risk_assessed_on
    if not customer.risk_level or (assessed is not None and assessed > on):
        found.append(Verdict(False, "no_assessment", params))
    else:
        expires = valid_until(customer)
        if expires is None or expires < on:
            day = {} if expires is None else {"expires_on": expires.isoformat()}
            found.append(Verdict(False, "assessment_expired", {**params, **day}))
        if risk > customer_level(customer.risk_level):
            found.append(Verdict(False, "risk_above_level", params))
    age = None if customer.birth_date is None else age_on(customer.birth_date, on)
    if risk >= HIGH_RISK and age is not None and age >= SENIOR_AGE:
        found.append(
            Verdict(False, "senior_high_risk", {**params, "age": age, "age_limit": SENIOR_AGE})
        )
    return found


def valid_until(customer: CustomerFacts) -> date | None:
    """The last day on which the customer's assessment holds: what is recorded, and never more
    than twelve months after it was made. None where neither day is known.
    """
    days = [customer.risk_expires_on] if customer.risk_expires_on else []
    if customer.risk_assessed_on:
        days.append(months_after(customer.risk_assessed_on, ASSESSMENT_MONTHS))
    return min(days, default=None)


@lru_cache(maxsize=4096)  # of the many products that one customer is judged for
def months_after(day: date, months: int) -> date:
    """The corresponding day ``months`` later, or that month's last (Civil Code, article 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def age_on(birth_date: date, on: date) -> int:
    """Completed years of age on the day ``on``."""
    had_birthday = (on.month, on.day) >= (birth_date.month, birth_date.day)
    return on.year - birth_date.year - (not had_birthday)


def _levels(customer: CustomerFacts, product: ProductFacts) -> dict[str, str | int | float]:
    levels = {"product_risk": product.risk_level, "customer_risk": customer.risk_level}
    return {key: level for key, level in levels.items() if level}
