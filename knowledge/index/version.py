"""One version of the index on disk: written whole, then read by any number of processes."""

import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from knowledge import store
from knowledge.documents import Document
from knowledge.embedding import EmbeddingCache, Matrix
from knowledge.index import lexical, vectors
from knowledge.index.links import Links, links
from knowledge.index.passages import PassageTable, lay_out
from knowledge.store import StoredDocument
from knowledge.tokens import bigrams, words

DOCUMENTS = "documents.db"
_LINKS = "links.npy"

Vectors: TypeAlias = Mapping[bytes, Matrix]
"""Vectors by `vector_key`, shape (dimensions,) each."""


@dataclass(frozen=True)
class IndexVersion:
    """What a search reads.

    ``matrix`` has the vector of each passage, NaN where it is missing yet; ``unit_matrix`` those
    of the finer units, and ``unit_rows`` the passage of each, ascending. ``generic`` is what all
    questions have in common (`knowledge.search.generic_questions.yaml`), zero where unknown.
    ``links`` are by position in ``table.documents``.
    """

    stored: tuple[StoredDocument, ...]
    table: PassageTable
    words: lexical.LexicalIndex
    bigrams: lexical.LexicalIndex
    matrix: Matrix
    unit_matrix: Matrix
    unit_rows: NDArray[np.int64]
    generic: Matrix
    links: Links

    @cached_property
    def has_vectors(self) -> bool:
        """Whether any passage has its vector."""
        return bool(len(self.matrix)) and not bool(np.isnan(self.matrix[:, 0]).all())

    @cached_property
    def unit_starts(self) -> NDArray[np.int64]:
        """Where the units of each passage begin; one entry more than there are passages."""
        return np.searchsorted(self.unit_rows, np.arange(len(self.matrix) + 1))


def table_of(stored: Sequence[StoredDocument]) -> PassageTable:
    """The passages of the documents that stand for themselves."""
    standing, also = _standing(stored)
    return lay_out([(document, also[document.key]) for document in standing])


@dataclass(frozen=True)
class Texts:
    """What gets a vector: each passage as it is indexed, and each unit with its passage's row."""

    passages: tuple[str, ...]
    units: tuple[str, ...]
    unit_rows: tuple[int, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Every text, passages first."""
        return self.passages + self.units


def texts_of(table: PassageTable) -> Texts:
    """The texts of ``table`` that get vectors."""
    rows = range(len(table.owners))
    units = [(row, unit) for row in rows for unit in table.units(row)]
    return Texts(
        passages=tuple(table.indexed_text(row) for row in rows),
        units=tuple(unit for _, unit in units),
        unit_rows=tuple(row for row, _ in units),
    )


def vector_key(model: str, text: str) -> bytes:
    """The key of a text's vector in the cache."""
    return EmbeddingCache.key(model, text)


@dataclass(frozen=True)
class Draft:
    """A version about to be written: its documents, what is indexed of them, vectors by key."""

    stored: Sequence[StoredDocument]
    table: PassageTable
    texts: Texts
    model: str
    found: Vectors
    generic: Matrix

    def vectors(self, texts: Sequence[str]) -> list[Matrix | None]:
        """The vectors of ``texts``, None where there is none yet."""
        return [self.found.get(vector_key(self.model, text)) for text in texts]


def write(
    folder: Path,
    draft: Draft,
    *,
    previous: Path | None,
    chroma: bool,
    lexical_from: Path | None = None,
) -> int:
    """Write a version into the empty ``folder``; returns how many texts lack a vector.

    Args:
        folder: what `home.versions.VersionedFolder.building` yields.
        draft: what it will hold.
        previous: the version before, whose Chroma folder the new one grows from.
        chroma: bring Chroma up to date; without, the version has none of it.
        lexical_from: a version of the very same documents, whose word index is copied.
    """
    texts, table = draft.texts, draft.table
    store.write(folder / DOCUMENTS, draft.stored)
    np.save(folder / "owners.npy", table.owners)
    np.save(folder / "spans.npy", table.spans)
    np.save(folder / "unit_rows.npy", np.array(texts.unit_rows, np.int64))
    np.save(folder / "generic.npy", draft.generic)
    np.save(folder / _LINKS, links(table.documents))
    for name, split in (("words", words), ("bigrams", bigrams)):
        if lexical_from is not None:
            shutil.copytree(lexical_from / name, folder / name)
        else:
            lexical.build([split(text) for text in texts.passages]).save(folder / name)
    rows, units = draft.vectors(texts.passages), draft.vectors(texts.units)
    vectors.save_matrix(folder / "vectors.npy", rows)
    vectors.save_matrix(folder / "units.npy", units)
    if chroma:
        vectors.carry_over(previous, folder)
        vectors.store(folder, chroma_names(table, draft.model), rows, _labels(table))
    return sum(row is None for row in (*rows, *units))


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
        matrix=vectors.load_matrix(folder / "vectors.npy"),
        unit_matrix=vectors.load_matrix(folder / "units.npy"),
        unit_rows=np.load(folder / "unit_rows.npy"),
        generic=np.load(folder / "generic.npy"),
        links=_read_links(folder / _LINKS),
    )


def _read_links(path: Path) -> Links:
    """The links; none in a version that was written before there were any."""
    return np.load(path) if path.exists() else np.zeros((0, 2), np.int32)


def _standing(
    stored: Sequence[StoredDocument],
) -> tuple[list[Document], dict[tuple[str, str], tuple[str, ...]]]:
    also: dict[tuple[str, str], tuple[str, ...]] = defaultdict(tuple)
    for one in stored:
        if one.folded_into is not None and not one.corrected:
            also[one.document.collection, one.folded_into] += (one.document.id,)
    return [one.document for one in stored if one.folded_into is None], also


def chroma_names(table: PassageTable, model: str) -> list[str]:
    """One name a passage. It carries all that its row in Chroma says: equal means unchanged."""
    names: list[str] = []
    for row, owner in enumerate(table.owners):
        document = table.documents[owner]
        start, end = table.span(row)
        place = f"{document.collection}/{document.id}/{document.access}/{start}-{end}"
        names.append(f"{place}/{vector_key(model, table.indexed_text(row)).hex()}")
    return names


def _labels(table: PassageTable) -> list[dict[str, str]]:
    owners = (table.documents[owner] for owner in table.owners)
    return [{"document": d.id, "collection": d.collection, "access": d.access} for d in owners]
