from pathlib import Path

from knowledge import loaders
from knowledge.documents import Document, Failure
from knowledge.loaders import FolderFields, Folders


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _only(path: Path, given: FolderFields | None = None) -> Document:
    (found,) = loaders.load(path, Folders(given or FolderFields()))
    assert isinstance(found, Document)
    return found


def test_the_nearest_folder_counts_and_a_documents_own_word_goes_first(tmp_path: Path) -> None:
    _write(tmp_path / "_weiwo.yaml", "access: staff\nsource: 运营部\nvalid_until: 2026-12-31\n")
    _write(tmp_path / "合规" / "_weiwo.yaml", "access: 合规\n")
    inner = _only(_write(tmp_path / "合规" / "a.txt", "处罚案例。"))
    assert (inner.access, inner.source) == ("compliance", "运营部")
    assert str(inner.valid_until) == "2026-12-31"
    own = _only(_write(tmp_path / "b.md", "---\naccess: public\n---\n公开说明。"))
    assert (own.access, own.source) == ("public", "运营部")
    given = _only(_write(tmp_path / "c.txt", "流程。"), FolderFields(access="rm", licence="内部"))
    assert (given.access, given.licence) == ("staff", "内部")


def test_a_label_that_is_not_understood_lets_nothing_below_it_in(tmp_path: Path) -> None:
    _write(tmp_path / "_weiwo.yaml", "acess: staff\n")
    _write(tmp_path / "deeper" / "_weiwo.yaml", "source: 运营部\n")
    (found,) = loaders.load(_write(tmp_path / "deeper" / "a.txt", "内部流程。"))
    assert isinstance(found, Failure)
    assert "acess" in found.reason


def test_without_any_word_a_document_is_public(tmp_path: Path) -> None:
    assert _only(_write(tmp_path / "a.txt", "公告。")).access == "public"
    assert (
        _only(_write(tmp_path / "a.txt", "公告。"), FolderFields(access="staff")).access == "staff"
    )


def test_links_that_lead_nowhere_are_reported_and_none_is_followed(tmp_path: Path) -> None:
    _write(tmp_path / "a.txt", "公告。")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to("self")
    (tmp_path / "gone.txt").symlink_to("/nowhere/at/all")
    (tmp_path / "again.txt").symlink_to("a.txt")
    found, failed = loaders.find_files([tmp_path])
    assert len(found) == 1
    assert {Path(one.file).name for one in failed} == {"loop", "self", "gone.txt"}
