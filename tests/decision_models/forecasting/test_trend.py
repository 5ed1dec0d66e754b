import numpy as np
import pytest

from decision_models.forecasting.trend import forecast

RNG = np.random.default_rng(3)


def walks(number: int, drift: float = 0.0, noise: float = 0.05, length: int = 18) -> np.ndarray:
    steps = RNG.normal(drift, noise, (number, length))
    return np.exp(11 + np.cumsum(steps, axis=1))


def test_the_interval_covers_eight_of_ten_futures() -> None:
    past = walks(400, length=21)
    peers, future = past[:, :18], past[:, 18:]
    inside = []
    for row in range(100):
        found = forecast(peers[row], peers, 3)
        assert found is not None
        inside += [
            low <= value <= high
            for low, value, high in zip(found.low, future[row], found.high, strict=True)
        ]
        assert found.coverage == pytest.approx(0.8, abs=0.1)
    assert np.mean(inside) == pytest.approx(0.8, abs=0.08)


def test_a_trend_is_carried_on_and_fades() -> None:
    series = 1e5 * 1.03 ** np.arange(18)
    found = forecast(series, walks(50), 6)
    assert found is not None
    steps = np.diff(np.log([series[-1], *found.middle]))
    assert 0.02 < steps[0] < 0.03
    assert (np.diff(steps) < 0).all()


def test_further_ahead_is_less_certain() -> None:
    found = forecast(walks(1)[0], walks(200), 3)
    assert found is not None
    widths = [high / low for low, high in zip(found.low, found.high, strict=True)]
    assert widths == sorted(widths)


def test_an_interval_from_too_few_errors_is_none() -> None:
    assert forecast(np.array([1.0, 2.0]), walks(2, length=5), 3) is None


def test_nothing_stays_nothing() -> None:
    found = forecast(np.zeros(18), np.zeros((40, 18)), 2)
    assert found is not None
    assert found.middle == found.low == found.high == (0.0, 0.0)
