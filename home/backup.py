"""A home in one file, taken while it is served, and a home made of one.

Builds and ingestion wait meanwhile (the writer's lock); what is asked and recorded goes on: each
SQLite database is copied by its own online backup, as of one moment. The ledger's head file is
copied before the ledger, so it may lag, which ``audit verify`` allows, and never leads.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from home.clock import system_clock
from home.errors import BadInput
from home.lock import writer_lock

MANIFEST = "weiwo-backup.json"
FORMAT = 1
_SQLITE = b"SQLite format 3\x00"
_LEFT_OUT = ("-wal", "-shm", "-journal", ".lock", ".tmp")
_UNFINISHED = "unfinished"
_FOR_DAYS = "tables"
"""What is promised to be gone after days does not live on in a backup."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: each file's SHA-256 by its place in the home."""

    format: int
    made_at: str
    files: dict[str, str]


def back_up(home: Path, out: Path) -> Manifest:
    """Write the home to ``out`` (mode 0600: it holds the signing secret and all personal data).

    Raises:
        BadInput: there is no home, or ``out`` exists.
        HomeLocked: something is being built; names it.
    """
    if not home.is_dir():
        raise BadInput(f"the home must be a folder to be backed up, got {home}")
    if out.exists():
        raise BadInput(f"--out must be a new file, got {out}, which exists")
    files: dict[str, str] = {}
    aside = out.with_name(f"{out.name}.{os.getpid()}.tmp")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with (
            writer_lock(home, "backup"),
            os.fdopen(descriptor, "wb") as file,
            tarfile.open(fileobj=file, mode="w|") as archive,
            tempfile.TemporaryDirectory(dir=out.parent or None) as scratch,
        ):
            for path in _kept(home):
                name = path.relative_to(home).as_posix()
                source = _as_of_now(path, Path(scratch))
                files[name] = _digest(source)
                archive.add(source, name)
            manifest = Manifest(FORMAT, system_clock().isoformat(), files)
            listed = Path(scratch) / MANIFEST
            listed.write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
            archive.add(listed, MANIFEST)
            archive.close()
            file.flush()
            os.fsync(file.fileno())
        aside.rename(out)
    finally:
        aside.unlink(missing_ok=True)
    return manifest


def restore(archive: Path, home: Path) -> Manifest:
    """Make a home of a backup, whole or not at all.

    Raises:
        BadInput: the file is no backup, or damaged; or the home is not empty.
    """
    if home.exists() and any(home.iterdir()):
        raise BadInput(f"the home must be empty to restore into, got files in {home}")
    home.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f"{home.name}.", dir=home.parent))
    try:
        try:
            with tarfile.open(archive, "r:") as opened:
                opened.extractall(scratch, filter="data")
            manifest = Manifest(**json.loads((scratch / MANIFEST).read_text(encoding="utf-8")))
        except (OSError, tarfile.TarError, ValueError, TypeError) as error:
            raise BadInput(f"{archive} must be a backup of `weiwo backup`, got: {error}") from None
        if manifest.format != FORMAT:
            raise BadInput(f"{archive} must be of format {FORMAT}, got {manifest.format}")
        (scratch / MANIFEST).unlink()
        _require_whole(scratch, manifest, archive)
        if home.exists():
            home.rmdir()
        scratch.rename(home)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return manifest


def _kept(home: Path) -> Iterator[Path]:
    """The files to keep; heads of chains before the chains themselves."""
    found = [
        path
        for path in home.rglob("*")
        if path.is_file()
        and not path.name.endswith(_LEFT_OUT)
        and _UNFINISHED not in path.relative_to(home).parts
        and path.relative_to(home).parts[0] != _FOR_DAYS
    ]
    return iter(sorted(found, key=lambda path: (not path.name.endswith(".head"), str(path))))


def _as_of_now(path: Path, scratch: Path) -> Path:
    """The file itself; of a database a copy as of this moment."""
    with path.open("rb") as file:
        if file.read(len(_SQLITE)) != _SQLITE:
            return path
    copy = scratch / "copy.db"
    copy.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    shutil.copymode(path, copy)
    return copy


def _require_whole(folder: Path, manifest: Manifest, archive: Path) -> None:
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    if there != set(manifest.files):
        odd = sorted(there ^ set(manifest.files))[:3]
        raise BadInput(f"{archive} must hold what it lists, differs in {', '.join(odd)}")
    for name, digest in manifest.files.items():
        if _digest(folder / name) != digest:
            raise BadInput(f"{archive} must hold what was backed up, {name} was changed")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
