"""Whatever a collection went through, it answers as though it had been built at once."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home.clock import fixed_clock
from home.errors import NotReady
from knowledge import store
from knowledge.documents import Document, Hit, Removal
from knowledge.index import laying
from knowledge.library import KnowledgeBase
from knowledge.store import StoredDocument
from tests.knowledge.conftest import MOMENT, HashedBigrams
from tests.knowledge.subjects import Write, numbered

_STORY = "央行今日宣布下调存款准备金率，释放长期资金，市场流动性保持合理充裕，各方反应平稳。"
_TEXTS = (
    _STORY,
    _STORY + " ",
    _STORY.replace("今日", "今天"),
    _STORY.replace("平稳", "热烈") * 2,
    "挂失后按 P-305 补卡，参见《电子渠道限额》。",
    "Block first; afterwards replacing a lost card is due, see P-201.",
    "先挂失。" + "".join(f"第{n}网点停车{n * 7}位。" for n in range(90)) + "补卡收取工本费。",
    "金价创下历史新高，黄金基金受到关注。",
    "短",
)
_TITLES = (
    "",
    "P-305 Replacing a lost card",
    "电子渠道限额",
    "P-201 挂失",
    "更正：电子渠道限额",
    "降准",
)
_QUESTIONS = ("降准释放资金", "lost card", "补卡工本费", "黄金", "P-305", "限额是多少")

_documents = st.builds(
    Document,
    id=st.sampled_from("abcdefgh"),
    title=st.sampled_from(_TITLES),
    text=st.sampled_from(_TEXTS),
    published=st.sampled_from([None, date(2026, 9, 1), date(2026, 9, 2)]),
    access=st.sampled_from(["public", "public", "staff"]),
    corrects=st.sampled_from([(), (), ("a",), ("b",)]),
    collection=st.sampled_from(["default", "default", "other"]),
)
_removals = st.builds(Removal, id=st.sampled_from("abcdefgh"), collection=st.just("default"))
_runs = st.lists(
    st.tuples(st.lists(_documents | _removals, min_size=1, max_size=4), st.booleans()),
    min_size=1,
    max_size=6,
)


@contextmanager
def _small_segments() -> Iterator[None]:
    """Segments so small that a handful of documents makes several."""
    with (
        mock.patch.object(laying, "SMALL", 2),
        mock.patch.object(laying, "GROWTH", 1),
        mock.patch.object(laying, "LEAST_ALIVE", 0.3),
    ):
        yield


def _answers(base: KnowledgeBase) -> list[list[Hit]]:
    hits = [base.search(query, 20) for query in _QUESTIONS]
    hits += [base.search(query, 20, access={"public"}) for query in _QUESTIONS]
    return [
        sorted(some, key=lambda hit: (-round(hit.score, 2), hit.collection, hit.document))
        for some in hits
    ]


def _alike(one: Sequence[Hit], two: Sequence[Hit]) -> bool:
    """Equal but for the last digit that adding in another order may change."""
    return [replace(hit, score=0, relevance=0) for hit in one] == [
        replace(hit, score=0, relevance=0) for hit in two
    ] and all(
        (a.score, a.relevance) == pytest.approx((b.score, b.relevance), abs=2e-3)
        for a, b in zip(one, two, strict=True)
    )


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(runs=_runs)
def test_any_changes_answer_as_a_rebuild_does(
    runs: list[tuple[list[Document | Removal], bool]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, _small_segments():
        home, again = Path(folder) / "home", Path(folder) / "again"
        base = KnowledgeBase(home, fixed_clock(MOMENT), HashedBigrams())
        for items, lexical_now in runs:
            base.take(items, lexical_now=lexical_now)
        base.take([])  # completes vectors
        shutil.copytree(home, again)
        rebuilt = KnowledgeBase(again, fixed_clock(MOMENT), HashedBigrams())
        report = rebuilt.rebuild()
        assert report.pending == 0
        for query, one, two in zip(_QUESTIONS * 2, _answers(base), _answers(rebuilt), strict=True):
            assert _alike(one, two), query


def test_a_change_writes_what_changed_and_no_more(base: KnowledgeBase, write_lines: Write) -> None:
    with mock.patch.object(laying, "SMALL", 5):
        base.ingest([write_lines(*numbered(40))])
        (large,) = base.version().segments
        base.ingest([write_lines({"id": "d7", "text": "改过的第七条"})])
        one, two = base.version().segments
        assert one.name == large.name
        assert two.passages == 1
        assert base.remove(["d8", "d9"]) == 2
        assert [part.name for part in base.version().segments] == [one.name, two.name]
        found = {hit.document: hit.passage for hit in base.search("通报", 60)}
        assert len(found) == 38
        assert found["d7"] == "改过的第七条"


def test_what_was_removed_leaves_the_disk_with_the_next_but_one_build_of_a_small_collection(
    base: KnowledgeBase, write_lines: Write
) -> None:
    base.ingest([write_lines({"id": "x", "text": "秘密口令是芝麻开门"}, *numbered(5))])
    base.remove(["x"])
    base.ingest([write_lines({"id": "y", "text": "另一条"})])
    base.ingest([write_lines({"id": "z", "text": "再一条"})])
    folder = base.home / "knowledge"
    files = [*(folder / "segments").rglob("*.db"), *(folder / "documents").rglob("*.db")]
    assert files
    assert not any("芝麻开门".encode() in path.read_bytes() for path in files)


def test_a_worn_segment_is_cleaned(base: KnowledgeBase, write_lines: Write) -> None:
    with mock.patch.object(laying, "SMALL", 1):
        base.ingest([write_lines(*numbered(20))])
        base.remove([f"d{n}" for n in range(10)])
        (segment,) = base.version().segments
        assert segment.passages == 10


def test_an_index_of_the_first_release_is_built_anew_from_its_documents(
    base: KnowledgeBase,
) -> None:
    folder = base.home / "knowledge"
    version = folder / "versions" / "000001-abcdef12"
    version.mkdir(parents=True)
    (version / "meta.json").write_text('{"schema_version": 1}', encoding="utf-8")
    held = StoredDocument(Document("a", "挂失", "银行卡遗失请立即挂失。"), "0" * 32, b"")
    store.write(version / "documents.db", [held])
    (folder / "CURRENT").write_text(version.name, encoding="utf-8")
    with pytest.raises(NotReady, match="weiwo knowledge rebuild"):
        base.search("挂失")
    assert base.rebuild().documents == 1
    assert [hit.document for hit in base.search("挂失")] == ["a"]


@pytest.mark.parametrize("file", ["references.npz", "generic.npy"])
def test_what_a_version_keeps_for_the_next_one_may_be_lost(
    base: KnowledgeBase, write_lines: Write, file: str
) -> None:
    base.ingest([write_lines(*numbered(4))])
    (base._versions.current().path / file).write_bytes(b"garbage")
    base.ingest([write_lines({"id": "x", "text": "新的一条通报"}, name="b.jsonl")])
    assert len(base.search("通报", 20)) == 5
