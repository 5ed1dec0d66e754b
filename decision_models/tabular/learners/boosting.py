"""Boosted trees (LightGBM), with the number of rounds chosen on rows that were held out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from decision_models.tabular.learners.model import sigmoid
from decision_models.threads import lightgbm_threads, predict

_ASK_EVERY = 20  # rounds


@dataclass(frozen=True)
class BoostingSettings:
    """How one family of boosted trees is grown.

    Attributes:
        leaves: per tree. rate: shrinkage. rounds: at most so many trees.
        columns, rows: share of columns per tree and of rows per round.
        leaf_rows: at least so many rows in a leaf. ridge: L2 on leaf values.
        random_splits: extremely randomised thresholds.
    """

    leaves: int
    rate: float
    rounds: int
    columns: float = 0.5
    rows: float = 0.7
    leaf_rows: int = 20
    ridge: float = 5.0
    random_splits: bool = False


class BoostedModel:
    """One or more LightGBM boosters, averaged in log odds."""

    def __init__(self, boosters: Sequence[Any]) -> None:
        self.boosters = tuple(boosters)

    def log_odds(self, matrix: np.ndarray) -> np.ndarray:
        """The mean raw score of the boosters."""
        total = np.zeros(len(matrix))
        for booster in self.boosters:
            total += predict(booster, matrix, raw_score=True)
        return total / len(self.boosters)

    def gains(self) -> np.ndarray | None:
        """Total gain of each column's splits."""
        gains = [booster.feature_importance("gain") for booster in self.boosters]
        return np.asarray(np.mean(gains, axis=0))

    def save(self, path: Path) -> None:
        """All boosters' LightGBM text, one after the other."""
        path.write_text(
            "\n=== booster ===\n".join(booster.model_to_string() for booster in self.boosters),
            encoding="utf-8",
        )

    @classmethod
    def load(cls, path: Path) -> "BoostedModel":
        """Read what ``save`` wrote."""
        import lightgbm

        texts = path.read_text(encoding="utf-8").split("\n=== booster ===\n")
        return cls([lightgbm.Booster(model_str=text) for text in texts])


@dataclass(frozen=True)
class Staged:
    """A booster with its error on held-out rows after each round."""

    booster: Any
    loss: np.ndarray  # log loss on the held-out rows
    area: np.ndarray  # AUC on the held-out rows, empty where it was not followed


def _parameters(settings: BoostingSettings, seed: int, cells: int) -> dict[str, Any]:
    return {
        "objective": "binary",
        "num_leaves": settings.leaves,
        "learning_rate": settings.rate,
        "feature_fraction": settings.columns,
        "bagging_fraction": settings.rows,
        "bagging_freq": 1,
        "min_data_in_leaf": settings.leaf_rows,
        "lambda_l2": settings.ridge,
        "extra_trees": settings.random_splits,
        "cat_smooth": 20,
        "min_data_per_group": 30,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": lightgbm_threads(cells),
        "verbosity": -1,
        "min_data_in_bin": 3,
    }


def _dataset(
    matrix: np.ndarray,
    labels: np.ndarray,
    categorical: Sequence[int],
    weights: np.ndarray | None,
    parameters: dict[str, Any],
) -> Any:
    import lightgbm

    return lightgbm.Dataset(
        matrix,
        labels,
        weight=weights,
        categorical_feature=list(categorical) or "auto",
        params=parameters,
        free_raw_data=False,
    )


def boost(
    settings: BoostingSettings,
    matrix: np.ndarray,
    labels: np.ndarray,
    *,
    categorical: Sequence[int],
    seed: int,
    rounds: int | None = None,
    weights: np.ndarray | None = None,
) -> Any:
    """A booster of ``rounds`` trees (default: as many as the settings allow)."""
    import lightgbm

    parameters = _parameters(settings, seed, matrix.size)
    data = _dataset(matrix, labels, categorical, weights, parameters)
    return lightgbm.train(parameters, data, rounds or settings.rounds)


def boost_watched(
    settings: BoostingSettings,
    train: tuple[np.ndarray, np.ndarray],
    held_out: tuple[np.ndarray, np.ndarray],
    *,
    categorical: Sequence[int],
    seed: int,
    rounds: int,
    patience: int | None,
    weights: np.ndarray | None = None,
    ranking: bool = False,
    late: Callable[[], bool] = lambda: False,
) -> Staged:
    """Boost for ``rounds``, or until the held-out log loss has not improved for ``patience``.

    Args:
        ranking: follow the AUC too, which costs a sort of the held-out rows each round.
        late: asked now and then; true ends the boosting with what it has.
    """
    import lightgbm

    parameters = _parameters(settings, seed, train[0].size)
    metrics = ["binary_logloss", "auc"] if ranking else ["binary_logloss"]
    parameters |= {"metric": metrics, "first_metric_only": True}
    data = _dataset(*train, categorical, weights, parameters)
    watched = lightgbm.Dataset(*held_out, reference=data, params=parameters, free_raw_data=False)
    curves: dict[str, dict[str, list[float]]] = {}
    callbacks = [lightgbm.record_evaluation(curves), _ending(late)]
    if patience:
        stop = lightgbm.early_stopping(patience, first_metric_only=True, verbose=False)
        callbacks.append(stop)
    booster = lightgbm.train(
        parameters, data, rounds, valid_sets=[watched], valid_names=["held"], callbacks=callbacks
    )
    found = curves["held"]
    return Staged(booster, np.array(found["binary_logloss"]), np.array(found.get("auc", ())))


def _ending(late: Callable[[], bool]) -> Callable[[Any], None]:
    def ask(state: Any) -> None:
        from lightgbm.callback import EarlyStopException

        if state.iteration % _ASK_EVERY == _ASK_EVERY - 1 and late():
            raise EarlyStopException(state.iteration, state.evaluation_result_list)

    return ask


def staged_log_odds(staged: Staged, matrix: np.ndarray, rounds: int) -> np.ndarray:
    """Log odds after ``rounds`` trees."""
    return predict(staged.booster, matrix, raw_score=True, num_iteration=rounds)


def probabilities(model: BoostedModel, matrix: np.ndarray) -> np.ndarray:
    """P(positive) of each row."""
    return sigmoid(model.log_odds(matrix))
