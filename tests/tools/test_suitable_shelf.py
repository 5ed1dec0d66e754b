from datetime import date

import pytest

from tools.access import parse
from tools.suitability_checks import SuitabilityQuery, check_suitability
from tools.suitable_shelf import ShelfQuery, suitable_shelf
from tools.toolbox import Toolbox

RM = parse("rm:M001")


def test_age_alone_leaves_what_is_no_high_risk_and_says_which_level_each_needs(
    toolbox: Toolbox,
) -> None:
    found = suitable_shelf(toolbox, RM, ShelfQuery(age=68, top_k=20))
    assert (found.ceiling, found.kept) == ("R3", "R4")
    assert all((one.risk_level or "R1") <= "R3" for one in found.products)
    assert all(one.needed == f"C{one.risk_level[1]}" for one in found.products if one.needed)  # type: ignore[index]
    assert "65" in found.why


def test_a_level_is_the_ceiling_and_a_kind_narrows(toolbox: Toolbox) -> None:
    found = suitable_shelf(toolbox, RM, ShelfQuery(customer_risk="C2", category="fund", top_k=20))
    assert found.ceiling == "R2"
    assert {one.category for one in found.products} == {"fund"}
    assert all((one.risk_level or "R1") <= "R2" for one in found.products)


def test_who_was_never_assessed_is_told_what_needs_none(toolbox: Toolbox) -> None:
    found = suitable_shelf(toolbox, RM, ShelfQuery(age=67, unassessed=True))
    assert found.assessment is not None
    assert found.assessment.state == "never"
    assert found.unrated
    assert all(one.category == "deposit" and one.needed is None for one in found.unrated)


def test_nothing_is_listed_for_a_minor(toolbox: Toolbox) -> None:
    found = suitable_shelf(toolbox, RM, ShelfQuery(age=15))
    assert found.minor
    assert not found.products


@pytest.mark.parametrize(
    ("first", "last", "state", "allowed"),
    [
        (date(2025, 8, 1), date(2025, 8, 31), "expired", False),
        (date(2025, 9, 1), date(2025, 9, 30), "unsure", True),
        (date(2025, 10, 1), date(2025, 10, 31), "valid", True),
    ],
)
def test_a_told_month_decides_whether_the_assessment_holds(
    toolbox: Toolbox, first: date, last: date, state: str, allowed: bool
) -> None:
    asked = SuitabilityQuery(
        customer_risk="C3", assessed_first=first, assessed_last=last, risk_level="R3"
    )
    found = check_suitability(toolbox, RM, asked)
    assert found.assessment is not None
    assert (found.assessment.state, found.allowed) == (state, allowed)


def test_of_who_was_never_assessed_nothing_with_a_rating(toolbox: Toolbox) -> None:
    asked = SuitabilityQuery(unassessed=True, someone_else=True, kin="mother", risk_level="R2")
    found = check_suitability(toolbox, parse("customer:C0000001"), asked)
    assert found.rule == "no_assessment"
    assert found.why.startswith("您母亲还没有做过风险测评")
