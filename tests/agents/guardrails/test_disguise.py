"""Disguise does not help, positions stay those of the text as given, and nothing crashes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.guardrails import CheckContext, check, screen
from agents.guardrails.normalisation import normalise
from agents.guardrails.packs.loader import bundled

PHRASES = ["保本保息", "稳赚不赔", "零风险", "绝对不会亏损", "旱涝保收", "刚性兑付", "保证收益"]
STREWN = st.sampled_from(["", "\u200b", " ", ".", "·", "*", "❤", "_", "/"])
ANY_TEXT = st.text(
    alphabet=st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("保本不会亏年化收益5%。，！？：“”您我行万元亿 R2C3\u200b\n0123456789xX*"),
    ),
    max_size=120,
)
CONTEXT = CheckContext.model_validate(
    {
        "customer": {"risk_level": "C2", "age": 70},
        "product": {"risk_level": "R4", "category": "wealth", "agency": True},
        "channel": "sms",
        "consent": False,
        "speaker": "ai",
        "facts": [{"id": "a", "value": 3.1, "unit": "%"}, {"id": "b", "value": "2026-09-30"}],
        "complete": True,
        "at": "2026-09-30T22:00:00+08:00",
    }
)


@settings(max_examples=60, deadline=None)
@given(phrase=st.sampled_from(PHRASES), sign=STREWN, before=st.sampled_from(["", "本产品", "姐，"]))
def test_signs_strewn_between_the_characters_are_seen_through(
    phrase: str, sign: str, before: str
) -> None:
    text = f"{before}{sign.join(phrase)}，欢迎选购理财产品"
    result = check(text)
    found = [one for one in result.findings if one.rule == "G1"]
    assert found
    for one in found:
        assert one.quote
        assert text[one.span[0] : one.span[1]] == one.quote


@pytest.mark.parametrize(
    "text",
    [
        "保夲保息的理财",
        "稳赚不陪，放心",
        "這款理財穩賺不賠",
        "wen zhuan bu pei 的理财产品",
        "ｗｅｎ　ｚｈｕａｎ　ｂｕ　ｐｅｉ",
        "ｂａｏ本保息",
        "w e n 赚 b u 赔",
        "零 风 险 理 财",
        "保❤本❤保❤息",
        "保\u200b本\u200b保\u200b息",
        "亻呆本保息",
        "【保】【本】【保】【息】",
        "保，本，保，息，放心",
        "保\n本\n保\n息",
    ],
)
def test_other_spellings_are_seen_through(text: str) -> None:
    assert "G1" in {one.rule for one in check(text).findings}


def test_what_is_spelled_and_not_known_waits_for_a_person() -> None:
    for text in ("这款产品 mei nian dou neng na", "隔壁那家就是pian人的"):
        assert "legible" in {one.rule for one in check(text).findings}
    for text in ("请用PIN码登录APP", "LPR、CPI和PMI今日公布"):
        assert check(text).allowed


def test_an_excuse_that_is_taken_back_excuses_nothing() -> None:
    assert not check("按规定不能送礼品，但实话跟您讲，买理财送米面油").allowed
    assert check("我们不会因为您买理财送米面油").allowed


@pytest.mark.parametrize(
    "text",
    [
        "红、黄、蓝、绿四档",
        "您问会不会亏，会的，净值有涨有跌",
        "“预期收益率”“稳赚”这类说法一律不用",
        "本产品bu bao ben，请谨慎",
        "报喜鸟股份发布三季报",
        "余额宝本周收益公布",
        "计划A B C三档费率见公告",
        "余额宝本轮调整费率",
    ],
)
def test_what_only_looks_like_a_disguise_passes(text: str) -> None:
    assert check(text).allowed


@settings(max_examples=150, deadline=None)
@given(text=ANY_TEXT)
def test_any_text_is_checked_and_its_quotes_are_its_own(text: str) -> None:
    for context in (None, CONTEXT):
        for one in check(text, context).findings:
            start, end = one.span
            assert 0 <= start <= end <= len(text)
            assert text[start:end] == one.quote


@settings(max_examples=100, deadline=None)
@given(text=ANY_TEXT)
def test_any_text_is_screened_and_its_evidence_lies_in_it(text: str) -> None:
    for start, end in screen(text).evidence:
        assert 0 <= start <= end <= len(text)


@settings(max_examples=150, deadline=None)
@given(text=ANY_TEXT)
def test_positions_run_forward_through_a_normalised_text(text: str) -> None:
    mapped = normalise(text, bundled().phrases)
    assert len(mapped.starts) == len(mapped.ends) == len(mapped.text)
    assert all(0 <= a < b <= len(text) for a, b in zip(mapped.starts, mapped.ends, strict=True))
    assert list(mapped.starts) == sorted(mapped.starts)
