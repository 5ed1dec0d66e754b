"""What goes on about a list, a text, an offer or a refusal, over the demo home."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.answering import Answering
from agents.decisions.stated import assessment_in
from tests.agents.talking import Talk, answering
from tests.tools.bank import customers
from tools.toolbox import Toolbox


@pytest.fixture
def bank(writable: Toolbox, tmp_path: Path) -> Iterator[Answering]:
    with answering(writable, tmp_path / "threads") as opened:
        yield opened


def _tools(answer: Any) -> list[str]:
    return [made["tool"] for made in answer.decision["tools"]]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("我名下有多少人风评过期了", "expired"),
        ("这里面有没有测评失效的", "expired"),
        ("还没做过风险测评的客户", "missing"),
        ("测评下个月到期的有谁", "lapsing"),
        ("风评没过期的", "valid"),
        ("风险测评怎么做", None),
        ("理财下周到期", None),
    ],
)
def test_the_state_of_an_assessment(said: str, state: str | None) -> None:
    assert assessment_in(said) == state


def test_a_list_is_narrowed_to_those_of_it(bank: Answering, writable: Toolbox) -> None:
    manager = Talk.of(bank, "rm:M001")
    manager.ask("我名下哪些客户最有可能买理财？")
    answer = manager.ask("这里面有没有风评过期的")
    assert _tools(answer) == ["find_prospects"]
    day = writable.as_of
    known = {one.customer_id: one for one in customers(writable)}
    for item in answer.decision["items"]:  # type: ignore[union-attr]
        expires = known[item["customer_id"]].risk_expires_on  # type: ignore[index]
        assert expires is not None
        assert expires < day


def test_how_many_have_let_their_assessment_lapse(bank: Answering, writable: Toolbox) -> None:
    answer = Talk.of(bank, "rm:M001").ask("我名下有多少人风评过期了")
    mine = [one for one in customers(writable) if one.manager_id == "M001"]
    lapsed = [one for one in mine if one.risk_expires_on and one.risk_expires_on < writable.as_of]
    assert _tools(answer) == ["segment_report"]
    assert f"{len(lapsed)}位" in answer.answer


def test_a_checked_text_is_spoken_of_until_something_else_is(bank: Answering) -> None:
    officer = Talk.of(bank, "compliance:zhao")
    officer.ask("这句能不能发：这款理财稳赚不赔，额度有限手慢无")
    again = officer.ask("依据哪条")
    assert again.intent == "compliance_check"
    assert "稳赚" in again.answer
    assert "第二十五条" in again.answer
    other = officer.ask("改成预期收益率3.5%呢")
    assert other.intent == "compliance_check"
    assert "预期收益率3.5%" in other.answer


def test_a_proposed_wording_is_checked(bank: Answering) -> None:
    answer = Talk.of(bank, "marketer:lin").ask("写限时高息行不行")
    assert "限时高息" in answer.answer
    assert answer.intent == "compliance_check"


def test_a_greeting_to_one_names_no_product(bank: Answering, writable: Toolbox) -> None:
    manager = Talk.of(bank, "rm:M001")
    listed = manager.ask("我名下哪些客户最有可能买理财？").decision["items"]
    open_ = next(
        n
        for n, item in enumerate(listed, 1)  # type: ignore[arg-type]
        if item["contact"]["allowed"] and item["contact"]["channel"] == "wecom"
    )
    answer = manager.ask(f"给第{open_}位用企微写个生日祝福，别提产品")
    item = listed[open_ - 1]  # type: ignore[index]
    assert "product_info" not in _tools(answer)
    assert item["name"][0] in answer.answer
    assert "没有提任何产品" in answer.answer
    assert "没有通过检查" not in answer.answer


def test_why_a_request_was_refused(bank: Answering) -> None:
    customer = Talk.of(bank, "customer:C0000001")
    assert customer.ask("帮我查下我老婆卡里还有多少钱").intent == "refuse"
    assert "夫妻" in customer.ask("夫妻之间凭啥不能查").answer


def test_that_no_target_is_on_record_is_said(bank: Answering) -> None:
    assert "没有登记" in Talk.of(bank, "rm:M001").ask("离这个月的任务还差多少").answer


def test_what_it_is_is_answered_and_nobody_is_called(bank: Answering, writable: Toolbox) -> None:
    answer = Talk.of(bank, "customer:C0000001").ask("你是真人还是机器人啊")
    assert "AI" in answer.answer
    assert not writable.ledger.handoffs.since(writable.now)
