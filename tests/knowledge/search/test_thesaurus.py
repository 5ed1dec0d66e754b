"""What is meant by what is said, in the same language and in the other one."""

import pytest

from knowledge.search.thesaurus import thesaurus


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("支票被退回是什么原因", "cheque"),
        ("is there a penalty for early repayment", "提前还款"),
        ("the cheques were returned", "支票"),
        ("余额宝收益怎么又低了", "货币基金"),
    ],
)
def test_the_other_word_is_meant(said: str, meant: str) -> None:
    assert meant in thesaurus().meant(said).split()


def test_only_the_longest_entry_at_a_place_speaks_in_the_other_language() -> None:
    assert "deposit insurance" in thesaurus().meant("存款保险保多少")
    assert "policy" not in thesaurus().meant("存款保险保多少")
    assert "卡" not in thesaurus().meant("my credit card").split()


def test_a_shorter_entry_speaks_at_another_place() -> None:
    meant = thesaurus().meant("存款保险和别的保险")
    assert "deposit insurance" in meant
    assert "policy" in meant


def test_nothing_is_meant_by_what_nobody_wrote_down() -> None:
    assert thesaurus().meant("红烧肉") == ""
    assert thesaurus().meant("") == ""
