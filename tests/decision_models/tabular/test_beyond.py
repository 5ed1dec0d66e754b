from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_models.tabular.beyond import find_ensemble
from decision_models.tabular.deadline import Deadline
from decision_models.tabular.features import Features, make_features
from decision_models.tabular.members import Beyond, Ensemble
from decision_models.tabular.preparation import Prepared, prepare

ROWS = 2400
ENDLESS = Deadline(1.0, started=float("inf"))  # plans for a second, and never runs out


def table(rows: int, start: int = 0) -> pd.DataFrame:
    """In order of time: an index rises with each fiftieth row."""
    random = np.random.default_rng(start)
    at = start + np.arange(rows)
    return pd.DataFrame(
        {"index": 100.0 + at // 50, "x": random.normal(size=rows), "z": random.normal(size=rows)}
    )


def prepared(frame: pd.DataFrame) -> Prepared:
    random = np.random.default_rng(9)
    odds = frame["x"].to_numpy() - 1.5
    labels = (random.random(len(frame)) < 1 / (1 + np.exp(-odds))).astype(float)
    return prepare(
        frame, labels, target="y", excluded=(), time=None, seed=1, progress=lambda _: None
    )


def beyond_of(ensemble: Ensemble) -> Beyond:
    assert ensemble.beyond is not None
    return ensemble.beyond


def test_rows_at_the_edge_and_past_it_are_scored_by_both() -> None:
    known = prepared(table(ROWS))
    ensemble = find_ensemble(known, ENDLESS, 1, lambda _: None).ensemble
    beyond = beyond_of(ensemble)
    assert 0.0 < beyond.share < 1.0
    inside = beyond.rows(known.features)
    assert not inside[: int(0.85 * ROWS)].any()
    assert inside[int(0.98 * ROWS) :].all()
    later = make_features(table(300, ROWS), known.features.plan, None)
    assert beyond.rows(later).all()
    alone = odds(replace(ensemble, beyond=None), 0.0, later)
    np.testing.assert_allclose(odds(ensemble, 0.0, later), alone, atol=1e-6)
    halfway = (odds(ensemble, 0.0, later) + odds(ensemble, 1.0, later)) / 2
    np.testing.assert_allclose(odds(ensemble, 0.5, later), halfway, atol=1e-6)


def odds(ensemble: Ensemble, share: float, features: Features) -> np.ndarray:
    if ensemble.beyond is not None:
        ensemble = replace(ensemble, beyond=replace(ensemble.beyond, share=share))
    chance = ensemble.score(features)
    return np.asarray(np.log(chance / (1 - chance)))


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 50))
def test_shuffled_rows_have_no_time_to_come(seed: int) -> None:
    frame = table(ROWS).sample(frac=1.0, random_state=seed).reset_index(drop=True)
    assert prepared(frame).ordered == ()
