import math
from collections import Counter
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.index import lexical
from knowledge.index.lexical import K1, B

TOKENS = st.lists(st.sampled_from("abcdefg"), max_size=12)


@given(documents=st.lists(TOKENS, min_size=1, max_size=8), query=TOKENS)
def test_scores_are_bm25(documents: list[list[str]], query: list[str]) -> None:
    index = lexical.build(documents)
    found, mass = index.scores(query)
    average = max(sum(map(len, documents)) / len(documents), 1.0)
    total = 0.0
    expected = np.zeros(len(documents))
    for token in set(query):
        df = sum(token in document for document in documents)
        idf = math.log(1 + (len(documents) - df + 0.5) / (df + 0.5))
        total += idf
        for at, document in enumerate(documents):
            tf = Counter(document)[token]
            norm = K1 * (1 - B + B * len(document) / average)
            expected[at] += idf * tf * (K1 + 1) / (tf + norm)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)
    assert math.isclose(mass, total, rel_tol=1e-5, abs_tol=1e-6)


def test_an_index_reads_back_as_written(tmp_path: Path) -> None:
    index = lexical.build([["金价", "上涨"], ["金价"], []])
    index.save(tmp_path / "words")
    back = lexical.load(tmp_path / "words")
    for query in (["金价"], ["上涨", "无此词"], []):
        np.testing.assert_array_equal(back.scores(query)[0], index.scores(query)[0])


def test_an_empty_index_answers() -> None:
    found, mass = lexical.build([]).scores(["a"])
    assert found.shape == (0,)
    assert mass >= 0
