from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_models.policy import (
    CustomerFacts,
    ProductFacts,
    age_on,
    eligibility,
    stricter,
    suitability,
    suitability_findings,
    valid_until,
)
from home.errors import BadInput

TODAY = date(2026, 9, 30)
levels = st.integers(1, 5)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def customer(level: str | None = "C3", **changes: object) -> CustomerFacts:
    facts: dict[str, object] = {
        "customer_id": "C0000001",
        "birth_date": date(1980, 5, 1),
        "risk_level": level,
        "risk_expires_on": date(2027, 1, 1),
    }
    return CustomerFacts(**{**facts, **changes})  # type: ignore[arg-type]


def product(level: str | None = "R2", **changes: object) -> ProductFacts:
    facts: dict[str, object] = {
        "product_id": "P001",
        "name": "稳健一号",
        "category": "wealth",
        "risk_level": level,
    }
    return ProductFacts(**{**facts, **changes})  # type: ignore[arg-type]


@given(levels, levels)
def test_only_risk_up_to_the_customers_level_is_suitable(c: int, r: int) -> None:
    verdict = suitability(customer(f"C{c}"), product(f"R{r}"), TODAY)
    assert verdict.allowed == (r <= c)
    assert verdict.rule == ("ok" if r <= c else "risk_above_level")
    assert verdict.params == {"product_risk": f"R{r}", "customer_risk": f"C{c}"}


@given(levels, levels, levels, days)
def test_less_risk_is_never_less_suitable(c: int, r: int, lower: int, on: date) -> None:
    someone = customer(f"C{c}", birth_date=date(1958, 2, 28))
    if suitability(someone, product(f"R{r}"), on).allowed and lower <= r:
        assert suitability(someone, product(f"R{lower}"), on).allowed


@given(levels, levels)
def test_the_stricter_rating_is_the_higher_whoever_gave_it(one: int, other: int) -> None:
    expected = f"R{max(one, other)}"
    assert stricter(f"R{one}", f"R{other}") == stricter(f"R{other}", f"R{one}") == expected


def test_a_rating_that_is_absent_does_not_make_the_other_weaker() -> None:
    assert stricter("R3", None) == stricter(None, "R3") == "R3"
    assert stricter(None, None) is None


def test_an_assessment_holds_through_its_last_day_and_not_the_next() -> None:
    someone = customer(risk_expires_on=TODAY)
    assert suitability(someone, product(), TODAY).allowed
    verdict = suitability(someone, product(), TODAY + timedelta(days=1))
    assert (verdict.allowed, verdict.rule) == (False, "assessment_expired")
    assert verdict.params["expires_on"] == "2026-09-30"


@given(days, days, days)
def test_no_assessment_holds_longer_than_twelve_months(made: date, until: date, on: date) -> None:
    someone = customer(risk_assessed_on=made, risk_expires_on=until)
    if on > made + timedelta(days=366) or on > until or on < made:
        assert not suitability(someone, product("R1"), on).allowed


def test_twelve_months_from_the_leap_day_end_with_february() -> None:
    someone = customer(risk_assessed_on=date(2028, 2, 29), risk_expires_on=None)
    assert valid_until(someone) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("someone", "rule"),
    [
        (customer(None, risk_expires_on=None), "no_assessment"),
        (customer(risk_assessed_on=TODAY + timedelta(days=1)), "no_assessment"),
        (customer(risk_expires_on=None), "assessment_expired"),
    ],
)
def test_without_a_valid_assessment_nothing_with_a_rating_is_suitable(
    someone: CustomerFacts, rule: str
) -> None:
    verdict = suitability(someone, product("R1"), TODAY)
    assert (verdict.allowed, verdict.rule) == (False, rule)


@given(levels)
def test_from_65_on_high_risk_needs_special_care(r: int) -> None:
    birthday = date(1961, 9, 30)
    old = suitability(customer("C5", birth_date=birthday), product(f"R{r}"), TODAY)
    young = suitability(
        customer("C5", birth_date=birthday + timedelta(days=1)), product(f"R{r}"), TODAY
    )
    assert young.allowed
    assert old.allowed == (r < 4)
    assert old.rule == ("ok" if r < 4 else "senior_high_risk")


def test_a_private_placement_is_for_qualified_investors() -> None:
    private = product(private=True)
    assert suitability(customer(), private, TODAY).rule == "private_placement"
    assert suitability(customer(qualified_investor=True), private, TODAY).allowed


@pytest.mark.parametrize("category", ["deposit", "credit_card", "loan"])
def test_what_has_no_rating_by_nature_needs_no_assessment(category: str) -> None:
    unassessed = customer(None, risk_expires_on=None)
    assert suitability(unassessed, product(None, category=category), TODAY).allowed
    assert suitability(unassessed, product("R1", category=category), TODAY).allowed
    assert not suitability(unassessed, product("R2", category=category), TODAY).allowed


def test_an_investment_without_a_rating_is_kept_from_everybody() -> None:
    assert suitability(customer("C5"), product(None), TODAY).rule == "product_unrated"


def test_all_broken_rules_are_named() -> None:
    someone = customer("C1", birth_date=date(1950, 1, 1), risk_expires_on=date(2026, 1, 1))
    found = suitability_findings(someone, product("R5", private=True), TODAY)
    assert [verdict.rule for verdict in found] == [
        "assessment_expired",
        "risk_above_level",
        "senior_high_risk",
        "private_placement",
    ]


@pytest.mark.parametrize("level", ["R6", "C1", "", "稳健"])
def test_a_level_that_is_none_is_refused(level: str) -> None:
    with pytest.raises(BadInput, match="R1 to R5"):
        stricter("R1", level) if level else suitability(customer(), product("R0"), TODAY)


@given(days, days, days)
def test_sold_on_its_first_and_last_day_and_between(start: date, end: date, on: date) -> None:
    verdict = eligibility(customer(), product(on_sale_from=start, on_sale_to=end), on)
    assert verdict.allowed == (start <= on <= end)


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_the_amount_must_reach_the_minimum(amount: float, minimum: float) -> None:
    verdict = eligibility(customer(), product(min_amount=minimum), TODAY, amount)
    assert verdict.allowed == (amount >= minimum)
    assert verdict.rule == ("ok" if verdict.allowed else "below_minimum")


def test_age_counts_completed_years() -> None:
    assert age_on(date(1961, 10, 1), TODAY) == 64
    assert age_on(date(1961, 9, 30), TODAY) == 65
    assert age_on(date(1960, 2, 29), date(2025, 2, 28)) == 64
