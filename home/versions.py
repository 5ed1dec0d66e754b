"""Immutable versions of a folder, each built aside and switched to by one atomic pointer.

Readers resolve ``CURRENT`` once and then read files that nobody changes; a build that is killed
leaves the old version in place and a ``.building-*`` folder that the next build removes.
"""

import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from home.errors import NotReady

Meta: TypeAlias = Mapping[str, str | int | float | bool | None]

_KEPT = 2  # the current version and the one before it, which a reader may still have open


class Damaged(NotReady):
    """The files of a version are not those that were written."""


@dataclass(frozen=True)
class Version:
    """One finished version: its folder and what was recorded about it when it was built."""

    path: Path
    meta: Meta

    @property
    def id(self) -> str:
        """The name of the version's folder, unique within its root."""
        return self.path.name


class VersionedFolder:
    """``root/CURRENT`` names one of ``root/versions/*``. Write under ``home.lock.writer_lock``.

    Args:
        root: the folder, for example ``home/mart``; made on the first build.
        schema_version: what this code writes and can read.
        rebuild_with: the command that a message names when a version is absent or of another
            schema.
    """

    def __init__(self, root: Path, *, schema_version: int, rebuild_with: str) -> None:
        self.root = root
        self.schema_version = schema_version
        self.rebuild_with = rebuild_with

    def find(self) -> Version | None:
        """The current version, or None where nothing was built yet.

        Raises:
            NotReady: the version was written with another schema, or is damaged.
        """
        version = self.find_any()
        if version is None:
            return None
        found = version.meta.get("schema_version")
        self._refuse_newer(version)
        if found != self.schema_version:
            raise NotReady(
                f"{self.root} must have schema version {self.schema_version}, got {found}; "
                f"build it again with: {self.rebuild_with}"
            )
        return version

    def find_any(self) -> Version | None:
        """The current version whatever schema it was written with, None where there is none.

        Raises:
            Damaged: it cannot be read.
        """
        while (path := self.pointed()) is not None:
            try:
                meta = json.loads((path / "meta.json").read_text(encoding="utf-8"))
                if not isinstance(meta, dict):
                    raise ValueError("not an object")
                return Version(path, meta)
            except (OSError, ValueError) as error:
                if self.pointed() != path:
                    continue  # builds have passed since the pointer was read
                raise Damaged(
                    f"version {path.name!r} in {self.root} must hold a readable meta.json: {error};"
                    f" build it again with: {self.rebuild_with}"
                ) from error
        return None

    def _refuse_newer(self, version: Version) -> None:
        found = version.meta.get("schema_version")
        if isinstance(found, int) and found > self.schema_version:
            raise NotReady(
                f"{self.root} must have schema version {self.schema_version}, got {found}, which "
                "a newer weiwo wrote; install that one again, or set WEIWO_HOME to another folder"
            )

    def pointed(self) -> Path | None:
        """The folder that the pointer names, whole or not; None where there is no pointer."""
        try:
            name = (self.root / "CURRENT").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        return self.root / "versions" / (name or "none")

    def current(self) -> Version:
        """The current version.

        Raises:
            NotReady: nothing was built yet, or with another schema; names the command to run.
        """
        version = self.find()
        if version is None:
            raise NotReady(
                f"{self.root} holds no finished build; make one with: {self.rebuild_with}"
            )
        return version

    @contextmanager
    def building(self, meta: dict[str, str | int | float | bool | None]) -> Iterator[Path]:
        """Build a new version in the folder that this yields, and switch to it at the end.

        ``meta`` may be filled in while the block runs. If the block raises, the folder is
        removed and the pointer stays where it was.

        Raises:
            NotReady: the current version is of a newer schema, which an old one must not replace.
        """
        with suppress(Damaged):
            if (current := self.find_any()) is not None:
                self._refuse_newer(current)
        versions = self.root / "versions"
        versions.mkdir(parents=True, exist_ok=True)
        for leftover in versions.glob(".building-*"):
            shutil.rmtree(leftover)
        # Time-ordered, so that the last by name is the newest.
        unique = uuid.uuid4().hex[:8]
        number = max((int(p.name.split("-")[0]) for p in versions.glob("[0-9]*-*")), default=0) + 1
        name = f"{number:06d}-{unique}"
        folder = versions / f".building-{name}"
        folder.mkdir()
        try:
            yield folder
            record = {"schema_version": self.schema_version, **meta}
            (folder / "meta.json").write_text(
                json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8"
            )
            sync_tree(folder)
            folder.rename(versions / name)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        switch_pointer(self.root / "CURRENT", name)
        finished = sorted(p for p in versions.iterdir() if not p.name.startswith("."))
        for old in finished[:-_KEPT]:
            shutil.rmtree(old, ignore_errors=True)


def switch_pointer(path: Path, value: str) -> None:
    """Replace the pointer file's content in one atomic step that survives a power cut."""
    aside = path.with_name(path.name + ".new")
    with aside.open("w", encoding="utf-8") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    _sync(path.parent)


def sync_tree(folder: Path) -> None:
    """Have everything in ``folder`` on disk before anything refers to it."""
    for path in [*folder.rglob("*"), folder, folder.parent]:
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
