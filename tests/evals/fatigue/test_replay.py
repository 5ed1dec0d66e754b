"""A rule beside tighter caps, where what is right is known."""

import numpy as np

from decision_models.fatigue.rows import LOADS, NUMBERS, ContactStates
from evals.fatigue.replay import Later, ahead_of_caps, measured, share


def _later(said: np.ndarray, refused: np.ndarray, bought: np.ndarray, touches: np.ndarray) -> Later:
    size = len(said)
    names = np.array([f"C{place % 200}" for place in range(size)], dtype=object)
    rows = ContactStates(
        contact=names,
        customer=names,
        day=np.zeros(size, dtype="datetime64[D]"),
        channel=np.array(["sms"] * size),
        refused=refused,
        loads=np.zeros((size, len(LOADS))),
        numbers=np.zeros((size, len(NUMBERS))),
        occupation=np.array([""] * size),
        touches_30d=touches,
        converted=bought,
    )
    return Later(rows, said)


def test_who_knows_the_refusals_is_ahead_of_any_cap_and_a_cap_is_not_ahead_of_itself() -> None:
    rng = np.random.default_rng(1)
    size = 4_000
    chance = np.where(rng.random(size) < 0.1, 0.3, 0.01)
    refused = (rng.random(size) < chance).astype(float)
    bought = rng.random(size) < 0.05
    touches = rng.integers(0, 5, size).astype(float)
    found, ones = _later(chance, refused, bought, touches), np.ones(size)
    knowing = ahead_of_caps(found, chance < 0.1, range(1, 8), ones)
    assert knowing > 0.4
    itself = ahead_of_caps(found, touches < 2, range(1, 8), ones)
    assert abs(itself) < 1e-9
    at_random = rng.random(size) < 0.9
    interval = measured(found, lambda w: ahead_of_caps(found, at_random, range(1, 8), w))
    assert interval.low < 0 < interval.high


def test_a_share_is_of_the_weighted_sum() -> None:
    kept = np.array([True, False, True])
    assert share(np.array([1.0, 1.0, 2.0]), kept, np.array([1.0, 1.0, 1.0])) == 0.75
    assert share(np.array([1.0, 1.0, 2.0]), kept, np.array([1.0, 2.0, 0.0])) == 1 / 3
    assert share(np.zeros(3), kept, np.ones(3)) == 0.0
