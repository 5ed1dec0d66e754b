"""Hours, caps and consent are answered from the configured rules, and nothing else is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.answering import Answering
from agents.decisions.contact_questions import _time
from tests.agents.talking import Talk, answering
from tools.toolbox import Toolbox


@pytest.fixture
def agent(toolbox: Toolbox, tmp_path: Path) -> Iterator[Answering]:
    with answering(toolbox, tmp_path) as made:
        yield made


def asked_of(answer: Any) -> dict[str, Any] | None:
    first = next(iter(answer.decision["tools"]), None)
    return first["arguments"] if first and first["tool"] == "contact_rules" else None


@pytest.mark.parametrize(
    ("who", "question", "aspect", "said"),
    [
        ("rm:M001", "晚上几点以后就不让打电话了", "hours", "20:00起不再联系"),
        ("rm:M001", "早上八点给客户打电话行不行", "hours", "不可以"),
        ("rm:M001", "周末能打吗", "weekend", "不区分工作日"),
        ("marketer:x", "国庆假期可以给客户发推送吗", "weekend", "可以"),
        ("rm:M001", "一个客户一个月最多能碰几次", "caps", "30天内最多联系8次"),
        ("marketer:x", "短信一周能发几条", "caps", "没有单独的"),
        ("rm:M001", "电话一周能打几通", "caps", "每7天最多3次"),
        ("marketer:x", "两次触达之间要隔多久", "gap", "没有规定"),
        ("rm:M001", "拒绝过的客户多久能再联系", "consent", "等多久也不行"),
        ("rm:M001", "超了触达次数系统会怎么样，还发得出去吗", "breach", "发不出去"),
        ("analyst:x", "联系客户有什么时段限制", "hours", "09:00至20:00"),
    ],
)
def test_the_thing_asked_is_said_first(
    agent: Answering, who: str, question: str, aspect: str, said: str
) -> None:
    answer = Talk.of(agent, who).ask(question)
    asked = asked_of(answer)
    assert asked is not None
    assert asked["aspect"] == aspect
    assert said in answer.answer.split("\n")[0]
    assert answer.guard["withheld"] == 0
    assert answer.guard["bound"] == answer.guard["figures"]


def test_another_channel_goes_on(agent: Answering) -> None:
    talk = Talk.of(agent, "rm:M001")
    talk.ask("电话一周能打几通")
    asked = asked_of(talk.ask("短信呢"))
    assert asked is not None
    assert (asked["aspect"], asked["channel"]) == ("caps", "sms")


@pytest.mark.parametrize(
    ("who", "question"),
    [
        ("customer:C0000001", "别再晚上给我打电话了"),
        ("customer:C0000001", "你们一个月给我发几次短信"),
        ("rm:M001", "今天该联系谁"),
        ("rm:M001", "什么时段打电话更容易接通"),
        ("rm:M001", "支行周末几点开门，电话是多少"),
        ("rm:M001", "支行员工每月迟到几次开始扣钱"),
        ("rm:M001", "客户说晚上不要打电话怎么办"),
        ("rm:M001", "给客户写条短信，晚上发"),
        ("rm:M001", "一天最多能转账几次"),
    ],
)
def test_what_is_of_something_else(agent: Answering, who: str, question: str) -> None:
    assert asked_of(Talk.of(agent, who).ask(question)) is None


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("晚上九点", "21:00"),
        ("早上八点半", "08:30"),
        ("下午3点", "15:00"),
        ("20:30", "20:30"),
        ("中午十二点", "12:00"),
        ("十一点", "11:00"),
        ("晚上几点", None),
        ("二十五点", None),
    ],
)
def test_a_time_of_day_is_read(words: str, at: str | None) -> None:
    assert _time(words) == at
