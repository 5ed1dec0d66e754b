import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_models.tabular.blending import blend_weights, share_forward
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
def test_forward_in_time_ranking_within_blocks_decides(seed: int) -> None:
    """A member that only knows how blocks differ in level gets less than one that ranks in them."""
    noise, labels, blocks = drawn(seed, 3)
    rates = np.array([0.05, 0.1, 0.3, 0.5])[blocks]
    labels = (np.random.default_rng(seed).random(ROWS) < rates).astype(float)
    noise[:, 0] = 3 * rates / (1 - rates) + 0.1 * noise[:, 0]
    noise[:, 1] += labels
    weights = blend_weights(noise, labels, blocks)
    assert weights.argmax() == 1
    assert weights[1] > 0.8 * weights.sum()


@given(st.floats(0.4, 1.0), st.floats(0.4, 1.0), st.integers(1, 500))
def test_the_say_of_what_was_chosen_forward_grows_with_what_it_ranked_better(
    chosen: float, other: float, positives: int
) -> None:
    labels = np.repeat([0.0, 1.0], [ROWS - positives, positives])
    said = share_forward(chosen, other, labels)
    assert said + share_forward(other, chosen, labels) == pytest.approx(1.0)
    assert (said > 0.5) == (chosen > other) or abs(chosen - other) < 1e-9
    few = share_forward(0.7, 0.65, labels[-positives - 5 :])
    assert 0.5 < few <= share_forward(0.7, 0.65, np.repeat([0.0, 1.0], 5000))


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
