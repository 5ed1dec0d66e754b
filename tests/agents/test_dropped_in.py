"""Documents of anything, dropped in, answer what no list or customer does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.answering import Answering
from knowledge.library import KnowledgeBase
from tests.agents.talking import Talk, answering
from tools.toolbox import Toolbox

_PAGES = {
    "考勤.md": """# 梧桐路支行考勤办法

## 迟到

员工每月迟到第3次起，每次扣绩效50元；早退按迟到计算。

## 休假

客户经理每年须强制休假5个工作日，期间由他人代管客户。
""",
    "挂失.txt": """借记卡与存折挂失规程

一、口头挂失
口头挂失有效期5天，不收费，可拨打95711办理。

二、正式挂失
借记卡免费，存折每笔10元。

三、补发
存折正式挂失满7天后办理补发。
""",
    "abroad.md": """# Lost cards abroad

## Block the card

A block placed by phone from abroad lasts 10 days and then ends.

## Emergency cash

Emergency cash costs USD 40.
""",
    "价目.md": """# 个人服务价目

## 渠道

| 项目 | 收费 |
|---|---|
| 短信提醒 | 每月2元，65岁以上免收 |
| 电子回单 | 免费 |
""",
}


@pytest.fixture
def agent(writable: Toolbox, tmp_path: Path) -> Iterator[Answering]:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, text in _PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    base = KnowledgeBase(tmp_path / "own", lambda: writable.now)
    base.ingest([folder], collection="bank")
    writable._opened.knowledge = base
    with answering(writable, tmp_path / "threads") as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("支行员工每月迟到几次开始扣钱", "第3次"),
        ("客户经理一年必须强制休几天", "5个工作日"),
        ("存折丢了多少天能补新的", "满7天"),
        ("短信提醒服务每个月要收几块钱", "每月2元"),
        ("在国外打电话冻结卡能管几天", "10 days"),
    ],
)
def test_a_question_of_anything_is_answered_from_what_was_dropped_in(
    agent: Answering, question: str, said: str
) -> None:
    answer = Talk.of(agent, "rm:M001").ask(question)
    assert said in answer.answer
    assert answer.citations


def test_two_questions_in_one_are_answered_from_two_documents(agent: Answering) -> None:
    question = "口头挂失管几天，客户经理一年强制休几天假？"
    answer = Talk.of(agent, "rm:M001").ask(question)
    assert "有效期5天" in answer.answer
    assert "5个工作日" in answer.answer
    assert len(answer.citations) >= 2


def test_a_request_that_was_understood_is_not_looked_up(agent: Answering) -> None:
    talk = Talk.of(agent, "rm:M001")
    listed = talk.ask("我名下哪些客户最有可能买理财？")
    assert listed.intent == "find_prospects"
    assert listed.decision["items"]
    assert talk.ask("第一位怎么联系").intent != "product_info"


def test_who_is_meant_is_still_asked(agent: Answering) -> None:
    answer = Talk.of(agent, "rm:M001").ask("给客户写一条短信")
    assert answer.decision["outcome"] == "clarify"
