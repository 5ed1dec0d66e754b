import math

import numpy as np
import pytest

from evals.benchmarks.retrieval import Case, _scores


def test_scores_are_the_textbook_ones() -> None:
    case = Case("q", {"a": 2, "b": 1})
    found = _scores(case, ["x", "b", "y", "a"])
    ideal = 3 + 1 / math.log2(3)
    dcg = 1 / math.log2(3) + 3 / math.log2(5)
    np.testing.assert_allclose(found, [0.0, 1.0, 1.0, 0.5, dcg / ideal])


@pytest.mark.parametrize(("ranking", "best"), [(["a", "b"], True), (["b", "a"], False)])
def test_the_better_graded_document_first_is_better(ranking: list[str], best: bool) -> None:
    found = _scores(Case("q", {"a": 2, "b": 1}), ranking)
    assert bool(found[-1] == 1.0) is best


def test_nothing_found_scores_nothing() -> None:
    assert _scores(Case("q", {"a": 1}), []).sum() == 0
