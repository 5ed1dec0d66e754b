"""Growing the trees of a forecaster: the quantiles of how much an amount changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from decision_models import features
from decision_models.calibration import Floats
from decision_models.features import Feature
from decision_models.forecasting.conformal import LEVELS
from decision_models.forecasting.sample import OWN, Sample
from decision_models.threads import BESIDE_OTHERS, predict
from decision_models.training.snapshots import Ints

GROW_FOLDS = 70
"""Of 100 folds of customers, those that trees are grown on; the rest calibrate on the newest days,
and stop the growing on the others."""
CALIBRATION_DAYS = 2
"""The newest month is the likeliest to be like those to come, but each has its own spread."""
MOST_FEATURES = 60
_GROWN, _STOPPING, _SELECTING = 30_000, 10_000, 8_000
_ROUNDS, _PATIENCE, _SELECTING_ROUNDS = 200, 15, 40
_PARAMETERS = MappingProxyType(
    {
        "learning_rate": 0.1,
        "num_leaves": 15,
        "min_data_in_leaf": 100,
        "feature_fraction": 0.4,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 1.0,
        "cat_smooth": 50.0,
        "max_bin": 63,
        "bin_construct_sample_cnt": 10_000,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": BESIDE_OTHERS,
        "verbosity": -1,
    }
)


@dataclass(frozen=True)
class Grown:
    """Trees for each of ``LEVELS``.

    Args:
        boosters: LightGBM's, in the order of ``LEVELS``.
        features: those that they read after their own columns.
        rows: how many rows they were grown on.
    """

    boosters: tuple[Any, ...]
    features: tuple[Feature, ...]
    rows: int

    @property
    def names(self) -> tuple[str, ...]:
        """Of the features."""
        return tuple(feature.name for feature in self.features)

    def predict(self, sample: Sample, chosen: Ints | None = None) -> Floats:
        """Rows x ``LEVELS``: raw quantiles of the logarithmic change."""
        matrix = sample.matrix(self.names, chosen)
        return np.column_stack([predict(one, matrix) for one in self.boosters])


def held_back(sample: Sample) -> Ints:
    """The rows of customers that no tree is grown on."""
    return np.flatnonzero(sample.rows.folds >= GROW_FOLDS)


def grow(sample: Sample, seed: int) -> Grown:
    """Choose features and grow on most customers; stop where the rest are told best."""
    rows, rng = sample.rows, np.random.default_rng(seed)
    calibrating = rows.day > rows.day.max() - CALIBRATION_DAYS
    grown = _some(np.flatnonzero(rows.folds < GROW_FOLDS), _GROWN, rng)
    other = np.flatnonzero((rows.folds >= GROW_FOLDS) & ~calibrating)
    stopping = _some(other, _STOPPING, rng)
    chosen = _select(sample, _some(grown, _SELECTING, rng), seed)
    names = [feature.name for feature in chosen]
    texts = [OWN + place for place, feature in enumerate(chosen) if feature.is_text]
    train = _dataset(sample.matrix(names, grown), sample.change[grown], texts)
    stop = _dataset(sample.matrix(names, stopping), sample.change[stopping], texts, train)
    boosters = tuple(_grow(train, stop, level, seed) for level in LEVELS)
    return Grown(boosters, chosen, len(grown))


def _grow(train: Any, stop: Any, level: float, seed: int) -> Any:
    import lightgbm

    return lightgbm.train(
        {**_PARAMETERS, "objective": "quantile", "alpha": level, "seed": seed},
        train,
        num_boost_round=_ROUNDS,
        valid_sets=[stop],
        callbacks=[lightgbm.early_stopping(_PATIENCE, verbose=False)],
    )


def _select(sample: Sample, rows: Ints, seed: int) -> tuple[Feature, ...]:
    """The features that tell most of where the change lies, or of how large it is."""
    import lightgbm

    known = features.names()
    texts = [OWN + place for place, feature in enumerate(known) if feature.is_text]
    matrix = sample.matrix([feature.name for feature in known], rows)
    change, gains = sample.change[rows], np.zeros(OWN + len(known))
    data = _dataset(matrix, change, texts)
    parameters = {**_PARAMETERS, "objective": "l1", "feature_fraction": 0.3, "seed": seed}
    for outcome in (change, np.abs(change - np.median(change))):
        booster = lightgbm.train(parameters, data.set_label(outcome), _SELECTING_ROUNDS)
        gain = booster.feature_importance(importance_type="gain")
        gains += gain / max(gain.sum(), 1.0)
    order = np.argsort(-gains[OWN:], kind="stable")
    telling = [int(place) for place in order if gains[OWN + place] > 0]
    return tuple(known[place] for place in telling[:MOST_FEATURES])


def _dataset(matrix: Floats, outcome: Floats, texts: Sequence[int], reference: Any = None) -> Any:
    import lightgbm

    return lightgbm.Dataset(
        matrix,
        outcome,
        reference=reference,
        categorical_feature=list(texts),
        params={**_PARAMETERS, "feature_pre_filter": False},
        free_raw_data=True,
    )


def _some(rows: Ints, most: int, rng: np.random.Generator) -> Ints:
    if len(rows) <= most:
        return rows
    return np.sort(rng.choice(rows, most, replace=False))
