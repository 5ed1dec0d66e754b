"""Joins words and meaning into one score per passage, and the parts of a question into one.

A weighted sum of normalised scores, which keeps what ranks throw away: by how much the first is
ahead (Bruch, Gai and Ingber 2022, "An Analysis of Fusion Functions for Hybrid Retrieval"). The
unit of the result is one standard deviation of cosine within the collection.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.search.question import Question
from knowledge.search.signals import Readings, Signals

Floats = NDArray[np.float32]

_LEAST_SPREAD = 0.012  # of cosine: a handful of passages says nothing about how they spread
_ENOUGH = 30  # passages from which their own mean and spread are used


@dataclass(frozen=True)
class FusionWeights:
    """How much words count against meaning, found on the development half of the benchmarks.

    ``window_peak``: of the best of a story's window; ``story``: of the best of the whole story;
    ``best_windows``: how many windows speak for a passage; ``clause``: what a clause adds.
    """

    lexical: float = 4.0
    peak: float = 0.5
    window_peak: float = 1.5
    story: float = 1.5
    best_windows: int = 3
    clause: float = 0.5


def join(
    readings: Readings, question: Question, among: NDArray[np.bool_], weights: FusionWeights
) -> tuple[Floats, Floats]:
    """One score per passage, shape (passages,), and one per part, shape (parts, passages).

    Of a story those windows speak for a passage that it answers best: most of a story is not
    about it. A clause of a short question adds what it says beyond the whole.
    """
    if question.story:
        parts = [fuse(one, among, weights.lexical, weights.window_peak) for one in readings.parts]
        best = np.sort(np.stack(parts), axis=0)[-weights.best_windows :].mean(axis=0)
        whole = np.float32(weights.story) * _ratio(readings.whole.lexical, among)
        return np.asarray(best + whole, np.float32), np.stack(parts)
    whole = fuse(readings.whole, among, weights.lexical, weights.peak)
    if not readings.parts:
        return whole, np.zeros((0, len(whole)), np.float32)
    parts = [fuse(one, among, weights.lexical, weights.peak) for one in readings.parts]
    best = np.maximum(np.stack(parts).max(axis=0), 0.0)
    return np.asarray(whole + np.float32(weights.clause) * best, np.float32), np.stack(parts)


def fuse(signals: Signals, among: NDArray[np.bool_], lexical: float, peak: float) -> Floats:
    """One score per passage, shape (passages,); the scale is that of those ``among`` the asked set.

    Passages that wait for their vector are given what their words say in its place.
    """
    # A long query is never found word by word: what counts is who has more of it than others.
    said = np.float32(lexical) * signals.lexical + np.float32(peak) * _ratio(signals.lexical, among)
    if signals.dense is None:
        return np.asarray(said, np.float32)
    dense = signals.dense
    missing = np.isnan(dense)
    known = among & ~missing
    pool = dense[known] if known.sum() >= _ENOUGH else dense[~missing]
    mean, spread = float(pool.mean()), max(float(pool.std()), _LEAST_SPREAD)
    meaning = (dense - np.float32(mean)) / np.float32(spread)
    if missing.any():
        meaning = np.where(missing, np.minimum(said * 0.5, 3.0), meaning)
    return np.asarray(said + meaning, np.float32)


def _ratio(words: Floats, among: NDArray[np.bool_]) -> Floats:
    top = float(words[among].max(initial=0.0))
    return words / np.float32(top) if top > 0 else words
