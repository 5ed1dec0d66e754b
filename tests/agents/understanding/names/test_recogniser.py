"""Full names are found where they stand, also in sentences that nothing was learned from."""

import itertools
import random

import pytest

from agents.understanding.names import recogniser
from agents.understanding.names.measuring import measure
from agents.understanding.names.recogniser import find_names
from agents.understanding.names.training import contexts, learned_from, named


def test_the_weights_belong_to_the_shipped_sentences() -> None:
    assert recogniser.load().learned_from == learned_from(), (
        "sentences or names changed: python -m agents.understanding.names.training"
    )


def test_names_are_found_in_sentences_that_were_held_out() -> None:
    found = measure()

    assert found.names > 400
    assert found.precision > 0.93
    assert found.recall > 0.83


@pytest.mark.parametrize(
    "text",
    [
        "资产不超过7867万元的客户谁会流失",
        "起购金额是多少钱起",
        "马上安排一下，明天高管会用",
        "白银和黄金哪个涨得多",
        "何时能到账",
        "安排一个方案，金额不限",
        "",
    ],
)
def test_ordinary_words_that_begin_with_a_surname_are_nobody(text: str) -> None:
    assert find_names(text) == []


def test_no_name_lies_over_another() -> None:
    generator = random.Random(3)
    for context in contexts():
        found = find_names(named(context, generator).text)
        assert all(one.end <= other.start for one, other in itertools.pairwise(found))
