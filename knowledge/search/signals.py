"""The two readings of every passage for one query: how much of its words, how near in meaning."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Embedder
from knowledge.index.version import IndexVersion
from knowledge.search.question import Question

Floats = NDArray[np.float32]
Nearest = Callable[[Floats], NDArray[np.int64] | None]
"""Rows worth a closer look for a vector, or None: look at all."""

_GENERIC_WEIGHT = 0.4  # how much of the nearness to any question is taken off
_UNIT_WEIGHT = 0.25  # how much a passage's best sentence counts beside the whole passage
_PARTS_WEIGHT = 0.2  # of a long query's meaning, how much its parts say beside the whole


@dataclass(frozen=True)
class Signals:
    """Shape (passages,) each. ``lexical``: the share of the query's idf mass that BM25 finds.

    ``dense``: nearness in meaning (`_closeness`); NaN where the passage has
    no vector (yet); None without any vector.
    """

    lexical: Floats
    dense: Floats | None


def read(version: IndexVersion, question: Question, model: Embedder, nearest: Nearest) -> Signals:
    """Both signals of ``question`` for every passage of ``version``."""
    return Signals(_lexical(version, question), _dense(version, question, model, nearest))


def texts_embedded(version: IndexVersion, question: Question) -> tuple[str, ...]:
    """The texts of ``question`` that get a vector: none where no passage has one to compare."""
    if not question.text or not len(version.matrix) or np.isnan(version.matrix[:, 0]).all():
        return ()
    return (question.text, *question.parts)


def _lexical(version: IndexVersion, question: Question) -> Floats:
    total = np.zeros(version.words.size, np.float32)
    views = ((version.words, question.words), (version.bigrams, question.bigrams))
    for index, tokens in views:
        scores, mass = index.scores(tokens)
        if mass > 0:
            total += scores / np.float32(mass * len(views))
    return total


def _dense(
    version: IndexVersion, question: Question, model: Embedder, nearest: Nearest
) -> Floats | None:
    texts = texts_embedded(version, question)
    if not texts:
        return None
    vectors = model.queries(texts)
    whole = _closeness(version, vectors[0], nearest)
    if len(vectors) < 3:
        return whole
    parts = np.stack([_level(_closeness(version, one, nearest)) for one in vectors[1:]])
    # A passage answers one part or two of a story, and most of a story is not the question.
    best = np.sort(parts, axis=0)[-2:].mean(axis=0)
    return np.asarray((1 - _PARTS_WEIGHT) * whole + _PARTS_WEIGHT * _like(best, whole), np.float32)


def _closeness(version: IndexVersion, vector: Floats, nearest: Nearest) -> Floats:
    """Cosine of each passage, its nearest unit counted in, less what it shares with any question.

    Some passages are near to every question (hubs); how near to the generic one tells which.
    """
    own = vector - np.float32(_GENERIC_WEIGHT) * version.generic
    rows = nearest(vector)
    if rows is not None:
        return _of_proposed(version, own, rows)
    whole = np.asarray(version.matrix @ own, np.float32)
    if not len(version.unit_rows):
        return whole
    finest = whole.copy()
    known = version.unit_matrix @ own
    known = np.where(np.isnan(known), -np.inf, known)
    first = np.flatnonzero(np.diff(version.unit_rows, prepend=-1))
    best = np.maximum.reduceat(known, first)
    rows_with = version.unit_rows[first]
    finest[rows_with] = np.where(np.isfinite(best), best, whole[rows_with])
    return np.asarray((1 - _UNIT_WEIGHT) * whole + _UNIT_WEIGHT * finest, np.float32)


def _of_proposed(version: IndexVersion, own: Floats, rows: NDArray[np.int64]) -> Floats:
    out = np.full(len(version.matrix), np.nan, np.float32)
    if len(rows):
        found = version.matrix[rows] @ own
        out[:] = found.min()  # the others are farther than the farthest that was found
        out[rows] = found
    return out


def _level(values: Floats) -> Floats:
    """``values`` with mean 0 and spread 1: some sentences are nearer to everything than others."""
    spread = float(np.nanstd(values)) or 1.0
    return np.asarray((values - np.nanmean(values)) / spread, np.float32)


def _like(values: Floats, model: Floats) -> Floats:
    """``values`` with the mean and spread of ``model``."""
    return np.asarray(_level(values) * np.nanstd(model) + np.nanmean(model), np.float32)
