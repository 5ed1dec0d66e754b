"""What came of campaigns: what is asked is said first, and brief questions go on."""

from pathlib import Path

import pytest

from tests.agents.decisions.test_groups import asked, calls
from tools.toolbox import Toolbox

TOOL = "campaign_result"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("今年哪个活动最管用", {"focus": "best", "by": "campaign"}),
        ("扣掉对照组之后净赚多少", {"focus": "extra"}),
        ("短信跟打电话哪个划算", {"focus": "cost", "channels": ["sms", "outbound_call"]}),
        ("电话营销到底值不值得做", {"focus": "cost", "channel": "outbound_call"}),
        ("哪种渠道触达最有效", {"by": "channel", "focus": "best"}),
        ("K03这个活动效果怎么样", {"campaign_id": "K03"}),
        ("K03三个版本哪个响应高", {"campaign_id": "K03", "by": "version"}),
        ("哪个活动效果最差", {"focus": "worst"}),
        ("浦江支行的短信活动转化率", {"branch": "浦江支行", "channel": "sms"}),
        ("上季度的活动有没有用", {"since": "2026-04-01", "until": "2026-06-30"}),
    ],
)
def test_campaigns_are_reported_as_asked(
    toolbox: Toolbox, tmp_path: Path, question: str, expected: dict[str, object]
) -> None:
    answer = asked(toolbox, tmp_path, "manager:B00", question)
    assert expected.items() <= calls(answer)[TOOL].items()
    assert answer.guard["withheld"] == 0
    assert answer.guard["bound"] == answer.guard["figures"]


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        (("今年哪个活动最管用", "按渠道看呢"), {"by": "channel", "since": "2026-01-01"}),
        (("最近哪个活动最管用", "那上半年呢"), {"until": "2026-06-30", "focus": "best"}),
        (("K03效果怎么样", "它的AB版呢"), {"campaign_id": "K03", "by": "version"}),
        (("K03这个活动效果怎么样", "净增了几单"), {"campaign_id": "K03", "focus": "extra"}),
    ],
)
def test_a_brief_question_keeps_campaign_and_time(
    toolbox: Toolbox, tmp_path: Path, questions: tuple[str, ...], expected: dict[str, object]
) -> None:
    answer = asked(toolbox, tmp_path, "marketer:lin", *questions)
    assert expected.items() <= calls(answer)[TOOL].items()


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("短信跟打电话哪个划算", "成本不在数据里"),
        ("哪个活动最管用", "K"),
        ("扣掉对照组之后净增多少", "净增成交约"),
    ],
)
def test_what_was_asked_is_said_first(
    toolbox: Toolbox, tmp_path: Path, question: str, first: str
) -> None:
    lead, _, _ = asked(toolbox, tmp_path, "manager:B00", question).answer.partition("\n\n")
    assert first in lead


def test_versions_without_a_campaign_are_of_the_last_one(toolbox: Toolbox, tmp_path: Path) -> None:
    answer = asked(toolbox, tmp_path, "marketer:lin", "A版B版文案哪个好")
    assert calls(answer)[TOOL]["campaign_id"]


@pytest.mark.parametrize(
    "question",
    ["活动期间每天最多能给客户打几个电话的规定", "写一条活动短信", "活动文案怎么写才合规"],
)
def test_other_questions_about_campaigns_are_left_alone(
    toolbox: Toolbox, tmp_path: Path, question: str
) -> None:
    found = calls(asked(toolbox, tmp_path, "rm:M001", question))
    assert "focus" not in found.get(TOOL, {})
