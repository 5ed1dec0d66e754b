"""A trained forecaster: trees for three quantiles, calibration, and its files."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from decision_models import artefact
from decision_models.artefact import DamagedModel
from decision_models.calibration import Floats
from decision_models.catalogue import Range
from decision_models.forecasting.card import ForecastCard
from decision_models.forecasting.conformal import LEVELS, Bands
from decision_models.forecasting.sample import amounts_of, own_columns
from decision_models.forecasting.specification import Amount
from decision_models.threads import predict
from decision_models.trained import Levels

_TREES = tuple(f"quantile_{level:.0%}.txt".replace("%", "") for level in LEVELS)


class _Record(BaseModel):
    """``forecaster.json``: everything but the trees and the card."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    features: tuple[str, ...]
    levels: dict[str, tuple[str, ...]]
    bands: Bands
    population: dict[str, Range]


@dataclass(frozen=True)
class Forecaster:
    """One forecaster, ready to forecast.

    Args:
        card: what it is and how good it was.
        trees: LightGBM's own text for each of ``LEVELS``.
        features: the columns that it reads after its own, in order.
        levels: for each text feature its values by code; others count as missing.
        bands: the calibration that is in use.
        population: whom it speaks of.
    """

    card: ForecastCard
    trees: tuple[str, ...]
    features: tuple[str, ...]
    levels: Levels
    bands: Bands
    population: Mapping[str, Range]

    @property
    def name(self) -> str:
        """The forecaster's name."""
        return self.card.name

    @property
    def amount(self) -> Amount:
        """Which amount it forecasts."""
        return self.card.amount

    @cached_property
    def digest(self) -> str:
        """Of all that its forecasts, and what is said of them, depend on."""
        population = {name: bounds.model_dump() for name, bounds in self.population.items()}
        said = (self.features, dict(self.levels), self.bands, population, self.card)
        return hashlib.sha256("\0".join((*self.trees, repr(said))).encode()).hexdigest()

    @cached_property
    def _boosters(self) -> tuple[Any, ...]:
        import lightgbm

        return tuple(lightgbm.Booster(model_str=text) for text in self.trees)

    def predict(self, columns: Sequence[Floats], basis: Floats) -> Floats:
        """Customers x (10 %, 50 %, 90 %) in yuan: in order, never below nought.

        Args:
            columns: of ``features``, texts as codes, NaN missing.
            basis: what the amount is now (``Monthly.basis``).
        """
        matrix = np.column_stack([own_columns(basis), *columns])
        raw = [predict(one, matrix) for one in self._boosters]
        level = basis[:, 0]
        return amounts_of(self.bands.apply(np.column_stack(raw), np.log1p(level)), level)

    def save(self, folder: Path) -> None:
        """Write trees, ``forecaster.json``, ``card.json``, ``card.html`` and checksums."""
        from decision_models.forecasting.page import render

        record = _Record(
            features=self.features,
            levels=dict(self.levels),
            bands=self.bands,
            population=dict(self.population),
        )
        contents = dict(zip(_TREES, self.trees, strict=True))
        contents["forecaster.json"] = record.model_dump_json()
        contents["card.json"] = self.card.model_dump_json(indent=1)
        artefact.write(folder, contents)
        (folder / "card.html").write_text(render(self.card), encoding="utf-8")


def load(folder: Path, name: str) -> Forecaster:
    """The forecaster of that name that ``save`` wrote.

    Raises:
        DamagedModel: a file is missing or not what was written; names it and the command.
    """
    try:
        contents = artefact.read(folder, (*_TREES, "forecaster.json", "card.json"))
        record = _Record.model_validate_json(contents["forecaster.json"])
        card = ForecastCard.model_validate_json(contents["card.json"])
    except (OSError, ValueError) as error:
        why = f"{error}".splitlines()[0]
        raise DamagedModel(
            f"forecaster {name} in {folder} must hold the files that training wrote: {why}; "
            f"train it again with: weiwo models train {name}"
        ) from error
    trees = tuple(contents[one] for one in _TREES)
    return Forecaster(card, trees, record.features, record.levels, record.bands, record.population)
