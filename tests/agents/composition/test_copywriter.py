import dataclasses
from datetime import date
from importlib import resources
from typing import get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agents.composition.copywriter import (
    PRIVATE_CHANNELS,
    CopyProduct,
    CopyRequest,
    Tone,
    channels,
    label,
    several,
    traits,
    write,
)

PRODUCT = CopyProduct("P001", "示例理财·季季安", "wealth", "R2", 90, 10_000, "持有满90天可赎回")
REQUIRED = "理财非存款，产品有风险，投资须谨慎。"


def request(**changes: object) -> CopyRequest:
    given_ = CopyRequest(
        channel="sms",
        product=PRODUCT,
        on=date(2026, 9, 30),
        sender="示例银行李明",
        bank="示例银行",
        required=(REQUIRED,),
        customer_id="C0000001",
        name="王秀兰",
        gender="女",
        age=40,
        customer_risk="C3",
    )
    return dataclasses.replace(given_, **changes)  # type: ignore[arg-type]


@pytest.fixture(autouse=True, scope="module")
def read_bank() -> None:
    """Read and compile the phrases once, so that no example pays for it."""
    for channel in channels():
        for tone in (None, "亲切", "正式", "俏皮", "简短", "大白话"):
            write(request(channel=channel, tone=tone))


requests = st.builds(
    request,
    channel=st.sampled_from(channels()),
    on=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    name=st.sampled_from(["王秀兰", "欧阳娜娜", "李四", None]),
    gender=st.sampled_from(["男", "女", None]),
    age=st.integers(18, 95),
    tone=st.sampled_from([None, "亲切", "正式", "简洁", "古怪"]),
    news_theme=st.sampled_from([None, "降准", "区块链"]),
    maturity_on=st.sampled_from([None, date(2026, 10, 12)]),
    speaker=st.sampled_from(["human", "ai"]),
    seed=st.integers(0, 50),
    product=st.sampled_from(
        [PRODUCT, CopyProduct("P002", "示例货币A", "fund", "R1", None, None, None)]
    ),
)


@given(requests, st.integers(0, 5))
def test_any_request_gives_a_whole_text_with_its_product_and_required_sentence(
    made: CopyRequest, variant: int
) -> None:
    message = write(made, variant)
    assert made.product.name in message.text
    assert REQUIRED in message.text
    assert message.text.endswith(label(made.channel))
    assert "{" not in message.text
    assert "None" not in message.text
    assert write(made, variant) == message


@given(requests)
def test_what_a_customer_holds_is_said_on_private_channels_alone(made: CopyRequest) -> None:
    said = "您有产品" in write(made).text or "您手上有" in write(made).text
    assert not said or made.channel in PRIVATE_CHANNELS
    assert not said or made.maturity_on is not None


def test_a_batch_is_not_one_text_with_the_name_changed() -> None:
    texts = {
        write(request(customer_id=f"C{number:07d}")).text.replace("王女士", "")
        for number in range(60)
    }
    assert len(texts) > 40


def test_variants_differ() -> None:
    assert len({write(request(), variant).text for variant in range(6)}) >= 5


def test_the_season_is_mentioned_once() -> None:
    for variant in range(40):
        assert write(request(channel="wecom"), variant).text.count("国庆") <= 1


def test_a_push_title_keeps_its_limit() -> None:
    for variant in range(20):
        title = write(request(channel="push"), variant).title
        assert title is not None
        assert len(title) <= 20


def test_traits_never_state_a_yield_and_say_the_risk_level_in_full() -> None:
    said = traits(PRODUCT)
    assert said == "期限90天，风险等级R2（中低风险），1万元起"
    assert "%" not in said


def test_an_unknown_channel_is_refused() -> None:
    with pytest.raises(KeyError):
        write(request(channel="telegram"))


TONES = ("亲切", "正式", "俏皮", "简短", "大白话")
SPOKEN = ("sms", "wecom", "moments", "push", "app_banner", "email")


@pytest.mark.parametrize("channel", SPOKEN)
def test_tones_are_told_apart_by_their_words(channel: str) -> None:
    private = channel not in ("moments", "app_banner")
    heard = {
        tone: {
            phrase
            for variant in range(12)
            for phrase in write(
                request(channel=channel, tone=tone, name="王秀兰" if private else None), variant
            ).phrases
        }
        for tone in TONES
    }
    signature = {"【{{ sender }}】", "拒收请回复R"}
    for tone, phrases in heard.items():
        others = set().union(*(heard[other] for other in TONES if other != tone))
        own = {phrase for phrase in phrases - others if "sender" not in phrase}
        assert len(own) >= 3, f"{channel} {tone} must have words of its own, got {own}"
        shared = {p for p in phrases & others - signature if "hotline" not in p}
        assert len(shared) <= 3, f"{channel} {tone} sounds like others: {shared}"


def test_a_brief_text_is_shorter_and_goes_without_courtesies() -> None:
    plain = [len(write(request(channel="wecom"), one).body) for one in range(10)]
    brief = [len(write(request(channel="wecom", tone="简短"), one).body) for one in range(10)]
    assert sum(brief) < 0.8 * sum(plain)


def test_no_two_versions_of_a_batch_say_the_same_where_other_words_fit() -> None:
    for channel, tone in (("push", "正式"), ("moments", None), ("sms", None)):
        texts = [one.text for one in several(request(channel=channel, tone=tone), 3)]
        assert len(set(texts)) == 3
        assert len({text[:6] for text in texts}) == 3, texts


def test_the_tones_of_a_form_are_the_first_words_of_those_that_are_heard() -> None:
    heard = yaml.safe_load(
        resources.files("prompts.phrases").joinpath("copy.yaml").read_text(encoding="utf-8")
    )["tones"]
    assert sorted(get_args(Tone)) == sorted(words[0] for words in heard.values())
