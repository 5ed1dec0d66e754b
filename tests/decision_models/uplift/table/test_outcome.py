import numpy as np
import pandas as pd
import pytest

from decision_models.uplift.table.outcome import read_outcome
from home.errors import BadInput


def test_two_values_are_yes_and_no() -> None:
    outcome = read_outcome(pd.DataFrame({"y": ["是", "否", "", "是"]}), "y")
    assert outcome.binary
    assert outcome.positive == "是"
    assert np.array_equal(outcome.values, [1, 0, np.nan, 1], equal_nan=True)


def test_amounts_as_people_write_them() -> None:
    outcome = read_outcome(pd.DataFrame({"y": ["1,200", "¥3.5", "0", "NA"]}), "y")
    assert not outcome.binary
    assert np.array_equal(outcome.values, [1200, 3.5, 0, np.nan], equal_nan=True)


@pytest.mark.parametrize(
    ("cells", "said"), [(["1", "1"], "got one"), (["a", "b", "c"], "hold numbers, got 3 values")]
)
def test_neither_is_named(cells: list[str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_outcome(pd.DataFrame({"y": cells}), "y")
