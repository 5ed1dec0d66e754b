"""The learned part: four linear heads over one row of features. Weights lie in classifier.npz.

``intent`` says what is wanted. ``scene``, ``ask`` and ``pair`` say what a customer's question is
about: the two separate heads know each scene and each ask well, the joint one knows which go
together, and the geometric mean of both opinions is better than either.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from agents.understanding import features
from agents.understanding.cues import cues
from agents.understanding.features import Floats

ARTEFACT = "classifier.npz"
SUBJECTS = "subjects.npz"
NONE = "none"
SEPARATOR = "/"


@dataclass(frozen=True)
class Row:
    """The features of one text: embedding (384,), hashed columns with weights, cues."""

    embedding: Floats
    columns: NDArray[np.int64]
    weights: Floats
    cues: Floats


@dataclass(frozen=True)
class Head:
    """One multinomial logistic regression over the three blocks of features."""

    labels: tuple[str, ...]
    embedding: Floats  # (384, k)
    hashed: NDArray[np.int8]  # (hash size, k), in units of `unit`
    unit: Floats  # (k,)
    cues: Floats  # (cues, k)
    bias: Floats  # (k,)
    temperature: float

    def probabilities(self, row: Row) -> Floats:
        """P(label), shape (k,)."""
        grams = (row.weights @ self.hashed[row.columns].astype(np.float32)) * self.unit
        logits = row.embedding @ self.embedding + grams + row.cues @ self.cues + self.bias
        exponent = np.exp((logits - logits.max()) / self.temperature)
        shares: Floats = exponent / exponent.sum()
        return shares


@dataclass(frozen=True)
class Classifier:
    """All heads, how embeddings are standardised, and what was chosen when training."""

    mean: Floats
    deviation: Floats
    heads: Mapping[str, Head]
    training_hash: str
    threshold: float
    subjects: Head | None = None
    """Of ``agents.understanding.subjects``; None while it is trained."""
    subjects_hash: str = ""

    def rows(self, texts: Sequence[str], roles: Sequence[str], embeddings: Floats) -> list[Row]:
        """The features of masked ``texts``, each asked by its role."""
        return self.rows_of(texts, roles, (embeddings - self.mean) / self.deviation)

    def rows_of(self, texts: Sequence[str], roles: Sequence[str], vectors: Floats) -> list[Row]:
        """The same, of ``vectors`` that are standardised already."""
        return [
            Row(vector, *features.grams(text), cues(text, role))
            for text, role, vector in zip(texts, roles, vectors, strict=True)
        ]

    def intent(self, row: Row) -> dict[str, float]:
        """The probability of each intent."""
        head = self.heads["intent"]
        return dict(zip(head.labels, map(float, head.probabilities(row)), strict=True))

    def topic(self, row: Row) -> tuple[tuple[str, str], ...]:
        """The scenes and asks whose share reaches the threshold, likeliest first.

        Where none does, the likeliest alone: a question about nothing known is likeliest NONE.
        """
        names, shares = self.topic_shares(row)
        order = [int(i) for i in np.argsort(-shares)]
        said = [i for i in order if shares[i] >= self.threshold] or order[:1]
        if names[order[0]] == NONE:
            return ()
        pairs = [names[i].split(SEPARATOR) for i in said if names[i] != NONE]
        return tuple((scene, ask) for scene, ask in pairs)

    def ask(self, row: Row) -> str:
        """The likeliest ask."""
        head = self.heads["ask"]
        return head.labels[int(head.probabilities(row).argmax())]

    def topic_shares(self, row: Row) -> tuple[tuple[str, ...], Floats]:
        """Every scene and ask (and NONE) with its share; shares add up to 1."""
        joint, scene, ask = (self.heads[name] for name in ("pair", "scene", "ask"))
        scenes = dict(zip(scene.labels, scene.probabilities(row), strict=True))
        asks = dict(zip(ask.labels, ask.probabilities(row), strict=True))
        apart = [
            scenes[NONE]
            if name == NONE
            else scenes[name.split(SEPARATOR)[0]] * asks[name.split(SEPARATOR)[1]]
            for name in joint.labels
        ]
        both = np.sqrt(joint.probabilities(row) * np.array(apart, dtype=np.float32))
        shares: Floats = both / both.sum()
        return joint.labels, shares


@cache
def load() -> Classifier:
    """The shipped classifier, read once."""
    made = from_arrays(_arrays(ARTEFACT))
    folder = resources.files("agents.understanding")
    return with_subjects(made, _arrays(SUBJECTS)) if folder.joinpath(SUBJECTS).is_file() else made


def _arrays(name: str) -> dict[str, NDArray[np.generic]]:
    with (
        resources.files("agents.understanding").joinpath(name).open("rb") as file,
        np.load(file, allow_pickle=False) as data,
    ):
        return {name: data[name] for name in data.files}


def with_subjects(model: Classifier, data: Mapping[str, NDArray[np.generic]]) -> Classifier:
    """``model`` with the head whose arrays ``subject_training.train`` gave."""
    meta = json.loads(str(data["meta"]))
    head = _head("subject", meta["labels"], meta["temperature"], data)
    return replace(model, subjects=head, subjects_hash=meta["hash"])


def from_arrays(data: Mapping[str, NDArray[np.generic]]) -> Classifier:
    """The classifier whose arrays ``training.train`` gave."""
    meta = json.loads(str(data["meta"]))
    heads = {
        name: _head(name, labels, meta["temperatures"][name], data)
        for name, labels in meta["heads"].items()
    }
    mean, deviation = (data[name].astype(np.float32) for name in ("mean", "deviation"))
    return Classifier(mean, deviation, heads, meta["hash"], meta["threshold"])


def _head(
    name: str, labels: Sequence[str], temperature: float, data: Mapping[str, NDArray[np.generic]]
) -> Head:
    return Head(
        labels=tuple(labels),
        embedding=data[f"{name}_embedding"].astype(np.float32),
        hashed=data[f"{name}_hashed"].astype(np.int8),
        unit=data[f"{name}_unit"].astype(np.float32),
        cues=data[f"{name}_cues"].astype(np.float32),
        bias=data[f"{name}_bias"].astype(np.float32),
        temperature=temperature,
    )
