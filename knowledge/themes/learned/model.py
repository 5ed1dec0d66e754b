"""A linear model over a sentence's embedding and its characters."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

HASHED = 2048
LONGEST = 60  # characters that are read: what happened is said first
FILE = "events.npz"


@dataclass(frozen=True)
class EventModel:
    """Multinomial logistic regression.

    Args:
        labels: the kinds, (kinds,).
        mean: of the training embeddings, (384,).
        weights: (384 + HASHED, kinds).
        bias: (kinds,).
        sure: least probability at which a kind is named (chosen on sentences of no known kind).
    """

    labels: tuple[str, ...]
    mean: Floats
    weights: Floats
    bias: Floats
    sure: float

    def probabilities(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """(texts, kinds); ``vectors`` are the query embeddings of `beginning` of each text."""
        scores = features(texts, vectors - self.mean) @ self.weights + self.bias
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)

    def name(self, text: str, vector: Floats) -> tuple[str | None, float]:
        """The kind and its probability; None where none is sure enough."""
        told = self.probabilities([text], vector.reshape(1, -1))[0]
        best = int(told.argmax())
        probability = float(told[best])
        return (self.labels[best] if probability >= self.sure else None, probability)


def beginning(text: str) -> str:
    """What of a text says what happened: its first sentence, title marks taken off."""
    return text.strip().lstrip("【[《").replace("】", " ")[:LONGEST]


def features(texts: Sequence[str], centred: Floats) -> Floats:
    """Unit embeddings beside unit counts of characters and pairs of them, (texts, 384 + HASHED)."""
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    counts = np.zeros((len(texts), HASHED), np.float32)
    for row, text in enumerate(texts):
        short = beginning(text).lower()
        for size in (1, 2):
            for at in range(len(short) - size + 1):
                counts[row, zlib.crc32(short[at : at + size].encode()) % HASHED] += 1
    norms = np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1e-6)
    return np.hstack([centred / np.maximum(lengths, 1e-6), counts / norms]).astype(np.float32)


@lru_cache(maxsize=1)
def load() -> EventModel:
    """The model that lies beside this module."""
    with (
        (resources.files("knowledge.themes.learned") / FILE).open("rb") as file,
        np.load(file) as kept,
    ):
        return EventModel(
            tuple(str(one) for one in kept["labels"]),
            kept["mean"].astype(np.float32),
            kept["weights"].astype(np.float32),
            kept["bias"].astype(np.float32),
            float(kept["sure"]),
        )
