"""Builds a version of the index from documents, aside, and switches to it."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import yaml

from home.versions import VersionedFolder
from knowledge.copies import DocumentCopies
from knowledge.embedding import DIMENSIONS, Embedder, EmbeddingCache, Matrix
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
    copies = DocumentCopies(versions.root)
    table = version.table_of(stored)
    texts = version.texts_of(table)
    keys = {version.vector_key(model.name, text) for text in texts.all}
    found = cache.find(list(keys))
    missing = len(keys - found.keys())
    before = None if afresh else _current_path(versions)
    progress("index", 0, 1)

    def write(*, with_chroma: bool, lexical: Path | None) -> tuple[Path, int]:
        draft = version.Draft(stored, table, texts, model.name, found, generic)
        meta: dict[str, str | int | float | bool | None] = {
            "documents": len(stored),
            "passages": len(texts.passages),
            "model": model.name,
        }
        with versions.building(meta) as folder:
            pending = _write(folder, draft, before, with_chroma=with_chroma, lexical=lexical)
            meta["pending"] = pending
            copies.keep(folder / version.DOCUMENTS, folder.name.removeprefix(".building-"))
        path = versions.current().path
        copies.prune(path.name)
        return path, pending

    generic = _generic(before)
    if found and not generic.any():
        generic = model.queries(generic_questions()).mean(axis=0)
    lexical: Path | None = None
    if embed and missing > WORDS_FIRST:
        lexical, _ = write(with_chroma=False, lexical=None)
    if embed:
        found = cache.fill(model, texts.all, lambda done: progress("embed", done, missing))
        generic = model.queries(generic_questions()).mean(axis=0) if found else generic
    _, pending = write(with_chroma=chroma, lexical=lexical)
    if afresh:
        cache.keep_only(keys)
    progress("index", 1, 1)
    return Built(len(texts.passages), pending)


def _write(
    folder: Path,
    draft: version.Draft,
    before: Path | None,
    *,
    with_chroma: bool,
    lexical: Path | None,
) -> int:
    """`version.write`; where the Chroma folder of the version before is damaged, a new one."""
    try:
        return version.write(
            folder, draft, previous=before, chroma=with_chroma, lexical_from=lexical
        )
    except Exception:
        # Chroma raises errors of its own, and of the libraries below it.
        if before is None or not with_chroma:
            raise
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return version.write(folder, draft, previous=None, chroma=True, lexical_from=lexical)


def generic_questions() -> list[str]:
    """Questions about nothing in particular."""
    text = (resources.files("knowledge") / "search" / "generic_questions.yaml").read_text("utf-8")
    return [str(question) for question in yaml.safe_load(text)["questions"]]


def _generic(before: Path | None) -> Matrix:
    """The generic vector of the version before; zero, which changes nothing, without one."""
    if before is not None:
        with suppress(OSError, ValueError, EOFError):  # damaged: it is made anew with the vectors
            return np.asarray(np.load(before / "generic.npy"), np.float32)
    return np.zeros(DIMENSIONS, np.float32)


def _current_path(versions: VersionedFolder) -> Path | None:
    current = versions.find()
    return current.path if current else None
