import numpy as np
import pandas as pd
import pytest

from decision_models.tabular.features import Features, learn_features
from decision_models.tabular.search import Deadline
from decision_models.tabular.table.kinds import find_schema
from decision_models.uplift.learners.search import Found, search

ENDLESS = Deadline(1.0, started=float("inf"))  # plans for a second, and never runs out


def world(rows: int) -> tuple[Features, np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    x = random.normal(size=(rows, 3)).round(3)
    arm = random.integers(0, 2, rows).astype(float)
    outcome = (random.random(rows) < 0.3 + 0.3 * arm * (x[:, 0] > 0)).astype(float)
    frame = pd.DataFrame(x.astype(str), columns=["a", "b", "c"])
    frame["city"] = random.choice([f"c{at}" for at in range(15)], rows)
    return learn_features(frame, find_schema(frame)), arm, outcome


def find(features: Features, arm: np.ndarray, outcome: np.ndarray) -> Found:
    return search(
        features,
        arm,
        outcome,
        binary=True,
        deadline=ENDLESS,
        seed=3,
        progress=lambda _: None,
    )


@pytest.fixture(scope="module")
def found() -> Found:
    return find(*world(600))


def test_the_same_seed_gives_the_same_effects(found: Found) -> None:
    features, arm, outcome = world(600)
    again = find(features, arm, outcome)
    assert np.array_equal(found.ensemble.score(features), again.ensemble.score(features))
    assert np.array_equal(found.judged.effect, again.judged.effect)


def test_relabelled_outcomes_turn_effects_round(found: Found) -> None:
    features, arm, outcome = world(600)
    turned = find(features, arm, 1 - outcome)
    plain, other = found.ensemble.score(features), turned.ensemble.score(features)
    assert np.corrcoef(plain, -other)[0, 1] > 0.9
    assert plain.mean() == pytest.approx(-other.mean(), abs=0.03)


def test_every_row_is_judged_and_no_effect_is_beyond_one(found: Found) -> None:
    assert np.isfinite(found.judged.effect).all()
    assert np.abs(found.ensemble.score(world(600)[0])).max() <= 1
    assert set(found.shares) == set(found.ensemble.learners)
    assert not found.ended_early
