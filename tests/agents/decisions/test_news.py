"""Briefs, views and events from the question to the delivered answer."""

from pathlib import Path

import pytest

from tests.agents.talking import Talk, answering
from tools.toolbox import Toolbox


@pytest.mark.parametrize(
    ("who", "question", "tool", "said"),
    [
        ("manager:B00", "给我今天的早报", "daily_brief", "发生了什么"),
        ("manager:B00", "今天的晚报", "daily_brief", "晚报"),
        ("rm:M001", "解读一下云栖示范科技先锋混合A", "market_view", "不预测涨跌"),
        ("customer:C0000001", "解读一下云栖示范科技先锋混合A", "market_view", "不预测涨跌"),
        ("manager:B00", "帮我点评一下医药板块", "market_view", "集采"),
        ("compliance:c", "哪些文件和产品表不一致", "document_conflicts", "产品表"),
        ("manager:B00", "债市大跌，影响我哪些客户", "event_leads", "金牌话术"),
        ("manager:B00", "降准传闻不实，该联系谁", "event_leads", "不据此"),
        ("manager:B00", "客户经理离岗，名下客户怎么交接", "market_news", "交接清单"),
        ("rm:M001", "双录系统坏了怎么办", "market_news", "登记"),
        ("manager:B00", "客户嫌收益低怎么回", "market_news", "效果（模拟统计"),
    ],
)
def test_what_is_asked_in_words_is_answered_whole(
    toolbox: Toolbox, tmp_path: Path, who: str, question: str, tool: str, said: str
) -> None:
    with answering(toolbox, tmp_path) as agent:
        answer = Talk.of(agent, who).ask(question)
    assert tool in [made["tool"] for made in answer.decision["tools"]]  # type: ignore[attr-defined]
    assert said in answer.answer
    assert answer.guard["withheld"] == 0
    assert answer.guard["bound"] == answer.guard["figures"]


def test_a_brief_can_be_followed_up(toolbox: Toolbox, tmp_path: Path) -> None:
    with answering(toolbox, tmp_path) as agent:
        talk = Talk.of(agent, "manager:B00")
        brief = talk.ask("给我今天的早报")
        first = brief.decision["daily_brief"]["items"][0]["customer_id"]  # type: ignore[index, call-overload]
        assert first in talk.ask("第一位的画像").answer


def test_an_event_of_its_own_is_not_taken_for_the_last_one(
    toolbox: Toolbox, tmp_path: Path
) -> None:
    with answering(toolbox, tmp_path) as agent:
        talk = Talk.of(agent, "manager:B00")
        talk.ask("降准之后我应该联系哪些客户")
        answer = talk.ask("宁德时代大涨，我该联系谁")
    assert answer.decision["event_leads"]["theme"] == "新能源"  # type: ignore[index, call-overload]
