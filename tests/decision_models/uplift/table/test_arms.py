import numpy as np
import pandas as pd
import pytest

from decision_models.uplift.table.arms import read_arms
from home.errors import BadInput


@pytest.mark.parametrize(
    ("control", "treated"),
    [
        ("0", "1"),
        ("0.0", "1.0"),
        ("1", "2"),
        ("false", "true"),
        ("No", "Yes"),
        ("否", "是"),
        ("control", "treated"),
        ("对照", "实验"),
        ("对照组", "短信"),
        ("No E-Mail", "Mens E-Mail"),
        ("none", "sms"),
        ("未触达", "触达"),
        ("Control group", "Variant 3"),
        ("holdout", "campaign"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_control_is_told_by_its_word(control: str, treated: str, turned: bool) -> None:
    cells = [treated, control, ""] * 5 if turned else [control, treated, ""] * 5
    arms = read_arms(pd.DataFrame({"w": cells}), "w")
    expected = np.array([1, 0, np.nan] * 5 if turned else [0, 1, np.nan] * 5)
    assert np.array_equal(arms.treated, expected, equal_nan=True)
    assert not arms.guessed


def test_a_and_b_are_a_convention_that_is_owned_up_to() -> None:
    arms = read_arms(pd.DataFrame({"w": ["B", "A", "A"]}), "w")
    assert (arms.control_value, arms.treated_value, arms.guessed) == ("A", "B", True)


def test_parquet_booleans_and_floats() -> None:
    assert read_arms(pd.DataFrame({"w": [1.0, 0.0, np.nan]}), "w").treated_value == "1"


def test_arms_that_are_told_leave_out_the_others() -> None:
    frame = pd.DataFrame({"segment": ["Mens", "Womens", "No", "Mens"]})
    arms = read_arms(frame, "segment", treated="womens", control="no")
    assert np.array_equal(arms.treated, [np.nan, 1, 0, np.nan], equal_nan=True)
    reversed_ = read_arms(pd.DataFrame({"w": ["x", "y"]}), "w", control="y")
    assert reversed_.treated_value == "x"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["1", "1"], "got one: '1' in 2 rows"),
        (["", "nan"], "got only missing values"),
        (["a", "b", "c"], "--treated VALUE --control VALUE"),
        (["red", "blue"], "'red' and 'blue'"),
    ],
)
def test_what_cannot_be_an_experiment_is_named(cells: list[str], said: str) -> None:
    with pytest.raises(BadInput, match=r"^treatment w must") as caught:
        read_arms(pd.DataFrame({"w": cells}), "w")
    assert said in str(caught.value)


def test_a_value_that_is_not_there() -> None:
    with pytest.raises(BadInput, match="--treated must be a value of w, got 'z'"):
        read_arms(pd.DataFrame({"w": ["0", "1"]}), "w", treated="z")
