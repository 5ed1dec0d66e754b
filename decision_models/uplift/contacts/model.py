"""A trained model of a contact's effect, and its files."""

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
from decision_models.tabular.artifact import write_manifest
from decision_models.uplift.artifact import FORMAT, UpliftModel, load_model, model_record
from decision_models.uplift.contacts.card import EffectCard, Verdict
from decision_models.uplift.contacts.learning import features_of
from home.errors import BadInput

_LEARNERS = "learners"


class _Record(BaseModel):
    """``effect.json``: everything but the learners and the card."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    features: tuple[str, ...]
    population: dict[str, Range]


@dataclass(frozen=True)
class EffectModel:
    """One model of a contact's effect, ready to score.

    Args:
        card: what it is and how far it can be believed.
        learned: the learners and their weights.
        features: the columns that it reads, in order.
        population: whom it speaks of; nobody else gets an effect.
    """

    card: EffectCard
    learned: UpliftModel
    features: tuple[str, ...]
    population: Mapping[str, Range]

    @property
    def name(self) -> str:
        """The catalogue's name."""
        return self.card.name

    @property
    def channel(self) -> str:
        """Of the contacts."""
        return self.card.channel

    @cached_property
    def digest(self) -> str:
        """Of all that its effects, and what is said of them, depend on."""
        ensemble = self.learned.ensemble
        texts = [repr(model) for model in (self.features, dict(self.population))]
        texts += [self.card.model_dump_json(), repr(ensemble.stack), repr(ensemble.learners)]
        return hashlib.sha256("\0".join(texts).encode()).hexdigest()

    def predict(self, matrix: Floats) -> Floats:
        """The effect on the chance of the outcome: rows of ``features``, NaN where absent."""
        found = self.learned.ensemble.score(features_of(self.learned, self.features, matrix))
        return np.asarray(found)

    def bands(self, effect: Floats) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """For each effect the place of its group in ``card.bands``."""
        edges = [band.above for band in self.card.bands if band.above is not None]
        return np.asarray(sum((effect < edge for edge in edges), np.zeros(len(effect), int)))

    def verdicts(self) -> tuple[Verdict, ...]:
        """What may be said of each group of ``bands``."""
        return tuple(band.verdict for band in self.card.bands)

    def save(self, folder: Path) -> None:
        """Write the learners, ``effect.json``, ``card.json``, ``card.html`` and checksums."""
        from decision_models.uplift.contacts.page import render

        trees = folder / _LEARNERS
        trees.mkdir(parents=True)
        write_manifest(trees, FORMAT, model_record(self.learned, trees))
        record = _Record(features=self.features, population=dict(self.population))
        contents = {
            "effect.json": record.model_dump_json(),
            "card.json": self.card.model_dump_json(indent=1),
        }
        artefact.write(folder, contents, beside=(_LEARNERS,))
        (folder / "card.html").write_text(render(self.card), encoding="utf-8")


def load(folder: Path, name: str) -> EffectModel:
    """The model of that name that ``save`` wrote.

    Raises:
        DamagedModel: a file is missing or not what was written; names it and the command.
    """
    try:
        contents = artefact.read(folder, ("effect.json", "card.json"))
        record = _Record.model_validate_json(contents["effect.json"])
        card = EffectCard.model_validate_json(contents["card.json"])
        learned = load_model(folder / _LEARNERS)
    except (OSError, ValueError, BadInput) as error:
        why = f"{error}".splitlines()[0]
        raise DamagedModel(
            f"effect {name} in {folder} must hold the files that training wrote: {why}; "
            f"train it again with: weiwo models train {name}"
        ) from error
    return EffectModel(card, learned, record.features, record.population)
