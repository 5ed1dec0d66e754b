"""Writes segments: of new documents, of several segments together, of one whose vectors came."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from home.errors import NotReady
from knowledge import store
from knowledge.embedding import EmbeddingCache, Matrix
from knowledge.index import lexical, vectors
from knowledge.index.passages import lay_out
from knowledge.index.segment_texts import passages_of, table_of, units_of
from knowledge.index.segments import DOCUMENTS, VIEWS, Segment, SegmentFolder
from knowledge.store import StoredDocument
from knowledge.tokens import bigrams, words

CHROMA_FROM = 200
"""Passages from which a segment's vectors are in Chroma, too: it takes seconds to load."""

Vectors: TypeAlias = Mapping[bytes, Matrix]
"""Vectors by `EmbeddingCache.key`, shape (dimensions,) each."""

Rows = NDArray[np.int64]


def write(into: SegmentFolder, stored: Sequence[StoredDocument], found: Vectors, model: str) -> str:
    """A segment of ``stored``; those that another stands for get no passages. Returns its name."""
    standing = np.array([one.folded_into is None for one in stored], bool)
    table = lay_out([(one.document, ()) for one in stored if one.folded_into is None])
    rows = range(len(table.owners))
    texts = [table.indexed_text(row) for row in rows]
    units = [table.units(row) for row in rows]
    counts = np.zeros(len(stored), np.int64)
    counts[standing] = np.bincount(table.owners, minlength=len(table.documents))
    with into.writing() as folder:
        store.write(folder / DOCUMENTS, [one.folding(None) for one in stored])
        np.save(folder / "indexed.npy", standing)
        np.save(folder / "first.npy", _starts(counts))
        np.save(folder / "spans.npy", table.spans)
        np.save(folder / "unit_first.npy", _starts(np.array([len(u) for u in units], np.int64)))
        for name, split in (("words", words), ("bigrams", bigrams)):
            lexical.build([split(text) for text in texts]).save(folder / name)
        _save_vectors(folder, "vectors", "missing", _known(texts, found, model))
        sentences = [unit for one in units for unit in one]
        _save_vectors(folder, "units", "missing_units", _known(sentences, found, model))
        _store_in_chroma(folder, model, None, into.chroma)
        named = folder.name
    return named.removeprefix(".building-")


def merge(
    into: SegmentFolder,
    sources: Sequence[tuple[Segment, Rows]],
    order: Rows,
    standing: NDArray[np.bool_],
    model: str,
) -> str:
    """One segment of the documents at the given positions of several.

    Args:
        into: where it is written.
        sources: segments, and the documents that are kept of each.
        order: for each of these, one source after the other, its position in the result.
        standing: by position in the result, whether the document is found by itself: else its
            passages are left out.
        model: what made the vectors.
    """
    documents: list[StoredDocument] = [one.documents[at] for one, kept in sources for at in kept]
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    counts = np.concatenate([np.diff(one.first)[kept] for one, kept in sources])[places]
    first = _starts(np.where(standing, counts, 0))
    moved = _moved(sources, order, first)
    size = int(first[-1])
    unit_counts = np.zeros(size, np.int64)
    for (one, _), to in zip(sources, moved, strict=True):
        unit_counts[to[to >= 0]] = np.diff(one.unit_first)[to >= 0]
    unit_first = _starts(unit_counts)
    with into.writing() as folder:
        store.write(folder / DOCUMENTS, [documents[at] for at in places])
        np.save(folder / "indexed.npy", standing)
        np.save(folder / "first.npy", first)
        np.save(folder / "unit_first.npy", unit_first)
        spans = [(one.spans, to) for (one, _), to in zip(sources, moved, strict=True)]
        np.save(folder / "spans.npy", _gathered(spans, size))
        for view in VIEWS:
            parts = [
                (getattr(one, view), to.astype(np.int32))
                for (one, _), to in zip(sources, moved, strict=True)
            ]
            lexical.merge(parts, size).save(folder / view)
        rows = [(one.matrix, to) for (one, _), to in zip(sources, moved, strict=True)]
        _save_vectors(folder, "vectors", "missing", _stacked(rows, size))
        units = [
            (one.unit_matrix, _of_units(one.unit_first, to, unit_first))
            for (one, _), to in zip(sources, moved, strict=True)
        ]
        _save_vectors(folder, "units", "missing_units", _stacked(units, int(unit_first[-1])))
        largest = max(sources, key=lambda source: source[0].passages)[0]
        _store_in_chroma(folder, model, largest.folder, into.chroma)
        named = folder.name
    return named.removeprefix(".building-")


def complete(into: SegmentFolder, segment: Segment, found: Vectors, model: str) -> str:
    """The segment with the vectors that it lacked, as far as they are ``found``."""
    rows, units = segment.missing
    with into.writing() as folder:
        _copy(segment.folder, folder)
        for file, numbers, texts, old in (
            ("vectors", rows, passages_of(segment, rows), segment.matrix),
            ("units", units, units_of(segment, units), segment.unit_matrix),
        ):
            matrix = np.array(old, np.float32)
            matrix[numbers] = _known(texts, found, model)
            _save_vectors(folder, file, "missing" if file == "vectors" else "missing_units", matrix)
        _store_in_chroma(folder, model, segment.folder, into.chroma)
        named = folder.name
    return named.removeprefix(".building-")


def _copy(old: Path, new: Path) -> None:
    left_out = {vectors.SERVED, "vectors.npy", "units.npy", "missing.npy", "missing_units.npy"}
    for path in old.iterdir():
        if path.is_dir() and path.name in VIEWS:
            shutil.copytree(path, new / path.name)
        elif path.is_file() and path.name not in left_out:
            shutil.copyfile(path, new / path.name)


def _store_in_chroma(folder: Path, model: str, previous: Path | None, server: str | None) -> None:
    """Have Chroma hold the vectors of the segment in ``folder``, if it is large and complete.

    Args:
        folder: of the segment.
        model: what made the vectors.
        previous: a segment's folder that holds most of them already.
        server: where Chroma is; by default in the segment's own folder.

    Raises:
        NotReady: the server does not take them; names it.
    """
    segment = Segment(folder)
    if segment.passages < CHROMA_FROM or any(len(rows) for rows in segment.missing):
        return
    names, labels = chroma_names(segment, model), _labels(segment)
    if server is not None:
        try:
            vectors.store(folder, names, segment.matrix, labels, server)
        except Exception as error:  # Chroma's own, and of the libraries below it
            raise NotReady(
                f"WEIWO_CHROMA_URL must be a running Chroma server, got {server}: {error}"
            ) from error
        return
    try:
        vectors.carry_over(previous, folder)
        vectors.store(folder, names, segment.matrix, labels)
    except Exception:
        # Chroma raises errors of its own, and of the libraries below it.
        if previous is None:
            raise
        vectors.clear(folder)  # what was carried over is damaged
        vectors.store(folder, names, segment.matrix, labels)


def chroma_names(segment: Segment, model: str) -> list[str]:
    """One name a passage. It carries all that its row in Chroma says: equal means unchanged."""
    table = table_of(segment)
    names: list[str] = []
    for row, owner in enumerate(table.owners):
        document = table.documents[owner]
        start, end = table.span(row)
        place = f"{document.collection}/{document.id}/{document.access}/{start}-{end}"
        names.append(f"{place}/{EmbeddingCache.key(model, table.indexed_text(row)).hex()}")
    return names


def _labels(segment: Segment) -> list[dict[str, str]]:
    table = table_of(segment)
    owners = (table.documents[owner] for owner in table.owners)
    return [{"document": d.id, "collection": d.collection, "access": d.access} for d in owners]


def _starts(counts: Rows) -> Rows:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)))


def _moved(sources: Sequence[tuple[Segment, Rows]], order: Rows, first: Rows) -> list[Rows]:
    """For each source, where each of its passages goes; -1 where it is left out."""
    out, done = [], 0
    for one, kept in sources:
        to = np.full(one.passages, -1, np.int64)
        targets = order[done : done + len(kept)]
        counts = first[targets + 1] - first[targets]  # none of a document that does not stand
        starts = np.repeat(one.first[kept], counts)
        inside = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        to[starts + inside] = np.repeat(first[targets], counts) + inside
        out.append(to)
        done += len(kept)
    return out


def _of_units(old_first: Rows, rows: Rows, new_first: Rows) -> Rows:
    """Where each unit goes, given where the passages go."""
    counts = np.diff(old_first)
    to = np.repeat(rows, counts)
    inside = np.arange(len(to)) - np.repeat(old_first[:-1], counts)
    return np.where(to >= 0, new_first[np.maximum(to, 0)] + inside, -1)


def _gathered(parts: Sequence[tuple[Rows, Rows]], size: int) -> Rows:
    out = np.zeros((size, 2), np.int64)
    for values, to in parts:
        out[to[to >= 0]] = values[to >= 0]
    return out


def _stacked(parts: Sequence[tuple[Matrix, Rows]], size: int) -> Matrix:
    out = np.full((size, parts[0][0].shape[1]), np.nan, np.float32)
    for matrix, to in parts:
        out[to[to >= 0]] = matrix[to >= 0]
    return out


def _known(texts: Sequence[str], found: Vectors, model: str) -> Matrix:
    return vectors.matrix([found.get(EmbeddingCache.key(model, text)) for text in texts])


def _save_vectors(folder: Path, name: str, missing: str, matrix: Matrix) -> None:
    np.save(folder / f"{name}.npy", matrix)
    np.save(folder / f"{missing}.npy", np.flatnonzero(np.isnan(matrix[:, 0])))
