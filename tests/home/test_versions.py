import json
from pathlib import Path

import pytest

from home.errors import NotReady
from home.versions import VersionedFolder


def folder(root: Path, schema: int = 1) -> VersionedFolder:
    return VersionedFolder(root / "mart", schema_version=schema, rebuild_with="weiwo demo")


def test_nothing_built_yet_names_the_command(tmp_path: Path) -> None:
    assert folder(tmp_path).find() is None
    with pytest.raises(NotReady, match="weiwo demo"):
        folder(tmp_path).current()


def test_a_finished_build_becomes_current_with_its_meta(tmp_path: Path) -> None:
    with folder(tmp_path).building({"seed": 7}) as aside:
        (aside / "a.txt").write_text("one")
        assert folder(tmp_path).find() is None
    version = folder(tmp_path).current()
    assert (version.path / "a.txt").read_text() == "one"
    assert version.meta["seed"] == 7


def test_a_failed_build_leaves_the_old_version(tmp_path: Path) -> None:
    versions = folder(tmp_path)
    with versions.building({}) as aside:
        (aside / "a.txt").write_text("old")
    with pytest.raises(RuntimeError), versions.building({}) as aside:
        (aside / "a.txt").write_text("new")
        raise RuntimeError
    assert (versions.current().path / "a.txt").read_text() == "old"
    assert not list((tmp_path / "mart" / "versions").glob(".building-*"))


def test_leftovers_of_a_killed_build_are_removed_by_the_next(tmp_path: Path) -> None:
    leftover = tmp_path / "mart" / "versions" / ".building-000001-dead"
    leftover.mkdir(parents=True)
    with folder(tmp_path).building({}):
        pass
    assert not leftover.exists()


def test_old_versions_are_pruned_but_the_one_before_stays_for_its_readers(tmp_path: Path) -> None:
    versions = folder(tmp_path)
    for _ in range(4):
        with versions.building({}):
            pass
    names = sorted(p.name for p in (tmp_path / "mart" / "versions").iterdir())
    assert len(names) == 2
    assert versions.current().id == names[-1]


def test_another_schema_is_refused_with_the_command_to_run(tmp_path: Path) -> None:
    with folder(tmp_path, schema=1).building({}):
        pass
    with pytest.raises(NotReady, match=r"schema version 2, got 1.*weiwo demo"):
        folder(tmp_path, schema=2).current()


def test_a_damaged_version_is_refused(tmp_path: Path) -> None:
    versions = folder(tmp_path)
    with versions.building({}):
        pass
    (versions.current().path / "meta.json").write_text("{")
    with pytest.raises(NotReady, match=r"meta\.json"):
        versions.current()


def test_meta_may_be_filled_in_while_building(tmp_path: Path) -> None:
    meta: dict[str, str | int | float | bool | None] = {}
    with folder(tmp_path).building(meta):
        meta["rows"] = 3
    recorded = json.loads((folder(tmp_path).current().path / "meta.json").read_text())
    assert recorded == {"schema_version": 1, "rows": 3}
