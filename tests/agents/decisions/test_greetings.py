"""Texts for a group and an occasion need neither a product nor a person."""

from pathlib import Path

import pytest

from tests.agents.decisions.test_groups import asked, calls
from tools.toolbox import Toolbox


@pytest.mark.parametrize(
    ("who", "question", "said"),
    [
        ("marketer:lin", "元旦给代发客户来条朋友圈", "给代发客户的元旦问候"),
        ("rm:M001", "给我的高净值客户写个中秋问候", "给高净值客户的中秋节问候"),
        ("marketer:lin", "给银发客群写个防诈提醒", "给银发客群的养老防诈提醒"),
        ("manager:B01", "国庆发个朋友圈祝福", "国庆节问候"),
        ("rm:M001", "给所有客户群发一条降温关怀", "给全体客户的降温关怀"),
        ("marketer:lin", "个人信息保护提示，发朋友圈用", "个人信息保护提示"),
    ],
)
def test_a_greeting_is_written(
    toolbox: Toolbox, tmp_path: Path, who: str, question: str, said: str
) -> None:
    answer = asked(toolbox, tmp_path, who, question)
    assert answer.answer.startswith(said)
    assert "没有提任何产品" in answer.answer
    assert "AI生成" in answer.answer
    assert "理财非存款" not in answer.answer
    assert answer.guard["withheld"] == 0
    assert answer.guard["bound"] == answer.guard["figures"]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("再来个春节的，别提产品", "给代发客户的春节问候"),
        ("换成短信", "拒收请回复R"),
        ("给银发客群也来一条", "给银发客群的元旦问候"),
    ],
)
def test_a_brief_question_changes_the_greeting(
    toolbox: Toolbox, tmp_path: Path, second: str, said: str
) -> None:
    answer = asked(toolbox, tmp_path, "marketer:lin", "元旦给代发客户来条朋友圈", second)
    assert said in answer.answer


def test_a_product_is_named_where_it_is_asked_for(toolbox: Toolbox, tmp_path: Path) -> None:
    question = "中秋给白金客户写条短信，顺带提一下理财"
    answer = asked(toolbox, tmp_path, "marketer:lin", question)
    assert "顺带提到" in answer.answer
    assert "理财非存款" in answer.answer
    assert answer.guard["withheld"] == 0


def test_several_differ(toolbox: Toolbox, tmp_path: Path) -> None:
    answer = asked(toolbox, tmp_path, "marketer:lin", "重阳节给老年客户写3条短信，亲切点")
    texts = [one for one in answer.answer.split("\n\n") if "拒收请回复R" in one]
    assert len(set(texts)) == 3


@pytest.mark.parametrize(
    ("who", "question"),
    [
        ("rm:M001", "给王女士写条生日祝福"),
        ("rm:M001", "这周谁过生日"),
        ("marketer:lin", "中秋那波推送点开的人多不多"),
        ("marketer:lin", "春节前的理财推广文案，企微发"),
        ("rm:M001", "国庆放几天假"),
        ("customer:C0000001", "中秋你们有什么活动"),
    ],
)
def test_other_requests_are_left_alone(
    toolbox: Toolbox, tmp_path: Path, who: str, question: str
) -> None:
    assert "没有提任何产品" not in asked(toolbox, tmp_path, who, question).answer


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("银发客群适合的产品", {"min_age": 60}),
        ("代发客群推什么产品合适", {"payroll": True}),
        ("60岁以上的客户适合什么理财", {"min_age": 60, "category": "wealth"}),
        ("高净值客群主推哪些产品", {"tier": "高净值"}),
    ],
)
def test_products_for_a_group_are_found(
    toolbox: Toolbox, tmp_path: Path, question: str, expected: dict[str, object]
) -> None:
    answer = asked(toolbox, tmp_path, "marketer:lin", question)
    assert expected.items() <= calls(answer)["segment_products"].items()
    assert answer.guard["withheld"] == 0
    assert answer.guard["bound"] == answer.guard["figures"]


@pytest.mark.parametrize(
    "question", ["给王女士推荐什么", "适合老人的理财有什么特点", "林女士，40岁，一年不用，配啥"]
)
def test_products_for_one_customer_are_the_decision_cores(
    toolbox: Toolbox, tmp_path: Path, question: str
) -> None:
    assert "segment_products" not in calls(asked(toolbox, tmp_path, "rm:M001", question))
