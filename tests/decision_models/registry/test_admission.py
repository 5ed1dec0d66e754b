import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from decision_models.registry import compare


def rows(seed: int, size: int = 2_000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    signal = rng.normal(size=size)
    outcome = (rng.random(size) < 1 / (1 + np.exp(2.5 - signal))).astype(float)
    good = 1 / (1 + np.exp(2.5 - signal - 0.3 * rng.normal(size=size)))
    return good, rng.random(size), outcome


@given(st.integers(0, 50), st.booleans())
def test_the_areas_are_those_that_everybody_computes(seed: int, rounded: bool) -> None:
    good, bad, outcome = rows(seed, 300)
    if rounded:  # ties count half
        good, bad = np.round(good, 1), np.round(bad, 1)
    found = compare(good, bad, outcome)
    assert found.champion == pytest.approx(roc_auc_score(outcome, good))
    assert found.challenger == pytest.approx(roc_auc_score(outcome, bad))


def test_a_worse_model_is_clearly_worse_and_the_same_one_is_not() -> None:
    good, bad, outcome = rows(1)
    assert compare(good, bad, outcome).clearly_worse
    assert not compare(bad, good, outcome).clearly_worse
    same = compare(good, good, outcome)
    assert same.error == 0
    assert not same.clearly_worse


def test_the_standard_error_is_that_of_many_samples() -> None:
    """The spread of the difference over fresh samples is what one sample says it is."""
    found = []
    for seed in range(200):
        good, _, outcome = rows(seed, 800)
        noisy = good + 0.05 * np.random.default_rng(seed + 999).normal(size=len(good))
        found.append(compare(good, noisy, outcome))
    spread = np.std([one.difference for one in found])
    assert np.mean([one.error for one in found]) == pytest.approx(spread, rel=0.2)
