from datetime import timedelta

import pytest

from home.errors import RefusedByPolicy
from tests.tools.bank import ROOT, customers, query
from tools.access import parse
from tools.catalogue import call
from tools.facts import facts_of
from tools.ledger.handoffs import Handoff, add
from tools.requests_report import RequestsQuery, requests_report, theme_of
from tools.toolbox import Toolbox

MONTH = {"since": "2026-07-01", "until": "2026-09-30"}


def asks(toolbox: Toolbox, number: int, reason: str, days_ago: int, manager: str = "M001") -> str:
    own = [one.customer_id for one in customers(toolbox) if one.manager_id == manager]
    at = toolbox.now - timedelta(days=days_ago)
    with toolbox.ledger.writing() as writing:
        add(writing, Handoff(f"k{manager}{number}", at, own[number], reason, "t", "我要投诉"))
    return own[number]


def test_complaints_are_those_of_the_banks_records(toolbox: Toolbox) -> None:
    found = requests_report(toolbox, ROOT, RequestsQuery.model_validate(MONTH))
    ((known,),) = query(
        toolbox,
        "SELECT count(*) FROM service_requests WHERE kind = 'complaint' "
        "AND (\"at\" + INTERVAL 8 HOUR)::DATE BETWEEN '2026-07-01' AND '2026-09-30'",
    )
    assert found.recorded is not None
    assert found.recorded.count == known
    assert sum(one.count for one in found.recorded.groups) + found.recorded.left == known


def test_a_branch_is_counted_alone(toolbox: Toolbox) -> None:
    whole = requests_report(toolbox, ROOT, RequestsQuery.model_validate({**MONTH, "by": "branch"}))
    one = requests_report(toolbox, ROOT, RequestsQuery.model_validate({**MONTH, "branch": "B01"}))
    own = requests_report(toolbox, parse("manager:B01"), RequestsQuery.model_validate(MONTH))
    assert whole.recorded is not None
    assert one.recorded is not None
    assert own.recorded is not None
    assert one.recorded.count == own.recorded.count < whole.recorded.count
    named = {group.name: group.count for group in whole.recorded.groups}
    assert named.get(one.whom, 0) == one.recorded.count


def test_what_was_said_to_the_assistant_is_open_until_somebody_was_reached(
    writable: Toolbox,
) -> None:
    asks(writable, 0, "complaint", 3)
    reached = asks(writable, 1, "complaint", 2)
    asks(writable, 2, "person", 1)
    asks(writable, 0, "complaint", 1, manager="M002")
    rm = parse("rm:M001")
    call(writable, rm, "record_feedback", {"customer_id": reached, "outcome": "answered"}, key="f")
    found = requests_report(writable, rm, RequestsQuery())
    told = {one.kind: (one.count, one.open, one.closed) for one in found.told}
    assert told == {"complaint": (2, 1, 1), "person": (1, 1, 0)}
    assert found.waiting == 2
    assert found.oldest_days == 3
    head = requests_report(writable, ROOT, RequestsQuery())
    assert head.waiting == 3, "head office sees every manager's"


def test_nobody_is_said_plainly(writable: Toolbox) -> None:
    found = requests_report(writable, ROOT, RequestsQuery())
    assert (found.told, found.waiting, found.oldest_at) == ((), 0, None)


def test_no_words_and_no_names_are_handed_on(writable: Toolbox) -> None:
    asked = asks(writable, 0, "complaint", 1)
    found = requests_report(writable, ROOT, RequestsQuery.model_validate(MONTH))
    said = {str(one.value) for one in facts_of(found)}
    assert asked not in said
    texts = query(writable, "SELECT DISTINCT text FROM service_requests WHERE kind = 'complaint'")
    assert not said & {text for (text,) in texts}


@pytest.mark.parametrize("who", ["customer:C0000001", "marketer:x", "analyst:x"])
def test_other_roles_are_not_offered_it(toolbox: Toolbox, who: str) -> None:
    with pytest.raises(RefusedByPolicy):
        call(toolbox, parse(who), "requests_report", {})


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("基金亏损较大，购买时没有讲清楚风险", "销售说明与收益"),
        ("营销电话太多了，已经说过不需要还在打", "营销打扰"),
        ("扣了一笔短信服务费，我没有开通过", "收费"),
        ("手机银行老是闪退，转账没有成功", "手机银行与转账"),
        ("网点排队时间太长，等了一个多小时", "网点服务"),
        ("客户经理换了好几个，没人联系我", "客户经理服务"),
        ("别的什么事", "其他"),
    ],
)
def test_themes_are_told_by_their_words(text: str, theme: str) -> None:
    assert theme_of(text) == theme
