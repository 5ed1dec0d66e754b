"""Nobody is shown a passage that is not theirs to read."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from home.errors import NotFound
from knowledge.documents import ACCESS_LABELS
from knowledge.library import KnowledgeBase
from tests.knowledge.conftest import HashedBigrams
from tests.knowledge.subjects import TOPICS, Write


@settings(max_examples=25, deadline=None)
@given(
    labels=st.lists(st.sampled_from((*ACCESS_LABELS, "秘密")), min_size=3, max_size=3),
    data=st.data(),
)
def test_no_filter_lets_another_label_through(
    tmp_path_factory: pytest.TempPathFactory, labels: list[str], data: st.DataObject
) -> None:
    home = tmp_path_factory.mktemp("home")
    path = home / "in.jsonl"
    path.write_text(
        "".join(
            f'{{"id": "{i}", "text": "理财产品内部口径第{i}条：{label}", "access": "{label}"}}\n'
            for i, label in enumerate(labels)
        ),
        encoding="utf-8",
    )
    base = KnowledgeBase(home, model=HashedBigrams())
    base.ingest([path], lexical_now=True)
    allowed = data.draw(st.sets(st.sampled_from(ACCESS_LABELS)))
    expected = {str(i) for i, label in enumerate(labels) if label in allowed}
    assert {hit.document for hit in base.search("理财产品内部口径", access=allowed)} == expected
    for i, label in enumerate(labels):
        if label not in allowed:
            with pytest.raises(NotFound):
                base.document(str(i), access=allowed)


def test_duplicates_do_not_fold_across_labels(base: KnowledgeBase, write_lines: Write) -> None:
    text = "赎回资金在下一个工作日二十四点之前到账，节假日顺延，以公告为准。"
    base.ingest(
        [write_lines({"id": "a", "text": text, "access": "staff"}, {"id": "b", "text": text})]
    )
    assert [hit.document for hit in base.search("赎回到账", access={"public"})] == ["b"]


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
