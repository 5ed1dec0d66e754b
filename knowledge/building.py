"""Builds a version of the index from documents, aside, and switches to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from home.versions import VersionedFolder
from knowledge.embedding import Embedder, EmbeddingCache
from knowledge.index import version
from knowledge.store import StoredDocument

WORDS_FIRST = 100
"""Passages to embed from which the words are made searchable before the vectors are there."""

Progress = Callable[[str, int, int], None]
"""Told the phase (``read``, ``embed``, ``index``), how much of it is done, and of how much."""


@dataclass(frozen=True)
class Built:
    """How many passages there are, and how many of them wait for a vector."""

    passages: int
    pending: int


def build(
    versions: VersionedFolder,
    cache: EmbeddingCache,
    model: Embedder,
    stored: Sequence[StoredDocument],
    *,
    embed: bool,
    chroma: bool,
    afresh: bool,
    progress: Progress,
) -> Built:
    """A new version that holds exactly ``stored``.

    Args:
        versions: where versions live; the caller holds the writer lock.
        cache: vectors that are there already.
        model: makes the missing ones.
        stored: every document, folded ones included.
        embed: make missing vectors; else they wait. A long wait comes after a first version
            that is searchable by words.
        chroma: bring Chroma up to date, too; it takes seconds to load.
        afresh: build Chroma's folder anew instead of growing the old one.
        progress: see `Progress`.
    """
    table = version.table_of(stored)
    texts = [table.indexed_text(row) for row in range(len(table.owners))]
    found = cache.find([version.passage_key(model.name, text) for text in texts])
    missing = sum(version.passage_key(model.name, text) not in found for text in texts)
    progress("index", 0, 1)
    before = None if afresh else _current_path(versions)

    def write(*, with_chroma: bool, lexical: Path | None) -> tuple[Path, int]:
        meta: dict[str, str | int | float | bool | None] = {
            "documents": len(stored),
            "passages": len(texts),
            "model": model.name,
        }
        with versions.building(meta) as folder:
            pending = version.write(
                folder, stored, table, found, model=model.name, previous=before,
                chroma=with_chroma, lexical_from=lexical,
            )  # fmt: skip
            meta["pending"] = pending
        return versions.current().path, pending

    lexical: Path | None = None
    if embed and missing > WORDS_FIRST:
        lexical, _ = write(with_chroma=False, lexical=None)
    if embed and missing:
        found = cache.fill(model, texts, lambda done: progress("embed", done, missing))
    _, pending = write(with_chroma=chroma, lexical=lexical)
    if afresh:
        cache.keep_only({version.passage_key(model.name, text) for text in texts})
    progress("index", 1, 1)
    return Built(len(texts), pending)


def _current_path(versions: VersionedFolder) -> Path | None:
    current = versions.find()
    return current.path if current else None
