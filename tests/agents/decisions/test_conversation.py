"""What a report says came of a contact: a refusal is for good, so it must be one."""

from datetime import date

import pytest

from agents.decisions.conversation import outcome_of

WEDNESDAY = date(2026, 9, 30)


@pytest.mark.parametrize(
    "report",
    [
        "他说以后别打了",
        "让我们不要再联系他",
        "别再给他发短信了",
        "客户说勿扰，别老打",
        "不用再打电话给她",
        "说不许再骚扰他",
        "婉拒了，说不需要",
        "不感兴趣",
    ],
)
def test_who_wants_no_more_contact_has_refused(report: str) -> None:
    assert outcome_of(report, WEDNESDAY) == "refused"


@pytest.mark.parametrize(
    ("report", "outcome"),
    [
        ("至少打了三次，没人接", "no_answer"),
        ("没别人接，打不通", "no_answer"),
        ("莫名其妙一直打不通", "no_answer"),
        ("分别打了两次都没接", "no_answer"),
        ("他在考虑，要不要再联系他看看", "follow_up"),
        ("让我别的时候再联系", "follow_up"),
        ("说不要紧，回头再联系", "follow_up"),
        ("别中午打，约好下午", "follow_up"),
        ("不用急着联系，他还在考虑", "follow_up"),
        ("这次不买，让我下周二再打", "follow_up"),
        ("特别想了解那只产品，找我聊聊", "interested"),
        ("不想错过这一期，有意向", "interested"),
    ],
)
def test_who_says_something_else_has_not(report: str, outcome: str) -> None:
    assert outcome_of(report, WEDNESDAY) == outcome
