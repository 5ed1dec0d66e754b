"""A copy of the documents beside the versions: the index may be lost, what was taken in may not.

Each segment holds its documents; the copies lie in another folder, so that deleting or damaging
the index leaves `weiwo knowledge rebuild` something to build from.
"""

import os
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

from knowledge import store
from knowledge.index.segments import DOCUMENTS, Segment
from knowledge.index.state import load
from knowledge.store import StoredDocument

_KEPT = 2


class DocumentCopies:
    """``root/documents``: ``<segment>.db``, and ``<version>.npz``, which says what of them counts.

    Both are written before the version is switched to.

    Args:
        root: the folder of the knowledge base.
    """

    def __init__(self, root: Path) -> None:
        self._folder = root / "documents"

    def keep(self, state: Path, segments: Sequence[Segment], version: str) -> None:
        """Copy what ``version`` holds, each file whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for segment in segments:
            to = self._folder / f"{segment.name}.db"
            if not to.exists():
                self._copy(segment.folder / DOCUMENTS, to)
        self._copy(state, self._folder / f"{version}.npz")

    def _copy(self, path: Path, to: Path) -> None:
        aside = self._folder / "unfinished"
        shutil.copyfile(path, aside)
        with aside.open("rb") as file:
            os.fsync(file.fileno())
        aside.replace(to)

    def find(self, version: str | None) -> list[Path]:
        """The copies, that of ``version`` first, then the newest; those of release 1 last."""
        names = sorted(self._folder.glob("*-*.npz"), reverse=True)
        older = sorted(self._folder.glob("*-*.db"), reverse=True)
        return [*sorted(names, key=lambda path: path.stem != version), *older]

    def read(self, path: Path) -> list[StoredDocument]:
        """The documents of one of the copies that were found.

        Raises:
            OSError, ValueError, sqlite3.Error: it cannot be read.
        """
        if path.suffix == ".db":
            return list(store.read_all(path))
        return read(path, self._folder, ".db")

    def prune(self, version: str) -> None:
        """Forget all but the last ones and that of ``version``."""
        copies = self.find(version)
        for path in copies[_KEPT:]:
            path.unlink(missing_ok=True)
        kept = {name for path in copies[:_KEPT] for name in _segments_of(path)}
        for path in self._folder.glob("*.db"):
            if path.stem not in kept and path not in copies[:_KEPT]:
                path.unlink(missing_ok=True)


def read(state: Path, segments: Path, ending: str = f"/{DOCUMENTS}") -> list[StoredDocument]:
    """The documents that ``state`` names, in order.

    Args:
        state: of a version, or its copy.
        segments: the folder of the segments, or of the copies of their documents.
        ending: what follows a segment's name there.
    """
    held = load(state)
    parts = [
        [one.folding(None) for one in store.read_all(segments / f"{name}{ending}")]
        for name in held.segments
    ]
    return held.documents(parts)


def _segments_of(path: Path) -> Collection[str]:
    if path.suffix != ".npz":
        return ()
    try:
        return load(path).segments
    except (OSError, ValueError):
        return ()
