import re
from datetime import UTC, date, datetime
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.messages import catalogue, first, knows, money, percent, say, term

SAMPLES = {
    "money": 1234.5,
    "percent": 0.0325,
    "rate": 0.032,
    "points": 0.011,
    "day": date(2026, 9, 30),
    "moment": datetime(2026, 9, 30, 1, 0, tzinfo=UTC),
    "term": 182,
    "name": "wealth",
    ".1f": 2.0,
    ".0f": 2.0,
}


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_every_sentence_can_be_said(key: str) -> None:
    fields = [(name, spec) for _, name, spec, _ in Formatter().parse(catalogue()[key]) if name]
    text = say(key, **{name: SAMPLES.get(spec or "", "文") for name, spec in fields})
    assert "{" not in text
    assert {spec for _, spec in fields} - {""} <= set(SAMPLES)


@pytest.mark.parametrize("key", [key for key in catalogue() if not key.startswith("names.")])
def test_sentences_are_chinese_and_promise_nothing(key: str) -> None:
    text = re.sub(r"\{[^}]*\}", "", catalogue()[key])
    assert not re.search(
        r"[A-Za-z]{4,}", re.sub("App|Excel|Parquet|Brier|Qini|weiwo [a-z ]+", "", text)
    )
    assert not re.search(
        r"保本|保收益|稳赚|零风险|预期收益率(?!，不代表)", text.replace("不是预期收益率", "")
    )


def test_figures_are_said_in_their_units() -> None:
    assert say("products.rates", what="业绩比较基准", low=0.017, high=0.021) == (
        "业绩比较基准1.70%至2.10%"
    )
    assert say("contact.refused", refused_on="2026-09-01").startswith("客户已于2026年9月1日")
    assert say("policy.below_minimum", min_amount=200000, amount=50000.0) == (
        "起购金额为20万元，高于可用的5万元"
    )
    assert say("policy.risk_above_level", product_risk="R4", customer_risk="C2", who="您") == (
        "产品风险等级为R4（中高风险），高于您的风险承受能力C2（稳健型），不能销售"
    )


def test_a_missing_figure_or_sentence_is_named() -> None:
    with pytest.raises(KeyError, match="amount"):
        say("policy.below_minimum", min_amount=1.0)
    with pytest.raises(KeyError, match=r"nothing\.here"):
        say("nothing.here")
    assert not knows("nothing.here")
    assert first("nothing.here", "contact.ok") == "contact.ok"


@given(st.integers(0, 10**13))
def test_an_amount_is_recognised_again_within_half_a_percent(cents: int) -> None:
    amount = cents / 100
    text = money(amount)
    unit = 1e8 if text.endswith("亿元") else 1e4 if text.endswith("万元") else 1.0
    said = float(re.sub(r"[^\d.]", "", text)) * unit
    assert said == pytest.approx(amount, rel=0.005, abs=0.005)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0元"),
        (3500, "3,500元"),
        (12.5, "12.50元"),
        (9999.999, "1万元"),
        (200000, "20万元"),
        (205000, "20.5万元"),
        (99_999_999, "1.00亿元"),
        (123_000_000, "1.23亿元"),
        (-50000, "-5万元"),
    ],
)
def test_amounts(amount: float, text: str) -> None:
    assert money(amount) == text


def test_shares_and_terms() -> None:
    assert percent(0.0325) == "3.25%"
    assert percent(0.5) == "50%"
    assert term(182) == "182天"


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("0.80%", 0.008012),
        ("0.8%", 0.008),
        ("0.052%", 0.00052),
        ("35%", 0.35),
        ("35.57%", 0.35567),
        ("0%", 0.0),
    ],
)
def test_a_rounded_share_keeps_two_digits_that_count(said: str, value: float) -> None:
    assert percent(value) == said


def test_a_rounded_amount_keeps_two_digits_that_count() -> None:
    assert money(19_976.89) == "2.00万元"
    assert money(20_000) == "2万元"
    assert money(300_000.4) == "30万元"
