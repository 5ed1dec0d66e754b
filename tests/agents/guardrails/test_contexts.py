"""Suitability, consent, label and required sentences: the same words, another context."""

from typing import Any

import pytest

from agents.guardrails import CheckContext, Verdict, check

OFFER = "推荐您购买这款产品"
ABOVE = {"customer": {"risk_level": "C2"}, "product": {"risk_level": "R4"}}
SMS = {"channel": "sms", "consent": True, "complete": True, "product": {"category": "wealth"}}
TAIL = "理财非存款、产品有风险、投资须谨慎"


@pytest.mark.parametrize(
    ("text", "context", "rules"),
    [
        (OFFER, ABOVE, {"G10"}),
        (OFFER, {"customer": {"risk_level": "C4"}, "product": {"risk_level": "R4"}}, set()),
        (OFFER, {"customer": {"risk_level": "C3"}, "product": {"risk_level": "R3"}}, set()),
        ("该产品为R4，高于您的C2，不能为您推荐", ABOVE, set()),
        ("这款产品波动较大，可能亏损本金，请您谨慎", ABOVE, set()),
        ("等级不够没关系，签个字就能买", ABOVE, {"G10"}),
        (OFFER, {"channel": "wecom", "consent": False}, {"G15"}),
        ("您的退订申请已受理", {"channel": "sms", "consent": False}, set()),
        (f"【示例银行】理财上新，欢迎选购。{TAIL}。详询95500，拒收请回复R", SMS, set()),
        (f"理财上新，欢迎选购。{TAIL}。详询95500，拒收请回复R", SMS, {"G15"}),
        ("【示例银行】理财上新，欢迎选购。详询95500，拒收请回复R", SMS, {"G17"}),
        ("您的存款明日到期", {"complete": True, "speaker": "ai"}, {"G14"}),
        ("您的存款明日到期。（由人工智能生成）", {"complete": True, "speaker": "ai"}, set()),
        ("您的存款明日到期", {"complete": False, "speaker": "ai"}, set()),
        ("推荐您这款私募基金", {"channel": "moments", "product": {"category": "私募"}}, {"G19"}),
    ],
)
def test_the_context_decides(text: str, context: dict[str, Any], rules: set[str]) -> None:
    result = check(text, CheckContext.model_validate(context))
    assert {one.rule for one in result.findings if one.verdict.blocks} == rules


def test_an_elder_and_a_high_risk_wait_for_a_person() -> None:
    context = {"customer": {"risk_level": "C5", "age": 70}, "product": {"risk_level": "R4"}}
    result = check("推荐您配置这款产品", CheckContext.model_validate(context))
    assert result.verdict is Verdict.MANUAL_REVIEW


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("业绩比较基准3.5%", Verdict.EVIDENCE_REQUIRED),
        ("业绩比较基准高达3.5%", Verdict.VIOLATION),
        ("本产品收益排名全国第一", Verdict.EVIDENCE_REQUIRED),
        ("明早七点给您打电话", Verdict.ADVISORY),
        ("产品额度有限", Verdict.ADVISORY),
        ("本产品保本", Verdict.VIOLATION),
        ("本产品不保本", Verdict.PASS),
        ("", Verdict.PASS),
    ],
)
def test_verdicts_go_from_pass_to_violation(text: str, verdict: Verdict) -> None:
    assert check(text).verdict is verdict


@pytest.mark.parametrize("bad", [{"risk_level": "R9"}, {"risk_level": "未知"}, {"age": -1}])
def test_a_level_or_age_that_is_none_is_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"level|greater"):
        CheckContext.model_validate({"customer": bad})


def test_an_ordinary_deposit_may_be_offered_while_the_assessment_is_expired() -> None:
    """It is no investment product; a structured deposit rated R2 is one."""
    text = "您好，想请您了解一下我行的三年期定期存款。"
    customer = {"risk_level": "C4", "assessment_expired": True}
    for product, barred in (
        ({"category": "deposit", "risk_level": "R1"}, False),
        ({"category": "credit_card"}, False),
        ({"category": "deposit", "risk_level": "R2"}, True),
        ({"category": "wealth", "risk_level": "R1"}, True),
    ):
        context = {"customer": customer, "product": product, "channel": "sms", "consent": True}
        result = check(text, CheckContext.model_validate(context))
        assert any("有效期" in one.message for one in result.findings) is barred


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("您问会不会亏，答案是有可能", True),
        ("客户想知道会不会亏本，请如实说明净值会波动", True),
        ("您问会不会亏？不会亏，放心买", False),
        ("这款肯定不会亏", False),
    ],
)
def test_whether_is_asked_is_no_promise(text: str, passes: bool) -> None:
    assert check(text, CheckContext()).allowed is passes
