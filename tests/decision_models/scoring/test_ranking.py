import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from decision_models.scoring.ranking import rank


@given(st.lists(st.sampled_from([0.0, -0.0, 0.25, 0.5, 1.0]) | st.floats(0, 1), max_size=200))
def test_the_highest_is_first_and_among_equals_the_earlier(said: list[float]) -> None:
    expected = sorted(range(len(said)), key=lambda place: (-said[place], place))
    assert np.argsort(rank(np.array(said))).tolist() == expected
