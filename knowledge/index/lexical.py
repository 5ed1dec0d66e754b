"""BM25 over one view of the passages (words, or bigrams), as flat arrays that map into memory.

Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond", with the
non-negative idf of Lucene: idf = ln(1 + (N - df + 0.5) / (df + 0.5)).
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

K1 = 1.2
B = 0.6

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class LexicalIndex:
    """Postings by term. ``terms`` are sorted 64-bit hashes, so that no dictionary is loaded.

    ``starts`` has one entry more than ``terms``; the postings of term i are
    ``rows[starts[i]:starts[i + 1]]`` (passages) and ``weights`` there (the BM25 term frequency
    part, without idf).
    """

    terms: NDArray[np.uint64]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: Floats
    size: int

    def idf(self, count: int) -> float:
        """The idf of a term that ``count`` passages hold."""
        return math.log(1 + (self.size - count + 0.5) / (count + 0.5))

    def idf_of(self, token: str) -> float:
        """The idf of ``token`` here."""
        span = self.postings(token)
        return self.idf(span.stop - span.start)

    def scores(self, tokens: Iterable[str]) -> tuple[Floats, float]:
        """BM25 of each passage, shape (size,), and the sum of the query's idf.

        The sum counts terms that no passage holds, too: score / sum is how much of the query is
        found, about 0 to 1 (more where terms repeat), and compares between queries.
        """
        out = np.zeros(self.size, np.float32)
        total = 0.0
        for token in dict.fromkeys(tokens):
            span = self.postings(token)
            idf = self.idf(span.stop - span.start)
            total += idf
            if span.stop > span.start:
                out[self.rows[span]] += np.float32(idf) * self.weights[span]
        return out, total

    def postings(self, token: str) -> slice:
        """Where the postings of ``token`` lie; empty where no passage holds it."""
        wanted = _hash(token)
        at = int(np.searchsorted(self.terms, wanted))
        if at == len(self.terms) or self.terms[at] != wanted:
            return slice(0, 0)
        return slice(int(self.starts[at]), int(self.starts[at + 1]))

    def save(self, folder: Path) -> None:
        """Write the arrays into ``folder``, which is made."""
        folder.mkdir(parents=True)
        for name in ("terms", "starts", "rows", "weights"):
            np.save(folder / f"{name}.npy", getattr(self, name))
        np.save(folder / "size.npy", np.int64(self.size))


def load(folder: Path) -> LexicalIndex:
    """The index in ``folder``, mapped into memory."""
    arrays = {
        name: np.load(folder / f"{name}.npy", mmap_mode="r")
        for name in ("terms", "starts", "rows", "weights")
    }
    return LexicalIndex(**arrays, size=int(np.load(folder / "size.npy")))


def build(documents: Sequence[Sequence[str]]) -> LexicalIndex:
    """The index of ``documents``, each the tokens of one passage."""
    ids: dict[str, int] = {}
    numbers: list[int] = []
    counts: list[int] = []
    held: list[int] = []
    for tokens in documents:
        found = Counter(tokens)
        held.append(len(found))
        numbers += [ids.setdefault(token, len(ids)) for token in found]
        counts += found.values()
    lengths = np.array([len(tokens) for tokens in documents], np.float32)
    rows = np.repeat(np.arange(len(documents), dtype=np.int32), held)
    weights = _saturated(np.array(counts, np.float32), lengths, rows)
    hashes = np.array([_hash(token) for token in ids], np.uint64)
    rank = np.argsort(hashes)
    place = np.empty(len(ids), np.int64)
    place[rank] = np.arange(len(ids))
    by_term = place[np.array(numbers, np.int64)]
    order = np.argsort(by_term, kind="stable")
    starts = np.searchsorted(by_term[order], np.arange(len(ids) + 1)).astype(np.int64)
    return LexicalIndex(hashes[rank], starts, rows[order], weights[order], len(documents))


def _saturated(counts: Floats, lengths: Floats, rows: NDArray[np.int32]) -> Floats:
    average = float(lengths.mean()) if len(lengths) else 1.0
    norm = K1 * (1 - B + B * lengths[rows] / max(average, 1.0))
    return np.asarray(counts * (K1 + 1) / (counts + norm), np.float32)


def _hash(token: str) -> np.uint64:
    digest = hashlib.blake2b(token.encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "big"))
