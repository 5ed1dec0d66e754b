"""One version of the index on disk: written whole, then read by any number of processes."""

import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np

from knowledge import store
from knowledge.documents import Document
from knowledge.embedding import EmbeddingCache, Matrix
from knowledge.index import lexical, vectors
from knowledge.index.passages import PassageTable, lay_out
from knowledge.store import StoredDocument
from knowledge.tokens import bigrams, words

DOCUMENTS = "documents.db"

Vectors: TypeAlias = Mapping[bytes, Matrix]
"""Vectors by `passage_key`, shape (dimensions,) each."""


@dataclass(frozen=True)
class IndexVersion:
    """What a search reads. ``matrix`` has a row of NaN for a passage without its vector yet."""

    stored: tuple[StoredDocument, ...]
    table: PassageTable
    words: lexical.LexicalIndex
    bigrams: lexical.LexicalIndex
    matrix: Matrix


def table_of(stored: Sequence[StoredDocument]) -> PassageTable:
    """The passages of the documents that stand for themselves."""
    standing, also = _standing(stored)
    return lay_out([(document, also[document.key]) for document in standing])


def passage_key(model: str, text: str) -> bytes:
    """The key of a passage's vector in the cache."""
    return EmbeddingCache.key(model, text)


def write(
    folder: Path,
    stored: Sequence[StoredDocument],
    table: PassageTable,
    found: Vectors,
    *,
    model: str,
    previous: Path | None,
    chroma: bool,
    lexical_from: Path | None = None,
) -> int:
    """Write a version into the empty ``folder``; returns how many passages lack a vector.

    Args:
        folder: what `home.versions.VersionedFolder.building` yields.
        stored: every document, folded ones included.
        table: of ``stored``, by `table_of`.
        found: vectors by `passage_key`.
        model: the embedder's name.
        previous: the version before, whose Chroma folder the new one grows from.
        chroma: bring Chroma up to date; without, the version has none of it.
        lexical_from: a version of the very same documents, whose word index is copied.
    """
    store.write(folder / DOCUMENTS, stored)
    np.save(folder / "owners.npy", table.owners)
    np.save(folder / "spans.npy", table.spans)
    texts = [table.indexed_text(row) for row in range(len(table.owners))]
    for name, split in (("words", words), ("bigrams", bigrams)):
        if lexical_from is not None:
            shutil.copytree(lexical_from / name, folder / name)
        else:
            lexical.build([split(text) for text in texts]).save(folder / name)
    keys = [passage_key(model, text) for text in texts]
    rows = [found.get(key) for key in keys]
    vectors.save_matrix(folder, rows)
    if chroma:
        vectors.carry_over(previous, folder)
        vectors.store(folder, chroma_names(table, model), rows, _labels(table))
    return sum(row is None for row in rows)


def read(folder: Path) -> IndexVersion:
    """The version in ``folder``."""
    stored = tuple(store.read_all(folder / DOCUMENTS))
    standing, also = _standing(stored)
    table = PassageTable(
        documents=tuple(standing),
        also=tuple(also[document.key] for document in standing),
        owners=np.load(folder / "owners.npy"),
        spans=np.load(folder / "spans.npy"),
    )
    return IndexVersion(
        stored=stored,
        table=table,
        words=lexical.load(folder / "words"),
        bigrams=lexical.load(folder / "bigrams"),
        matrix=vectors.load_matrix(folder),
    )


def _standing(
    stored: Sequence[StoredDocument],
) -> tuple[list[Document], dict[tuple[str, str], tuple[str, ...]]]:
    also: dict[tuple[str, str], tuple[str, ...]] = defaultdict(tuple)
    for one in stored:
        if one.folded_into is not None:
            also[one.document.collection, one.folded_into] += (one.document.id,)
    return [one.document for one in stored if one.folded_into is None], also


def chroma_names(table: PassageTable, model: str) -> list[str]:
    """One name a passage. It carries all that its row in Chroma says: equal means unchanged."""
    names: list[str] = []
    for row, owner in enumerate(table.owners):
        document = table.documents[owner]
        start, end = table.span(row)
        place = f"{document.collection}/{document.id}/{document.access}/{start}-{end}"
        names.append(f"{place}/{passage_key(model, table.indexed_text(row)).hex()}")
    return names


def _labels(table: PassageTable) -> list[dict[str, str]]:
    owners = (table.documents[owner] for owner in table.owners)
    return [{"document": d.id, "collection": d.collection, "access": d.access} for d in owners]
