"""What scoring needs of a model, whatever its kind, and the catalogue's models as such."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, runtime_checkable

import numpy as np

from decision_models.calibration import Floats
from decision_models.catalogue import Range
from decision_models.forest import Forest, Unsupported, compiled
from decision_models.hosting.hosted import HostedModel
from decision_models.model import Model
from decision_models.scoring.batch import Batch
from decision_models.threads import predict
from decision_models.trained import TrainedModel


class Scorer(Protocol):
    """One model over batches of customers.

    ``outputs`` are the columns that ``predict`` gives for each row, single or several;
    ``ranks_by`` is the one by which customers are put in order, the highest first, and ``score``
    the one that is shown.
    """

    @property
    def name(self) -> str:
        """The model's name, unique within a home."""
        ...

    @property
    def features(self) -> tuple[str, ...]:
        """The columns that it reads, those of its population included."""
        ...

    @property
    def population(self) -> Mapping[str, Range]:
        """Whom it speaks of; nobody else gets a row."""
        ...

    @property
    def outputs(self) -> tuple[str, ...]:
        """The columns that it gives, all of them double."""
        ...

    @property
    def ranks_by(self) -> str:
        """The output that orders customers."""
        ...

    @property
    def base_rate(self) -> float:
        """What a score's lift is against."""
        ...

    @property
    def digest(self) -> str:
        """Of all that its scores depend on: equal digests, equal scores of equal rows."""
        ...

    def predict(self, batch: Batch) -> Mapping[str, Floats]:
        """``outputs`` of the batch's rows."""
        ...


@runtime_checkable
class Explainer(Scorer, Protocol):
    """A model that says how far each of its features moved a row's score."""

    def contributions(self, batch: Batch) -> Floats:
        """SHAP values in log-odds, rows x (features + 1); the last column is the expectation."""
        ...


def scorer_of(model: Model) -> "Scorer":
    """The model as scoring calls it."""
    if isinstance(model, HostedModel):
        return HostedScorer(model)
    if isinstance(model, TrainedModel):
        return BinaryScorer(model)
    raise TypeError(f"model {model.name} must be trained or hosted, got {type(model).__name__}")


@dataclass(frozen=True)
class _OfProbability:
    """A model that gives a calibrated probability (``score``) and the one before it (``raw``)."""

    model: Model
    outputs: tuple[str, ...] = ("score", "raw")
    # Calibration makes neighbours equal; the raw probability still tells them apart.
    ranks_by: str = "raw"

    @property
    def name(self) -> str:
        """The catalogue's name."""
        return self.model.name

    @property
    def features(self) -> tuple[str, ...]:
        """The model's columns, then those of the population alone."""
        return tuple(dict.fromkeys((*self.model.features, *self.model.population)))

    @property
    def population(self) -> Mapping[str, Range]:
        """Whom the model speaks of."""
        return self.model.population

    @property
    def base_rate(self) -> float:
        """Positives in the held-out months."""
        return self.model.card.base_rate

    def _columns(self, batch: Batch) -> list[Floats]:
        return [batch.coded(name, self.model.levels.get(name)) for name in self.model.features]


@dataclass(frozen=True)
class HostedScorer(_OfProbability):
    """A model that runs elsewhere. It explains only those who are asked about: each explanation
    costs it as many calls as it reads features.
    """

    model: HostedModel

    @cached_property
    def digest(self) -> str:
        """Of the model's own files, where it runs, calibration, population and base rate."""
        population = {name: bounds.model_dump() for name, bounds in self.population.items()}
        said = (self.model.digest, population, self.base_rate)
        return hashlib.sha256(repr(said).encode()).hexdigest()

    def predict(self, batch: Batch) -> Mapping[str, Floats]:
        """Calibrated and raw probabilities."""
        score, raw = self.model.predict(np.column_stack(self._columns(batch)))
        return {"score": score, "raw": raw}


@dataclass(frozen=True)
class BinaryScorer(_OfProbability):
    """A model that was trained here."""

    model: TrainedModel

    @cached_property
    def digest(self) -> str:
        """Of trees, columns, codes, calibration, population and base rate."""
        model = self.model
        population = {name: bounds.model_dump() for name, bounds in model.population.items()}
        said = (model.features, dict(model.levels), model.calibrator, population, self.base_rate)
        return hashlib.sha256(f"{model.trees}\0{said!r}".encode()).hexdigest()

    def predict(self, batch: Batch) -> Mapping[str, Floats]:
        """Calibrated and raw probabilities."""
        columns, forest = self._columns(batch), self._forest
        if forest is not None:
            raw = forest.predict(columns)
        else:
            raw = predict(self.model.booster, np.column_stack(columns))
        return {"score": self.model.calibrator.apply(raw), "raw": np.asarray(raw)}

    def contributions(self, batch: Batch) -> Floats:
        """LightGBM's own TreeSHAP."""
        return self.model.contributions(np.column_stack(self._columns(batch)))

    @cached_property
    def _forest(self) -> Forest | None:
        """The trees compiled; None where they are of a kind that LightGBM alone evaluates."""
        try:
            return compiled(self.model.trees)
        except Unsupported:
            return None
