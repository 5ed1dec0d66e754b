"""Growing the trees of one model and making its probabilities right."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from decision_models import calibration
from decision_models.calibration import Calibrator, Floats
from decision_models.catalogue import ModelSpec
from decision_models.features import Feature
from decision_models.threads import BESIDE_OTHERS, predict
from decision_models.training.samples import Rows, thin
from decision_models.training.selection import select
from decision_models.training.snapshots import Ints, used

GROW_FOLDS = 70
"""Of 100 folds of customers, those that trees are grown on; the rest stop the growing, choose
among candidates, and calibrate on the newest days."""
NEGATIVES_PER_POSITIVE = 10
FEWEST_ROWS = 30_000
FEWEST_TO_STOP = 15_000
POSITIVES_TO_CALIBRATE = 80

# One thread for each model, and models beside each other: two threads on one model wait for each
# other at every split, which costs most where other programs run too.
PARAMETERS: Mapping[str, Any] = MappingProxyType(
    {
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
        "bin_construct_sample_cnt": 20_000,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": BESIDE_OTHERS,
        "verbosity": -1,
    }
)
CANDIDATES: tuple[Mapping[str, Any], ...] = (
    MappingProxyType({}),
    MappingProxyType({"num_leaves": 7, "learning_rate": 0.1}),
    MappingProxyType({"num_leaves": 31, "feature_fraction": 0.25, "learning_rate": 0.05}),
    MappingProxyType({"num_leaves": 4, "learning_rate": 0.15, "feature_fraction": 0.6}),
    MappingProxyType({"num_leaves": 15, "learning_rate": 0.03}),
    MappingProxyType({"num_leaves": 31, "min_data_in_leaf": 300, "lambda_l2": 20.0}),
    MappingProxyType({"num_leaves": 7, "learning_rate": 0.05, "feature_fraction": 0.2}),
    MappingProxyType({"num_leaves": 15, "bagging_fraction": 0.5, "lambda_l2": 50.0}),
)
"""What is tried beside ``PARAMETERS``, likeliest first."""
ALWAYS_TRIED = 2
"""Candidates that are tried whatever the clock says: without a budget these alone, so that the
same data give the same model on any machine."""
MODELS_AT_ONCE = 2
_ROUNDS = 400
_PATIENCE = 20


@dataclass(frozen=True)
class Fitted:
    """Trees, the features that they read in order, and calibrator.

    ``considered`` counts the features chosen from, ``candidates`` the parameter sets tried;
    ``settings`` are those of the best that differ from ``PARAMETERS``.
    """

    booster: Any
    features: tuple[Feature, ...]
    calibrator: Calibrator
    rows_grown_on: int
    considered: int
    candidates: int
    settings: Mapping[str, Any]

    def predict(self, matrix: Floats) -> tuple[Floats, Floats]:
        """Raw and calibrated probabilities of rows of ``features``."""
        raw = predict(self.booster, matrix)
        return raw, self.calibrator.apply(raw)


def fit(spec: ModelSpec, rows: Rows, seed: int, seconds: float | None = None) -> Fitted:
    """Choose features and parameters and grow on most customers; stop and calibrate on the rest.

    ``seconds``: go on trying candidates for so long (None: ``ALWAYS_TRIED`` of them).
    """
    started = time.perf_counter()
    inner = np.flatnonzero(rows.folds < GROW_FOLDS)
    other = np.flatnonzero(rows.folds >= GROW_FOLDS)
    known = used(spec)
    lean = select(known, rows, inner, seed)
    names = [feature.name for feature in lean]
    grown, weight = thin(rows.outcome, inner, NEGATIVES_PER_POSITIVE, FEWEST_ROWS, seed)
    train = _dataset(rows, lean, grown, weight, None)
    held, held_weight = thin(rows.outcome, other, NEGATIVES_PER_POSITIVE, FEWEST_TO_STOP, seed)
    stop = _dataset(rows, lean, held, held_weight, train)
    best, tried = None, 0
    for settings in _candidates(started, seconds):
        grown_one = _grow(train, stop, settings, seed)
        tried += 1
        if best is None or grown_one[0] < best[0]:
            best = (*grown_one, settings)
    assert best is not None
    _, booster, chosen = best
    newest = _newest(rows, other)
    raw = predict(booster, rows.take(names, newest))
    calibrator = calibration.choose(raw, rows.outcome[newest], rows.folds[newest])
    return Fitted(booster, lean, calibrator, len(grown), len(known), tried, chosen)


def _candidates(started: float, seconds: float | None) -> Iterator[Mapping[str, Any]]:
    for number, settings in enumerate(CANDIDATES):
        late = seconds is None or time.perf_counter() - started > seconds
        if number >= ALWAYS_TRIED and late:
            return
        yield settings


def _dataset(
    rows: Rows, lean: tuple[Feature, ...], chosen: Ints, weight: Floats, reference: Any
) -> Any:
    import lightgbm

    return lightgbm.Dataset(
        rows.take([feature.name for feature in lean], chosen),
        rows.outcome[chosen],
        weight=weight,
        reference=reference,
        categorical_feature=[place for place, f in enumerate(lean) if f.is_text],
        feature_name=[feature.name for feature in lean],
        params={**PARAMETERS, "feature_pre_filter": False},
        free_raw_data=True,
    )


def _grow(train: Any, stop: Any, settings: Mapping[str, Any], seed: int) -> tuple[float, Any]:
    """The loss on the customers held back, and the trees up to where it was lowest."""
    import lightgbm

    # Candidates share the bins and differ in the least rows of a leaf.
    shared = {"feature_pre_filter": False}
    booster = lightgbm.train(
        {**PARAMETERS, **settings, **shared, "seed": seed},
        train,
        num_boost_round=_ROUNDS,
        valid_sets=[stop],
        callbacks=[lightgbm.early_stopping(_PATIENCE, verbose=False)],
    )
    return float(booster.best_score["valid_0"]["binary_logloss"]), booster


def _newest(rows: Rows, other: Ints) -> Ints:
    """The rows of the last day among these, or of the last days that have positives enough.

    How often things happen wanders from month to month, and the months to come are more like the
    last than like the mean of all.
    """
    for first in reversed(range(len(rows.snapshots))):
        newest = other[rows.day[other] >= first]
        if rows.outcome[newest].sum() >= POSITIVES_TO_CALIBRATE:
            return np.asarray(newest)
    return other
