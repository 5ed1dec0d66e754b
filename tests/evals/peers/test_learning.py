import numpy as np
import pandas as pd
import pytest

from decision_models.tabular.validation.metrics import auc
from evals.peers import PEERS, installed
from evals.tables.problem import Problem


@pytest.mark.parametrize("name", ["logistic", "lightgbm"])
def test_a_peer_learns_from_the_learned_rows(name: str) -> None:
    assert installed(name)
    random = np.random.default_rng(1)
    x = random.normal(size=400)
    word = np.where(random.random(400) < 0.1, None, random.choice(["a", "b"], 400))
    labels = (random.random(400) < 1 / (1 + np.exp(-2 * x))).astype(float)
    frame = pd.DataFrame({"x": np.where(random.random(400) < 0.1, np.nan, x), "word": word})
    rows = np.arange(400)
    problem = Problem("t", frame, labels, rows[:300], rows[300:])
    chance = PEERS[name](problem, 1.0, 0)
    assert chance.shape == (100,)
    assert auc(labels[300:], chance) > 0.7
    labels[300:] = 1 - labels[300:]  # what is held out is not looked at
    assert np.allclose(PEERS[name](problem, 1.0, 0), chance)
