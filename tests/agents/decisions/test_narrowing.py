"""What a text says of a list beside slots: a city, money on hand, nobody contacted lately."""

from pathlib import Path

import pytest

from agents.answering import Answer
from tests.agents.talking import Talk, answering
from tests.tools.bank import query
from tools.toolbox import Toolbox


def called(answer: Answer) -> dict[str, object]:
    tools: list[dict[str, object]] = answer.decision["tools"]  # type: ignore[assignment]
    return dict(tools[0]["arguments"])  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("只要上海的", {"city": "上海"}),
        ("活期剩两万以上的留下", {"min_demand": 20_000.0}),
        ("上周联系过的剔了吧", {"uncontacted_days": 7}),
        ("近一个月打过电话的不要", {"uncontacted_days": 30}),
        ("两周没联系过的留下", {"uncontacted_days": 14}),
        ("资产五万以下的剔掉", {"min_aum": 50_000}),
        ("六十岁以上的去掉吧", {"max_age": 59}),
        ("金卡的就行", {"tier": "金卡"}),
    ],
)
def test_a_list_is_asked_for_again_under_what_is_said(
    toolbox: Toolbox, tmp_path: Path, text: str, arguments: dict[str, object]
) -> None:
    with answering(toolbox, tmp_path) as agent:
        talk = Talk.of(agent, "rm:M001")
        first = called(talk.ask("我名下谁最可能买理财"))
        assert called(talk.ask(text)) == {**first, **arguments}


def test_nobody_who_was_contacted_lately_is_left_on_the_days_list(
    toolbox: Toolbox, tmp_path: Path
) -> None:
    with answering(toolbox, tmp_path) as agent:
        talk = Talk.of(agent, "rm:M001")
        talk.ask("今天先联系谁")
        answer = talk.ask("里头这周已经打过电话的去掉")
    assert "已经去掉" in answer.answer
    lately = query(
        toolbox,
        "SELECT customer_id FROM prospects WHERE manager_id = 'M001' "
        "AND last_contact_at::DATE >= DATE '2026-09-23'",
    )
    refused = answer.answer.split("【不要打扰", maxsplit=1)[0]
    assert not [one for (one,) in lately if one in refused]


def test_who_has_attributes_is_listed_without_a_model(toolbox: Toolbox, tmp_path: Path) -> None:
    with answering(toolbox, tmp_path) as agent:
        talk = Talk.of(agent, "rm:M001")
        answer = talk.ask("我名下金卡的都有谁，列给我瞧瞧")
        assert called(answer)["tier"] == "金卡"
        assert "概率" not in answer.answer
        again = talk.ask("这里面住上海的呢")
    tools: list[dict[str, object]] = again.decision["tools"]  # type: ignore[assignment]
    assert tools[0]["tool"] == "customer_list"
    assert called(again)["city"] == "上海"


@pytest.mark.parametrize("text", ["这周联系过的有哪些", "金卡的剔掉"])
def test_what_a_list_cannot_be_asked_for_is_not_turned_round(
    toolbox: Toolbox, tmp_path: Path, text: str
) -> None:
    with answering(toolbox, tmp_path) as agent:
        talk = Talk.of(agent, "rm:M001")
        talk.ask("我名下谁最可能买理财")
        answer = talk.ask(text)
    tools: list[dict[str, object]] = answer.decision["tools"]  # type: ignore[assignment]
    asked = [one["arguments"] for one in tools]
    assert not [one for one in asked if "uncontacted_days" in one]  # type: ignore[operator]


def test_of_a_list_as_they_are_a_model_says_who_will(toolbox: Toolbox, tmp_path: Path) -> None:
    with answering(toolbox, tmp_path) as agent:
        talk = Talk.of(agent, "rm:M001")
        talk.ask("我名下金卡的都有谁，列给我瞧瞧")
        answer = talk.ask("里面谁最可能买理财")
    tools: list[dict[str, object]] = answer.decision["tools"]  # type: ignore[assignment]
    assert tools[0]["tool"] == "find_prospects"
    assert called(answer)["tier"] == "金卡"
    assert "概率" in answer.answer
