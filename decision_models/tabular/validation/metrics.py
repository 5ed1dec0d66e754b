"""Measures of a ranking and of its probabilities."""

import numpy as np
from scipy.stats import rankdata

Array = np.ndarray


def auc(labels: Array, scores: Array) -> float:
    """Area under the ROC curve; ties count half; NaN with one class."""
    positive = labels > 0.5
    hits, misses = int(positive.sum()), int((~positive).sum())
    if hits == 0 or misses == 0:
        return float("nan")
    ranks = rankdata(scores)
    return float((ranks[positive].sum() - hits * (hits + 1) / 2) / (hits * misses))


def auc_of_groups(scores: Array, hits: Array, misses: Array) -> float:
    """The same of groups of rows with one score: how many positives and negatives each has."""
    _, place = np.unique(scores, return_inverse=True)
    hits, misses = np.bincount(place, weights=hits), np.bincount(place, weights=misses)
    total = float(hits.sum() * misses.sum())
    if total == 0:
        return float("nan")
    below = np.cumsum(misses) - misses
    return float((hits * (below + 0.5 * misses)).sum() / total)


def capture(labels: Array, scores: Array, share: float) -> float:
    """Share of all positives among the ``share`` of rows with the highest scores.

    Rows of one score that the limit cuts through count in proportion.
    """
    total = float(labels.sum())
    if total == 0:
        return float("nan")
    wanted = share * len(scores)
    limit = np.sort(scores)[::-1][max(0, min(len(scores) - 1, round(wanted) - 1))]
    above, at = scores > limit, scores == limit
    part = (wanted - above.sum()) / at.sum()
    return float((labels[above].sum() + np.clip(part, 0, 1) * labels[at].sum()) / total)


def lift(labels: Array, scores: Array, share: float) -> float:
    """How many times the average rate the top ``share`` of rows has."""
    return capture(labels, scores, share) / share


def log_loss(labels: Array, chance: Array) -> float:
    """Mean negative log likelihood."""
    kept = np.clip(chance, 1e-7, 1 - 1e-7)
    return float(-np.mean(labels * np.log(kept) + (1 - labels) * np.log1p(-kept)))


def brier(labels: Array, chance: Array) -> float:
    """Mean squared error of the probability."""
    return float(np.mean((chance - labels) ** 2))


def calibration_error(labels: Array, chance: Array, bins: int = 10) -> float:
    """Expected calibration error: mean gap of rate and probability over bins of equal size."""
    order = np.argsort(chance, kind="stable")
    parts = [part for part in np.array_split(order, bins) if part.size]
    gaps = [abs(labels[part].mean() - chance[part].mean()) * part.size for part in parts]
    return float(sum(gaps) / len(labels))


def auc_spread(labels: Array, scores: Array, seed: int, draws: int = 200) -> tuple[float, float]:
    """The 5 % and 95 % quantiles of the AUC over resamples of the rows (bootstrap)."""
    random = np.random.default_rng(seed)
    if len(labels) > 20_000:  # the formula's spread needs no more rows than this
        draws = 50
    found = []
    for _ in range(draws):
        drawn = random.integers(0, len(labels), len(labels))
        value = auc(labels[drawn], scores[drawn])
        if value == value:
            found.append(value)
    if not found:
        return float("nan"), float("nan")
    return float(np.quantile(found, 0.05)), float(np.quantile(found, 0.95))
