import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_models.tabular.blending import blend_weights
from decision_models.tabular.calibration import calibrate_forward

ROWS = 1200


def drawn(seed: int, members: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    labels = (random.random(ROWS) < 0.2).astype(float)
    return random.normal(size=(ROWS, members)), labels, np.repeat([0, 1, 2, 3], ROWS // 4)


def test_the_member_that_knows_outweighs_noise() -> None:
    noise, labels, _ = drawn(1, 3)
    noise[:, 1] = 2 * labels + np.random.default_rng(2).normal(size=ROWS)
    weights = blend_weights(noise, labels)
    assert (weights >= 0).all()
    assert weights.argmax() == 1


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000))
def test_with_drift_chance_alone_does_not_choose(seed: int) -> None:
    """Where all learners rank at chance, lines keep their share against trees."""
    noise, labels, blocks = drawn(seed, 4)
    weights = blend_weights(noise, labels, blocks, ["straight", "straight", "trees", "trees"])
    weights /= weights.sum()
    assert 0.5 < weights[:2].sum() < 0.9


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.floats(-1.5, 1.5))
def test_the_level_comes_from_the_last_block(seed: int, skill: float) -> None:
    random = np.random.default_rng(seed)
    score = random.normal(size=ROWS)
    blocks = np.repeat([0, 1, 2, 3], ROWS // 4)
    odds = skill * score - 3 + blocks
    labels = (random.random(ROWS) < 1 / (1 + np.exp(-odds))).astype(float)
    found = calibrate_forward(score, labels, blocks)
    last = blocks == 3
    assert abs(found.chance(score[last]).mean() - labels[last].mean()) < 0.01
    ranked = found.chance(np.sort(score))
    assert (np.diff(ranked) > 0).all()  # in order, also where the past says the opposite
