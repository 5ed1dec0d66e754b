"""Cards are a customer's own figures in words, and never carry a bare benchmark."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from agents.answering import Answer, Answering
from agents.composition.speech import speech_of
from prompts.messages import money
from tests.agents.talking import Talk, answering
from tools.access import parse
from tools.account import my_account
from tools.shelf import shelf
from tools.toolbox import Toolbox


@pytest.fixture
def bank(writable: Toolbox, tmp_path: Path) -> Iterator[Answering]:
    with answering(writable, tmp_path / "threads") as opened:
        yield opened


def ask(bank: Answering, question: str, who: str = "customer:C0000001") -> Answer:
    return Talk.of(bank, who).ask(question)


def rows(card: Mapping[str, Any]) -> list[dict[str, str]]:
    return list(card["rows"])


def test_an_account_is_on_cards(bank: Answering) -> None:
    answer = ask(bank, "我的资产现在怎么样？")
    account = my_account(bank.toolbox, parse("customer:C0000001"))
    first = answer.cards[0]
    assert first["kind"] == "account"
    assert first["badge"] == money(account.aum or 0)
    assert [row["value"] for row in rows(first)] == [
        money(one.balance) for one in account.balances[:6]
    ]


def test_products_are_on_cards_without_a_benchmark(bank: Answering) -> None:
    answer = ask(bank, "R2的理财产品有哪些？")
    sheets = {one.name: one for one in shelf(bank.toolbox.store).values()}
    assert answer.cards
    for card in answer.cards:
        sheet = sheets[str(card["title"])]
        assert card["kind"] == "product"
        labels = [row["label"] for row in rows(card)]
        assert ("利率" in labels) <= (sheet.category in ("deposit", "bond"))
        assert "业绩比较基准" not in str(card)


@pytest.mark.parametrize("question", ["我要转人工服务", "我要投诉，买的理财亏了"])
def test_a_person_is_a_call_away(bank: Answering, question: str) -> None:
    (card,) = ask(bank, question).cards
    assert (card["kind"], card["call"]) == ("person", "400-000-0000")


def test_staff_get_no_cards_and_a_speech(bank: Answering) -> None:
    answer = ask(bank, "今天我该联系谁？", "rm:M001")
    assert answer.cards == ()
    assert answer.speech.endswith(speech_of(answer.label))
    assert not any(character.isdigit() for character in answer.speech)
