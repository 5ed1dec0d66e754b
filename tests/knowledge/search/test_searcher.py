from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from knowledge.index import segment_writing, vectors
from knowledge.index.passages import Filter
from knowledge.library import KnowledgeBase
from knowledge.search.fusion import fuse
from knowledge.search.searcher import Searcher
from knowledge.search.signals import Signals

TODAY = date(2026, 9, 30)


def test_a_graph_search_finds_what_the_exact_one_finds(
    base: KnowledgeBase, write_lines: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment_writing, "CHROMA_FROM", 50)
    words = ("汇率", "黄金", "存款", "贷款", "保险", "基金", "信托", "理财", "债券", "股票")
    documents = [
        {"id": f"{one}{two}", "text": f"{one}业务与{two}业务的办理差别，详见柜台告知书。"}
        for one in words
        for two in words
        if one != two
    ]
    base.ingest([write_lines(*documents)])
    folder, version = base._versions.current().path, base.version()
    assert vectors.held(version.segments[0].folder)
    exact = Searcher(folder, version, base._model)
    graph = Searcher(folder, version, base._model, exact_up_to=0)
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
    scores = fuse(Signals(words, dense), among, 4.0, 0.5)
    assert np.isfinite(scores).all()
    assert int(scores.argmax()) == 0


def test_without_any_vector_words_decide() -> None:
    words = np.array([0.2, 0.5], np.float32)
    scores = fuse(Signals(words, None), np.ones(2, bool), 4.0, 0.5)
    assert int(scores.argmax()) == 1


def test_what_a_good_document_refers_to_is_found_with_it(
    base: KnowledgeBase, write_lines: Callable[..., Path]
) -> None:
    filling = [{"id": f"f{n}", "text": f"第{n}号网点的营业时间与停车说明。"} for n in range(30)]
    base.ingest(
        [
            write_lines(
                {"id": "lost", "title": "P-201 银行卡挂失", "text": "先挂失，再按 P-305 补卡。"},
                {"id": "new", "title": "P-305 制卡", "text": "七个工作日寄出，收取工本费。"},
                *filling,
            )
        ]
    )
    assert [hit.document for hit in base.search("银行卡挂失", 2)] == ["lost", "new"]


def test_a_hidden_document_raises_nothing(
    base: KnowledgeBase, write_lines: Callable[..., Path]
) -> None:
    words = ("汇率", "黄金", "存款", "贷款", "保险", "基金")
    public = [{"id": word, "title": f"{word}须知", "text": f"{word}说明文字"} for word in words]
    orders = []
    for named in ("《基金须知》", " 基金须知 "):  # the same words, with and without a reference
        secret = {"id": "secret", "text": f"挂失内部口径，见{named}", "access": "compliance"}
        base.ingest([write_lines(*public, secret)])
        orders.append(base.search("挂失口径", 6, access={"public"}))
        if "《" in named:
            seen = {hit.document: hit.score for hit in base.search("挂失口径", 7)}
    assert orders[0] == orders[1]
    assert seen["基金"] > {hit.document: hit.score for hit in orders[0]}["基金"]


def test_a_filter_never_leaves_fewer_than_there_are(
    base: KnowledgeBase, write_lines: Callable[..., Path]
) -> None:
    near = [{"id": f"n{n}", "text": f"提前支取利息规定第{n}条", "source": "a"} for n in range(300)]
    far = [
        {"id": f"o{n}", "text": f"海洋生物图鉴第{n}页", "access": "staff", "product_id": "P9"}
        for n in range(15)
    ]
    base.ingest([write_lines(*near, *far)])
    for limits in ({"access": {"staff"}}, {"product_id": "P9"}):
        hits = base.search("提前支取利息规定", 15, **limits)  # type: ignore[arg-type]
        assert {hit.document for hit in hits} == {one["id"] for one in far}
