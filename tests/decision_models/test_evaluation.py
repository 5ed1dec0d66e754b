import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_models.evaluation import Grouping, auc_interval, capture_at, evaluate


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 1_000), st.floats(0.0, 2.0))
def test_the_interval_holds_the_auc_and_narrows_with_more_rows(seed: int, shift: float) -> None:
    random = np.random.default_rng(seed)
    outcome = (np.arange(4_000) % 8 == 0).astype(float)
    score = random.standard_normal(4_000) + shift * outcome
    low, high = auc_interval(score, outcome)
    few_low, few_high = auc_interval(score[:400], outcome[:400])
    assert 0 <= low < high <= 1
    assert high - low < few_high - few_low


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    truth = 0.760250  # of two normals one standard deviation apart: Phi(1 / sqrt(2))
    outcome = (np.arange(600) % 6 == 0).astype(float)
    covered = 0
    for seed in range(200):
        score = np.random.default_rng(seed).standard_normal(600) + outcome
        low, high = auc_interval(score, outcome)
        covered += low <= truth <= high
    assert 0.90 <= covered / 200 <= 0.99


def test_one_class_alone_says_nothing() -> None:
    assert auc_interval(np.arange(5.0), np.zeros(5)) == (0.0, 1.0)
    assert capture_at(np.arange(5.0), np.zeros(5), 0.2) == 0.0


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 1_000), st.integers(2, 4))
def test_groups_and_months_are_parts_of_the_whole(seed: int, groups: int) -> None:
    random = np.random.default_rng(seed)
    size = 500
    probability = random.random(size)
    outcome = (random.random(size) < probability).astype(float)
    month = np.where(np.arange(size) % 2, "2026-06-30", "2026-07-31")
    grouping = Grouping(tuple("甲乙丙丁未"), random.integers(0, groups, size))
    found = evaluate(probability, probability, outcome, month, {"群": grouping})
    assert sum(one.rows for one in found.by_group) == sum(m.rows for m in found.by_month) == size
    assert sum(one.positives for one in found.by_group) == found.positives
    captured = [point.captured for point in found.gains]
    assert captured == sorted(captured)
    assert captured[-1] == pytest.approx(1.0)
    assert found.auc_low <= found.auc <= found.auc_high
