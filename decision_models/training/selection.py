"""Fewer features, without losing what they know: a lean model reads little and is read easily.

A quick forest over every feature says how much each gains; the same forest on shuffled outcomes
says how much a feature gains by chance (null importance; Altmann et al. 2010). Those above that
are kept, at most ``MOST`` of them.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from decision_models.calibration import Floats
from decision_models.features import Feature
from decision_models.threads import BESIDE_OTHERS
from decision_models.training.samples import Rows, thin
from decision_models.training.snapshots import Ints

MOST, FEWEST = 100, 40
MOST_POSITIVES = 4_000
_PER_POSITIVE, _FEWEST_NEGATIVES = 3, 8_000
_CHANCE = 0.8
"""The share of chance gains that a feature's own gain must exceed."""
_ROUNDS = 40
_PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.15,
    "num_leaves": 15,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.3,
    "lambda_l2": 5.0,
    "cat_smooth": 50.0,
    "max_bin": 63,
    "bin_construct_sample_cnt": 5_000,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": BESIDE_OTHERS,
    "verbosity": -1,
}


def select(known: Sequence[Feature], rows: Rows, grown: Ints, seed: int) -> tuple[Feature, ...]:
    """The features worth reading among ``known``, strongest first; ``grown`` are the rows that
    may be learned from.
    """
    import lightgbm

    chosen = _few(rows, grown, seed)
    outcome = rows.outcome[chosen]
    data = lightgbm.Dataset(
        rows.take([feature.name for feature in known], chosen),
        outcome,
        categorical_feature=[place for place, f in enumerate(known) if f.is_text],
        params=_PARAMETERS,
        free_raw_data=True,
    )
    gains = _gains(data, seed, _ROUNDS)
    shuffled = np.random.default_rng(seed).permutation(outcome)
    # What chance gains says itself in half the rounds; it is brought to the same number.
    chance = _gains(data.set_label(shuffled), seed, _ROUNDS // 2) * 2
    floor = float(np.quantile(chance[chance > 0], _CHANCE)) if (chance > 0).any() else 0.0
    order = np.argsort(-gains, kind="stable")
    kept = [int(place) for place in order if gains[place] > floor][:MOST]
    kept = kept if len(kept) >= FEWEST else [int(place) for place in order[:FEWEST]]
    return tuple(known[place] for place in kept)


def _few(rows: Rows, grown: Ints, seed: int) -> Ints:
    """Enough rows to tell features apart: positives up to a limit, three negatives for each."""
    positive = grown[rows.outcome[grown] > 0]
    if len(positive) > MOST_POSITIVES:
        keep = np.random.default_rng(seed).choice(positive, MOST_POSITIVES, replace=False)
        grown = np.sort(np.concatenate([keep, grown[rows.outcome[grown] == 0]]))
    return thin(rows.outcome, grown, _PER_POSITIVE, _FEWEST_NEGATIVES, seed)[0]


def _gains(data: Any, seed: int, rounds: int) -> Floats:
    import lightgbm

    booster = lightgbm.train({**_PARAMETERS, "seed": seed}, data, num_boost_round=rounds)
    return np.asarray(booster.feature_importance(importance_type="gain"))
