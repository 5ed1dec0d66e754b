"""Why not what: the part of the shelf that a question's own words name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.answering import Answering
from tests.agents.talking import Talk, answering
from tests.tools.bank import customers
from tools.toolbox import Toolbox


@pytest.fixture
def bank(writable: Toolbox, tmp_path: Path) -> Iterator[Answering]:
    with answering(writable, tmp_path / "threads") as opened:
        yield opened


@pytest.fixture
def talk(bank: Answering, writable: Toolbox) -> Talk:
    """A thread in which a customer was just recommended something."""
    one = next(c for c in customers(writable) if c.consent_profiling and c.risk_level == "C3")
    made = Talk.of(bank, f"rm:{one.manager_id}")
    made.ask(f"给{one.customer_id}推荐什么")
    return made


def _explained(answer: Any) -> dict[str, Any]:
    (call,) = [made for made in answer.decision["tools"] if made["tool"] == "explain_decision"]
    return {name: value for name, value in call["arguments"].items() if name != "customer_id"}


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("为什么没推大额存单", {"kind": "大额存单"}),
        ("为什么没推股票基金", {"kind": "股票基金"}),
        ("为什么没推R5的产品", {"product_risk": "R5"}),
        ("为什么没推R4的基金", {"product_risk": "R4", "category": "fund"}),
        ("为什么没推养老", {"category": "pension"}),
        ("为什么不推私募", {"private": True}),
    ],
)
def test_what_was_not_recommended_is_what_the_words_name(
    talk: Talk, said: str, part: dict[str, Any]
) -> None:
    found = _explained(talk.ask(said))
    assert {name: found[name] for name in part} == part
    assert "product_id" not in found


def test_a_product_for_one_of_a_list_is_no_matter_of_the_list(talk: Talk) -> None:
    talk.ask("我名下谁最可能买理财")
    found = _explained(talk.ask("为什么没给第一位推基金"))
    assert found["category"] == "fund"
    assert "goal" not in found
    listed = _explained(talk.ask("为什么第一位在名单里"))
    assert listed["goal"] == "purchase"


def test_what_the_shelf_does_not_know_is_asked_back(talk: Talk) -> None:
    answer = talk.ask("为什么没推信托")
    assert answer.decision["tools"] == []
    assert "货架上没有认出" in answer.answer


@pytest.mark.parametrize("said", ["为什么没推别的", "为什么推这个"])
def test_the_offer_itself_stays_what_is_spoken_of(talk: Talk, said: str) -> None:
    assert "product_id" in _explained(talk.ask(said))
