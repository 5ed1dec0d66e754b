import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from decision_models.calibration import Floats
from decision_models.forecasting.conformal import (
    NOMINAL,
    Bands,
    calibrate,
    covered,
    edges_of,
    ordered,
)
from decision_models.forecasting.sample import amounts_of

ROWS = 4_000


def drawn(rng: np.random.Generator, rows: int) -> tuple[Floats, Floats]:
    """Sizes, and outcomes that are skewed, far noisier where the size is small."""
    size = rng.uniform(0, 15, rows)
    return size, (rng.gamma(2.0, 1.0, rows) - 2.0) * (2.0 - size / 10.0)


MODELS = {
    "useless": lambda size, rng: np.zeros((len(size), 3)),
    "noise": lambda size, rng: rng.normal(0, 3, (len(size), 3)),
    "far too wide": lambda size, rng: np.tile([-50.0, 0.0, 50.0], (len(size), 1)),
    "far too narrow": lambda size, rng: np.tile([-0.01, 0.0, 0.01], (len(size), 1)),
    "crossing": lambda size, rng: np.tile([2.0, 0.0, -2.0], (len(size), 1)),
}


@pytest.mark.parametrize("name", MODELS)
def test_whatever_the_model_the_coverage_is_nominal_in_every_band(name: str) -> None:
    rng = np.random.default_rng(3)
    size, outcome = drawn(rng, ROWS)
    edges = edges_of(size, 4)
    bands = calibrate(MODELS[name](size, rng), size, outcome, edges)
    later, came = drawn(rng, 40_000)
    quantiles = bands.apply(MODELS[name](later, rng), later)
    inside, band = covered(quantiles, came), bands.of(later)
    for one in range(len(edges) + 1):
        # Three standard errors of the calibration rows of a band, and of those that judge.
        assert inside[band == one].mean() == pytest.approx(NOMINAL, abs=0.05)
    assert inside.mean() == pytest.approx(NOMINAL, abs=0.025)
    assert (came < quantiles[:, 1]).mean() == pytest.approx(0.5, abs=0.05)


def test_over_many_draws_the_coverage_is_at_least_nominal_and_hardly_more() -> None:
    found = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        size, outcome = drawn(rng, 300)
        bands = calibrate(np.zeros((300, 3)), size, outcome, ())
        later, came = drawn(rng, 200)
        found.append(covered(bands.apply(np.zeros((200, 3)), later), came).mean())
    error = float(np.std(found)) / np.sqrt(len(found))
    assert np.mean(found) >= NOMINAL - 3 * error
    assert np.mean(found) <= NOMINAL + 2 / 301 + 3 * error


_ANY = st.floats(-30, 30)


@settings(deadline=None, max_examples=50)
@given(
    quantiles=arrays(float, st.tuples(st.integers(1, 20), st.just(3)), elements=_ANY),
    widen=st.tuples(_ANY, _ANY),
    shift=_ANY,
    level=st.floats(0, 1e9),
)
def test_quantiles_never_cross_nor_fall_below_nought(
    quantiles: Floats, widen: tuple[float, float], shift: float, level: float
) -> None:
    size = np.full(len(quantiles), np.log1p(level))
    bands = Bands(edges=(), widen=(widen,), shift=(shift,), rows=(1,))
    found = amounts_of(bands.apply(quantiles, size), np.full(len(quantiles), level))
    assert (found >= 0).all()
    assert (np.diff(found, axis=1) >= 0).all()
    assert (np.diff(ordered(quantiles), axis=1) >= 0).all()


@settings(deadline=None, max_examples=50)
@given(size=arrays(float, st.integers(1, 700), elements=st.sampled_from([0.0, 1.0, 2.0, 9.5])))
def test_equal_sizes_share_a_band_and_bands_are_not_empty(size: Floats) -> None:
    edges = edges_of(size, 5)
    band = np.searchsorted(np.array(edges), size, side="right")
    assert set(band) == set(range(len(edges) + 1))
    for one in np.unique(size):
        assert len(set(band[size == one])) == 1
