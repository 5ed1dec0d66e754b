"""How hard the demo bank is: out-of-time AUC of quick models, and of every single feature.

The design asks for models between 0.68 and 0.85 and no single feature above 0.65, so that what
the decision core shows is learned and not a rule. The features here are a quick reading of the
tables, apart from those of the decision core.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from decision_models.mart.demo_bank.quick_features import LABELS, table_as_of
from decision_models.mart.warehouse import open_tables
from decision_models.threads import BESIDE_OTHERS, predict

TRAIN_DAYS = (date(2025, 12, 31), date(2026, 2, 28), date(2026, 4, 30), date(2026, 6, 30))
TEST_DAYS = (date(2026, 7, 31), date(2026, 8, 31))


@dataclass(frozen=True)
class Difficulty:
    """One purchase: its rate, the model's AUC out of time, and the strongest single feature's."""

    label: str
    rate: float
    model_auc: float
    feature: str
    feature_auc: float
    features: Mapping[str, float]


def measure(folder: Path, seed: int = 7) -> tuple[Difficulty, ...]:
    """Train on four days, test on two later ones, for each label; single features on all six.

    Args:
        folder: holds the tables as Parquet files.
        seed: of the model.
    """
    import numpy as np
    import pandas as pd

    con = open_tables(folder).con
    train = pd.concat([table_as_of(con, day) for day in TRAIN_DAYS], ignore_index=True)
    test = pd.concat([table_as_of(con, day) for day in TEST_DAYS], ignore_index=True)
    names = [name for name in train.columns if name not in LABELS and name != "customer_id"]
    every = pd.concat([train, test], ignore_index=True)
    filled = {name: np.nan_to_num(every[name].to_numpy(float), nan=9_999.0) for name in names}
    found = []
    for label in LABELS:
        truth = test[label].to_numpy()
        model = _fit(train[names], train[label], seed)
        auc = area(truth, predict(model, test[names].to_numpy(float)))
        bought = every[label].to_numpy()
        single = {name: _either_way(area(bought, filled[name])) for name in names}
        best = max(single, key=lambda name: single[name])
        found.append(Difficulty(label, float(truth.mean()), auc, best, single[best], single))
    return tuple(found)


def area(truth: Any, score: Any) -> float:
    """Area under the ROC curve: the chance that a buyer scores above a non-buyer (ties: half)."""
    from scipy.stats import rankdata

    buyers = truth == 1
    count, others = int(buyers.sum()), int((~buyers).sum())
    ranks = rankdata(score)[buyers].sum()
    return float((ranks - count * (count + 1) / 2) / (count * others))


def _either_way(auc: float) -> float:
    return max(auc, 1 - auc)


def _fit(features: Any, label: Any, seed: int) -> Any:
    import lightgbm as lgb

    settings = {
        "objective": "binary",
        "learning_rate": 0.05,
        "num_leaves": 15,
        "min_data_in_leaf": 80,
        "feature_fraction": 0.5,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 5.0,
        "num_threads": BESIDE_OTHERS,
        "deterministic": True,
        "seed": seed,
        "verbose": -1,
    }
    return lgb.train(settings, lgb.Dataset(features, label, params=settings), num_boost_round=120)
