import numpy as np
import pytest

from decision_models.uplift.learners.pseudo import doubly_robust, residual


@pytest.mark.parametrize("wrong", ["outcomes", "propensity"])
def test_the_mean_is_the_effect_where_either_half_is_right(wrong: str) -> None:
    random = np.random.default_rng(0)
    rows = 400_000
    x = random.random(rows)
    chance, control, treated = 0.2 + 0.6 * x, 0.2 + 0.2 * x, 0.3 + 0.4 * x
    arm = (random.random(rows) < chance).astype(float)
    outcome = (random.random(rows) < np.where(arm > 0, treated, control)).astype(float)
    flat = np.full(rows, 0.5)
    said = (flat, flat) if wrong == "outcomes" else (control, treated)
    pseudo = doubly_robust(arm, outcome, *said, flat if wrong == "propensity" else chance)
    for inside in (x < 0.5, x >= 0.5):
        assert pseudo[inside].mean() == pytest.approx((treated - control)[inside].mean(), abs=0.01)


def test_the_r_loss_is_least_at_the_effect() -> None:
    random = np.random.default_rng(1)
    rows = 200_000
    chance = np.full(rows, 0.3)
    control, treated = np.full(rows, 0.2), np.full(rows, 0.32)
    arm = (random.random(rows) < chance).astype(float)
    outcome = (random.random(rows) < np.where(arm > 0, treated, control)).astype(float)
    values, weights = residual(arm, outcome, control, treated, chance)
    assert np.average(values, weights=weights) == pytest.approx(0.12, abs=0.01)
