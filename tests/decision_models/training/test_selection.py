"""A lean model keeps what tells buyers apart, and little else."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_models.features import names
from decision_models.training.samples import Rows, thin
from decision_models.training.selection import MOST, select
from decision_models.training.snapshots import Snapshot, positions

KNOWN = tuple(feature for feature in names() if not feature.is_text)[:120]
TELLING = (KNOWN[3].name, KNOWN[70].name)


def noise(size: int, seed: int) -> Rows:
    """Customers whose features say nothing, but for two of them that make the outcome."""
    random = np.random.default_rng(seed)
    matrix = random.standard_normal((size, len(names()))).astype(np.float32)
    first, second = (matrix[:, positions()[name]] for name in TELLING)
    odds = 1.6 * first + 1.6 * np.abs(second) - 4.0
    outcome = (random.random(size) < 1 / (1 + np.exp(-odds))).astype(float)
    ids = np.array([f"C{number:07d}" for number in range(size)], dtype=object)
    snapshot = Snapshot(date(2026, 6, 30), ids, np.asfortranarray(matrix), np.arange(size) % 100)
    rows = np.arange(size)
    return Rows((snapshot,), np.zeros(size, dtype=int), rows, outcome, snapshot.folds)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_makes_the_outcome_comes_first_and_noise_is_left_out(seed: int) -> None:
    rows = noise(4_000, seed)
    found = [feature.name for feature in select(KNOWN, rows, np.arange(4_000), seed)]
    assert set(found[:2]) == set(TELLING)
    assert len(found) < len(KNOWN) <= 120
    assert len(found) <= MOST
    assert found == [f.name for f in select(KNOWN, rows, np.arange(4_000), seed)]


@settings(deadline=None, max_examples=25)
@given(
    st.integers(1, 60),
    st.integers(0, 2_000),
    st.integers(1, 12),
    st.integers(1, 500),
    st.integers(0, 9),
)
def test_thinned_rows_stand_for_all(
    positives: int, negatives: int, per_positive: int, fewest: int, seed: int
) -> None:
    outcome = np.concatenate([np.ones(positives), np.zeros(negatives)])
    rows, weight = thin(outcome, np.arange(len(outcome)), per_positive, fewest, seed)
    assert outcome[rows].sum() == positives
    assert len(set(rows.tolist())) == len(rows)
    assert weight[outcome[rows] > 0].sum() == pytest.approx(positives)
    assert weight[outcome[rows] == 0].sum() == pytest.approx(negatives)
