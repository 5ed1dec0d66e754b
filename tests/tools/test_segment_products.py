import pytest

from home.errors import RefusedByPolicy
from tests.tools.bank import ROOT, customers
from tools.access import parse
from tools.catalogue import call
from tools.segment_products import SegmentProductQuery, SegmentProducts, segment_products
from tools.shelf import shelf
from tools.toolbox import Toolbox


def fitting(toolbox: Toolbox, **asked: object) -> SegmentProducts:
    query = SegmentProductQuery.model_validate({"top_k": 20, **asked})
    return segment_products(toolbox, ROOT, query)


def test_who_may_buy_is_counted_by_assessment_and_age(toolbox: Toolbox) -> None:
    found = fitting(toolbox, category="wealth")
    sheets = shelf(toolbox.store)
    assert found.fitting
    for one in found.fitting:
        level = sheets[one.product_id].risk_level
        assert level is not None
        known = [
            person
            for person in customers(toolbox)
            if person.risk_level is not None
            and person.risk_expires_on is not None
            and person.risk_expires_on >= toolbox.as_of
            and person.risk_level[1] >= level[1]
            and not (person.age >= 65 and level >= "R4")
        ]
        assert one.may_buy == len(known)
        assert one.share >= 0.5, "what most of them may not buy is left out"


def test_the_elderly_are_offered_nothing_of_high_risk(toolbox: Toolbox) -> None:
    found = fitting(toolbox, min_age=65)
    assert found.seniors == found.customers
    assert all((one.risk_level or "R1") < "R4" for one in found.fitting)


def test_only_what_is_on_sale_to_anyone(toolbox: Toolbox) -> None:
    sheets = shelf(toolbox.store)
    for one in fitting(toolbox).fitting:
        assert sheets[one.product_id].on_sale(toolbox.as_of)
        assert not sheets[one.product_id].private
        assert one.category not in ("loan", "credit_card")


def test_nobody_gets_nothing(toolbox: Toolbox) -> None:
    found = fitting(toolbox, min_age=120)
    assert (found.customers, found.fitting) == (0, ())


@pytest.mark.parametrize("who", ["customer:C0000001", "analyst:x", "compliance:x"])
def test_other_roles_are_not_offered_it(toolbox: Toolbox, who: str) -> None:
    with pytest.raises(RefusedByPolicy):
        call(toolbox, parse(who), "segment_products", {})
