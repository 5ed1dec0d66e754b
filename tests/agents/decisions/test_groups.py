"""Questions about groups are answered with figures; those for single customers are left alone."""

from pathlib import Path

import pytest

from agents.answering import Answer
from tests.agents.talking import Talk, answering
from tools.toolbox import Toolbox

TOOL = "segment_report"


def asked(toolbox: Toolbox, home: Path, who: str, *questions: str) -> Answer:
    with answering(toolbox, home) as agent:
        talk = Talk.of(agent, who)
        return [talk.ask(question) for question in questions][-1]


def calls(answer: Answer) -> dict[str, dict[str, object]]:
    tools: list[dict[str, object]] = answer.decision["tools"]  # type: ignore[assignment]
    return {str(one["tool"]): one["arguments"] for one in tools}  # type: ignore[misc]


@pytest.mark.parametrize(
    ("who", "question", "measure", "by"),
    [
        ("manager:B00", "流失风险主要在哪些支行", "likelihood", ["branch"]),
        ("manager:B00", "各支行AUM怎么样，比上个月", "change", ["branch"]),
        ("manager:B00", "今年以来哪家支行资产增长最快", "change", ["branch"]),
        ("manager:B00", "全行这个月规模涨了还是跌了", "change", []),
        ("manager:B01", "咱支行谁最能卖", "contacts", ["manager"]),
        ("manager:B01", "各客户经理这个季度联系和成交", "contacts", ["manager"]),
        ("marketer:lin", "哪个年龄段的客户对基金最感兴趣", "likelihood", ["age"]),
        (
            "marketer:lin",
            "理财推给哪类人响应最好",
            "likelihood",
            ["age", "tier", "payroll", "risk"],
        ),
        ("manager:B00", "高净值客户有多少，占多少资产", "size", []),
        ("rm:M001", "30岁以下代发客户有几个", "size", []),
        ("rm:M001", "我这儿C4的有几位", "size", []),
        ("marketer:lin", "持有基金的客户占比多少", "size", []),
        ("manager:B00", "男客户多还是女客户多", "size", ["gender"]),
    ],
)
def test_a_question_about_groups_is_answered_with_figures(
    toolbox: Toolbox, tmp_path: Path, who: str, question: str, measure: str, by: list[str]
) -> None:
    answer = asked(toolbox, tmp_path, who, question)
    arguments = calls(answer)[TOOL]
    assert (arguments["measure"], arguments["by"]) == (measure, by)
    assert answer.guard["bound"] == answer.guard["figures"] > 0  # type: ignore[operator]
    assert answer.guard["withheld"] == 0


def test_the_number_that_is_asked_for_is_said_first(toolbox: Toolbox, tmp_path: Path) -> None:
    answer = asked(toolbox, tmp_path, "rm:M001", "30岁以下代发客户有几个")
    assert answer.answer.startswith("30岁以下的代发客户有")


def test_one_level_among_all_is_said_first(toolbox: Toolbox, tmp_path: Path) -> None:
    answer = asked(toolbox, tmp_path, "manager:B00", "客户风险等级分布，C1的占多少")
    assert answer.answer.startswith("C1（保守型）的客户有")
    assert "C4" in answer.answer


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        (("各支行AUM怎么样，比上个月", "按年龄呢"), {"measure": "change", "by": ["age"]}),
        (("高净值客户有多少", "按支行分"), {"tier": "高净值", "by": ["branch"]}),
        (("流失风险主要在哪些支行", "浦江支行呢"), {"goal": "attrition", "branch": "浦江支行"}),
        (("哪类客群最可能流失", "代发的呢"), {"goal": "attrition", "payroll": True}),
        (("50岁以上的客户有多少", "那60岁以上的呢"), {"min_age": 60}),
        (("各客户经理这个季度成交", "上个季度呢"), {"measure": "contacts", "by": ["manager"]}),
    ],
)
def test_a_brief_question_keeps_what_was_asked(
    toolbox: Toolbox, tmp_path: Path, questions: tuple[str, ...], expected: dict[str, object]
) -> None:
    arguments = calls(asked(toolbox, tmp_path, "manager:B00", *questions))[TOOL]
    assert expected.items() <= arguments.items()


def test_those_who_were_counted_can_be_listed(toolbox: Toolbox, tmp_path: Path) -> None:
    answer = asked(toolbox, tmp_path, "rm:M001", "代发客户有多少", "把名单列出来")
    assert calls(answer)["find_prospects"]["payroll"] is True


@pytest.mark.parametrize(
    ("who", "question"),
    [
        ("rm:M001", "我名下谁最可能买理财"),
        ("rm:M001", "我名下30岁以下的代发客户有哪些"),
        ("manager:B00", "哪些客户最可能流失"),
        ("manager:B00", "列出浦江支行资产最多的十个客户"),
        ("manager:B00", "各支行流失风险高的客户分别是谁"),
        ("rm:M001", "给我找几个想买基金的客户"),
        ("rm:M001", "有哪些人最近资产在掉"),
        ("manager:B00", "半年后全行AUM能到多少"),
        ("rm:M001", "年底我的管户规模能冲到多少"),
        ("rm:M001", "今天有几个客户要打电话"),
        ("rm:M001", "王女士有多少资产"),
        ("rm:M001", "代发客户的开卡要求是什么"),
        ("rm:M001", "大额存单起购多少钱"),
        ("customer:C0000001", "我有多少资产"),
    ],
)
def test_what_is_about_somebody_or_something_else_is_left_alone(
    toolbox: Toolbox, tmp_path: Path, who: str, question: str
) -> None:
    assert TOOL not in calls(asked(toolbox, tmp_path, who, question))


def test_figures_of_managers_are_refused_to_who_does_not_lead_them(
    toolbox: Toolbox, tmp_path: Path
) -> None:
    answer = asked(toolbox, tmp_path, "rm:M001", "各客户经理这个季度的业绩")
    assert answer.decision["outcome"] == "refuse"
