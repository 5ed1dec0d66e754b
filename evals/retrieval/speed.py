"""How long a search takes among fifty thousand passages, and a process that begins with one.

The passages are sentences of the bundled corpus in new company, so that words are as frequent as
they are in life; their vectors are random unit vectors: embedding them would take an hour, and what
a multiplication costs does not depend on what is multiplied. The query's own embedding is real and
part of the time.
"""

import random
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.documents import Document
from knowledge.embedding import DIMENSIONS, E5Embedder
from knowledge.index import version
from knowledge.index.passages import Filter
from knowledge.search.searcher import Searcher
from knowledge.store import StoredDocument

PASSAGES = 50_000
LIMIT_MS = 60.0
"""What the 95th percentile of a short query's time must stay under."""

_SEED = 5
_SENTENCE = re.compile(r"[^。！？]+[。！？]")
_TODAY = date(2026, 9, 30)


def filler(texts: Sequence[str], count: int = PASSAGES) -> Iterator[StoredDocument]:
    """``count`` documents of one passage each, from the sentences of ``texts``."""
    rng = random.Random(_SEED)
    sentences = [found for text in texts for found in _SENTENCE.findall(text)]
    for number in range(count):
        chosen = rng.sample(sentences, rng.randint(2, 6))
        document = Document(
            id=f"filler-{number}",
            title=chosen[0][:20],
            text="".join(chosen),
            published=_TODAY - timedelta(days=number % 365),
            access="public" if number % 4 else "staff",
        )
        yield StoredDocument(document, str(number), b"")


def build(folder: Path, texts: Sequence[str], count: int = PASSAGES) -> None:
    """Write an index of ``count`` passages into ``folder``, unless it is there."""
    if (folder / "generic.npy").exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    stored = tuple(filler(texts, count))
    table = version.table_of(stored)
    written = version.texts_of(table)
    vectors = _random_vectors(len(written.all))
    keys = (version.vector_key(E5Embedder.name, text) for text in written.all)
    found = dict(zip(keys, vectors, strict=True))
    generic = _random_vectors(1)[0] * 0
    draft = version.Draft(stored, table, written, E5Embedder.name, found, generic)
    version.write(folder, draft, previous=None, chroma=False)


def times(folder: Path, queries: Sequence[str]) -> tuple[float, NDArray[np.float64]]:
    """Seconds to open ``folder``, and milliseconds of each query, warm."""
    began = time.perf_counter()
    searcher = Searcher(folder, E5Embedder())
    opened = time.perf_counter() - began
    asked = Filter(access=frozenset({"public"}))
    for query in queries[:3]:
        searcher.search(query, 10, asked, _TODAY)
    taken = []
    for query in queries:
        began = time.perf_counter()
        searcher.search(query, 10, asked, _TODAY)
        taken.append(1000 * (time.perf_counter() - began))
    return opened, np.array(taken)


def _random_vectors(count: int) -> NDArray[np.float32]:
    drawn = np.random.default_rng(_SEED).standard_normal((count, DIMENSIONS), np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)
