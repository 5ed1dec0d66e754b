"""Figures that no fact carries, and those that one does, in another unit, rounding or script."""

from typing import Any

import pytest

from agents.guardrails import CheckContext, check

AUM = {"id": "aum", "value": 1182000, "unit": "元"}
RATE = {"id": "rate", "value": 2.31, "unit": "%"}
P = {"id": "p", "value": 0.873}
DUE = {"id": "due", "value": "2026-08-25"}
TERM = {"id": "term", "value": 180, "unit": "天"}
HALF_YEAR = {"id": "term", "value": 6, "unit": "月"}
MOVE = {"id": "month_return", "value": -3.2, "unit": "%"}


def _findings(text: str, facts: list[dict[str, Any]]) -> list[str]:
    context = CheckContext.model_validate({"facts": facts})
    return [one.quote for one in check(text, context).findings if one.rule == "grounding"]


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("您的资产为118.2万元", AUM),
        ("您的资产约118万元", AUM),
        ("您的资产为1,182,000元", AUM),
        ("您的资产为一百一十八万二千元", AUM),
        ("该指标为2.31%", RATE),
        ("该指标约2.3%", RATE),
        ("该指标为百分之二点三一", RATE),
        ("概率为87.3%", P),
        ("概率约八成七", P),
        ("上涨三个半点", {"id": "chg", "value": 3.5, "unit": "%"}),
        ("8月25日到期", DUE),
        ("2026年8月25日到期", DUE),
        ("期限180天", TERM),
        ("期限约半年", TERM),
        ("期限半年", HALF_YEAR),
        ("期限6个月", HALF_YEAR),
        ("期限12个月", {"id": "term", "value": 1, "unit": "年"}),
        ("年利率为320个基点", {"id": "rate", "value": 0.032, "unit": "ratio"}),
        ("资产约125万元", {"id": "aum", "value": 1234567, "unit": "yuan"}),
        ("共有12位客户", {"id": "customers", "value": 12, "unit": "count"}),
        ("本月下跌3.2%", MOVE),
        ("期限3年", {"id": "term", "value": 1095, "unit": "days"}),
        ("名下500位客户", {"id": "book.size", "value": 500, "unit": "people"}),
    ],
)
def test_a_figure_that_a_fact_carries_passes(text: str, fact: dict[str, Any]) -> None:
    assert _findings(text, [fact]) == []


@pytest.mark.parametrize(
    ("text", "fact", "quote"),
    [
        ("您的资产为128万元", AUM, "128万元"),
        ("该指标为2.13%", RATE, "2.13%"),
        ("概率为78%", P, "78%"),
        ("8月15日到期", DUE, "8月15日"),
        ("期限两年", TERM, "两年"),
        ("期限半年", TERM, "半年"),
        ("期限180天", HALF_YEAR, "180天"),
        ("5天后到账", {"id": "arrives", "value": 5, "unit": "工作日"}, "5天"),
        ("年利率约3.3%", {"id": "rate", "value": 0.032, "unit": "ratio"}, "3.3%"),
        ("年利率为32个基点", {"id": "rate", "value": 0.032, "unit": "ratio"}, "32个基点"),
        ("资产约127万元", {"id": "aum", "value": 1234567, "unit": "yuan"}, "127万元"),
        ("本月上涨3.2%", MOVE, "3.2%"),
        ("您的资产为118.2亿元", AUM, "118.2亿元"),
    ],
)
def test_a_figure_that_no_fact_carries_is_quoted(
    text: str, fact: dict[str, Any], quote: str
) -> None:
    assert _findings(text, [fact]) == [quote]


def test_without_facts_nothing_is_grounded_and_with_none_every_figure_is_unbound() -> None:
    assert check("您的资产为128万元").allowed
    assert _findings("您的资产为128万元", []) == ["128万元"]
