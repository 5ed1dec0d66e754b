"""Customers and shelves of every kind, for properties of the ranking."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from decision_models.next_best import Probability, Product, Situation, Wish
from decision_models.policy import CustomerFacts, ProductFacts

ON = date(2026, 9, 30)
CATEGORIES = ("wealth", "fund", "deposit", "insurance", "gold", "credit_card", "loan")
UNRATED = ("deposit", "credit_card", "loan")

_days = st.integers(-400, 400).map(lambda days: ON + timedelta(days=days))
_yuan = st.integers(0, 3_000_000).map(float)


@st.composite
def _product(draw: st.DrawFn, number: int) -> Product:
    category = draw(st.sampled_from(CATEGORIES))
    rated = category not in UNRATED
    facts = ProductFacts(
        product_id=f"P{number:03d}",
        name=f"产品{number}",
        category=category,
        risk_level=draw(st.sampled_from(("R1", "R2", "R3", "R4", "R5"))) if rated else None,
        min_amount=draw(st.sampled_from((0.0, 1.0, 10_000.0, 200_000.0))),
        term_days=draw(st.sampled_from((None, 30, 180, 365, 1095))),
        private=draw(st.sampled_from((False, False, False, True))),
        on_sale_to=draw(st.sampled_from((None, ON, ON - timedelta(days=1)))),
    )
    return Product(facts, draw(st.sampled_from(((), ("黄金",), ("科技", "新能源")))))


@st.composite
def shelves(draw: st.DrawFn) -> tuple[Product, ...]:
    """Up to 20 products."""
    return tuple(draw(_product(number)) for number in range(draw(st.integers(0, 20))))


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """A customer with or without assessment, money, debts past due, scores."""
    level = draw(st.sampled_from((None, "C1", "C2", "C3", "C4", "C5")))
    customer = CustomerFacts(
        customer_id=draw(st.sampled_from(("C1", "C2", "C3"))),
        birth_date=draw(st.sampled_from((None, date(1950, 1, 1), date(1990, 5, 5)))),
        risk_level=level,
        risk_expires_on=draw(st.none() | _days),
    )
    chance = st.floats(0.001, 0.3)
    rates = {category: draw(chance) for category in CATEGORIES}
    scored = draw(st.sets(st.sampled_from(CATEGORIES)))
    known = {
        category: (
            *((Probability(draw(chance), "model", category),) if category in scored else ()),
            Probability(rates[category], "rate", category),
        )
        for category in CATEGORIES
    }
    return Situation(
        customer=customer,
        liquid=draw(_yuan),
        maturing=draw(_yuan),
        aum=draw(_yuan),
        probabilities=known,
        rates=rates,
        has_credit_card=draw(st.booleans()),
        high_risk_held=draw(_yuan),
        overdue_days=draw(st.sampled_from((0, 0, 5))),
        refused=draw(st.dictionaries(st.sampled_from(("P000", "P001", "P002")), _days)),
    )


wishes = st.builds(
    Wish,
    category=st.none() | st.sampled_from(CATEGORIES),
    amount=st.none() | _yuan,
    horizon_days=st.none() | st.sampled_from((7, 90, 365)),
    max_risk=st.none() | st.sampled_from(("R1", "R3")),
    excluded=st.frozensets(st.sampled_from((*CATEGORIES, "P000", "P001"))),
)


def able(situation: Situation) -> Situation:
    """The same customer with an assessment that allows everything for a year to come."""
    facts = replace(
        situation.customer,
        risk_level="C5",
        risk_expires_on=ON + timedelta(days=300),
        birth_date=date(1990, 5, 5),
    )
    return replace(situation, customer=facts)
