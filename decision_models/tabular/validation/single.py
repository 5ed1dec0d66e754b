"""How well one column alone ranks a label: the ground of leakage suspicion and of drift."""

import numpy as np

from decision_models.tabular.validation.metrics import auc_of_groups

_BINS = 30
_PARTS = 3


def bins(values: np.ndarray, kind: str) -> np.ndarray:
    """A column as small whole numbers: levels, or up to 30 quantile bins; missing is one more."""
    if kind == "text":
        return np.char.str_len(values).astype(np.int32) // 20
    absent = np.isnan(values)
    if kind == "category":
        return np.where(absent, 0, np.nan_to_num(values) + 1).astype(np.int32)
    known = values[~absent]
    if known.size == 0:
        return np.zeros(len(values), dtype=np.int32)
    distinct = np.unique(known) if known.size < 200_000 else np.unique(known[::5])
    edges = (
        distinct
        if distinct.size <= _BINS
        else np.unique(np.quantile(known, np.linspace(0, 1, _BINS + 1)))
    )
    places = np.searchsorted(edges, np.nan_to_num(values), side="right")
    return np.where(absent, 0, places + 1).astype(np.int32)


def rank_alone(binned: np.ndarray, labels: np.ndarray, part: np.ndarray) -> float:
    """AUC of the label's rate by bin, each row's rate from the other parts (0.5 says nothing)."""
    size, parts = int(binned.max()) + 1, int(part.max()) + 1
    place = part * size + binned
    seen = np.bincount(place, minlength=parts * size).reshape(parts, size)
    hits = np.bincount(place, weights=labels, minlength=parts * size).reshape(parts, size)
    rate = (hits.sum(axis=0) - hits + 10 * labels.mean()) / (seen.sum(axis=0) - seen + 10)
    return auc_of_groups(rate.ravel(), hits.ravel(), (seen - hits).ravel())


def parts_at_random(rows: int, seed: int) -> np.ndarray:
    """Three parts of equal size."""
    return np.asarray(np.random.default_rng(seed).permutation(rows) % _PARTS)
