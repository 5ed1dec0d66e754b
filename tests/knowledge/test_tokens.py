import pytest

from knowledge.normalisation import normalise, simplify
from knowledge.stemming import stem
from knowledge.tokens import bigrams, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("人民幣匯率", "人民币汇率"),
        ("ＣＰＩ２０２６", "cpi2026"),
        ("降\u200b准", "降准"),
        ("１，２３４．５％", "1234.5%"),
        ("LPR", "lpr"),
    ],
)
def test_one_written_form_for_many(one: str, other: str) -> None:
    assert words(one) == words(other)
    assert bigrams(one) == bigrams(other)


def test_compounds_come_with_their_parts() -> None:
    assert {"招商银行", "招商", "银行"} <= set(words("招商银行公告"))
    assert bigrams("金价涨") == ["金价", "价涨"]


def test_codes_and_numbers_stay_whole() -> None:
    assert "600000.sh" in words("代码600000.SH")
    assert "3.5%" in words("利率3.5%")
    assert "1234567" in words("1,234,567元")


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("disputes", "dispute"),
        ("disputed", "dispute"),
        ("policies", "policy"),
        ("transferring", "transfer"),
        ("fees", "fee"),
        ("closing", "close"),
    ],
)
def test_english_forms_meet(word: str, base: str) -> None:
    assert stem(word) == stem(base)


@pytest.mark.parametrize("word", ["gas", "bus", "ing", "ied", "ss", "bonus", "loss"])
def test_short_and_odd_words_survive(word: str) -> None:
    assert len(stem(word)) >= 2


def test_simplifying_keeps_the_length() -> None:
    text = "證券市場與臺灣銀行的乾隆通寶"
    assert len(simplify(text)) == len(text)
    assert normalise("證券") == "证券"
