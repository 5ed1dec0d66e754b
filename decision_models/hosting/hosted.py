"""A hosted model as the registry keeps it: the surface of one of ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from decision_models.calibration import Floats
from decision_models.cards import ModelCard
from decision_models.catalogue import Range
from decision_models.drift.reference import Reference
from decision_models.hosting.caller import Caller
from decision_models.trained import Levels, encode


@dataclass(frozen=True)
class HostedModel:
    """A model that runs elsewhere (``decision_models.model.Model``).

    Args:
        card: what it is and how good it was on the months that ours are judged on.
        caller: what asks it.
        quantiles: for each number feature its distribution among those that it speaks of.
        population: whom it speaks of.
        reference: what drift is measured against.
    """

    card: ModelCard
    caller: Caller
    quantiles: Mapping[str, tuple[float, ...]]
    population: Mapping[str, Range]
    reference: Reference | None = None

    @property
    def name(self) -> str:
        """The catalogue's name."""
        return self.caller.spec.name

    @property
    def features(self) -> tuple[str, ...]:
        """The columns that it reads, in order."""
        return self.caller.spec.features

    @property
    def levels(self) -> Levels:
        """For each text feature its values by code."""
        return self.caller.levels

    @property
    def digest(self) -> str:
        """Of all that its scores depend on, as far as this side of it can know."""
        return self.caller.digest

    def predict(self, matrix: Floats) -> tuple[Floats, Floats]:
        """Calibrated and raw probabilities of rows; raises HostFailed."""
        return self.caller.predict(matrix)

    def contributions(self, matrix: Floats) -> Floats:
        """How far each value moved the score (``Caller.contributions``)."""
        return self.caller.contributions(matrix)

    def matrix(self, rows: Sequence[Mapping[str, float | str | None]]) -> Floats:
        """Rows of features by name as a matrix."""
        columns = {name: [row.get(name) for row in rows] for name in self.features}
        return encode(columns, self.features, self.levels)

    def save(self, folder: Path) -> None:
        """Write the record, the card, and a copy of the model's own files, with checksums."""
        from decision_models.hosting.stored import save

        save(self, folder)
