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

_PARTS_WEIGHT = 0.3  # of a long query's meaning, how much its parts say beside the whole


@dataclass(frozen=True)
class Signals:
    """Shape (passages,) each. ``lexical``: the share of the query's idf mass that BM25 finds.

    ``dense``: cosine; NaN where the passage has no vector (yet). None without any vector.
    """

    lexical: Floats
    dense: Floats | None


def read(version: IndexVersion, question: Question, model: Embedder, nearest: Nearest) -> Signals:
    """Both signals of ``question`` for every passage of ``version``."""
    return Signals(_lexical(version, question), _dense(version, question, model, nearest))


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
    if not question.text or not len(version.matrix) or _has_no_vector(version):
        return None
    vectors = model.queries([question.text, *question.parts])
    whole = _cosines(version, vectors[0], nearest)
    if len(vectors) < 3:
        return whole
    parts = np.mean([_cosines(version, vector, nearest) for vector in vectors[1:]], axis=0)
    # Sentences are nearer to everything or farther from it than the whole: only spread counts.
    return np.asarray((1 - _PARTS_WEIGHT) * whole + _PARTS_WEIGHT * _like(parts, whole), np.float32)


def _cosines(version: IndexVersion, vector: Floats, nearest: Nearest) -> Floats:
    rows = nearest(vector)
    if rows is None:
        return np.asarray(version.matrix @ vector, np.float32)
    out = np.full(len(version.matrix), np.nan, np.float32)
    if len(rows):
        found = version.matrix[rows] @ vector
        out[:] = found.min()  # the others are farther than the farthest that was found
        out[rows] = found
    return out


def _like(values: Floats, model: Floats) -> Floats:
    """``values`` moved and stretched to the mean and spread of ``model``."""
    spread = float(np.nanstd(values)) or 1.0
    scaled = (values - np.nanmean(values)) / spread
    return np.asarray(scaled * np.nanstd(model) + np.nanmean(model), np.float32)


def _has_no_vector(version: IndexVersion) -> bool:
    first = version.matrix[:, 0]
    return bool(np.isnan(first).all())
