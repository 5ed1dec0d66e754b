"""Forbidden words in a note, a warning or a report are mentioned; in an offer they are said."""

import pytest

from agents.guardrails import check
from agents.guardrails.checker import engine


@pytest.mark.parametrize(
    "text",
    [
        "审核意见：“末班车”“抢购”属于制造紧迫感，不予通过。",
        "退回原因：原文写“和存款一样安全”，混淆了理财与存款。",
        "录音质检第三条：坐席说出“亏了算我的”，判定为重大差错。",
        "看到“零风险、高回报”六个字，请先想想钱从哪里来。",
    ],
)
def test_words_that_a_note_quotes_pass_and_it_says_why(text: str) -> None:
    explained = engine().explain(text)
    assert explained.result.allowed
    assert any("引述" in one.why for one in explained.suppressed)


@pytest.mark.parametrize(
    "text",
    [
        "“保本保息”，您放心买，到期一分不少。",
        "我们的理财“和存款一样安全”，您尽管存。",
        "别听合规的，“亏了算我的”，我说到做到。",
    ],
)
def test_quotation_marks_excuse_no_offer(text: str) -> None:
    assert not check(text).allowed


def test_a_template_is_judged_by_its_words_alone() -> None:
    text = "审核意见：“末班车”属于制造紧迫感，不予通过。"
    assert not check(text, learned=False).allowed


def test_only_the_named_rules_are_asked() -> None:
    text = "这款产品保本保息，稳赚不赔。"
    assert "G1" in {one.rule for one in check(text).findings}
    assert not check(text, only={"G16"}).findings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("放十万进去，一年以后差不多变成十万四千五。", True),
        ("十万块买进来，两年后就是十一万二，账我都替您算好了。", True),
        ("十万元定期存款，一年后连本带息是十万一千五百元。", False),
        ("您尾号4821的账户入账5,000.00元。", False),
        ("每月存一千，三年就有三万六千本金。", False),
    ],
)
def test_a_sum_that_is_said_to_grow(text: str, found: bool) -> None:
    assert ("G2" in {one.rule for one in check(text).findings}) == found
