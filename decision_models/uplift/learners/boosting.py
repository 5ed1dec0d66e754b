"""Boosted trees for chances, for means and for pseudo-outcomes (LightGBM)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from decision_models.tabular.learners.boosting import BoostedModel
from decision_models.threads import lightgbm_threads, predict

Objective: TypeAlias = Literal["binary", "regression"]
PATIENCE = 30


@dataclass(frozen=True)
class Trees:
    """How trees are grown. ``averaged``: a forest, each tree from a half of the rows.

    Attributes:
        leaves: per tree. rate: shrinkage. rounds: at most so many. leaf_rows: at least in a leaf.
        ridge: L2 on leaf values, in rows of unit weight.
    """

    leaves: int
    rate: float
    rounds: int
    leaf_rows: int
    ridge: float = 10.0
    averaged: bool = False


@dataclass(frozen=True)
class Grown:
    """A booster with its error on rows that it did not see, round by round (empty: not watched)."""

    booster: Any
    loss: np.ndarray

    def cut(self, rounds: int) -> Any:
        """The booster of the first ``rounds`` trees."""
        import lightgbm

        kept = max(1, min(rounds, self.booster.num_trees()))
        return lightgbm.Booster(model_str=self.booster.model_to_string(num_iteration=kept))


@dataclass(frozen=True)
class Rows:
    """Something to learn from or to be judged on: matrix, values, weights (None: all one)."""

    matrix: np.ndarray
    values: np.ndarray
    weights: np.ndarray | None = None


def _parameters(trees: Trees, objective: Objective, seed: int, cells: int) -> dict[str, Any]:
    return {
        "objective": objective,
        "metric": "binary_logloss" if objective == "binary" else "l2",
        "boosting": "rf" if trees.averaged else "gbdt",
        "num_leaves": trees.leaves,
        "learning_rate": trees.rate,
        "feature_fraction": 0.5,
        "bagging_fraction": 0.5 if trees.averaged else 0.7,
        "bagging_freq": 1,
        "min_data_in_leaf": trees.leaf_rows,
        "min_sum_hessian_in_leaf": 1e-3,
        "lambda_l2": trees.ridge,
        "max_bin": 127,
        "cat_smooth": 20,
        "min_data_per_group": 30,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": lightgbm_threads(cells),
        "verbosity": -1,
    }


def grow(
    trees: Trees,
    objective: Objective,
    learned: Rows,
    held: Rows | None,
    *,
    categorical: Sequence[int],
    seed: int,
    rounds: int | None = None,
) -> Grown:
    """Boost on ``learned`` for ``rounds``; with ``held``, stop when it no longer gains there."""
    import lightgbm

    parameters = _parameters(trees, objective, seed, learned.matrix.size)
    data = _dataset(learned, categorical, parameters, None)
    rounds = rounds or trees.rounds
    if held is None or trees.averaged:
        return Grown(lightgbm.train(parameters, data, rounds), np.empty(0))
    watched = _dataset(held, categorical, parameters, data)
    curves: dict[str, dict[str, list[float]]] = {}
    callbacks = [
        lightgbm.record_evaluation(curves),
        lightgbm.early_stopping(PATIENCE, verbose=False),
    ]
    booster = lightgbm.train(
        parameters, data, rounds, valid_sets=[watched], valid_names=["held"], callbacks=callbacks
    )
    return Grown(booster, np.array(curves["held"][parameters["metric"]]))


def _dataset(rows: Rows, categorical: Sequence[int], parameters: dict[str, Any], like: Any) -> Any:
    import lightgbm

    return lightgbm.Dataset(
        rows.matrix,
        rows.values,
        weight=rows.weights,
        categorical_feature=list(categorical) or "auto",
        params=parameters,
        reference=like,
        free_raw_data=True,
    )


def best_rounds(grown: Sequence[Grown], sizes: Sequence[float]) -> int:
    """The number of trees at which the mean error over folds is least.

    A curve that stopped early keeps its last value.
    """
    curves = [one.loss for one in grown if one.loss.size]
    if not curves:
        return int(max(one.booster.num_trees() for one in grown))
    longest = max(len(curve) for curve in curves)
    filled = [np.append(curve, np.full(longest - len(curve), curve[-1])) for curve in curves]
    mean = np.average(filled, axis=0, weights=list(sizes))
    width = max(1, longest // 20)
    padded = np.pad(mean, width, mode="edge")
    smooth = np.convolve(padded, np.ones(2 * width + 1) / (2 * width + 1), mode="valid")
    return max(3, int(np.argmin(smooth)) + 1)


def bag(grown: Sequence[Grown], rounds: int) -> BoostedModel:
    """The mean of all boosters after ``rounds`` trees each (of forests: the sum of their trees)."""
    return BoostedModel([one.cut(rounds) for one in grown])


def raw(grown: Grown, matrix: np.ndarray, rounds: int) -> np.ndarray:
    """The raw score after ``rounds`` trees."""
    kept = min(rounds, grown.booster.num_trees())
    return predict(grown.booster, matrix, raw_score=True, num_iteration=kept)
