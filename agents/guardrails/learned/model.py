"""A model of several labels over n-grams, an embedding and hand-made cues."""

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agents.guardrails.learned.features import BUCKETS, buckets, buckets_of, plain
from home.errors import BadInput

EMBEDDING_SCALE = 3.0
"""Weight of the centred embedding beside n-gram features of length one."""
_SLACK = 1e-3
Grams = NDArray[np.int64]
CUE_SCALE = 0.5
"""Weight of the cues, each 0 or 1."""


@dataclass(frozen=True, slots=True)
class LearnedModel:
    """Weights for each label, and the evidence that they were fitted with.

    A label's score is linear in the n-grams, and in how near the text's ``point`` (embedding and
    cues) is to each of the ``landmarks``: exp(-``width`` times the squared distance). Nearness to
    examples tells indirect words (奶奶不识字，按个手印就行) better than one direction in the embedding
    does. ``slope`` and ``bias`` make logits of scores (Platt 1999).

    Shapes: ``quick`` and ``grams`` (BUCKETS, labels), ``landmarks`` (landmarks, 384 + cues), ``squares``
    their squared lengths, ``weights`` (landmarks, labels), ``centre`` (384,), the rest (labels,). ``quick`` scores n-grams
    alone and decides whether an embedding is worth its time; the others score together. The last
    label is the pooled one: whether there is anything to find at all.
    """

    labels: tuple[str, ...]
    quick: NDArray[np.float16]
    quick_bias: NDArray[np.float32]
    grams: NDArray[np.float16]
    landmarks: NDArray[np.float32]
    squares: NDArray[np.float32]
    weights: NDArray[np.float32]
    width: NDArray[np.float32]
    slope: NDArray[np.float32]
    bias: NDArray[np.float32]
    centre: NDArray[np.float32]
    thresholds: NDArray[np.float32]
    about: str
    """JSON: examples and their hash, measured figures, settings."""

    def quick_scores(self, text: str, grams: Grams | None = None) -> NDArray[np.float32]:
        """Probability of each label by n-grams alone; ``text`` is normalised, ``grams`` its
        buckets where they are known.
        """
        return _sigmoid(_gram_scores(self.quick, text, grams) + self.quick_bias)

    def odds(
        self,
        text: str,
        vector: NDArray[np.float32],
        cues: NDArray[np.float32],
        grams: Grams | None = None,
    ) -> dict[str, float]:
        """For each label the odds over those of its threshold: 1 is just enough."""
        at = points(vector, cues, self.centre)[None, :]
        near = nearness(at, self.landmarks, self.squares, self.width)
        scores = _gram_scores(self.grams, text, grams) + near[0] @ self.weights
        logits = self.slope * scores + self.bias
        limits = np.log(self.thresholds / (1 - self.thresholds))
        odds = np.exp(np.clip(logits - limits, -20, 20))
        return {label: float(one) for label, one in zip(self.labels, odds, strict=True)}

    @property
    def data_hash(self) -> str:
        """SHA-256 of the examples that the model learned from."""
        return str(json.loads(self.about)["data_hash"])

    def save(self, path: Path) -> None:
        """Write the model to one compressed ``.npz``."""
        arrays = {field.name: np.asarray(getattr(self, field.name)) for field in fields(self)}
        arrays["landmarks"] = self.landmarks.astype(np.float16)  # exactly what they are
        np.savez_compressed(path, allow_pickle=False, **arrays)


def points(
    vectors: NDArray[np.float32], cues: NDArray[np.float32], centre: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Where texts lie: their embeddings from the centre, and their cues, weighted."""
    return np.concatenate([(vectors - centre) * EMBEDDING_SCALE, cues * CUE_SCALE], axis=-1)


def nearness(
    at: NDArray[np.float32],
    to: NDArray[np.float32],
    squares: NDArray[np.float32],
    width: NDArray[np.float32] | float,
) -> NDArray[np.float32]:
    """exp(-width times the squared distance) of each point to each other one, shape (at, to).

    ``squares``: the squared lengths of ``to``.
    """
    distances = (at**2).sum(axis=1)[:, None] + squares - 2 * at @ to.T
    return np.asarray(np.exp(-width * np.maximum(distances, 0.0)), np.float32)


def _gram_scores(
    weights: NDArray[np.float16], text: str, grams: Grams | None
) -> NDArray[np.float32]:
    found = buckets(plain(text)) if grams is None else grams
    scale = np.float32(1.0 / np.sqrt(len(found) + 1))
    return np.asarray(weights[found].sum(axis=0, dtype=np.float32) * scale, np.float32)


def _sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30))), np.float32)


@dataclass(frozen=True, slots=True)
class QuickScreen:
    """The n-gram scores alone, of many texts at once: which are worth a look.

    The likeliest label decides: of as many harmless texts that are embedded, it lets in half as
    many again of those that matter than the pooled label does, which knows no single matter well.
    """

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def worth(self, texts: Sequence[str], least: float) -> list[Grams | None]:
        """The buckets of each normalised text whose highest of the ``quick_scores`` may come to
        ``least``, None for the others.

        It is summed in another order than there, so what comes within a thousandth is let pass.
        """
        if not texts:
            return []
        owner, found = buckets_of([plain(text) for text in texts])
        counts = np.bincount(owner, minlength=len(texts))
        ends = np.cumsum(counts)  # each text has two n-grams at least, its frame
        sums = np.add.reduceat(self.weights[found], ends - counts, axis=0)
        logits = (sums / np.sqrt(counts + 1)[:, None] + self.bias).max(axis=1)
        may = logits >= np.log(least / (1 - least)) - _SLACK
        return [
            found[end - count : end] if one else None
            for one, count, end in zip(may.tolist(), counts.tolist(), ends.tolist(), strict=True)
        ]


@functools.cache
def quick_screen(name: str) -> QuickScreen:
    """The screen of a shipped model."""
    model = shipped(name)
    return QuickScreen(np.ascontiguousarray(model.quick, dtype=np.float32), model.quick_bias)


@functools.cache
def shipped(name: str) -> LearnedModel:
    """The model ``name`` (check or screen) that ships with the package."""
    return load(resources.files("agents.guardrails.learned").joinpath(f"{name}.npz"))


def load(source: Path | Traversable) -> LearnedModel:
    """A saved model.

    Raises:
        BadInput: the file is no such model.
    """
    try:
        with source.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            found = {field.name: arrays[field.name] for field in fields(LearnedModel)}
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(f"{source} must be a model saved by LearnedModel.save: {error}") from error
    labels = tuple(str(label) for label in found.pop("labels"))
    found["landmarks"] = found["landmarks"].astype(np.float32)
    model = LearnedModel(labels=labels, about=str(found.pop("about")), **found)
    if model.quick.shape != (BUCKETS, len(labels)):
        raise BadInput(f"{source} must have {BUCKETS} rows of weights, got {model.quick.shape}")
    return model
