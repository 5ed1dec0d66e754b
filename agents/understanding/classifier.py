"""The learned part: one linear model for intents, one per scene-and-ask, over the same features."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from agents.understanding import cues, features
from agents.understanding.features import Floats

ARTEFACT = "classifier.npz"


@dataclass(frozen=True)
class Classifier:
    """Weights of shape (features, labels): embedding, cues, hashed n-grams, one above the other."""

    intents: tuple[str, ...]
    topics: tuple[tuple[str, str], ...]
    intent_weights: Floats
    intent_bias: Floats
    topic_weights: Floats
    topic_bias: Floats
    threshold: float
    data_hash: str

    def intent(self, text: str, side: str, embedding: Floats) -> dict[str, float]:
        """The probability of each intent (softmax)."""
        logits = _logits(text, side, embedding, self.intent_weights, self.intent_bias)
        shifted = np.exp(logits - logits.max())
        found = shifted / shifted.sum()
        return {name: float(value) for name, value in zip(self.intents, found, strict=True)}

    def topic(self, text: str, side: str, embedding: Floats) -> tuple[tuple[str, str], ...]:
        """The scenes and asks whose probability reaches the threshold, likeliest first."""
        logits = _logits(text, side, embedding, self.topic_weights, self.topic_bias)
        found = 1.0 / (1.0 + np.exp(-logits))
        order = np.argsort(-found)
        return tuple(self.topics[i] for i in order if found[i] >= self.threshold)


@cache
def load() -> Classifier:
    """The shipped classifier, read once."""
    with resources.files("agents.understanding").joinpath(ARTEFACT).open("rb") as file:
        stored = np.load(file)
        return Classifier(
            intents=tuple(map(str, stored["intents"])),
            topics=tuple((str(scene), str(ask)) for scene, ask in stored["topics"]),
            intent_weights=stored["intent_weights"].astype(np.float32),
            intent_bias=stored["intent_bias"].astype(np.float32),
            topic_weights=stored["topic_weights"].astype(np.float32),
            topic_bias=stored["topic_bias"].astype(np.float32),
            threshold=float(stored["threshold"]),
            data_hash=str(stored["data_hash"]),
        )


def dense(texts: Sequence[str], sides: Sequence[str], embeddings: Floats) -> Floats:
    """The blocks that are not sparse: embedding (scaled up against the rest) and cues."""
    told = np.stack([cues.cues(text, side) for text, side in zip(texts, sides, strict=True)])
    return np.hstack([embeddings * EMBEDDING_SCALE, told])


EMBEDDING_SCALE = 4.0
"""e5's unit vectors lie close together: without scale, regularisation hears the cues alone."""


def _logits(text: str, side: str, embedding: Floats, weights: Floats, bias: Floats) -> Floats:
    row = dense([text], [side], embedding[None, :])[0]
    columns, values = features.grams(text)
    sparse = weights[len(row) + columns] * values[:, None]
    return np.asarray(row @ weights[: len(row)] + sparse.sum(axis=0) + bias)
