"""A home in one file: taken while it is written to, restored whole or not at all."""

import fcntl
import sqlite3
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest

from home.backup import MANIFEST, back_up, restore
from home.errors import BadInput, HomeLocked


@pytest.fixture
def home(tmp_path: Path) -> Path:
    root = tmp_path / "home"
    (root / "mart" / "versions" / "v1").mkdir(parents=True)
    (root / "mart" / "CURRENT").write_text("v1")
    (root / "mart" / "versions" / "v1" / "customers.parquet").write_bytes(b"\x00" * 5000)
    (root / "scores" / "unfinished").mkdir(parents=True)
    (root / "scores" / "unfinished" / "half").write_text("half")
    (root / "tables" / "someone").mkdir(parents=True)
    (root / "tables" / "someone" / "t.csv").write_text("gone after days, so in no backup")
    (root / "secret.key").write_text("s" * 40)
    (root / "secret.key").chmod(0o600)
    (root / "ledger.db.head").write_text("7")
    with closing(sqlite3.connect(root / "ledger.db")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (n INTEGER)")
        connection.commit()
    return root


def rows(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM t").fetchone()[0])


def test_what_is_restored_is_what_was_there(home: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home / "ledger.db")) as writing:
        writing.execute("INSERT INTO t VALUES (1)")
        writing.commit()  # it lies in the -wal file alone
        made = back_up(home, tmp_path / "b.tar")
    assert (tmp_path / "b.tar").stat().st_mode & 0o077 == 0
    assert restore(tmp_path / "b.tar", tmp_path / "new") == made
    new = tmp_path / "new"
    assert rows(new / "ledger.db") == 1
    assert (new / "mart" / "CURRENT").read_text() == "v1"
    assert (new / "secret.key").stat().st_mode & 0o777 == 0o600
    assert not (new / "scores" / "unfinished").exists()
    kept = {"mart", "ledger.db", "ledger.db.head", "secret.key"}
    assert {path.name for path in new.iterdir()} == kept


def test_it_is_taken_while_others_write(home: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(home / "ledger.db", timeout=30)) as connection:
            while not stop.is_set():
                connection.executemany("INSERT INTO t VALUES (?)", [(1,), (2,)])
                connection.commit()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(5):
            back_up(home, tmp_path / f"{number}.tar")
    finally:
        stop.set()
        thread.join()
    for number in range(5):
        restore(tmp_path / f"{number}.tar", tmp_path / f"new{number}")
        assert rows(tmp_path / f"new{number}" / "ledger.db") % 2 == 0, "whole transactions alone"


def test_a_damaged_backup_leaves_no_half_home(home: Path, tmp_path: Path) -> None:
    back_up(home, tmp_path / "b.tar")
    whole = (tmp_path / "b.tar").read_bytes()
    at = whole.index(b"\x00" * 5000) + 2000
    for name, data in {
        "changed": whole[:at] + b"x" + whole[at + 1 :],
        "cut": whole[: len(whole) // 2],
        "other": b"no archive",
        "empty": b"",
    }.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(BadInput, match=name):
            restore(tmp_path / name, tmp_path / "new")
        assert not (tmp_path / "new").exists(), name
    assert not list(tmp_path.glob("new*"))


def test_an_archive_cannot_write_elsewhere(tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar"
    (tmp_path / MANIFEST).write_text('{"format": 1, "made_at": "", "files": {}}')
    with tarfile.open(evil, "w") as archive:
        archive.add(tmp_path / MANIFEST, "../outside")
        archive.add(tmp_path / MANIFEST, MANIFEST)
    with pytest.raises(BadInput):
        restore(evil, tmp_path / "deep" / "new")
    assert not (tmp_path / "deep" / "outside").exists()


def test_nothing_is_overwritten_and_builders_are_waited_for(home: Path, tmp_path: Path) -> None:
    back_up(home, tmp_path / "b.tar")
    with pytest.raises(BadInput, match="new file"):
        back_up(home, tmp_path / "b.tar")
    with pytest.raises(BadInput, match="empty"):
        restore(tmp_path / "b.tar", home)
    with (home / "writer.lock").open("w") as held:  # as another process holds it
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(HomeLocked):
            back_up(home, tmp_path / "c.tar")
    assert not list(tmp_path.glob("c.tar*"))
    with pytest.raises(BadInput, match="folder"):
        back_up(tmp_path / "none", tmp_path / "d.tar")
