"""Whether a short question is about the safety of what was just offered."""

import pytest

from agents.decisions.offers import _IS_IT_SAFE


@pytest.mark.parametrize(
    "said",
    [
        "那个有风险没有",
        "你就说保不保本吧",
        "这个安全吗？",
        "会亏吗",
        "它到底靠谱不",
        "风险大不大",
        "本金会不会亏",
    ],
)
def test_what_asks_of_nothing_else_is_about_the_offer(said: str) -> None:
    assert _IS_IT_SAFE.fullmatch(said)


@pytest.mark.parametrize(
    "said",
    [
        "手机银行安全吗",
        "我的风险等级是多少",
        "存款保险保本吗",
        "转账到别人卡上安全吗",
        "我怎么改风险等级",
    ],
)
def test_what_names_something_else_is_not(said: str) -> None:
    assert not _IS_IT_SAFE.fullmatch(said)
