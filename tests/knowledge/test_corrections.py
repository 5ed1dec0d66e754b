"""Corrections, withdrawals and mirrored folders; an index that was lost."""

import shutil
from pathlib import Path

import pytest

from home.errors import NotReady
from knowledge.library import KnowledgeBase
from tests.knowledge.conftest import HashedBigrams
from tests.knowledge.subjects import Write, numbered


def _wrong() -> dict[str, object]:
    text = "示范证券公告，上半年净利润为30亿元，董事会审议通过了利润分配方案，尚需股东大会审议。"
    return {"id": "old", "title": "示范证券净利润公告", "text": text, "published": "2026-09-01"}


@pytest.mark.parametrize(
    "correction",
    [
        {"title": "关于公告的说明", "corrects": "old"},
        {"title": "更正：示范证券净利润公告"},
        {"title": "【更正】示范证券净利润公告", "corrects": ["old", "nobody"]},
    ],
)
def test_a_correction_stands_for_what_it_corrects(
    base: KnowledgeBase, write_lines: Write, correction: dict[str, object]
) -> None:
    old = _wrong()
    text = str(old["text"]).replace("30亿", "3亿")
    new = {"id": "new", "text": text, "published": "2026-09-02", **correction}
    path = write_lines(old, {**old, "id": "copy"}, new)
    base.ingest([path])
    assert [hit.document for hit in base.search("示范证券净利润")] == ["new"]
    assert "3亿元" in base.document("old").text
    assert base.search("示范证券净利润")[0].also == ()
    report = base.ingest([path])
    assert (report.added, report.changed, report.unchanged) == (0, 0, 3)
    base.remove(["new"])
    assert [hit.document for hit in base.search("示范证券净利润")] == ["old"]


def test_corrections_of_each_other_leave_one(base: KnowledgeBase, write_lines: Write) -> None:
    old = _wrong()
    base.ingest([write_lines(old | {"corrects": "b"}, old | {"id": "b", "corrects": "old"})])
    assert len(base.search("示范证券净利润")) == 1
    assert base.document("old").text


def test_a_correction_in_the_same_words_is_no_duplicate_of_it(
    base: KnowledgeBase, write_lines: Write
) -> None:
    base.ingest([write_lines(_wrong(), _wrong() | {"id": "new", "corrects": "old"})])
    assert [hit.document for hit in base.search("示范证券净利润")] == ["new"]


def test_an_id_with_a_new_text_replaces_within_one_run_if_it_is_newer(
    base: KnowledgeBase, write_lines: Write
) -> None:
    newer = _wrong() | {"text": "全新的正文：净利润为3亿元。", "published": "2026-09-03"}
    report = base.ingest([write_lines(_wrong(), newer)])
    assert report.failed == ()
    assert "3亿元" in base.document("old").text
    again = base.ingest([write_lines(_wrong(), newer)])
    assert (again.changed, again.unchanged) == (0, 1)


def test_a_withdrawn_document_does_not_answer_and_running_again_changes_nothing(
    base: KnowledgeBase, write_lines: Write
) -> None:
    path = write_lines(*numbered(3), {"id": "d1", "deleted": True})
    report = base.ingest([path])
    assert (report.added, report.documents) == (2, 2)
    assert {hit.document for hit in base.search("通报")} == {"d0", "d2"}
    version = base._versions.current().id
    base.ingest([path])
    assert base._versions.current().id == version
    report = base.ingest([write_lines({"id": "d0", "deleted": True}, name="later.jsonl")])
    assert report.removed == 1
    assert {hit.document for hit in base.search("通报")} == {"d2"}


def test_a_mirrored_folder_loses_what_its_files_lost(
    base: KnowledgeBase, tmp_path: Path, write_lines: Write
) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text(f"关于{name}业务的说明，请各网点遵照执行。", "utf-8")
    (folder / "c.jsonl").write_text('{"id": "c", "text": "丙业务说明"}\n', "utf-8")
    base.ingest([folder, write_lines(*numbered(2))])
    (folder / "a.txt").unlink()
    (folder / "c.jsonl").write_text('{"id": "c", "te', "utf-8")
    report = base.ingest([folder], mirror=True)
    assert report.removed == 1
    assert report.documents == 4  # c's file is broken: nothing of it is taken for gone
    assert base.ingest([folder]).removed == 0


def test_an_index_that_is_lost_or_damaged_is_built_again_from_the_documents(
    base: KnowledgeBase, write_lines: Write, model: HashedBigrams
) -> None:
    base.ingest([write_lines(*numbered(8))])
    embedded = model.embedded
    for damage in (_delete_versions, _delete_versions_and_pointer, _garble_everything):
        damage(base.home / "knowledge")
        with pytest.raises(NotReady, match="weiwo knowledge rebuild"):
            KnowledgeBase(base.home, base.clock, model).search("通报", 20) or base.empty()
        with pytest.raises(NotReady, match="weiwo knowledge rebuild"):
            base.ingest([write_lines({"id": "x", "text": "新的一条"})])
        again = KnowledgeBase(base.home, base.clock, model)
        assert again.rebuild().documents == 8
        assert len(again.search("通报", 20)) == 8
    assert model.embedded == embedded  # the vectors were still there


def _delete_versions(folder: Path) -> None:
    shutil.rmtree(folder / "versions")
    shutil.rmtree(folder / "segments")


def _delete_versions_and_pointer(folder: Path) -> None:
    _delete_versions(folder)
    (folder / "CURRENT").unlink()


def _garble_everything(folder: Path) -> None:
    for path in [*(folder / "versions").rglob("*"), *(folder / "segments").rglob("*")]:
        if path.is_file():
            path.write_bytes(b"garbage")
