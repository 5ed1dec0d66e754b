"""Which rule is about some words: what the check finds, else whose own sentences are about them."""

import pytest

from agents.rulebook import PackRules

BOOK = PackRules()


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("保本", "G1"),
        ("预期收益率", "G2"),
        ("业绩比较基准就是收益率", "G3"),
        ("过往业绩", "G5"),
        ("国家级", "G6"),
        ("请专家站台", "G7"),
        ("秒到账", "G8"),
        ("抽奖送礼", "G9"),
        ("限时抢购", "G12"),
        ("人工智能标识", "G14"),
        ("私募", "G19"),
    ],
)
def test_the_first_rule_is_the_one_meant(words: str, rule: str) -> None:
    assert BOOK.about(words)[0].rule_id == rule


@pytest.mark.parametrize(
    "words", ["代客操作", "高龄客户", "双录", "反洗钱", "转账限额", "客户投诉处理", "理财赎回"]
)
def test_a_shared_word_makes_no_rule(words: str) -> None:
    assert BOOK.about(words) == ()


def test_what_was_found_says_what_was_wrong_with_it() -> None:
    (found, *_) = BOOK.about("业绩比较基准就是收益率")
    assert found.quoted_verdict == "violation"
    assert "到期可得" in found.message
    assert found.quote in "业绩比较基准就是收益率"
