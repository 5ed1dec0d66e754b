import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.chunking import LONGEST, UNITS_FROM, passages, units, width

TEXTS = st.text(alphabet="利率上调，。！？\n 开户abc. 12%（）“”", max_size=1500)


@given(TEXTS)
def test_passages_cover_every_visible_character_in_order(text: str) -> None:
    found = passages(text)
    covered = {at for passage in found for at in range(passage.start, passage.end)}
    assert {at for at, character in enumerate(text) if not character.isspace()} <= covered
    assert [p.start for p in found] == sorted(p.start for p in found)
    assert [p.end for p in found] == sorted(p.end for p in found)
    for passage in found:
        inner = text[passage.start : passage.end]
        assert inner == inner.strip() != ""
        assert width(inner) <= LONGEST


def test_a_short_text_is_one_passage() -> None:
    assert [(p.start, p.end) for p in passages("  一句话。两句话。 ")] == [(2, 10)]


def test_passages_end_where_sentences_end_and_overlap() -> None:
    text = "".join(f"这是第{i}句，说的是第{i}件事情的来龙去脉和处理办法。" for i in range(60))
    found = passages(text)
    assert len(found) > 3
    assert all(text[p.end - 1] == "。" for p in found)
    assert all(later.start < earlier.end for earlier, later in pairwise(found))


def test_english_sentences_are_not_cut_at_decimal_points() -> None:
    text = "The fee is 2.5% of the amount. It is charged once. " * 40
    assert all(text[p.start : p.end].endswith(".") for p in passages(text))


@pytest.mark.parametrize("text", ["", "   ", "\n\n\t"])
def test_nothing_visible_is_no_passage(text: str) -> None:
    assert passages(text) == []


def test_units_are_the_sentences_of_a_long_passage_only() -> None:
    sentence = "存款到期之后如果没有办理转存，会按照活期利率计算逾期部分的利息，请留意到期日。"
    assert units(sentence * 2) == []
    assert width(sentence * 6) >= UNITS_FROM
    assert "".join(units(sentence * 6)).replace(" ", "") == sentence * 6


def test_a_text_without_any_sentence_end_is_cut_in_time_that_grows_with_it() -> None:
    began = time.process_time()
    found = passages("没有句号的一行" * 100_000)
    assert len(found) > 2_000
    assert time.process_time() - began < 5
