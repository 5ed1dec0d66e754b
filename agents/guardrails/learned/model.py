"""A linear model of several labels: n-grams alone, or n-grams and an embedding together."""

import functools
import json
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agents.guardrails.learned.features import BUCKETS, buckets, plain
from home.errors import BadInput

EMBEDDING_SCALE = 3.0
"""Weight of the centred embedding beside n-gram features of length one."""


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights for each label, and the evidence that they were fitted with.

    Shapes: ``quick`` and ``grams`` (BUCKETS, labels), ``dense`` (384, labels), ``centre`` (384,),
    the biases and ``thresholds`` (labels,). ``quick`` scores n-grams alone and decides whether an
    embedding is worth its time; ``grams`` and ``dense`` score both together.
    """

    labels: tuple[str, ...]
    quick: NDArray[np.float16]
    quick_bias: NDArray[np.float32]
    grams: NDArray[np.float16]
    dense: NDArray[np.float32]
    bias: NDArray[np.float32]
    centre: NDArray[np.float32]
    thresholds: NDArray[np.float32]
    about: str
    """JSON: examples and their hash, measured figures, settings."""

    def quick_scores(self, text: str) -> NDArray[np.float32]:
        """Probability of each label by n-grams alone; ``text`` is normalised."""
        return _sigmoid(np.asarray(_gram_scores(self.quick, text) + self.quick_bias, np.float32))

    def scores(self, text: str, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probability of each label by n-grams and the embedding of the text."""
        dense = (vector - self.centre) * EMBEDDING_SCALE
        logits = _gram_scores(self.grams, text) + dense @ self.dense + self.bias
        return _sigmoid(np.asarray(logits, np.float32))

    @property
    def data_hash(self) -> str:
        """SHA-256 of the examples that the model learned from."""
        return str(json.loads(self.about)["data_hash"])

    def save(self, path: Path) -> None:
        """Write the model to one compressed ``.npz``."""
        np.savez_compressed(
            path,
            labels=np.array(self.labels),
            quick=self.quick,
            quick_bias=self.quick_bias,
            grams=self.grams,
            dense=self.dense,
            bias=self.bias,
            centre=self.centre,
            thresholds=self.thresholds,
            about=np.array(self.about),
        )


def _gram_scores(weights: NDArray[np.float16], text: str) -> NDArray[np.float32]:
    found = buckets(plain(text))
    scale = np.float32(1.0 / np.sqrt(len(found) + 1))
    return np.asarray(weights[found].sum(axis=0, dtype=np.float32) * scale, np.float32)


def _sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    positive = 1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30)))
    return np.asarray(positive, np.float32)


@functools.cache
def shipped(name: str) -> LinearModel:
    """The model ``name`` (check or screen) that ships with the package."""
    return load(resources.files("agents.guardrails.learned").joinpath(f"{name}.npz"))


def load(source: Path | Traversable) -> LinearModel:
    """A saved model.

    Raises:
        BadInput: the file is no such model.
    """
    try:
        with source.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            model = LinearModel(
                labels=tuple(str(label) for label in arrays["labels"]),
                quick=arrays["quick"],
                quick_bias=arrays["quick_bias"],
                grams=arrays["grams"],
                dense=arrays["dense"],
                bias=arrays["bias"],
                centre=arrays["centre"],
                thresholds=arrays["thresholds"],
                about=str(arrays["about"]),
            )
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(f"{source} must be a model saved by LinearModel.save: {error}") from error
    if model.quick.shape != (BUCKETS, len(model.labels)):
        raise BadInput(f"{source} must have {BUCKETS} rows of weights, got {model.quick.shape}")
    return model
