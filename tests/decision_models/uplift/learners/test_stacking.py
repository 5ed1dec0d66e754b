import numpy as np
import pytest

from decision_models.uplift.learners.stacking import evidence, fit_stack, shrinkage


def drawn(signal: float, rows: int = 8000, seed: int = 0) -> tuple[np.ndarray, ...]:
    random = np.random.default_rng(seed)
    effect = 0.05 + signal * random.normal(size=rows)
    pseudo = effect + random.normal(size=rows)
    learners = np.column_stack(
        [effect + 0.3 * signal * random.normal(size=rows), random.normal(size=rows)]
    )
    return effect, pseudo, learners


def test_a_good_learner_counts_and_noise_does_not() -> None:
    effect, pseudo, learners = drawn(0.2)
    stack = fit_stack(learners, pseudo, np.ones(len(pseudo)))
    said = stack.effect(learners)
    assert np.corrcoef(said, effect)[0, 1] > 0.9
    assert stack.weights[0] * learners[:, 0].std() > 5 * stack.weights[1] * learners[:, 1].std()


@pytest.mark.parametrize("seed", range(5))
def test_with_nothing_to_find_effects_stay_near_the_mean(seed: int) -> None:
    _, pseudo, learners = drawn(0.0, seed=seed)
    stack = fit_stack(learners, pseudo, np.ones(len(pseudo)))
    assert stack.effect(learners).std() < 0.03  # learners' own spread is one
    assert stack.mean == pytest.approx(pseudo.mean())


def test_scales_do_not_matter() -> None:
    _, pseudo, learners = drawn(0.2)
    ones = np.ones(len(pseudo))
    plain = fit_stack(learners, pseudo, ones).effect(learners)
    turned = learners * np.array([1.0, 7.0]) + 3
    assert np.allclose(plain, fit_stack(turned, pseudo, ones).effect(turned), atol=0.01)


def test_a_constant_learner_is_no_trouble() -> None:
    _, pseudo, learners = drawn(0.2)
    learners[:, 1] = 0.3
    assert np.isfinite(fit_stack(learners, pseudo, np.ones(len(pseudo))).effect(learners)).all()


def test_evidence_and_shrinkage() -> None:
    effect, pseudo, _ = drawn(0.2)
    found = evidence(effect, pseudo, np.ones(len(effect)))
    assert found.slope == pytest.approx(1.0, abs=0.15)
    assert found.t > 5
    assert shrinkage(found) == pytest.approx(found.slope, abs=0.1)
    contrary = evidence(-effect, pseudo, np.ones(len(effect)))
    assert 0 < shrinkage(contrary) < 0.05
    assert evidence(np.zeros(50), pseudo[:50], np.ones(50)).t == 0
