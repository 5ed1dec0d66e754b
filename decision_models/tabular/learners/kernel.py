"""Kernel logistic regression: smooth where trees are stepped, curved where a line is straight.

The radial kernel is approximated by its values at a few hundred landmarks (Nystroem: Williams and
Seeger 2001, "Using the Nystroem method to speed up kernel machines"); on these a ridge logistic
regression is fitted by Newton's method.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from decision_models.tabular.learners.linear import fit_linear

_REACH = 6.0  # standard deviations: what lies further is taken to lie there


@dataclass(frozen=True)
class KernelSettings:
    """How many landmarks, how narrow the kernel, and the penalties to choose among.

    Attributes:
        narrow: the squared distance, divided by the number of columns, is multiplied with it.
    """

    landmarks: int = 150
    narrow: float = 0.25
    penalties: tuple[float, ...] = (4.0, 30.0, 250.0)


@dataclass(frozen=True)
class _Map:
    """Standardising, landmarks (rows, columns), and how narrow the kernel is."""

    centre: np.ndarray
    scale: np.ndarray
    landmarks: np.ndarray
    gamma: float

    def likeness(self, matrix: np.ndarray) -> np.ndarray:
        """exp(-gamma * squared distance) to each landmark, shape (rows, landmarks)."""
        near = np.clip((matrix - self.centre) / self.scale, -_REACH, _REACH)
        squares = (near**2).sum(axis=1)[:, None] + (self.landmarks**2).sum(axis=1)
        distance = np.maximum(squares - 2 * near @ self.landmarks.T, 0.0)
        return np.asarray(np.exp(-self.gamma * distance))


class KernelModel:
    """Log odds = intercept + likeness to the landmarks @ weights."""

    def __init__(self, where: _Map, weights: np.ndarray, intercept: float) -> None:
        self.where = where
        self.weights = weights
        self.intercept = intercept

    def log_odds(self, matrix: np.ndarray) -> np.ndarray:
        """The smooth score."""
        return np.asarray(self.where.likeness(matrix) @ self.weights + self.intercept)

    def gains(self) -> np.ndarray | None:
        """None: every column is in every distance."""
        return None

    def save(self, path: Path) -> None:
        """Write everything as JSON."""
        record = {
            "intercept": self.intercept,
            "weights": self.weights.tolist(),
            "centre": self.where.centre.tolist(),
            "scale": self.where.scale.tolist(),
            "landmarks": self.where.landmarks.tolist(),
            "gamma": self.where.gamma,
        }
        path.write_text(json.dumps(record), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "KernelModel":
        """Read what ``save`` wrote."""
        record = json.loads(path.read_text(encoding="utf-8"))
        where = _Map(
            np.array(record["centre"], dtype=float),
            np.array(record["scale"], dtype=float),
            np.array(record["landmarks"], dtype=float),
            float(record["gamma"]),
        )
        return cls(where, np.array(record["weights"], dtype=float), float(record["intercept"]))


def fit_kernel_path(
    settings: KernelSettings,
    matrix: np.ndarray,
    labels: np.ndarray,
    penalties: Sequence[float],
    seed: int,
    weights: np.ndarray | None = None,
) -> Iterator[tuple[float, KernelModel]]:
    """A model for each penalty, the largest first; the landmarks are rows drawn by ``seed``."""
    where = _place(settings, matrix, seed)
    own = where.likeness(where.landmarks * where.scale + where.centre)
    values, vectors = np.linalg.eigh(own)
    kept = values > 1e-6 * values.max()
    spread = vectors[:, kept] / np.sqrt(values[kept]) * np.sqrt(len(own))
    design = where.likeness(matrix) @ spread
    model = None
    for penalty in sorted(penalties, reverse=True):
        model = fit_linear(design, labels, penalty, weights, model)
        yield penalty, KernelModel(where, spread @ model.weights, model.intercept)


def _place(settings: KernelSettings, matrix: np.ndarray, seed: int) -> _Map:
    centre, scale = matrix.mean(axis=0), matrix.std(axis=0)
    scale = np.where(scale > 1e-9, scale, 1.0)
    drawn = np.random.default_rng(seed).permutation(len(matrix))[: settings.landmarks]
    near = np.clip((matrix[drawn] - centre) / scale, -_REACH, _REACH)
    return _Map(centre, scale, near, settings.narrow / max(1, matrix.shape[1]))
