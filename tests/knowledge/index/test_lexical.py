import math
from collections import Counter
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.index import lexical
from knowledge.index.lexical import K1, B, LexicalIndex, Postings

TOKENS = st.lists(st.sampled_from("abcdefg"), max_size=12)


def _index(*parts: Postings) -> LexicalIndex:
    """The parts one after the other."""
    starts = np.cumsum([0, *(len(part.lengths) for part in parts)])
    places = tuple(
        np.arange(len(part.lengths), dtype=np.int32) + np.int32(start)
        for part, start in zip(parts, starts, strict=False)
    )
    return LexicalIndex(parts, places, int(starts[-1]))


@given(documents=st.lists(TOKENS, min_size=1, max_size=8), query=TOKENS)
def test_scores_are_bm25(documents: list[list[str]], query: list[str]) -> None:
    index = _index(lexical.build(documents))
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


@given(
    one=st.lists(TOKENS, max_size=6), two=st.lists(TOKENS, max_size=6), query=TOKENS, data=st.data()
)
def test_parts_together_or_merged_score_as_one_of_all(
    one: list[list[str]], two: list[list[str]], query: list[str], data: st.DataObject
) -> None:
    whole = [*one, *two]
    kept = [data.draw(st.booleans()) for _ in whole]
    alive = [tokens for tokens, here in zip(whole, kept, strict=True) if here]
    expected, mass = _index(lexical.build(alive)).scores(query)
    place = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
    parts = (lexical.build(one), lexical.build(two))
    places = (place[: len(one)], place[len(one) :])
    merged = lexical.merge(list(zip(parts, places, strict=True)), len(alive))
    for index in (LexicalIndex(parts, places, len(alive)), _index(merged)):
        found, total = index.scores(query)
        np.testing.assert_allclose(found, expected, rtol=1e-6)
        assert math.isclose(mass, total, rel_tol=1e-6, abs_tol=1e-9)
        for token in query:
            assert math.isclose(index.idf_of(token), _index(merged).idf_of(token))


def test_an_index_reads_back_as_written(tmp_path: Path) -> None:
    index = lexical.build([["金价", "上涨"], ["金价"], []])
    index.save(tmp_path / "words")
    back = lexical.load(tmp_path / "words")
    for query in (["金价"], ["上涨", "无此词"], []):
        np.testing.assert_array_equal(_index(back).scores(query)[0], _index(index).scores(query)[0])


def test_an_empty_index_answers() -> None:
    for index in (_index(), _index(lexical.build([]))):
        found, mass = index.scores(["a"])
        assert found.shape == (0,)
        assert mass >= 0
