"""Customers who wait for a person: on record when they are told so, until somebody reached them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from agents.answering import Answering
from tests.agents.talking import Talk, answering
from tests.tools.bank import customers
from tools.access import parse
from tools.catalogue import call
from tools.handoffs import WaitingQuery, waiting_customers
from tools.ledger.handoffs import Handoff, add
from tools.toolbox import Toolbox

RM = parse("rm:M001")


@pytest.fixture
def bank(writable: Toolbox, tmp_path: Path) -> Iterator[Answering]:
    with answering(writable, tmp_path / "threads") as opened:
        yield opened


def mine(toolbox: Toolbox, number: int = 0) -> str:
    own = [one.customer_id for one in customers(toolbox) if one.manager_id == "M001"]
    return own[number]


def ask(bank: Answering, who: str, question: str) -> str:
    return Talk.of(bank, who).ask(question).answer


@pytest.mark.parametrize(
    ("question", "reason", "urgent"),
    [
        ("转人工", "person", False),
        ("我要投诉，你们理财经理骗我买了保险", "complaint", False),
        ("我不想活了，钱全亏光了", "distress", True),
    ],
)
def test_a_customer_who_is_promised_a_person_waits_for_one(
    bank: Answering, writable: Toolbox, question: str, reason: str, urgent: bool
) -> None:
    one = mine(writable)
    ask(bank, f"customer:{one}", question)
    (found,) = waiting_customers(writable, RM, WaitingQuery()).items
    assert (found.customer_id, found.reason, found.urgent) == (one, reason, urgent)
    assert found.note == question
    assert "尽快" in found.text or "马上" in found.text
    day = call(writable, RM, "my_day", {})
    assert day.sections[0].kind == "handoff"  # type: ignore[attr-defined]
    assert day.sections[0].items[0].text == found.text  # type: ignore[attr-defined]
    answer = Talk.of(bank, "rm:M001").ask("今天该联系谁？")
    assert found.text in answer.answer
    assert answer.guard["bound"] == answer.guard["figures"]
    assert answer.guard["withheld"] == 0
    assert not writable.ledger.verify().breaks


def test_nobody_waits_who_asked_for_something_else(bank: Answering, writable: Toolbox) -> None:
    ask(bank, f"customer:{mine(writable)}", "理财和存款有什么区别？")
    assert waiting_customers(writable, RM, WaitingQuery()).items == ()


def test_staff_are_told_whom_to_ask_and_nothing_is_promised(
    bank: Answering, writable: Toolbox
) -> None:
    for question in ("转人工", "我要投诉你们系统"):
        assert "转接" not in ask(bank, "rm:M001", question)
    assert writable.ledger.handoffs.since(writable.now - timedelta(days=1)) == ()


def test_a_contact_ends_the_waiting_and_a_call_that_nobody_took_does_not(
    bank: Answering, writable: Toolbox
) -> None:
    one = mine(writable)
    ask(bank, f"customer:{one}", "转人工")
    ask(bank, f"customer:{one}", "转人工，快点")
    assert waiting_customers(writable, RM, WaitingQuery()).count == 1, "asked twice, waits once"
    for number, outcome in enumerate(("no_answer", "answered")):
        assert waiting_customers(writable, RM, WaitingQuery()).count == 1
        given = {"customer_id": one, "outcome": outcome, "channel": "outbound_call"}
        call(writable, RM, "record_feedback", given, key=f"k{number}")
    assert waiting_customers(writable, RM, WaitingQuery()).count == 0


def test_each_sees_their_own_and_compliance_all(bank: Answering, writable: Toolbox) -> None:
    own = mine(writable)
    other = next(one for one in customers(writable) if one.manager_id != "M001")
    for one in (own, other.customer_id):
        ask(bank, f"customer:{one}", "转人工")
    for who, waits in (
        ("rm:M001", {own}),
        (f"rm:{other.manager_id}", {other.customer_id}),
        ("compliance:zhao", {own, other.customer_id}),
    ):
        found = call(writable, parse(who), "waiting_customers", {})
        assert {item.customer_id for item in found.items} == waits  # type: ignore[attr-defined]


def test_the_urgent_come_first_and_numbers_are_masked(bank: Answering, writable: Toolbox) -> None:
    first, second = mine(writable), mine(writable, 1)
    ask(bank, f"customer:{first}", "转人工，我电话13812345678")
    ask(bank, f"customer:{second}", "我不想活了，钱全亏光了")
    found = waiting_customers(writable, RM, WaitingQuery()).items
    assert [item.customer_id for item in found] == [second, first]
    assert "13812345678" not in str(found[1].note)


def test_nobody_sells_to_a_customer_in_need(bank: Answering, writable: Toolbox) -> None:
    day = call(writable, RM, "my_day", {"top_k": 20})
    due = next(one for one in day.sections if one.kind == "maturity")  # type: ignore[attr-defined]
    one = due.items[0].customer_id
    ask(bank, f"customer:{one}", "我不想活了，钱全亏光了")
    after = call(writable, RM, "my_day", {"top_k": 20})
    shown = {
        section.kind
        for section in after.sections  # type: ignore[attr-defined]
        for item in section.items
        if item.customer_id == one
    }
    assert shown == {"handoff"}


def test_a_request_is_kept_once(writable: Toolbox) -> None:
    one = Handoff("k", writable.now, "C0000001", "person", "t")
    for expected in (True, False):
        with writable.ledger.writing() as writing:
            assert add(writing, one) is expected
    assert writable.ledger.handoffs.since(writable.now) == (one,)
