"""Growing the trees of one model and making its probabilities right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from decision_models import calibration
from decision_models.calibration import Calibrator, Floats
from decision_models.catalogue import ModelSpec
from decision_models.features import names
from decision_models.training.snapshots import Snapshot, used
from home.errors import BadInput

GROW_FOLDS = 70
"""Of 100 folds of customers, those that trees are grown on; the rest stop the growing, and
calibrate on the newest days."""
NEGATIVES_PER_POSITIVE = 10
FEWEST_ROWS = 30_000
FEWEST_POSITIVES = 20
POSITIVES_TO_CALIBRATE = 80

# One thread for each model, and models beside each other: two threads on one model wait for each
# other at every split, which costs most where other programs run too.
PARAMETERS: Mapping[str, Any] = {
    "objective": "binary",
    "metric": "binary_logloss",
    "learning_rate": 0.07,
    "num_leaves": 15,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "cat_smooth": 50.0,
    "max_bin": 127,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}
MODELS_AT_ONCE = 2
_ROUNDS = 400
_PATIENCE = 20


@dataclass(frozen=True)
class Rows:
    """Rows of several days, stacked: features, outcome, fold and day of each."""

    matrix: Floats
    outcome: Floats
    folds: "np.ndarray[Any, np.dtype[np.integer[Any]]]"
    days: tuple[str, ...]


@dataclass(frozen=True)
class Fitted:
    """Trees and calibrator, and how many rows went into them."""

    booster: Any
    calibrator: Calibrator
    rows_grown_on: int


def stack(
    spec: ModelSpec,
    days: Sequence[date],
    snapshots: Mapping[date, Snapshot],
    outcomes: Mapping[date, Floats],
) -> Rows:
    """The rows that the model speaks of, on these days."""
    columns = [i for i, feature in enumerate(names()) if feature in used(spec)]
    parts = [(snapshots[day], outcomes[day], snapshots[day].inside(spec)) for day in days]
    return Rows(
        matrix=np.concatenate([snap.matrix[inside][:, columns] for snap, _, inside in parts]),
        outcome=np.concatenate([outcome[inside] for _, outcome, inside in parts]),
        folds=np.concatenate([snap.folds[inside] for snap, _, inside in parts]),
        days=tuple(
            snap.day.isoformat() for snap, _, inside in parts for _ in range(int(inside.sum()))
        ),
    )


def check(spec: ModelSpec, rows: Rows, what: str, fewest: int) -> None:
    """Refuse rows that nothing can be learned from.

    Raises:
        BadInput: fewer than ``fewest`` positives, or as many as rows; names model and label.
    """
    positives, total = int(rows.outcome.sum()), len(rows.outcome)
    if positives < fewest or positives == total:
        raise BadInput(
            f"model {spec.name}: its label ({spec.label.kind}, {spec.horizon_days} days) must "
            f"hold for at least {fewest} and not for all of the customers on the days to "
            f"{what} ({', '.join(sorted(set(rows.days))) or 'none'}), got {positives} of {total}"
        )


def fit(spec: ModelSpec, rows: Rows, seed: int) -> Fitted:
    """Grow on most customers, stop and calibrate on the others."""
    import lightgbm

    grown = np.flatnonzero(rows.folds < GROW_FOLDS)
    other = np.flatnonzero(rows.folds >= GROW_FOLDS)
    grown, weight = _thin(rows.outcome, grown, seed)
    texts = [i for i, feature in enumerate(used(spec)) if feature.is_text]
    train = lightgbm.Dataset(
        rows.matrix[grown],
        rows.outcome[grown],
        weight=weight,
        categorical_feature=texts,
        feature_name=[feature.name for feature in used(spec)],
        free_raw_data=True,
    )
    stop = lightgbm.Dataset(rows.matrix[other], rows.outcome[other], reference=train)
    booster = lightgbm.train(
        {**PARAMETERS, "seed": seed},
        train,
        num_boost_round=_ROUNDS,
        valid_sets=[stop],
        callbacks=[lightgbm.early_stopping(_PATIENCE, verbose=False)],
    )
    newest = _newest(rows, other)
    raw = np.asarray(booster.predict(rows.matrix[newest], num_threads=1))
    calibrator = calibration.choose(raw, rows.outcome[newest], rows.folds[newest])
    return Fitted(booster, calibrator, len(grown))


def _newest(rows: Rows, other: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """The rows of the last day among these, or of the last days that have positives enough.

    How often things happen wanders from month to month, and the months to come are more like the
    last than like the mean of all.
    """
    days = np.asarray(rows.days)
    for first in sorted(set(rows.days), reverse=True):
        newest = other[days[other] >= first]
        if rows.outcome[newest].sum() >= POSITIVES_TO_CALIBRATE:
            return np.asarray(newest)
    return other


def _thin(
    outcome: Floats, rows: "np.ndarray[Any, Any]", seed: int
) -> tuple["np.ndarray[Any, Any]", Floats]:
    """All positives and enough negatives, which weigh what they stand for."""
    positive = rows[outcome[rows] > 0]
    negative = rows[outcome[rows] == 0]
    wanted = max(NEGATIVES_PER_POSITIVE * len(positive), FEWEST_ROWS)
    if len(negative) <= wanted:
        return rows, np.ones(len(rows))
    kept = np.random.default_rng(seed).choice(negative, wanted, replace=False)
    chosen = np.sort(np.concatenate([positive, kept]))
    return chosen, np.where(outcome[chosen] > 0, 1.0, len(negative) / wanted)
