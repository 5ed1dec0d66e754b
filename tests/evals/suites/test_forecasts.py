"""Too wide is as far from honest as too narrow."""

from types import SimpleNamespace

import pytest

from decision_models.forecasting.card import BooksMeasured
from evals.suites.forecasts import of_books


def _measured(method: str, coverage: float, score: float) -> BooksMeasured:
    return BooksMeasured(
        method=method,
        books=120,
        coverage=coverage,
        by_month={"2026-06-30": coverage, "2026-07-31": coverage},
        half_width=0.05,
        score=score,
        error=0.03,
        whole={"2026-06-30": 0.01, "2026-07-31": -0.01},
    )


@pytest.mark.parametrize("coverage", [0.7, 0.9])
def test_a_book_that_is_covered_too_often_is_as_far_off(coverage: float) -> None:
    books = (_measured("model", coverage, 0.2), _measured("trend", 0.8, 0.25))
    card = SimpleNamespace(name="aum_30d", nominal=0.8, books=books)
    off, against = of_books(card, "held out")
    assert off.value == pytest.approx(0.1)
    assert against.value == pytest.approx(0.8)
    assert not off.higher_is_better
    assert not against.higher_is_better


def test_without_an_interval_of_books_nothing_is_scored() -> None:
    card = SimpleNamespace(name="aum_30d", nominal=0.8, books=(_measured("trend", 0.8, 0.25),))
    assert list(of_books(card, "held out")) == []
