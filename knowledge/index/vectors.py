"""Vectors of passages: Chroma keeps them, a matrix beside it answers (decision 0004)."""

import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import DIMENSIONS

if TYPE_CHECKING:
    import chromadb
    from chromadb.api.types import Where

Floats = NDArray[np.float32]

_FOLDER = "chroma"
_BATCH = 1000
_IN_MEMORY = 512 << 20  # bytes of a matrix up to which it is read into memory


def matrix(rows: Sequence[Floats | None]) -> Floats:
    """One row a text; where the vector is still missing it is a row of NaN."""
    out = np.full((len(rows), DIMENSIONS), np.nan, np.float32)
    for at, row in enumerate(rows):
        if row is not None:
            out[at] = row
    return out


def load_matrix(path: Path) -> Floats:
    """A matrix, shape (texts, dimensions); mapped into memory where it is large.

    Every search reads all of it or jumps about in it: a mapped page costs a fault at its first
    touch, which for a jump is more than reading the row.
    """
    large = path.stat().st_size > _IN_MEMORY
    return cast(Floats, np.load(path, mmap_mode="r" if large else None))


def carry_over(old: Path | None, new: Path) -> None:
    """Begin a segment's Chroma folder with a copy of another one's."""
    if old is not None and held(old):
        shutil.copytree(old / _FOLDER, new / _FOLDER)


def held(folder: Path) -> bool:
    """Whether Chroma holds the vectors of the segment in ``folder``."""
    return (folder / _FOLDER).exists()


def clear(folder: Path) -> None:
    """Forget what Chroma holds of the segment in ``folder``."""
    shutil.rmtree(folder / _FOLDER, ignore_errors=True)


def store(
    folder: Path,
    keys: Sequence[str],
    vectors: Floats,
    labels: Sequence[dict[str, str]],
) -> None:
    """Make the Chroma collection of ``folder`` hold exactly the passages given.

    Args:
        folder: the segment that is being written; `carry_over` has run.
        keys: one unique name a passage, equal between segments while nothing in it changes.
        vectors: shape (passages, dimensions).
        labels: what Chroma may filter by.
    """
    wanted = {key: at for at, key in enumerate(keys)}
    with _collection(folder) as collection:
        known = set(collection.get(include=[])["ids"])
        gone = list(known - wanted.keys())
        new = [(key, at) for key, at in wanted.items() if key not in known]
        for at in range(0, len(gone), _BATCH):
            collection.delete(ids=gone[at : at + _BATCH])
        for at in range(0, len(new), _BATCH):
            part = new[at : at + _BATCH]
            collection.add(
                ids=[key for key, _ in part],
                embeddings=np.asarray(vectors[[i for _, i in part]], np.float32),
                metadatas=[dict(labels[i]) for _, i in part],
            )


def nearest(
    folder: Path, vector: Floats, k: int, collection: str | None, access: Collection[str] | None
) -> list[str]:
    """The names of up to ``k`` passages near ``vector``, by Chroma's graph, filtered inside it."""
    limits: list[Where] = []
    if collection is not None:
        limits.append({"collection": collection})
    if access is not None:
        limits.append({"access": {"$in": sorted(access)}})
    where: Where | None = {"$and": limits} if len(limits) > 1 else next(iter(limits), None)
    with _collection(folder) as passages:
        found = passages.query(
            query_embeddings=vector[None, :], n_results=k, where=where, include=[]
        )
    return list(found["ids"][0])


def names(folder: Path) -> set[str]:
    """The names of all passages whose vectors Chroma holds."""
    with _collection(folder) as passages:
        return set(passages.get(include=[])["ids"])


@contextmanager
def _collection(folder: Path) -> "Iterator[chromadb.Collection]":
    import chromadb
    from chromadb.config import Settings

    # Telemetry off: an installation tells nobody anything.
    settings = Settings(anonymized_telemetry=False)
    client = chromadb.PersistentClient(str(folder / _FOLDER), settings=settings)
    try:
        yield client.get_or_create_collection(
            "passages", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
    finally:
        client.close()
