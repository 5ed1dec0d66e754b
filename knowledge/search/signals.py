"""The two readings of every passage for a query: how much of its words, how near in meaning."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Embedder
from knowledge.index.version import IndexVersion
from knowledge.search.question import Part, Question

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Nearest = Callable[[Floats], Rows | None]
"""Rows worth a closer look for a vector, or None: look at all."""

_GENERIC_WEIGHT = 0.4  # how much of the nearness to any question is taken off
_UNIT_WEIGHT = 0.25  # how much a passage's best sentence counts beside the whole passage
_MEANT_WEIGHT = 0.6  # of a word that is not said but may be meant
_EXAMINED = 500  # passages whose sentences are compared, too, where there are many more
_ALL_UP_TO = 6000  # sentences up to which all are compared


@dataclass(frozen=True)
class Signals:
    """Shape (passages,) each. ``lexical``: the share of the query's idf mass that BM25 finds.

    ``dense``: nearness in meaning (`_closeness`); NaN where the passage has
    no vector (yet); None without any vector.
    """

    lexical: Floats
    dense: Floats | None


@dataclass(frozen=True)
class Readings:
    """The signals of a whole question, and of each of its parts in their order.

    Of a story only the parts are read for meaning: their vectors cover it.
    """

    whole: Signals
    parts: tuple[Signals, ...]


def read(version: IndexVersion, question: Question, model: Embedder, nearest: Nearest) -> Readings:
    """The signals of ``question`` for every passage of ``version``."""
    texts = texts_embedded(version, question)
    vectors = model.queries(texts) if texts else np.zeros((0, 0), np.float32)
    dense = _closeness(version, vectors, nearest)
    first = None if question.story or not dense else dense[0]
    others = dense if question.story else dense[1:]
    known: Sequence[Floats | None] = others or [None] * len(question.parts)
    return Readings(
        Signals(_lexical(version, question.whole), first),
        tuple(
            Signals(_lexical(version, part), meaning)
            for part, meaning in zip(question.parts, known, strict=True)
        ),
    )


def texts_embedded(version: IndexVersion, question: Question) -> tuple[str, ...]:
    """The texts of ``question`` that get a vector: none where no passage has one to compare."""
    return question.embedded if question.text and version.has_vectors else ()


def _lexical(version: IndexVersion, said: Part) -> Floats:
    total = np.zeros(version.words.size, np.float32)
    views = (
        (version.words, said.words, said.meant_words),
        (version.bigrams, said.bigrams, said.meant_bigrams),
    )
    for index, tokens, meant in views:
        scores, mass = index.scores(tokens)
        if meant:
            scores += np.float32(_MEANT_WEIGHT) * index.scores(meant)[0]
        if mass > 0:
            total += scores / np.float32(mass * len(views))
    return total


def _closeness(version: IndexVersion, vectors: Floats, nearest: Nearest) -> list[Floats]:
    """Cosine of each passage to each vector, its nearest unit counted in, less what it shares
    with any question.

    Some passages are near to every question (hubs); how near to the generic one tells which.
    """
    if not len(vectors):
        return []
    own = np.asarray(vectors - np.float32(_GENERIC_WEIGHT) * version.generic, np.float32)
    proposed = [nearest(vector) for vector in vectors]
    if proposed[0] is not None:
        pairs = zip(own, proposed, strict=True)
        return [_of_proposed(version, one, rows) for one, rows in pairs if rows is not None]
    together = version.matrix.dot(own)  # one pass over the matrix for all
    return [_with_units(version, one, whole) for one, whole in zip(own, together, strict=True)]


def _with_units(version: IndexVersion, own: Floats, whole: Floats) -> Floats:
    if not len(version.unit_matrix):
        return whole
    if len(version.unit_matrix) <= _ALL_UP_TO:
        return whole + _gain(version, own, whole, np.arange(len(whole)))
    return _closer_look(version, own, whole)


def _closer_look(version: IndexVersion, own: Floats, whole: Floats) -> Floats:
    """As though every sentence were compared; those far down are given the mean of a sample."""
    best = np.argpartition(-np.nan_to_num(whole, nan=-np.inf), _EXAMINED)[:_EXAMINED]
    sample = np.arange(0, len(whole), max(2 * len(whole) // _EXAMINED, 1))
    rows = np.union1d(best, sample)
    gained = _gain(version, own, whole, rows)
    out = whole + np.float32(np.nanmean(gained[np.isin(rows, sample)]))
    out[rows] = whole[rows] + gained
    return np.asarray(out, np.float32)


def _gain(version: IndexVersion, own: Floats, whole: Floats, rows: Rows) -> Floats:
    """What the nearest sentence of each of ``rows`` adds to its closeness."""
    starts = version.unit_starts
    counts = starts[rows + 1] - starts[rows]
    out = np.zeros(len(rows), np.float32)
    some = np.flatnonzero(counts)
    if not len(some):
        return out
    counts = counts[some]
    begins = np.concatenate(([0], np.cumsum(counts)[:-1]))
    places = np.arange(counts.sum()) - np.repeat(begins - starts[rows[some]], counts)
    known = np.asarray(version.unit_matrix.take(places) @ own, np.float32)
    best = np.maximum.reduceat(np.where(np.isnan(known), -np.inf, known), begins)
    gained = np.where(np.isfinite(best), best - whole[rows[some]], 0.0)
    out[some] = np.float32(_UNIT_WEIGHT) * gained
    return out


def _of_proposed(version: IndexVersion, own: Floats, rows: Rows) -> Floats:
    out = np.full(len(version.matrix), np.nan, np.float32)
    if len(rows):
        found = version.matrix.take(rows) @ own
        out[:] = found.min()  # the others are farther than the farthest that was found
        out[rows] = found
    return out
