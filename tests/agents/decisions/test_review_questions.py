"""The review queue in words; nothing is approved by saying so."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agents.answering import Answering
from tests.agents.talking import Talk, answering
from tests.conftest import Watch
from tests.tools.bank import customers
from tests.tools.writing_desk import CHECKER, DOUBTFUL, MARKETER, written
from tools.access import parse
from tools.reviews import (
    Approval,
    Item,
    QueueQuery,
    Submission,
    approve_text,
    review_queue,
    submit_text,
)
from tools.toolbox import Toolbox

RM = "rm:M001"


@pytest.fixture
def agent(desk: Toolbox, tmp_path: Path) -> Iterator[Answering]:
    with answering(desk, tmp_path) as made:
        yield made


def submitted(desk: Toolbox, who: str, channel: str = "sms") -> Item:
    scope = parse(who)
    mine = [one.customer_id for one in customers(desk) if one.manager_id == "M001"]
    text = written(desk, scope, f"{DOUBTFUL}。", channel=channel, key=who)
    recipients = mine[:1] if channel == "sms" else []
    given = Submission(text_id=text.text_id, recipients=recipients)
    return submit_text(desk, scope, given, key=f"s{who}")


def tools_of(answer: Any) -> list[str]:
    return [made["tool"] for made in answer.decision["tools"]]


def test_an_empty_queue_is_said_plainly(agent: Answering) -> None:
    answer = Talk.of(agent, str(CHECKER)).ask("现在有啥在等我审")
    assert "没有在等审核" in answer.answer
    assert "可通过" in Talk.of(agent, str(CHECKER)).ask("都通过吧").answer


def test_what_waits_is_told_oldest_first_with_age_and_law(
    agent: Answering, desk: Toolbox, watch: Watch
) -> None:
    first = submitted(desk, str(MARKETER))
    watch.pass_by(timedelta(days=2, hours=3))
    second = submitted(desk, RM)
    talk = Talk.of(agent, str(CHECKER))
    answer = talk.ask("积压多少")
    lead, *rest = answer.answer.split("\n")
    assert "有2条在等审" in lead
    assert first.review_id in lead
    assert "等了2天" in lead
    assert "客户经理 M001" in "".join(rest)
    assert "广告法" in answer.answer
    assert answer.guard["withheld"] == 0
    why = talk.ask("第二条为啥被拦")
    assert second.review_id in why.answer
    assert "改法" in why.answer
    assert why.guard["withheld"] == 0


def test_nothing_is_approved_by_a_phrase(agent: Answering, desk: Toolbox) -> None:
    one = submitted(desk, str(MARKETER))
    talk = Talk.of(agent, str(CHECKER))
    talk.ask("现在有啥在等我审")
    for phrase in ("第一条为啥被拦", "放了吧", "批准第一条", "都通过吧", f"批准{one.review_id}"):
        answer = talk.ask(phrase)
        assert one.review_id in answer.answer
    assert f"weiwo review approve {one.review_id}" in answer.answer
    assert "退回" in talk.ask("退回第一条").answer
    (still,) = review_queue(desk, CHECKER, QueueQuery()).items
    assert still.state == "waiting"


def test_a_maker_hears_of_their_own_alone(agent: Answering, desk: Toolbox) -> None:
    theirs = submitted(desk, str(MARKETER))
    assert "还没有送审过" in Talk.of(agent, RM).ask("我送审的那条过了没").answer
    mine = submitted(desk, RM)
    approved = Approval(review_id=mine.review_id, reason="已核对", evidence="D-12")
    approve_text(desk, CHECKER, approved)
    answer = Talk.of(agent, RM).ask("我送审的那条过了没")
    assert mine.review_id in answer.answer.split("\n")[0]
    assert "通过" in answer.answer.split("\n")[0]
    assert theirs.review_id not in answer.answer


def test_a_number_that_is_not_there(agent: Answering, desk: Toolbox) -> None:
    submitted(desk, str(MARKETER))
    talk = Talk.of(agent, str(CHECKER))
    assert "没有找到" in talk.ask("批准R0123456789AB").answer
    talk.ask("现在有啥在等我审")
    assert "一共只有1条" in talk.ask("第九条为啥被拦").answer


@pytest.mark.parametrize(
    ("who", "question"),
    [
        (RM, "贷款要审核多久"),
        (RM, "信用卡审批进度在哪查"),
        (RM, "帮我写一条短信送审"),
        ("compliance:x", "这句话能发吗：本产品保本保收益，欢迎购买"),
        ("compliance:x", "65岁的客户可以买R4产品吗"),
        ("customer:C0000001", "我提交的投诉审完了吗"),
        ("analyst:x", "有多少文案在等审"),
    ],
)
def test_what_is_of_something_else(agent: Answering, who: str, question: str) -> None:
    assert "review_queue" not in tools_of(Talk.of(agent, who).ask(question))
