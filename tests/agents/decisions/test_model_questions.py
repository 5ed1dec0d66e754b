"""Questions of models reach models; questions of customers, campaigns and news do not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.answering import Answering
from tests.agents.talking import Talk, answering
from tools.toolbox import Toolbox


@pytest.fixture
def agent(toolbox: Toolbox, tmp_path: Path) -> Iterator[Answering]:
    with answering(toolbox, tmp_path) as made:
        yield made


def asked_of(answer: Any) -> list[tuple[str, dict[str, Any]]]:
    return [(made["tool"], made["arguments"]) for made in answer.decision["tools"]]


@pytest.mark.parametrize(
    ("who", "question", "model", "aspect"),
    [
        ("analyst:w", "流失那个准不准", "attrition_60d", "quality"),
        ("manager:B00", "提级模型的AUC", "tier_up_90d", "quality"),
        ("analyst:w", "理财购买模型概率校准得咋样", "wealth_30d", "calibration"),
        ("rm:M001", "你们这个理财概率可信吗", "wealth_30d", "calibration"),
        ("analyst:w", "基金那个模型主要看啥", "fund_30d", "features"),
        ("compliance:z", "流失模型对老年人公平吗", "attrition_60d", "groups"),
        ("analyst:w", "流失模型的训练会不会用到未来的数据", "attrition_60d", "leakage"),
        ("analyst:w", "信用卡模型多久没更新了", "credit_card_30d", "versions"),
        ("analyst:w", "流失模型使用上有什么限制", "attrition_60d", "limits"),
        ("analyst:w", "流失模型怎么定义流失的", "attrition_60d", "meaning"),
        ("analyst:w", "流失模型有没有漂移", "attrition_60d", "drift"),
        ("analyst:w", "资产预测的区间准吗", "aum_90d", "quality"),
        ("rm:M001", "这个理财购买概率是怎么算出来的", "wealth_30d", "features"),
    ],
)
def test_a_model_and_what_is_asked_of_it(
    agent: Answering, who: str, question: str, model: str, aspect: str
) -> None:
    answer = Talk.of(agent, who).ask(question)
    ((tool, arguments),) = asked_of(answer)
    assert (tool, arguments["model"], arguments["aspect"]) == ("model_card", model, aspect)
    assert answer.guard["withheld"] == 0
    assert answer.guard["bound"] == answer.guard["figures"]


@pytest.mark.parametrize(
    "question",
    [
        "有哪些模型",
        "哪个模型最差",
        "各个模型校准误差列一下",
        "有没有数据泄漏",
        "有挑战者吗，模型里",
    ],
)
def test_all_models_beside_each_other(agent: Answering, question: str) -> None:
    answer = Talk.of(agent, "analyst:w").ask(question)
    assert [tool for tool, _ in asked_of(answer)] == ["models_in_use"]
    assert answer.guard["withheld"] == 0


def test_the_model_is_kept_until_another_is_named(agent: Answering) -> None:
    talk = Talk.of(agent, "analyst:w")
    talk.ask("流失那个准不准")
    for question, model, aspect in (
        ("概率校准得咋样", "attrition_60d", "calibration"),
        ("主要看啥", "attrition_60d", "features"),
        ("那基金那个呢", "fund_30d", "features"),
        ("有没有变差", "fund_30d", "drift"),
    ):
        ((_, arguments),) = asked_of(talk.ask(question))
        assert (arguments["model"], arguments["aspect"]) == (model, aspect)


def test_another_subject_does_not_lose_the_model(agent: Answering) -> None:
    talk = Talk.of(agent, "analyst:w")
    talk.ask("流失那个准不准")
    talk.ask("哪个活动效果最好")
    ((_, arguments),) = asked_of(talk.ask("概率校准得咋样"))
    assert arguments["model"] == "attrition_60d"


@pytest.mark.parametrize(
    ("who", "question"),
    [
        ("rm:M001", "谁最可能流失"),
        ("rm:M001", "给我找10个最想买理财的客户"),
        ("rm:M001", "这个客户的分数怎么来的"),
        ("rm:M001", "短信和企微哪个效果好"),
        ("analyst:w", "哪个活动效果最好"),
        ("analyst:w", "短信活动的效果怎么样"),
        ("rm:M001", "大模型概念股最近怎么样"),
        ("rm:M001", "未来三个月我名下资产会怎样"),
        ("customer:C0000001", "你们的模型准不准"),
        ("marketer:x", "给基金客户写一版推送文案"),
    ],
)
def test_what_is_of_something_else(agent: Answering, who: str, question: str) -> None:
    answer = Talk.of(agent, who).ask(question)
    assert not {"model_card", "models_in_use"} & {tool for tool, _ in asked_of(answer)}


def test_why_this_customer_stays_of_the_customer(agent: Answering) -> None:
    talk = Talk.of(agent, "rm:M001")
    talk.ask("谁最可能流失")
    assert [tool for tool, _ in asked_of(talk.ask("为什么是他"))] == ["explain_decision"]


def test_an_analyst_hears_what_they_may_ask(agent: Answering) -> None:
    answer = Talk.of(agent, "analyst:w").ask("给我拉一份最可能流失的客户名单")
    assert answer.decision["outcome"] == "refuse"
    assert "有哪些模型" in answer.answer


def test_a_term_is_explained_and_a_missing_model_said(agent: Answering) -> None:
    assert "瞎猜" in Talk.of(agent, "analyst:w").ask("AUC是什么意思").answer
    assert "没有预测" in Talk.of(agent, "analyst:w").ask("外汇模型准不准").answer
