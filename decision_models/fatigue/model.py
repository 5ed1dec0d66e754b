"""A trained model of weariness, and its files."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from decision_models import artefact
from decision_models.artefact import DamagedModel
from decision_models.calibration import Floats
from decision_models.catalogue import Range
from decision_models.fatigue.card import FatigueCard
from decision_models.fatigue.fitting import Coefficients
from decision_models.fatigue.rows import LOADS, NUMBERS, ContactStates

_EVERYBODY: Mapping[str, Range] = {}


class _Record(BaseModel):
    """``fatigue.json``: everything but the card."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    intercept: float
    channels: tuple[str, ...]
    of_channel: tuple[float, ...]
    occupations: tuple[str, ...]
    of_occupation: tuple[float, ...]
    numbers: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    of_number: tuple[float, ...]
    loads: tuple[str, ...]
    of_load: tuple[float, ...]
    penalty: float


@dataclass(frozen=True)
class FatigueModel:
    """One model of weariness, ready to foretell.

    Args:
        card: what it is and whether it is proven.
        learned: its coefficients.
    """

    card: FatigueCard
    learned: Coefficients

    @property
    def name(self) -> str:
        """The catalogue's name."""
        return self.card.name

    @property
    def features(self) -> tuple[str, ...]:
        """None of the catalogue's: it reads contacts as they stood at a moment (``states.sql``)."""
        return ()

    @property
    def population(self) -> Mapping[str, Range]:
        """It speaks of everybody."""
        return _EVERYBODY

    @property
    def usual(self) -> Mapping[str, float]:
        """The share of contacts that is refused, by channel."""
        return {one.channel: one.rate for one in self.card.channels}

    @cached_property
    def digest(self) -> str:
        """Of all that its answers depend on."""
        said = self._record().model_dump_json() + self.card.model_dump_json()
        return hashlib.sha256(said.encode()).hexdigest()

    def predict(self, rows: ContactStates) -> Floats:
        """The chance that each contact is refused."""
        return self.learned.predict(rows)

    def _record(self) -> _Record:
        found = self.learned
        return _Record(
            intercept=found.intercept,
            channels=found.channels,
            of_channel=tuple(found.of_channel),
            occupations=found.occupations,
            of_occupation=tuple(found.of_occupation),
            numbers=NUMBERS,
            means=tuple(found.means),
            scales=tuple(found.scales),
            of_number=tuple(found.of_number),
            loads=LOADS,
            of_load=tuple(found.of_load),
            penalty=found.penalty,
        )

    def save(self, folder: Path) -> None:
        """Write ``fatigue.json``, ``card.json``, ``card.html`` and checksums."""
        from decision_models.fatigue.page import render

        contents = {
            "fatigue.json": self._record().model_dump_json(),
            "card.json": self.card.model_dump_json(indent=1),
        }
        artefact.write(folder, contents)
        (folder / "card.html").write_text(render(self.card), encoding="utf-8")


def load(folder: Path, name: str) -> FatigueModel:
    """The model of that name that ``save`` wrote.

    Raises:
        DamagedModel: a file is missing or not what was written, or it reads other things than this
            code does; names it and the command.
    """
    try:
        contents = artefact.read(folder, ("fatigue.json", "card.json"))
        record = _Record.model_validate_json(contents["fatigue.json"])
        card = FatigueCard.model_validate_json(contents["card.json"])
        if (record.numbers, record.loads) != (NUMBERS, LOADS):
            raise ValueError("it was trained on other measures of a contact")
    except (OSError, ValueError) as error:
        why = f"{error}".splitlines()[0]
        raise DamagedModel(
            f"weariness {name} in {folder} must hold the files that training wrote: {why}; "
            f"train it again with: weiwo models train {name}"
        ) from error
    learned = Coefficients(
        intercept=record.intercept,
        channels=record.channels,
        of_channel=np.array(record.of_channel),
        occupations=record.occupations,
        of_occupation=np.array(record.of_occupation),
        means=np.array(record.means),
        scales=np.array(record.scales),
        of_number=np.array(record.of_number),
        of_load=np.array(record.of_load),
        penalty=record.penalty,
    )
    return FatigueModel(card, learned)
