from datetime import date

import pytest

from agents.case import Case
from agents.decisions.case_words import assessed_in, goes_on, introduces, kin_in, told_in

TODAY = date(2026, 9, 30)


@pytest.mark.parametrize(
    ("text", "customer", "found"),
    [
        ("68岁一阿姨非要买R4的基金，说愿意签字，行不行", False, True),
        ("来了个66岁的老太太，C2，点名要R4混合基金", False, True),
        ("给李阿姨推荐个理财", False, False),
        ("65岁以上的客户谁会买基金", False, False),
        ("名下70岁的客户有哪些买了R4", False, False),
        ("我妈67了，给她买个保险有合适的吗", True, True),
        ("帮我儿子买基金，他才15", True, True),
        ("我妈推荐我买这个基金", True, False),
        ("我孩子上大学要花钱，买什么理财好", True, False),
        ("给我妈转账怎么转", True, False),
    ],
)
def test_a_buyer_of_nobodys_book_is_told_from_one_of_it(
    text: str, customer: bool, found: bool
) -> None:
    assert introduces(text, customer=customer) is found


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("她测评是去年10月做的", (date(2025, 10, 1), date(2025, 10, 31))),
        ("测评前年做的", (date(2024, 1, 1), date(2024, 12, 31))),
        ("今年6月测的C3", (date(2026, 6, 1), date(2026, 6, 30))),
        ("十一月做的测评", (date(2025, 11, 1), date(2025, 11, 30))),
        ("测评是2026年3月5日做的", (date(2026, 3, 5), date(2026, 3, 5))),
        ("半年前测评过", (date(2026, 3, 1), date(2026, 3, 31))),
        ("上个月刚做的测评", (date(2026, 8, 1), date(2026, 8, 31))),
        ("去年10月买的理财", None),
        ("她没测评过", None),
    ],
)
def test_when_an_assessment_was_made_is_read_from_the_words(
    text: str, days: tuple[date, date] | None
) -> None:
    assert assessed_in(text, TODAY) == days


def test_what_is_told_later_is_added_and_puts_aside_what_it_contradicts() -> None:
    first = told_in("68岁一阿姨，C3，要买R4", TODAY)
    assert (first.age, first.customer_risk) == (68, "C3")
    never = first.merged(told_in("她没测评过", TODAY))
    assert (never.age, never.customer_risk, never.unassessed) == (68, None, True)
    made = never.merged(told_in("哦，去年10月测评过的", TODAY))
    assert (made.unassessed, made.assessed_last) == (False, date(2025, 10, 31))
    product = Case(risk_level="R4").merged(Case(product_id="P001"))
    assert (product.product_id, product.risk_level) == ("P001", None)


@pytest.mark.parametrize(
    ("text", "customer", "found"),
    [
        ("她没测评过", True, True),
        ("那R3的理财她能买吗", True, True),
        ("那她现在能买啥", False, True),
        ("那我自己能买R4吗", True, False),
        ("今天联系谁", False, False),
        ("大额存单怎么转让", True, False),
    ],
)
def test_what_goes_on_about_the_buyer_is_heard(text: str, customer: bool, found: bool) -> None:
    assert goes_on(text, told_in(text, TODAY), customer=customer) is found


def test_kin_are_called_by_what_they_are() -> None:
    assert [kin_in(one) for one in ("我妈67了", "给我老公买", "帮孙子存", "朋友想买")] == [
        "mother",
        "spouse",
        "child",
        "other",
    ]
