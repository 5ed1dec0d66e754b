"""Vectors of passages: Chroma keeps them, a matrix beside it answers (decision 0004)."""

import json
import logging
import shutil
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import DIMENSIONS

if TYPE_CHECKING:
    import chromadb
    from chromadb.api.types import Where

    from knowledge.index.chroma_server import ServedCollection

log = logging.getLogger(__name__)

Floats = NDArray[np.float32]

_FOLDER = "chroma"
SERVED = "chroma.json"
"""In a segment whose vectors are at a Chroma server: where, and the collection's name."""
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
    """Begin a segment's Chroma folder with a copy of another one's, where that has one."""
    if old is not None and (old / _FOLDER).exists():
        shutil.copytree(old / _FOLDER, new / _FOLDER)


def held(folder: Path) -> bool:
    """Whether Chroma holds the vectors of the segment in ``folder``."""
    return (folder / _FOLDER).exists() or (folder / SERVED).exists()


def clear(folder: Path) -> None:
    """Forget what Chroma holds of the segment in ``folder``; a server that is away keeps it."""
    served = _served(folder)
    if served is not None:
        import httpx

        from knowledge.index.chroma_server import ServedCollection

        try:
            with ServedCollection(served.server, served.collection) as collection:
                collection.drop()
        except httpx.HTTPError:
            log.warning("collection %s stays at %s", served.collection, served.server)
        (folder / SERVED).unlink(missing_ok=True)
    shutil.rmtree(folder / _FOLDER, ignore_errors=True)


def store(
    folder: Path,
    keys: Sequence[str],
    vectors: Floats,
    labels: Sequence[dict[str, str]],
    server: str | None = None,
) -> None:
    """Make the Chroma collection of ``folder`` hold exactly the passages given.

    Args:
        folder: the segment that is being written; `carry_over` has run.
        server: where Chroma is; by default the folder itself.
        keys: one unique name a passage, equal between segments while nothing in it changes.
        vectors: shape (passages, dimensions).
        labels: what Chroma may filter by.
    """
    if server is not None and _served(folder) is None:  # before anything lies there
        made = {"server": server, "collection": f"weiwo-{uuid.uuid4().hex}"}
        (folder / SERVED).write_text(json.dumps(made), encoding="utf-8")
    wanted = {key: at for at, key in enumerate(keys)}
    with _collection(folder) as collection:
        known = collection.ids()
        gone = list(known - wanted.keys())
        new = [(key, at) for key, at in wanted.items() if key not in known]
        for at in range(0, len(gone), _BATCH):
            collection.delete(gone[at : at + _BATCH])
        for at in range(0, len(new), _BATCH):
            part = new[at : at + _BATCH]
            collection.add(
                [key for key, _ in part],
                np.asarray(vectors[[i for _, i in part]], np.float32),
                [labels[i] for _, i in part],
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
        return passages.nearest(vector, k, where)


def names(folder: Path) -> set[str]:
    """The names of all passages whose vectors Chroma holds."""
    with _collection(folder) as passages:
        return passages.ids()


class _Held:
    """A collection of Chroma's in a folder, as ``ServedCollection`` is one of a server's."""

    def __init__(self, collection: "chromadb.Collection") -> None:
        self._collection = collection

    def ids(self) -> set[str]:
        return set(self._collection.get(include=[])["ids"])

    def delete(self, ids: Sequence[str]) -> None:
        self._collection.delete(ids=list(ids))

    def add(self, ids: Sequence[str], vectors: Floats, labels: Sequence[Mapping[str, str]]) -> None:
        metadata = [dict(one) for one in labels]
        self._collection.add(ids=list(ids), embeddings=vectors, metadatas=metadata)

    def nearest(self, vector: Floats, k: int, where: "Where | None") -> list[str]:
        found = self._collection.query(
            query_embeddings=vector[None, :], n_results=k, where=where, include=[]
        )
        return list(found["ids"][0])


@contextmanager
def _collection(folder: Path) -> "Iterator[_Held | ServedCollection]":
    served = _served(folder)
    if served is not None:
        from knowledge.index.chroma_server import ServedCollection

        with ServedCollection(served.server, served.collection) as collection:
            yield collection
        return
    import chromadb
    from chromadb.config import Settings

    # Telemetry off: an installation tells nobody anything.
    settings = Settings(anonymized_telemetry=False)
    client = chromadb.PersistentClient(str(folder / _FOLDER), settings=settings)
    try:
        yield _Held(
            client.get_or_create_collection(
                "passages", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
        )
    finally:
        client.close()


@dataclass(frozen=True)
class _Served:
    """Where a segment's vectors are, when they are at a server."""

    server: str
    collection: str


def _served(folder: Path) -> _Served | None:
    try:
        said = json.loads((folder / SERVED).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return _Served(str(said["server"]), str(said["collection"]))
