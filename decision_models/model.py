"""What scoring, explaining and judging need of a model, whoever made it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from decision_models.calibration import Floats
from decision_models.cards import ModelCard
from decision_models.catalogue import Range
from decision_models.drift.reference import Reference


class Model(Protocol):
    """One model that may score: ours (``trained``), or one that a bank brought (``hosting``)."""

    @property
    def name(self) -> str:
        """The catalogue's name."""
        ...

    @property
    def card(self) -> ModelCard:
        """What it is and how good it was on months that it had not seen."""
        ...

    @property
    def features(self) -> tuple[str, ...]:
        """The columns that it reads, in order."""
        ...

    @property
    def levels(self) -> Mapping[str, tuple[str, ...]]:
        """For each text feature its values by code; others count as missing."""
        ...

    @property
    def quantiles(self) -> Mapping[str, tuple[float, ...]]:
        """For each number feature its distribution among those that it was made for."""
        ...

    @property
    def population(self) -> Mapping[str, Range]:
        """Whom it speaks of; nobody else gets a score."""
        ...

    @property
    def reference(self) -> Reference | None:
        """What drift is measured against, None where it was not kept."""
        ...

    def predict(self, matrix: Floats) -> tuple[Floats, Floats]:
        """Calibrated and raw probabilities of rows (rows x ``features``, NaN missing)."""
        ...

    def contributions(self, matrix: Floats) -> Floats:
        """How far each value moved the score, in log-odds: rows x (features + 1)."""
        ...

    def matrix(self, rows: Sequence[Mapping[str, float | str | None]]) -> Floats:
        """Rows of features by name as a matrix."""
        ...

    def save(self, folder: Path) -> None:
        """Write everything that reading it back needs, the card included."""
        ...
