"""How a head is fitted: principal components of the features, penalised regression in them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.understanding.features import Floats

COMPONENTS = 1000
_OVERSAMPLED = 60
_POWER_STEPS = 3
_HELD_BACK = 4  # every 4th row tells how sure the others' model may be
_TEMPERATURES = np.arange(0.3, 1.55, 0.05)

__all__ = ["Fitted", "Floats", "Space", "Strength", "Targets", "components", "fit"]


@dataclass(frozen=True)
class Space:
    """The principal components of the examples, and the way back to their features."""

    scores: Floats  # (examples, components)
    back: Floats  # (features, components)


@dataclass(frozen=True)
class Targets:
    """Which rows train a head, with label and weight (a row may stand here several times)."""

    rows: NDArray[np.int64]
    labels: NDArray[np.str_]
    weights: NDArray[np.float64]


@dataclass(frozen=True)
class Strength:
    """How a head is held back: the inverse penalty, and how far rare labels are made up for.

    ``balance`` 1 makes all labels count alike, 0 each as often as it was written down.
    """

    inverse_penalty: float
    balance: float


@dataclass(frozen=True)
class Fitted:
    """A head's coefficients (features, k) on the weighted features, and its temperature."""

    labels: list[str]
    coefficients: Floats
    bias: Floats
    temperature: float


def components(blocks: tuple[Any, ...], weights: tuple[float, ...]) -> Space:
    """Principal components (not centred) of the weighted blocks side by side.

    The range is found at random with a fixed seed, and sharpened by power steps.
    """
    import scipy.sparse

    stacked = scipy.sparse.hstack(
        [scipy.sparse.csr_matrix(one) * weight for one, weight in zip(blocks, weights, strict=True)]
    ).tocsr()
    gram = (stacked @ stacked.T).toarray().astype(np.float32)
    kept = min(COMPONENTS, len(gram) - 1)
    generator = np.random.default_rng(0)
    basis = generator.standard_normal((len(gram), min(kept + _OVERSAMPLED, len(gram))))
    basis = basis.astype(np.float32)
    for _ in range(_POWER_STEPS):
        basis, _triangle = np.linalg.qr(gram @ basis)
    values, vectors = np.linalg.eigh(basis.T @ gram @ basis)
    scale = np.sqrt(np.maximum(values[-kept:], 1e-6))
    vectors = basis @ vectors[:, -kept:]
    return Space(vectors * scale, np.asarray(stacked.T @ (vectors / scale)))


def fit(space: Space, target: Targets, strength: Strength) -> Fitted:
    """One head on all of its rows, with the temperature that suits rows it has not seen."""
    every = np.ones(len(target.rows), dtype=bool)
    model = _regression(space.scores, target, every, strength)
    return Fitted(
        labels=[str(label) for label in model.classes_],
        coefficients=np.asarray(space.back @ model.coef_.T.astype(np.float32)),
        bias=model.intercept_.astype(np.float32),
        temperature=_temperature(space.scores, target, strength),
    )


def _regression(
    scores: Floats, target: Targets, chosen: NDArray[np.bool_], strength: Strength
) -> Any:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength.inverse_penalty, max_iter=400, tol=1e-3)
    labels = target.labels[chosen]
    return model.fit(
        scores[target.rows[chosen]],
        labels,
        sample_weight=_balanced(labels, target.weights[chosen], strength.balance),
    )


def _balanced(
    labels: NDArray[np.str_], weights: NDArray[np.float64], balance: float
) -> NDArray[np.float64]:
    """``weights`` with those of rare labels raised, of the same mean."""
    _, number = np.unique(labels, return_inverse=True)
    raised = weights * np.bincount(number, weights)[number] ** -balance
    return np.asarray(raised * (weights.sum() / raised.sum()))


def _temperature(scores: Floats, target: Targets, strength: Strength) -> float:
    """The divisor of the logits at which held-back rows are likeliest."""
    held = target.rows % _HELD_BACK == 0  # a row's several labels stay together
    model = _regression(scores, target, ~held, strength)
    names = {name: at for at, name in enumerate(model.classes_)}
    found = model.decision_function(scores[target.rows[held]])
    truth = np.array([names[label] for label in target.labels[held]])

    def loss(temperature: float) -> float:
        scaled = found / temperature
        top = scaled.max(axis=1, keepdims=True)
        norm = np.log(np.exp(scaled - top).sum(axis=1)) + top[:, 0]
        return float((norm - scaled[np.arange(len(truth)), truth]).mean())

    return float(min(_TEMPERATURES, key=loss))
