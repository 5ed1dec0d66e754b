import math

import pytest

from evals.retrieval.measures import scores
from evals.retrieval.sets import Case


def test_scores_are_the_textbook_ones() -> None:
    case = Case("q", {"a": 2, "b": 1})
    found = scores(case, ["x", "b", "y", "a"])
    ideal = 3 + 1 / math.log2(3)
    dcg = 1 / math.log2(3) + 3 / math.log2(5)
    assert found == pytest.approx(
        {
            "recall@1": 0.0, "recall@5": 1.0, "recall@10": 1.0, "recall@50": 1.0,
            "mrr@10": 0.5, "ndcg@10": dcg / ideal,
        }
    )  # fmt: skip


@pytest.mark.parametrize(("ranking", "best"), [(["a", "b"], True), (["b", "a"], False)])
def test_the_better_graded_document_first_is_better(ranking: list[str], best: bool) -> None:
    assert (scores(Case("q", {"a": 2, "b": 1}), ranking)["ndcg@10"] == 1.0) is best


def test_nothing_found_scores_nothing() -> None:
    assert set(scores(Case("q", {"a": 1}), []).values()) == {0.0}
