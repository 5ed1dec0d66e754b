"""A trained model: trees, calibrator, and what is needed to read its inputs and say its reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from decision_models import artefact
from decision_models.artefact import DamagedModel
from decision_models.calibration import Calibrator, Floats
from decision_models.cards import ModelCard
from decision_models.catalogue import Range
from decision_models.drift.reference import Reference
from decision_models.threads import predict

QUANTILES = 101
"""Points at which a feature's distribution is kept: 0 %, 1 % ... 100 %."""

Levels = Mapping[str, tuple[str, ...]]


class _Record(BaseModel):
    """``model.json``: everything but the trees and the card."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    features: tuple[str, ...]
    levels: dict[str, tuple[str, ...]]
    calibrator: Calibrator
    quantiles: dict[str, tuple[float, ...]]
    population: dict[str, Range]
    reference: Reference | None = None


@dataclass(frozen=True)
class TrainedModel:
    """One model, ready to score.

    Args:
        card: what it is and how good it was.
        trees: LightGBM's own text.
        features: the columns that it reads, in order.
        levels: for each text feature its values by code; others count as missing.
        calibrator: from raw to calibrated probability.
        quantiles: for each number feature its distribution in the population that was learned
            from, ``QUANTILES`` points.
        population: whom it speaks of; nobody else gets a score.
        reference: what drift is measured against.
    """

    card: ModelCard
    trees: str
    features: tuple[str, ...]
    levels: Levels
    calibrator: Calibrator
    quantiles: Mapping[str, tuple[float, ...]]
    population: Mapping[str, Range]
    reference: Reference | None = None

    @property
    def name(self) -> str:
        """The catalogue's name."""
        return self.card.name

    @cached_property
    def booster(self) -> Any:
        """LightGBM's booster, read once."""
        import lightgbm

        return lightgbm.Booster(model_str=self.trees)

    def predict(self, matrix: Floats) -> tuple[Floats, Floats]:
        """Calibrated and raw probabilities of rows (rows x ``features``, float32, NaN missing)."""
        raw = predict(self.booster, matrix)
        return self.calibrator.apply(raw), raw

    def contributions(self, matrix: Floats) -> Floats:
        """SHAP values in log-odds, rows x (features + 1); the last column is the expectation."""
        return predict(self.booster, matrix, pred_contrib=True)

    def matrix(self, rows: Sequence[Mapping[str, float | str | None]]) -> Floats:
        """Rows of features by name as a matrix that the trees read."""
        columns = {name: [row.get(name) for row in rows] for name in self.features}
        return encode(columns, self.features, self.levels)

    def texts(self) -> dict[str, str]:
        """All that ``of_texts`` makes it of again, as the files of its folder are called."""
        record = _Record(
            features=self.features,
            levels=dict(self.levels),
            calibrator=self.calibrator,
            quantiles=dict(self.quantiles),
            population=dict(self.population),
            reference=self.reference,
        )
        return {
            "model.txt": self.trees,
            "model.json": record.model_dump_json(),
            "card.json": self.card.model_dump_json(indent=1),
        }

    def save(self, folder: Path) -> None:
        """Write ``model.txt``, ``model.json``, ``card.json``, ``card.html``, and checksums."""
        from decision_models.cards.page import render

        artefact.write(folder, self.texts())
        (folder / "card.html").write_text(render(self.card), encoding="utf-8")


def encode(columns: Mapping[str, Any], features: Sequence[str], levels: Levels) -> Floats:
    """Columns by name as a float32 matrix; texts become codes, absent and unknown ones NaN."""
    return np.column_stack([encode_column(columns[name], levels.get(name)) for name in features])


def encode_column(values: Any, levels: Sequence[str] | None) -> Floats:
    """One column as float32; ``levels`` are the values of a text feature by code."""
    if levels is None:
        return np.asarray(values, dtype=np.float32)
    codes = {text: float(code) for code, text in enumerate(levels)}
    return np.array([codes.get(text, np.nan) for text in values], dtype=np.float32)


def load(folder: Path, name: str) -> TrainedModel:
    """The model of that name that ``save`` wrote.

    Raises:
        DamagedModel: a file is missing or not what was written; names it and the command.
    """
    try:
        return of_texts(artefact.read(folder, ("model.txt", "model.json", "card.json")))
    except (OSError, ValueError) as error:
        why = f"{error}".splitlines()[0]
        raise DamagedModel(
            f"model {name} in {folder} must hold the files that training wrote: {why}; "
            f"train it again with: weiwo models train {name}"
        ) from error


def of_texts(texts: Mapping[str, str]) -> TrainedModel:
    """The model of what ``TrainedModel.texts`` gave.

    Raises:
        ValueError: a text is not what training writes.
    """
    record = _Record.model_validate_json(texts["model.json"])
    return TrainedModel(
        card=ModelCard.model_validate_json(texts["card.json"]),
        trees=texts["model.txt"],
        features=record.features,
        levels=record.levels,
        calibrator=record.calibrator,
        quantiles=record.quantiles,
        population=record.population,
        reference=record.reference,
    )
