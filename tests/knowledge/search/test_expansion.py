import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.expansion import hand_on

SCORES = st.lists(st.floats(-5, 10, width=32), min_size=1, max_size=12)


@given(SCORES, st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=20))
def test_links_only_raise_and_never_above_the_giver(
    values: list[float], pairs: list[tuple[int, int]]
) -> None:
    scores = np.array(values, np.float32)
    links = np.array([p for p in pairs if max(p) < len(scores)], np.int32).reshape(-1, 2)
    raised = hand_on(scores, links)
    assert (raised >= scores).all()
    assert (raised - scores <= 0.2 * max(scores.max(), 0) + 1e-5).all()


def test_what_was_not_asked_for_neither_gives_nor_gets() -> None:
    scores = np.array([-np.inf, 1.0, 2.0], np.float32)
    raised = hand_on(scores, np.array([[0, 1], [2, 0]], np.int32))
    assert raised.tolist() == [-np.inf, 1.0, 2.0]
