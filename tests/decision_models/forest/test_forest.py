from typing import Any

import lightgbm
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_models.forest import Unsupported, compiled
from decision_models.forest.evaluating import BLOCK
from decision_models.forest.reading import single

COLUMNS = 6
STRANGE = (np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-38, -1e-36, 1e-35, 3e38, -3e38, 7.0, -1.0, 2.5)


def _grown(seed: int, leaves: int, objective: str, *, coded: bool, **more: Any) -> Any:
    random = np.random.default_rng(seed)
    rows = _rows(random, 800)
    margin = np.nan_to_num(rows[:, 0]) - (rows[:, 1] > 0.3) + (rows[:, 5] % 3 == 1)
    outcome = margin + random.normal(size=len(rows))
    if objective == "binary":
        outcome = (outcome > np.median(outcome)).astype(float)
    parameters = {
        "objective": objective,
        "num_leaves": leaves,
        "min_data_in_leaf": 3,
        "min_data_per_group": 5,
        "max_cat_to_onehot": 1 + seed % 5,
        "verbosity": -1,
        "seed": seed,
        "num_threads": 1,
        "deterministic": True,
        **more,
    }
    data = lightgbm.Dataset(
        rows, outcome, categorical_feature=[5] if coded else [], params=parameters
    )
    return lightgbm.train(parameters, data, num_boost_round=8)


def _rows(random: np.random.Generator, size: int) -> Any:
    rows = random.normal(size=(size, COLUMNS)).astype(np.float32)
    rows[:, 2] = np.round(rows[:, 2] * 3)
    rows[:, 5] = random.integers(0, 40, size)
    rows[random.random(size) < 0.2, 0] = np.nan
    rows[random.random(size) < 0.1, 5] = np.nan
    return rows


def _with_strange(random: np.random.Generator, size: int) -> Any:
    """Rows of which a third of the values are none that training saw."""
    rows = _rows(random, size)
    place = random.random(rows.shape) < 0.3
    rows[place] = random.choice(STRANGE, int(place.sum()))
    unseen = random.random(size) < 0.2
    rows[unseen, 5] = random.choice([-1, 40, 63, 64, 1000, 0.7, -0.5, 1e9], int(unseen.sum()))
    return rows


def _columns(rows: Any) -> list[Any]:
    return [np.ascontiguousarray(rows[:, index]) for index in range(rows.shape[1])]


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    leaves=st.sampled_from([2, 3, 8, 9, 15, 16, 17, 31, 33, 64]),
    objective=st.sampled_from(["binary", "regression", "quantile"]),
    coded=st.booleans(),
)
def test_scores_are_those_of_lightgbm_to_the_last_bit(
    seed: int, leaves: int, objective: str, coded: bool
) -> None:
    booster = _grown(seed, leaves, objective, coded=coded)
    rows = _with_strange(np.random.default_rng(seed + 1), 500)
    forest = compiled(booster.model_to_string())
    columns = _columns(rows)
    np.testing.assert_array_equal(
        forest.margin(columns), booster.predict(rows, raw_score=True, num_threads=1)
    )
    np.testing.assert_array_equal(forest.predict(columns), booster.predict(rows, num_threads=1))


def test_a_row_scores_the_same_in_any_block() -> None:
    forest = compiled(_grown(3, 15, "binary", coded=True).model_to_string())
    rows = _with_strange(np.random.default_rng(4), BLOCK + 7)
    whole = forest.predict(_columns(rows))
    alone = forest.predict(_columns(rows[-9:]))
    np.testing.assert_array_equal(whole[-9:], alone)
    assert forest.predict(_columns(rows[:0])).shape == (0,)


def test_a_threshold_parts_single_precision_values_as_the_double_does() -> None:
    random = np.random.default_rng(1)
    thresholds = np.concatenate([random.normal(size=300), [1e300, -1e300, 16777217.0, 0.1]])
    for threshold in thresholds:
        near = np.float32(np.clip(threshold, -3e38, 3e38))
        around = [near, np.nextafter(near, np.float32(-np.inf)), np.nextafter(near, np.float32(4))]
        for value in [*around, np.float32(np.inf), np.float32(-np.inf)]:
            assert (value <= single(threshold)) == (float(value) <= threshold)


@pytest.mark.parametrize(
    ("leaves", "more", "why"),
    [
        (65, {}, "leaves"),
        (12, {"zero_as_missing": True}, "nought"),
        (12, {"linear_tree": True}, "linear"),
        (12, {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.5}, "averaged"),
    ],
)
def test_other_kinds_of_trees_are_refused_by_name(
    leaves: int, more: dict[str, Any], why: str
) -> None:
    with pytest.raises(Unsupported, match=why):
        compiled(_grown(1, leaves, "regression", coded=False, **more).model_to_string())


def test_an_objective_with_another_link_is_refused_by_name() -> None:
    text = _grown(1, 12, "regression", coded=False).model_to_string()
    with pytest.raises(Unsupported, match="poisson"):
        compiled(text.replace("objective=regression", "objective=poisson"))
