from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

from knowledge.base import KnowledgeBase
from knowledge.index.passages import Filter
from knowledge.search.fusion import FusionWeights, fuse
from knowledge.search.searcher import Searcher
from knowledge.search.signals import Signals

TODAY = date(2026, 9, 30)


def test_a_graph_search_finds_what_the_exact_one_finds(
    base: KnowledgeBase, write_lines: Callable[..., Path]
) -> None:
    words = ("汇率", "黄金", "存款", "贷款", "保险", "基金", "信托", "理财", "债券", "股票")
    documents = [
        {"id": f"{one}{two}", "text": f"{one}业务与{two}业务的办理差别，详见柜台告知书。"}
        for one in words
        for two in words
        if one != two
    ]
    base.ingest([write_lines(*documents)])
    folder = base._versions.current().path
    exact = Searcher(folder, base._model)
    graph = Searcher(folder, base._model, exact_up_to=0)
    for query in ("黄金业务和保险业务", "信托", "债券业务与汇率业务差别"):
        one, two = (s.search(query, 3, Filter(), TODAY) for s in (exact, graph))
        assert one[0].document == two[0].document


def test_a_document_gives_its_best_passage_only(
    base: KnowledgeBase, write_lines: Callable[..., Path]
) -> None:
    part = "活期账户管理费减免条件说明文字。"
    text = part * 40 + "跨境汇款电报费每笔一百五十元。" + part * 40
    base.ingest([write_lines({"id": "long", "text": text}, {"id": "short", "text": "汇款须知"})])
    hits = base.search("跨境汇款电报费")
    assert [hit.document for hit in hits] == ["long", "short"]
    assert "电报费" in hits[0].passage


def test_passages_without_vectors_are_judged_by_their_words() -> None:
    words = np.array([0.9, 0.0, 0.1], np.float32)
    dense = np.array([np.nan, 0.82, 0.80], np.float32)
    among = np.ones(3, bool)
    scores = fuse(Signals(words, dense), among, FusionWeights())
    assert np.isfinite(scores).all()
    assert int(scores.argmax()) == 0


def test_without_any_vector_words_decide() -> None:
    words = np.array([0.2, 0.5], np.float32)
    scores = fuse(Signals(words, None), np.ones(2, bool), FusionWeights())
    assert int(scores.argmax()) == 1
