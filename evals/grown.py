"""Models of a size that a bank's are, for a bank too small to have grown them.

How many trees a model gets follows from how many customers it learned from: the 3,000 of the bank
that is multiplied give a few dozen. ``weiwo models train --all`` on 100,000 simulated customers
gave 31 models of 36 to 270 trees; 13 of them have 7 leaves a tree (median 71 trees), 18 have 15
(median 155).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from decision_models.scoring.batch import Batch
    from decision_models.trained import TrainedModel

SHAPES = ((71, 7), (155, 15), (155, 15), (71, 7), (155, 15))
"""Trees and leaves, by turns: those medians in that proportion."""
ROWS = 20_000
_PARAMETERS: Mapping[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.05,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.4,
    "cat_smooth": 50.0,
    "max_bin": 127,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


def grown(model: "TrainedModel", rows: "Batch", trees: int, leaves: int) -> "TrainedModel":
    """The model with so many trees of so many leaves, which learn what it said of these rows,
    half of it noise: what they split by are its features, and nothing else of it changes.
    """
    import lightgbm

    columns = [rows.coded(name, model.levels.get(name)) for name in model.features]
    matrix = np.column_stack(columns)
    said, _ = model.predict(matrix)
    noise = np.random.default_rng(trees * leaves).random(len(said))
    place = said.argsort(kind="stable").argsort(kind="stable") / len(said)
    texts = [n for n, name in enumerate(model.features) if name in model.levels]
    data = lightgbm.Dataset(
        matrix,
        (place + noise > 1.5).astype(float),
        feature_name=list(model.features),
        categorical_feature=texts,
    )
    booster = lightgbm.train({**_PARAMETERS, "num_leaves": leaves}, data, num_boost_round=trees)
    return replace(model, trees=booster.model_to_string())


def all_grown(models: Mapping[str, "TrainedModel"], rows: "Batch") -> dict[str, "TrainedModel"]:
    """Each of these models in one of ``SHAPES``."""
    shapes = [SHAPES[number % len(SHAPES)] for number in range(len(models))]
    return {
        name: grown(model, rows, *shape)
        for (name, model), shape in zip(sorted(models.items()), shapes, strict=True)
    }
