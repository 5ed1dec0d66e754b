"""Simulated books: customers with noise of their own, and months that strike them all alike."""

from calendar import monthrange
from typing import Any

import numpy as np
import pytest

from decision_models.calibration import Floats
from decision_models.forecasting.amounts import Monthly
from decision_models.forecasting.books import Book, growths, learn, strayed

MONTHS, BOOKS, CUSTOMERS = 6, 12, 60


def world(rng: np.random.Generator, shock: float, noise: float) -> tuple[Book | None, float]:
    """A book learned from one simulated past, and the share of next month's books inside."""
    size = BOOKS * CUSTOMERS
    level = rng.lognormal(10, 1, size)
    growth = rng.normal(0.01, shock, 20)
    month = np.repeat(np.arange(MONTHS), size)
    group = np.tile(np.repeat(np.arange(BOOKS), CUSTOMERS), MONTHS)

    def came(rise: Any, rows: int) -> Floats:
        own = rng.lognormal(-(noise**2) / 2, noise, rows)
        return np.tile(level, rows // size) * np.exp(rise) * own

    bounds = np.exp(np.outer(np.ones(size), np.array([-1.2816, 0.0, 1.2816]) * noise))
    quantiles = level[:, None] * bounds
    past = came(growth[-MONTHS:][month], len(month))
    book = learn(month, group, np.tile(quantiles, (MONTHS, 1)), past, growth, 1)
    if book is None:
        return None, 0.0
    later = came(float(rng.normal(0.01, shock)), size).reshape(BOOKS, CUSTOMERS).sum(axis=1)
    whole = quantiles.reshape(BOOKS, CUSTOMERS, 3)
    spread = book.spread(whole[:, :, 0], whole[:, :, 2])
    found = book.interval(whole[:, :, 1].sum(axis=1), spread.sum(axis=1))
    return book, float(((later >= found[:, 0]) & (later <= found[:, 2])).mean())


@pytest.mark.parametrize("shock", [0.0, 0.02, 0.2])
def test_books_are_covered_though_months_strike_all_alike(shock: float) -> None:
    rng = np.random.default_rng(5)
    shares = [world(rng, shock, 0.3)[1] for _ in range(150)]
    # Where the shock rules, a month's books are in or out together: so many worlds count.
    assert 0.72 <= np.mean(shares) <= 0.9


def test_a_larger_book_does_not_average_out_what_strikes_all() -> None:
    rng = np.random.default_rng(1)
    book, _ = world(rng, 0.05, 0.3)
    assert book is not None
    medians, own = np.array([1e6, 1e8, 1e12]), np.array([1e10, 1e12, 1e16])
    found = book.interval(medians, own)
    half = (found[:, 2] - found[:, 1]) / found[:, 1]
    assert half[0] > half[1] > half[2] > np.sqrt(book.shock)
    assert (np.diff(found, axis=1) >= 0).all()
    assert (found >= 0).all()


def test_what_few_customers_taught_is_less_sure_for_every_book() -> None:
    rng, still = np.random.default_rng(9), np.zeros(20)
    shocks = []
    for customers in (20, 80, 320):
        size = MONTHS * BOOKS * customers
        month = np.repeat(np.arange(MONTHS), BOOKS * customers)
        group = np.tile(np.repeat(np.arange(BOOKS), customers), MONTHS)
        quantiles = np.tile(np.exp(np.array([-1.2816, 0.0, 1.2816]) * 0.3), (size, 1))
        book = learn(month, group, quantiles, rng.lognormal(0, 0.3, size), still, 1)
        assert book is not None
        shocks.append(book.shock)
    # Nothing struck all alike, so that all of it is the factor's own error: the variance of a mean.
    assert shocks[0] / shocks[1] == pytest.approx(4, rel=0.5)
    assert shocks[1] / shocks[2] == pytest.approx(4, rel=0.5)


@pytest.mark.parametrize(("power", "least", "most"), [(1.0, 0.9, 1.0), (0.6, 0.5, 0.8)])
def test_the_power_is_learned_by_which_customers_add_to_a_books_scatter(
    power: float, least: float, most: float
) -> None:
    rng, size = np.random.default_rng(3), 40 * CUSTOMERS
    level = rng.lognormal(10, 2, size)
    group = np.tile(np.repeat(np.arange(40), CUSTOMERS), MONTHS)
    quantiles = np.tile(level[:, None] * np.array([0.8, 1.0, 1.2]), (MONTHS, 1))
    # Intervals grow as the amounts do; what comes strays as a power of that.
    deviation = (0.156 * quantiles[:, 1]) ** power * np.exp(10 * (1 - power))
    came = quantiles[:, 1] + rng.normal(0, 1, len(group)) * deviation
    month = np.repeat(np.arange(MONTHS), size)
    book = learn(month, group, quantiles, came, rng.normal(0, 0.01, 20), 1)
    assert book is not None
    assert least <= book.power <= most
    # Small books and large ones are covered alike: the normalised errors are of one size.
    single = book.spread(quantiles[:, 0], quantiles[:, 2])
    place = month * 40 + group
    error = np.bincount(place, came - quantiles[:, 1])
    size_of = np.bincount(place, single)
    inside = error**2 <= 1.2816**2 * book.scatter * size_of
    large = size_of > np.median(size_of)
    assert inside[large].mean() == pytest.approx(inside[~large].mean(), abs=0.12)


def test_an_empty_book_is_nought() -> None:
    book = Book(factor=1.1, shock=0.01, freedom=5.0, scatter=1.0)
    assert (book.interval(np.zeros(1), np.zeros(1)) == 0).all()


def test_too_few_months_or_groups_give_no_interval() -> None:
    rng = np.random.default_rng(2)
    quantiles = np.tile([0.8, 1.0, 1.2], (200, 1))
    came, group = rng.uniform(0.5, 1.5, 200), np.tile(np.arange(20), 10)
    day = np.repeat([0, 1], 100)
    growth = rng.normal(0, 0.1, 20)
    assert learn(day, group, quantiles, came, growth, 1) is not None
    assert learn(day, group, quantiles, came, growth[:4], 1) is None
    assert learn(day, group, quantiles, came, growth[:9], 6) is None
    assert learn(day, np.zeros(200, dtype=int), quantiles, came, growth, 1) is None


@pytest.mark.parametrize("months", [1, 3])
def test_an_error_of_the_past_knows_only_what_had_come_by_then(months: int) -> None:
    growth = np.random.default_rng(4).normal(0, 1, 15)
    first = len(growth) - len(strayed(growth, months))
    for origin in range(first, len(growth)):
        changed = growth.copy()
        # What began less than the horizon before the origin had not ended by then.
        changed[origin - months + 1 : origin] += 99.0
        changed[origin + 1 :] += 99.0
        kept = strayed(changed, months)[origin - first]
        assert kept == pytest.approx(strayed(growth, months)[origin - first])


@pytest.mark.parametrize("amount", ["aum", "card_spend"])
def test_growth_ends_with_what_is_known(amount: str) -> None:
    values = np.random.default_rng(6).uniform(1, 2, (5, 12))
    names = [f"C{n}" for n in range(5)]
    known = Monthly(amount, 100, names, values)  # type: ignore[arg-type]
    seen = growths(known, 2, 107)
    values[:, 8:] = 1e9
    assert growths(known, 2, 107) == pytest.approx(seen)
    whole = values.sum(axis=0)
    if amount == "card_spend":
        whole = whole / [monthrange(month // 12, month % 12 + 1)[1] for month in range(100, 112)]
    level = whole[5] if amount == "aum" else whole[3:6].mean()
    assert seen[-1] == pytest.approx(np.log(whole[7] / level))
