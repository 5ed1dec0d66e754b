"""May the one that is spoken of be contacted: asked in a thread, over the demo home."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.answering import Answering
from tests.agents.talking import Talk, answering
from tools.toolbox import Toolbox


@pytest.fixture
def bank(writable: Toolbox, tmp_path: Path) -> Iterator[Answering]:
    with answering(writable, tmp_path / "threads") as opened:
        yield opened


def _tools(answer: object) -> list[str]:
    return [made["tool"] for made in answer.decision["tools"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("said", "channel"),
    [
        ("现在打合适吗，会不会太早了", "outbound_call"),
        ("那我给他发短信总行吧", "sms"),
        ("什么时候联系他最好", None),
        ("能发微信不", "wecom"),
        ("为啥不能给他打电话", "outbound_call"),
        ("用什么渠道联系合适", None),
    ],
)
def test_the_permission_of_who_is_spoken_of(
    bank: Answering, said: str, channel: str | None
) -> None:
    manager = Talk.of(bank, "rm:M001")
    first = manager.ask("我名下哪些客户最有可能买理财？").decision["items"][0]  # type: ignore[index]
    manager.ask("看看第一位长什么样")
    answer = manager.ask(said)
    assert _tools(answer) == ["contact_permission"]
    permission = answer.decision["contact_permission"]
    assert permission["customer_id"] == first["customer_id"]  # type: ignore[index]
    assert channel is None or permission["contact"]["channel"] == channel  # type: ignore[index]
    assert permission["contact"]["why"] in answer.answer  # type: ignore[index]
    assert "没有通过检查" not in answer.answer


@pytest.mark.parametrize(
    "said",
    [
        "给他写一条能发的短信",
        "这条短信能发吗：理财非存款，产品有风险",
        "怎么跟他聊合适",
        "谁能买R4",
    ],
)
def test_other_questions_are_left_alone(bank: Answering, said: str) -> None:
    manager = Talk.of(bank, "rm:M001")
    manager.ask("我名下哪些客户最有可能买理财？")
    manager.ask("看看第一位长什么样")
    assert _tools(manager.ask(said)) != ["contact_permission"]


def test_nobody_is_spoken_of(bank: Answering) -> None:
    answer = Talk.of(bank, "rm:M001").ask("晚上几点以后不能打电话")
    assert "contact_permission" not in _tools(answer)


def test_a_customer_is_not_told_of_permissions(bank: Answering) -> None:
    answer = Talk.of(bank, "customer:C0000001").ask("你们现在能给我打电话吗")
    assert "contact_permission" not in _tools(answer)


@pytest.mark.parametrize(
    "said",
    [
        "现在加仓合适吗",
        "现在发行的理财他能买吗",
        "打新能不能做",
        "他适合什么时候开始定投",
        "发现亏了怎么办",
    ],
)
def test_words_that_only_look_like_reaching_somebody(said: str) -> None:
    from agents.decisions import contacting

    assert contacting._MAY.search(said) is None
    assert contacting._WHEN.search(said) is None
