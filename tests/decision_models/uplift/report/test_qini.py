import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_models.uplift.report import qini


def world(rows: int = 40_000, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Effects of 0.2 and -0.1 in halves; the average is 0.05."""
    random = np.random.default_rng(seed)
    effect = np.where(random.random(rows) < 0.5, 0.2, -0.1)
    arm = (random.random(rows) < 0.5).astype(float)
    outcome = (random.random(rows) < 0.4 + arm * effect).astype(float)
    return effect, arm, outcome


def test_the_curve_of_a_perfect_order() -> None:
    effect, arm, outcome = world()
    found = qini.curve(qini.rank(effect + 1e-6 * np.arange(len(effect)), arm, outcome))
    assert qini.uplift_at(found, 0.3) == pytest.approx(0.2, abs=0.02)
    assert found.gain[-1] == pytest.approx(0.05, abs=0.015)
    assert qini.auuc(found) == pytest.approx(0.0625, abs=0.01)  # mean of the two-piece line
    assert qini.qini_coefficient(found) == pytest.approx(0.0375, abs=0.008)


def test_without_an_order_it_is_the_straight_line() -> None:
    _, arm, outcome = world()
    found = qini.curve(qini.rank(np.zeros(len(arm)), arm, outcome))
    assert qini.qini_coefficient(found) == pytest.approx(0, abs=1e-9)
    assert qini.uplift_at(found, 0.1) == pytest.approx(qini.uplift_at(found, 1.0))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_only_the_order_matters(seed: int) -> None:
    random = np.random.default_rng(seed)
    effect, arm, outcome = world(300, seed)
    noisy = effect + random.normal(size=300)
    plain = qini.curve(qini.rank(noisy, arm, outcome))
    bent = qini.curve(qini.rank(np.exp(3 * noisy), arm, outcome))
    assert np.allclose(plain.gain, bent.gain)
    against = qini.curve(qini.rank(noisy, arm, outcome, np.full(300, 2.5)))
    assert np.allclose(plain.gain, against.gain)


def test_weights_undo_a_choice_of_whom_to_treat() -> None:
    random = np.random.default_rng(2)
    risk = random.random(100_000)
    chance = 0.1 + 0.8 * risk
    arm = (random.random(100_000) < chance).astype(float)
    outcome = (random.random(100_000) < 0.6 * risk).astype(float)  # no effect at all
    case = np.where(arm > 0.5, 1 / chance, 1 / (1 - chance))
    naive = qini.curve(qini.rank(risk, arm, outcome))
    fair = qini.curve(qini.rank(risk, arm, outcome, case))
    assert naive.gain[-1] > 0.1
    assert abs(fair.gain[-1]) < 0.02


def test_intervals_hold_the_value() -> None:
    effect, arm, outcome = world(3000)
    found = qini.intervals(
        qini.rank(effect, arm, outcome), {"q": qini.qini_coefficient, "a": qini.auuc}, 1
    )
    assert found["q"].low < found["q"].value < found["q"].high
    assert found["q"].low > 0
