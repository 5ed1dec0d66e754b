"""The documents of a home: those of the current version, or what is left of them."""

import sqlite3
from pathlib import Path

from home.errors import NotReady
from home.versions import Damaged, VersionedFolder
from knowledge import store
from knowledge.copies import DocumentCopies, read
from knowledge.index.segments import DOCUMENTS, SegmentFolder
from knowledge.index.state import STATE, load
from knowledge.store import StoredDocument

_UNREADABLE = (OSError, ValueError, IndexError, EOFError, sqlite3.Error)


class Holdings:
    """Reads the documents that the versions of an index hold, and their copies.

    Args:
        versions: where the versions live.
        segments: the segments that they share.
    """

    def __init__(self, versions: VersionedFolder, segments: SegmentFolder) -> None:
        self._versions = versions
        self._segments = segments
        self._copies = DocumentCopies(versions.root)

    def empty(self) -> bool:
        """Whether nothing was ever taken in.

        Raises:
            NotReady: something was, and its index is lost.
        """
        if self._versions.find() is not None:
            return False
        if self._copies.find(None):
            raise NotReady(
                f"{self._versions.root} must hold an index of its documents, got none; "
                "build it again with: weiwo knowledge rebuild"
            )
        return True

    def current(self) -> list[StoredDocument]:
        """The documents of the current version, none where nothing was ever taken in.

        Raises:
            NotReady: of another schema, damaged, or lost while its documents are not.
        """
        if self.empty():
            return []
        folder = self._versions.current().path
        try:
            held = load(folder / STATE)
            parts = self._segments.open(held.segments)
            return held.documents([part.documents for part in parts])
        except _UNREADABLE as error:
            raise damaged(folder, error) from error

    def saved(self) -> list[StoredDocument]:
        """The documents of the current version whatever is left of it, else of their copy.

        Raises:
            NotReady: there never were any.
            Damaged: none of them can be read.
        """
        pointed = self._versions.pointed()
        copies = self._copies.find(pointed.name if pointed else None)
        if pointed is None and not copies:
            home = self._versions.root.parent
            raise NotReady(
                f"{home} holds no knowledge; take some in with: weiwo knowledge ingest PATH"
            )
        said: list[str] = []
        for path in [*([pointed] if pointed else []), *copies]:
            try:
                return self._of_version(path) if path == pointed else self._copies.read(path)
            except _UNREADABLE as error:
                said.append(f"{path}: {error}")
        raise Damaged(
            f"the documents must be readable, got {'; '.join(said)}; move {self._versions.root} "
            "aside and take them in again: weiwo knowledge ingest"
        )

    def _of_version(self, folder: Path) -> list[StoredDocument]:
        """The documents of a version, read from disk; of release 1 it has them in itself."""
        if (folder / DOCUMENTS).exists():
            return list(store.read_all(folder / DOCUMENTS))
        return read(folder / STATE, self._segments.root)


def damaged(folder: Path, error: Exception) -> Damaged:
    """What to say of a version that cannot be read."""
    return Damaged(
        f"the index {folder} must be whole, got: {error}; "
        "build it again with: weiwo knowledge rebuild"
    )
