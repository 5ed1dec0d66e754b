"""What customers complain of is counted for staff; how complaints are handled is looked up."""

from pathlib import Path

import pytest

from tests.agents.decisions.test_groups import asked, calls
from tools.toolbox import Toolbox

TOOL = "requests_report"


@pytest.mark.parametrize(
    ("who", "question", "expected"),
    [
        ("manager:B00", "这个月投诉有多少，都抱怨啥", {"since": "2026-09-01"}),
        ("manager:B01", "客诉都集中在哪些方面", {}),
        ("rm:M001", "还有几个客户在等人工回电", {"focus": "waiting"}),
        ("manager:B00", "哪个支行投诉最多", {"by": "branch"}),
        ("manager:B01", "未结的客户诉求有几个", {"focus": "waiting"}),
        ("compliance:wu", "上个月收到多少投诉", {"since": "2026-08-01", "until": "2026-08-31"}),
        ("manager:B00", "投诉比上个月多了还是少了", {}),
        ("rm:M001", "近半年我的客户投诉过几次", {}),
    ],
)
def test_complaints_are_counted(
    writable: Toolbox, tmp_path: Path, who: str, question: str, expected: dict[str, object]
) -> None:
    answer = asked(writable, tmp_path, who, question)
    assert expected.items() <= calls(answer)[TOOL].items()
    assert answer.guard["withheld"] == 0
    assert answer.guard["bound"] == answer.guard["figures"]
    assert "本助手" in answer.answer


@pytest.mark.parametrize(
    ("second", "expected"),
    [("上个月呢", {"since": "2026-08-01"}), ("浦江支行呢", {"branch": "浦江支行"})],
)
def test_a_brief_question_keeps_what_was_asked(
    writable: Toolbox, tmp_path: Path, second: str, expected: dict[str, object]
) -> None:
    answer = asked(writable, tmp_path, "manager:B00", "这个月投诉有多少", second)
    assert expected.items() <= calls(answer)[TOOL].items()


@pytest.mark.parametrize(
    ("who", "question"),
    [
        ("manager:B00", "客户投诉怎么处理"),
        ("manager:B00", "谁可能投诉"),
        ("manager:B00", "投诉处理时限是多少天"),
        ("rm:M001", "今天有谁要求人工"),
        ("customer:C0000001", "你们有多少投诉"),
        ("marketer:lin", "这个月投诉有多少"),
    ],
)
def test_other_questions_about_complaints_are_left_alone(
    writable: Toolbox, tmp_path: Path, who: str, question: str
) -> None:
    assert TOOL not in calls(asked(writable, tmp_path, who, question))
