"""Which rule covers words is looked up in the pack; what it does not hold, documents answer."""

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


def tools_of(answer: Any) -> list[str]:
    return [made["tool"] for made in answer.decision["tools"]]


@pytest.mark.parametrize(
    ("who", "question", "said"),
    [
        ("compliance:x", "哪条规则管“保本”", ("G1", "广告法第二十五条", "合规说法")),
        ("marketer:x", "业绩比较基准能不能写成收益率", ("违规，不能发", "G3")),
        ("marketer:x", "文案里写“稳赚不赔”违反哪一条", ("G1",)),
        ("marketer:x", "G9讲的啥", ("G9", "搭售")),
        ("compliance:x", "抽奖送礼归哪条规则管", ("G9",)),
        ("marketer:x", "理财可以说成存款吗", ("违规，不能发", "G4")),
        ("marketer:x", "限时抢购能用吗", ("违规，不能发", "G12")),
        ("compliance:x", "规则包里有多少条规则", ("条规则",)),
        ("compliance:x", "绝对化用语的规定出自哪里", ("G6", "第九条")),
    ],
)
def test_rules_with_law_and_wording(
    agent: Answering, who: str, question: str, said: tuple[str, ...]
) -> None:
    answer = Talk.of(agent, who).ask(question)
    assert tools_of(answer) == ["compliance_rules"]
    assert all(one in answer.answer for one in said)
    assert answer.guard["withheld"] == 0


def test_the_law_of_the_rule_just_spoken_of(agent: Answering) -> None:
    talk = Talk.of(agent, "compliance:x")
    talk.ask("哪条规则管“保本”")
    answer = talk.ask("依据哪部法")
    assert tools_of(answer) == ["compliance_rules"]
    assert "广告法" in answer.answer.split("\n")[0]


@pytest.mark.parametrize(
    ("who", "question"),
    [
        ("compliance:x", "这句话能发吗：本产品保本保收益，欢迎购买"),
        ("rm:M001", "客户说理财不保本了怎么回"),
        ("customer:C0000001", "哪条规则管保本"),
        ("rm:M001", "代客操作归哪条规则管"),
        ("rm:M001", "65岁的客户可以买R4产品吗"),
        ("rm:M001", "基金业绩比较基准是什么意思"),
        ("rm:M001", "给第一位写条短信介绍稳健理财"),
    ],
)
def test_what_is_of_something_else(agent: Answering, who: str, question: str) -> None:
    assert "compliance_rules" not in tools_of(Talk.of(agent, who).ask(question))
