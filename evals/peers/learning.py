"""The peers: tuned logistic regression, LightGBM as it comes, and FLAML with a time budget."""

import importlib
import importlib.util
import logging
import os
import warnings
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from evals.tables.problem import Problem

Peer: TypeAlias = Callable[[Problem, float, int], np.ndarray]
"""(problem, seconds, seed) -> P(positive) of each held-out row."""

_NEEDS = {"logistic": "sklearn", "lightgbm": "lightgbm", "flaml": "flaml"}


def installed(name: str) -> bool:
    """Whether the peer's package is here."""
    return importlib.util.find_spec(_NEEDS[name]) is not None


def cores() -> list[int]:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def logistic(problem: Problem, seconds: float, seed: int) -> np.ndarray:
    """Indicators and standardised numbers; C by five-fold cross-validation of the log loss.

    ``seconds`` does not bind: it takes what it needs.
    """
    from sklearn.compose import make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegressionCV
    from sklearn.model_selection import StratifiedKFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    frame = _plain(problem.frame)
    words = [name for name in frame if not pd.api.types.is_numeric_dtype(frame[name])]
    numbers = [name for name in frame if name not in words]
    prepared = make_column_transformer(
        (make_pipeline(SimpleImputer(add_indicator=True), StandardScaler()), numbers),
        (
            OneHotEncoder(
                min_frequency=5, handle_unknown="infrequent_if_exist", sparse_output=False
            ),
            words,
        ),
    )
    model = LogisticRegressionCV(
        Cs=np.logspace(-4, 2, 7),
        l1_ratios=(0.0,),
        cv=StratifiedKFold(5, shuffle=True, random_state=seed),
        scoring="neg_log_loss",
        solver="newton-cholesky",
        use_legacy_attributes=False,
        max_iter=200,
    )
    whole = make_pipeline(prepared, model)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole.fit(frame.iloc[problem.learned], problem.labels[problem.learned])
        return np.asarray(whole.predict_proba(frame.iloc[problem.held]))[:, 1]


def lightgbm(problem: Problem, seconds: float, seed: int) -> np.ndarray:
    """LightGBM's defaults, with its own categories. ``seconds`` does not bind."""
    from lightgbm import LGBMClassifier

    frame = _categories(problem.frame)
    model = LGBMClassifier(verbosity=-1, n_jobs=len(cores()), random_state=seed)
    model.fit(frame.iloc[problem.learned], problem.labels[problem.learned])
    return np.asarray(model.predict_proba(frame.iloc[problem.held]))[:, 1]


def flaml(problem: Problem, seconds: float, seed: int) -> np.ndarray:
    """FLAML's AutoML with its defaults, AUC as its aim, and ``seconds`` as its time budget."""
    logging.getLogger("flaml").setLevel(logging.ERROR)
    frame = _categories(problem.frame)
    settings: dict[str, Any] = {
        "task": "classification",
        "metric": "roc_auc",
        "time_budget": seconds,
        "n_jobs": len(cores()),
        "seed": seed,
        "verbose": 0,
    }
    found: Any = importlib.import_module("flaml").AutoML()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        learned = frame.iloc[problem.learned].reset_index(drop=True)
        found.fit(learned, pd.Series(problem.labels[problem.learned].astype(int)), **settings)
        held = frame.iloc[problem.held].reset_index(drop=True)
        return np.asarray(found.predict_proba(held))[:, 1]


PEERS: Mapping[str, Peer] = {"logistic": logistic, "lightgbm": lightgbm, "flaml": flaml}


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Words with their gaps as a level."""
    words = [name for name in frame if not pd.api.types.is_numeric_dtype(frame[name])]
    return frame.assign(
        **{str(name): frame[name].astype(object).fillna("").astype(str) for name in words}
    )


def _categories(frame: pd.DataFrame) -> pd.DataFrame:
    words = [name for name in frame if not pd.api.types.is_numeric_dtype(frame[name])]
    return _plain(frame).astype(dict.fromkeys(words, "category"))
