"""Nobody is shown a passage that is not theirs to read."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from home.errors import NotFound
from knowledge.library import KnowledgeBase
from tests.knowledge.conftest import HashedBigrams

Write = Callable[..., Path]

TOPICS = (
    "存款准备金率下调",
    "黄金价格创下新高",
    "新能源汽车销量",
    "个人养老金缴费上限",
    "港股通交易日历",
)


@settings(max_examples=40, deadline=None)
@given(
    query=st.text(max_size=40) | st.sampled_from([*TOPICS, "内部口径", "staff 内部 机密"]),
    data=st.data(),
)
def test_a_customer_never_gets_what_is_not_public(
    labelled: KnowledgeBase, query: str, data: st.DataObject
) -> None:
    from tools.access import parse

    labels = parse("customer:C0000001").labels()
    collection = data.draw(st.sampled_from([None, "default", "rules"]))
    hits = labelled.search(query, 100, collection=collection, access=labels)
    hits += next(labelled.search_many([query, query], 100, access=labels))
    assert {hit.access for hit in hits} <= {"public"}
    seen = "".join(f"{hit.passage}{hit.title}{hit.also}" for hit in hits)
    assert "机密" not in seen
    for id_ in ("staff0", "rm1", "compliance2", "董事会3"):
        with pytest.raises(NotFound):
            labelled.document(id_, access=labels)


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """Public documents, and of every other label some that say the same and a word more."""
    folder = tmp_path_factory.mktemp("labelled")
    for number, label in enumerate(("staff", "rm", "compliance", "董事会")):
        inner = folder / label
        inner.mkdir()
        (inner / "_weiwo.yaml").write_text(f"access: {label}\n", encoding="utf-8")
        lines = [
            {"id": f"{label}{number}", "title": "机密口径", "text": f"{TOPICS[number]}，机密口径。"}
        ]
        lines += [{"id": f"same-{label}", "text": f"{TOPICS[number]}，公告。", "note": "机密"}]
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (inner / "in.jsonl").write_text(text, encoding="utf-8")
        public = json.dumps({"id": f"public{number}", "text": f"{TOPICS[number]}，公告。"})
        (folder / f"{number}.jsonl").write_text(public, encoding="utf-8")
    base = KnowledgeBase(folder / "home", model=HashedBigrams())
    report = base.ingest([folder])
    assert report.documents == 12
    return base
