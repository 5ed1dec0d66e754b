"""``weiwo bench tabular``: models of flat tables beside LightGBM and logistic regression.

Every peer learns from the same rows and scores the same held-out rows in the same run. Nothing
about the held-out rows is used for a choice. Peers are as they come: LightGBM with its defaults
and native categories, and with early stopping at a lower rate on a fifth of the learned rows;
logistic regression on standardised numbers and indicators.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from evals.tables import SHARED, Problem, problems

Row: TypeAlias = dict[str, str | int | float | None]
SECONDS = 8.0


def run(seconds: float = SECONDS, data: Path = SHARED) -> Iterator[Row]:
    """One row a table: AUC of each, the difference to the best peer, Brier and ECE.

    Args:
        seconds: the budget of each of our fits.
        data: where ``uci_bank_marketing.csv.gz`` lies; absent, its rows say so.
    """
    for problem in problems(data):
        yield compare(problem, seconds)
    if not (data / "uci_bank_marketing.csv.gz").exists():
        yield {"table": "uci bank marketing", "note": "absent: uci_bank_marketing.csv.gz"}


def compare(problem: Problem, seconds: float | None, seed: int = 7) -> Row:
    """All on one table."""
    from decision_models.tabular.validation.metrics import auc, brier, calibration_error

    labels = problem.labels[problem.held]
    said = {
        "weiwo": ours(problem, seconds, seed),
        "lightgbm": _lightgbm(problem, seed),
        "lightgbm tuned": _tuned(problem, seed),
        "logistic": _logistic(problem),
    }
    areas = {name: auc(labels, chance) for name, chance in said.items()}
    best = max(area for name, area in areas.items() if name != "weiwo")
    row: Row = {"table": problem.name, "rows": len(problem.learned), "held out": len(labels)}
    row |= {f"AUC {name}": round(area, 4) for name, area in areas.items()}
    row["AUC minus best"] = round(areas["weiwo"] - best, 4)
    row["AUC minus lightgbm"] = round(areas["weiwo"] - areas["lightgbm"], 4)
    row["Brier ratio to lightgbm"] = round(
        brier(labels, said["weiwo"]) / brier(labels, said["lightgbm"]), 4
    )
    row["ECE"] = round(calibration_error(labels, said["weiwo"]), 4)
    return row


def ours(problem: Problem, seconds: float | None, seed: int) -> np.ndarray:
    """Scores through files, as ``fit-table`` and ``score-table`` do it."""
    from decision_models.tabular.fitting import FitRequest, fit_table
    from decision_models.tabular.scoring import score_table

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        frame = problem.frame
        with_target = frame.assign(y=problem.labels.astype(int))
        with_target.iloc[problem.learned].to_csv(folder / "learned.csv", index=False)
        frame.iloc[problem.held].to_csv(folder / "held.csv", index=False)
        model, out = folder / "model", folder / "scores.csv"
        fit_table(FitRequest(folder / "learned.csv", "y", model, seconds=seconds, seed=seed))
        score_table(model, folder / "held.csv", out)
        return pd.read_csv(out)["score"].to_numpy(dtype=float)


def _categories(frame: pd.DataFrame) -> pd.DataFrame:
    words = [name for name in frame if not pd.api.types.is_numeric_dtype(frame[name])]
    return frame.astype(dict.fromkeys(words, "category"))


def _lightgbm(problem: Problem, seed: int, **settings: Any) -> np.ndarray:
    from lightgbm import LGBMClassifier

    model = LGBMClassifier(verbosity=-1, n_jobs=2, random_state=seed, **settings)
    frame = _categories(problem.frame)
    model.fit(frame.iloc[problem.learned], problem.labels[problem.learned])
    return np.asarray(model.predict_proba(frame.iloc[problem.held]))[:, 1]


def _tuned(problem: Problem, seed: int) -> np.ndarray:
    """The best of four settings by log loss on a random fifth of the learned rows, refitted."""
    from decision_models.tabular.validation.metrics import log_loss

    order = np.random.default_rng(seed).permutation(problem.learned)
    cut = len(order) // 5
    inner = Problem(problem.name, problem.frame, problem.labels, order[cut:], order[:cut])
    grid: list[dict[str, Any]] = [
        {"learning_rate": 0.05, "num_leaves": leaves, "n_estimators": trees, "reg_lambda": 5.0}
        for leaves, trees in ((7, 150), (7, 400), (31, 80), (31, 200))
    ]
    losses = [log_loss(problem.labels[inner.held], _lightgbm(inner, seed, **one)) for one in grid]
    return _lightgbm(problem, seed, **grid[int(np.argmin(losses))])


def _logistic(problem: Problem) -> np.ndarray:
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    numbers = pd.get_dummies(_categories(problem.frame), dummy_na=False).astype(float)
    learned = numbers.iloc[problem.learned]
    middle = learned.median().fillna(0.0)
    scaler = StandardScaler().fit(learned.fillna(middle))
    model = LogisticRegression(max_iter=1000)
    model.fit(scaler.transform(learned.fillna(middle)), problem.labels[problem.learned])
    held = scaler.transform(numbers.iloc[problem.held].fillna(middle))
    return np.asarray(model.predict_proba(held))[:, 1]
