"""How long a search takes among fifty thousand passages, a process that begins with one, a change.

The passages are sentences of the bundled corpus in new company, so that words are as frequent as
they are in life; their vectors are random unit vectors: embedding them would take an hour, and what
a multiplication costs does not depend on what is multiplied. The query's own embedding is real and
part of the time.
"""

import random
import re
import time
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from home.clock import fixed_clock
from knowledge.documents import Document
from knowledge.embedding import DIMENSIONS, E5Embedder, Matrix
from knowledge.library import KnowledgeBase

PASSAGES = 50_000
LIMIT_MS = 60.0
"""What the 95th percentile of a short query's time must stay under."""

CHANGE_SECONDS = 5.0
"""Of one core, what one changed document may take."""

_SEED = 5
_SENTENCE = re.compile(r"[^。！？]+[。！？]")
_TODAY = date(2026, 9, 30)
_MOMENT = datetime(2026, 9, 30, 9, tzinfo=UTC)
_CHANGED = "今天央行宣布降准，释放长期资金一万亿元，见通知"


def filler(texts: Sequence[str], count: int = PASSAGES) -> Iterator[Document]:
    """``count`` documents of one passage each, from the sentences of ``texts``."""
    rng = random.Random(_SEED)
    sentences = [found for text in texts for found in _SENTENCE.findall(text)]
    for number in range(count):
        chosen = rng.sample(sentences, rng.randint(2, 6))
        yield Document(
            id=f"filler-{number}",
            title=chosen[0][:20],
            text="".join(chosen),
            published=_TODAY - timedelta(days=number % 365),
            access="public" if number % 4 else "staff",
        )


class RandomVectors:
    """Draws the vector of a passage from its letters; reads questions as `E5Embedder` does."""

    name = "random"

    def passages(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors, shape (texts, dimensions)."""
        drawn = np.stack(
            [
                np.random.default_rng(zlib.crc32(text.encode())).standard_normal(
                    DIMENSIONS, np.float32
                )
                for text in texts
            ]
        )
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)

    def queries(self, texts: Sequence[str]) -> Matrix:
        """See `knowledge.embedding.Embedder`."""
        return E5Embedder().queries(texts)


def build(home: Path, texts: Sequence[str], count: int = PASSAGES) -> KnowledgeBase:
    """A home of ``count`` passages in ``home``, unless it is there."""
    base = KnowledgeBase(home, fixed_clock(_MOMENT), RandomVectors())
    base.take(filler(texts, count))
    return base


def times(base: KnowledgeBase, queries: Sequence[str]) -> tuple[float, NDArray[np.float64]]:
    """Seconds to open the index, and milliseconds of each query, warm."""
    base = KnowledgeBase(base.home, base.clock, RandomVectors())
    began = time.perf_counter()
    base.version()
    opened = time.perf_counter() - began
    for query in queries[:3]:
        base.search(query, 10, access={"public"})
    taken = []
    for query in queries:
        began = time.perf_counter()
        base.search(query, 10, access={"public"})
        taken.append(1000 * (time.perf_counter() - began))
    return opened, np.array(taken)


def change(base: KnowledgeBase) -> float:
    """Seconds of processor time that one changed document takes, the home read from disk first."""
    base = KnowledgeBase(base.home, base.clock, RandomVectors())
    began = time.process_time()
    report = base.take([Document("filler-77", "换了标题", f"{_CHANGED}第{time.time_ns()}号。")])
    assert report.changed == 1
    return time.process_time() - began
