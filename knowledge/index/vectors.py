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


def save_matrix(path: Path, rows: Sequence[Floats | None]) -> None:
    """Write one row a text; where the vector is still missing it is a row of NaN."""
    matrix = np.full((len(rows), DIMENSIONS), np.nan, np.float32)
    for at, row in enumerate(rows):
        if row is not None:
            matrix[at] = row
    np.save(path, matrix)


def load_matrix(path: Path) -> Floats:
    """What `save_matrix` wrote, shape (texts, dimensions); mapped into memory where it is large.

    Every search reads all of it or jumps about in it: a mapped page costs a fault at its first
    touch, which for a jump is more than reading the row.
    """
    large = path.stat().st_size > _IN_MEMORY
    return cast(Floats, np.load(path, mmap_mode="r" if large else None))


def carry_over(old: Path | None, new: Path) -> None:
    """Begin a version's Chroma folder with a copy of the version before it."""
    if old is not None and (old / _FOLDER).exists():
        shutil.copytree(old / _FOLDER, new / _FOLDER)


def store(
    folder: Path,
    keys: Sequence[str],
    vectors: Sequence[Floats | None],
    labels: Sequence[dict[str, str]],
) -> None:
    """Make the Chroma collection of ``folder`` hold exactly the passages given.

    Args:
        folder: the version that is being built; `carry_over` has run.
        keys: one unique name a passage, equal between versions while nothing in it changes.
        vectors: None where it is missing.
        labels: what Chroma may filter by.
    """
    wanted = {key: at for at, key in enumerate(keys) if vectors[at] is not None}
    with _collection(folder) as collection:
        held = set(collection.get(include=[])["ids"])
        gone = list(held - wanted.keys())
        new = [(key, at) for key, at in wanted.items() if key not in held]
        for at in range(0, len(gone), _BATCH):
            collection.delete(ids=gone[at : at + _BATCH])
        for at in range(0, len(new), _BATCH):
            part = new[at : at + _BATCH]
            collection.add(
                ids=[key for key, _ in part],
                embeddings=np.stack([cast(Floats, vectors[i]) for _, i in part]),
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
    with _collection(folder) as held:
        found = held.query(query_embeddings=vector[None, :], n_results=k, where=where, include=[])
    return list(found["ids"][0])


def names(folder: Path) -> set[str]:
    """The names of all passages whose vectors Chroma holds."""
    with _collection(folder) as held:
        return set(held.get(include=[])["ids"])


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
