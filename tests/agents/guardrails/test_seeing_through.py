"""Words put in other characters of their sound, phrases cut by a stop; and the quick paths."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.guardrails import check
from agents.guardrails.language.vocabulary import Vocabulary
from agents.guardrails.learned.features import buckets, buckets_of, plain
from agents.guardrails.learned.model import quick_screen, shipped
from agents.guardrails.normalisation import normalise, words
from agents.guardrails.normalisation.mapped import MappedText
from agents.guardrails.packs.loader import bundled

CHINESE = st.text(
    st.sampled_from("保本收益理财存款没有区别风险提示，。年化5%a \n不会亏"), max_size=40
)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("理才和村款眉有区别", "理财和存款没有区别"),
        ("请把验狰码和蜜码告诉我", "请把验证码和密码告诉我"),
        ("其驼银性服物太差", "其他银行服务太差"),
    ],
)
def test_words_of_the_trade_are_read_by_their_sound(text: str, read: str) -> None:
    assert normalise(text, bundled().phrases).text == read
    found = check(text)
    assert not found.allowed
    for one in found.findings:
        assert text[one.span[0] : one.span[1]] == one.quote


@pytest.mark.parametrize(
    "text",
    [
        "客户李才先生预约明天上午来网点。",
        "同事小村负责存款业务，请直接联系。",
        "本期产品的风险等级为R2，请您阅读说明书。",
        "报喜不报忧不是我们的作风。",
        "王宝本女士，您好，您的定期存款即将到期。",
    ],
)
def test_names_and_ordinary_words_stay_as_they_are(text: str) -> None:
    assert normalise(text, bundled().phrases).text == normalise(text).text
    assert "legible" not in {one.rule for one in check(text).findings}


def test_a_single_changed_character_is_not_believed_in_a_short_word() -> None:
    book = words.WordBook(["理财", "存款", "的"])
    for text, read in (("理才", "理才"), ("理才和村款", "理财和存款"), ("的款", "的款")):
        given_ = MappedText(text, text, range(len(text)), range(1, len(text) + 1))
        assert book.restore(given_).text == read


def test_the_words_are_those_that_the_command_collects() -> None:
    from importlib import resources

    source = resources.files("agents.guardrails.normalisation").joinpath("words.txt")
    assert source.read_text(encoding="utf-8").split() == words.collected()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("认购理财返。现100元，名额有限", "G9"),
        ("这款理财我们直接跳过风。险提示", "G13"),
        ("这是高。收益低风险的理财，请放心买", "G8"),
    ],
)
def test_a_phrase_that_a_stop_cuts_is_found_where_it_stands(text: str, rule: str) -> None:
    found = [one for one in check(text).findings if one.rule == rule]
    assert found
    assert any("。" in one.quote for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "不是。保证收益的说法是错误的。",
        "您的理财已到期。返还本金与收益请在账户中查看。",
        "本产品不保本。收益以实际为准。",
        "好的。风险提示请您仔细阅读。",
    ],
)
def test_a_stop_between_sentences_stays_one(text: str) -> None:
    assert check(text).allowed


def test_a_stop_lets_nothing_be_denied() -> None:
    """不是。 before a promise is not its negation."""
    assert not check("不是。我们保证收益，稳赚不赔。").allowed


@given(st.lists(CHINESE, max_size=6))
def test_the_quick_screen_sees_the_same_n_grams_and_lets_nothing_pass(texts: list[str]) -> None:
    texts = [plain(text) for text in texts]
    if texts:
        owner, found = buckets_of(texts)
        for place, text in enumerate(texts):
            np.testing.assert_array_equal(found[owner == place], buckets(text))
    least = 0.25
    for text, grams in zip(texts, quick_screen("check").worth(texts, least), strict=True):
        if shipped("check").quick_scores(text)[-1] >= least:
            assert grams is not None


@given(st.text("保本收益险", max_size=12), st.integers(0, 6), st.integers(0, 12))
def test_a_vocabulary_finds_every_word_in_a_stretch_and_no_other(
    text: str, start: int, end: int
) -> None:
    known = {1: ["保本"], 2: ["收"], 3: ["收益险", "本"], 4: ["益险保本"]}
    stretch = text[start:end]
    expected = {one for one, said in known.items() if any(word in stretch for word in said)}
    assert Vocabulary(known).classes_in(text, start, min(end, len(text))) == expected
