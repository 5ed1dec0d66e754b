"""BM25 over one view of the passages (words, or bigrams), as flat arrays that map into memory.

Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond", with the
non-negative idf of Lucene: idf = ln(1 + (N - df + 0.5) / (df + 0.5)). Each segment of the index
keeps counts; what depends on all passages (N, df, mean length) is worked out when a query is
read, so that segments may come and go without being written again.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

K1 = 1.2
B = 0.6

Floats = NDArray[np.float32]
Rows = NDArray[np.int32]

_ARRAYS = ("terms", "starts", "rows", "counts", "lengths")
_MOST = np.iinfo(np.uint16).max


@dataclass(frozen=True)
class Postings:
    """The terms of one segment. ``terms`` are sorted 64-bit hashes: no dictionary is loaded.

    ``starts`` has one entry more than ``terms``; the postings of term i are
    ``rows[starts[i]:starts[i + 1]]`` (passages of the segment) and ``counts`` there.
    ``lengths`` is the number of tokens of each passage.
    """

    terms: NDArray[np.uint64]
    starts: NDArray[np.int64]
    rows: Rows
    counts: NDArray[np.uint16]
    lengths: Rows

    def find(self, term: np.uint64) -> slice:
        """Where the postings of ``term`` lie; empty where no passage holds it."""
        at = int(np.searchsorted(self.terms, term))
        if at == len(self.terms) or self.terms[at] != term:
            return slice(0, 0)
        return slice(int(self.starts[at]), int(self.starts[at + 1]))

    def save(self, folder: Path) -> None:
        """Write the arrays into ``folder``, which is made."""
        folder.mkdir(parents=True)
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))


@dataclass(frozen=True)
class LexicalIndex:
    """The postings of all segments, counted together.

    ``places`` has, for each segment, the passage in the index that each of its passages is, -1
    where it is not in the index (any more); None where they are the same.
    """

    parts: tuple[Postings, ...]
    places: tuple[Rows | None, ...]
    size: int

    def idf(self, count: int) -> float:
        """The idf of a term that ``count`` passages hold."""
        return math.log(1 + (self.size - count + 0.5) / (count + 0.5))

    def idf_of(self, token: str) -> float:
        """The idf of ``token`` here."""
        return self.idf(sum(len(rows) for rows, _ in self._found(token)))

    def scores(self, tokens: Iterable[str]) -> tuple[Floats, float]:
        """BM25 of each passage, shape (size,), and the sum of the query's idf.

        The sum counts terms that no passage holds, too: score / sum is how much of the query is
        found, about 0 to 1 (more where terms repeat), and compares between queries.
        """
        out = np.zeros(self.size, np.float32)
        total = 0.0
        for token in dict.fromkeys(tokens):
            found = self._found(token)
            idf = self.idf(sum(len(rows) for rows, _ in found))
            total += idf
            for rows, counts in found:
                weights = counts * np.float32(K1 + 1) / (counts + self._norm[rows])
                out[rows] += np.float32(idf) * weights
        return out, total

    def holding(self, token: str) -> Rows:
        """The passages that hold ``token``."""
        found = [rows for rows, _ in self._found(token)]
        return np.concatenate(found) if found else np.zeros(0, np.int32)

    def _found(self, token: str) -> list[tuple[Rows, Floats]]:
        """The passages that hold ``token`` and how often, part by part."""
        term = hashed(token)
        out: list[tuple[Rows, Floats]] = []
        for part, place in zip(self.parts, self.places, strict=True):
            span = part.find(term)
            if span.stop == span.start:
                continue
            rows, counts = part.rows[span], part.counts[span]
            if place is not None:
                rows = place[rows]
                here = rows >= 0
                rows, counts = rows[here], counts[here]
            if len(rows):
                out.append((rows, counts.astype(np.float32)))
        return out

    @cached_property
    def _norm(self) -> Floats:
        """What the length of each passage does to the count of a term in it."""
        lengths = np.zeros(self.size, np.int64)
        for part, place in zip(self.parts, self.places, strict=True):
            if place is None:
                lengths[:] = part.lengths
            else:
                here = place >= 0
                lengths[place[here]] = part.lengths[here]
        average = max(float(lengths.sum()) / max(self.size, 1), 1.0)
        return np.asarray(K1 * (1 - B + B * lengths / average), np.float32)


def load(folder: Path) -> Postings:
    """The postings in ``folder``, mapped into memory."""
    return Postings(**{name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS})


def build(passages: Sequence[Sequence[str]]) -> Postings:
    """The postings of ``passages``, each its tokens."""
    ids: dict[str, int] = {}
    numbers: list[int] = []
    counts: list[int] = []
    held: list[int] = []
    for tokens in passages:
        found = Counter(tokens)
        held.append(len(found))
        numbers += [ids.setdefault(token, len(ids)) for token in found]
        counts += found.values()
    hashes = np.array([hashed(token) for token in ids], np.uint64)
    return _sorted(
        hashes[np.array(numbers, np.int64)],
        np.repeat(np.arange(len(passages), dtype=np.int32), held),
        np.minimum(np.array(counts, np.int64), _MOST).astype(np.uint16),
        np.array([len(tokens) for tokens in passages], np.int32),
    )


def merge(parts: Sequence[tuple[Postings, Rows]], size: int) -> Postings:
    """One segment's postings from several.

    Args:
        parts: postings, and the row in the result of each of their passages, -1 to leave it out.
        size: passages of the result.
    """
    lengths = np.zeros(size, np.int32)
    terms, rows, counts = [], [], []
    for part, place in parts:
        to = place[part.rows]
        here = to >= 0
        terms.append(np.repeat(part.terms, np.diff(part.starts))[here])
        rows.append(to[here])
        counts.append(part.counts[here])
        lengths[place[place >= 0]] = part.lengths[place >= 0]
    return _sorted(np.concatenate(terms), np.concatenate(rows), np.concatenate(counts), lengths)


def _sorted(
    terms: NDArray[np.uint64], rows: Rows, counts: NDArray[np.uint16], lengths: Rows
) -> Postings:
    order = np.argsort(terms, kind="stable")
    known, starts = np.unique(terms[order], return_index=True)
    starts = np.append(starts, len(terms)).astype(np.int64)
    return Postings(known, starts, rows[order], counts[order], lengths)


def hashed(token: str) -> np.uint64:
    """What a token or a name is kept under."""
    digest = hashlib.blake2b(token.encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "big"))
