"""Training one forecaster: grow, calibrate, judge on held-out months, calibrate again for use."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from decision_models.calibration import Floats
from decision_models.features.feature import AsOf
from decision_models.forecasting import books, judging
from decision_models.forecasting.amounts import Monthly
from decision_models.forecasting.books import Book
from decision_models.forecasting.card import BooksMeasured, Growing, Measured
from decision_models.forecasting.carding import Judged, make_card
from decision_models.forecasting.conformal import Bands, calibrate, edges_of, ordered
from decision_models.forecasting.forecaster import Forecaster
from decision_models.forecasting.growing import CALIBRATION_DAYS, Grown, grow, held_back
from decision_models.forecasting.sample import Sample, amounts_of, read_sample
from decision_models.forecasting.specification import Amount, ForecastSpec
from decision_models.snapshots import Plan
from decision_models.training.material import Material
from decision_models.training.snapshots import Ints
from home.errors import BadInput

BANDS = 5
FEWEST_HELD_BACK = 50


@dataclass(frozen=True)
class Shared:
    """What all forecasters of a run read: amounts by month, and the number of a customer's manager;
    the last of ``books`` is of those without one.
    """

    material: Material
    known: Mapping[Amount, Monthly]
    managers: Mapping[str, int]
    books: int


@dataclass(frozen=True)
class Order:
    """One forecaster to be trained."""

    spec: ForecastSpec
    plan: Plan
    shared: Shared
    seed: int

    @property
    def known(self) -> Monthly:
        """The amount by month."""
        return self.shared.known[self.spec.amount]

    def read(self, days: Sequence[Any]) -> Sample:
        """The rows of some days."""
        return read_sample(self.spec, days, self.shared.material.snapshots, self.known)

    def managers(self, sample: Sample, rows: Ints) -> Any:
        """The number of each row's manager."""
        rest = self.shared.books - 1
        found = [self.shared.managers.get(one, rest) for one in sample.rows.customers(rows)]
        return np.array(found, dtype=np.intp)


def learn(order: Order) -> Forecaster:
    """Train one forecaster.

    Raises:
        BadInput: too few customers to calibrate on.
    """
    start = time.perf_counter()
    fit, held = order.read(order.plan.fit), order.read(order.plan.hold_out)
    _check(order, fit)
    grown = grow(fit, order.seed)
    edges = edges_of(fit.size, BANDS)
    raw = grown.predict(held)
    judged, used = _judge_and_use(order, grown, fit, held, raw, edges)
    growing = Growing(
        fit=_texts(order.plan.fit),
        hold_out=_texts(order.plan.hold_out),
        calibrated_on=_texts(order.plan.fit[-CALIBRATION_DAYS:]),
        in_use_calibrated_on=_texts(order.plan.hold_out[-CALIBRATION_DAYS:]),
        rows=fit.rows.size,
        rows_grown_on=grown.rows,
        trees=tuple(one.best_iteration for one in grown.boosters),
        seed=order.seed,
        seconds=round(time.perf_counter() - start, 2),
    )
    levels, mart = order.shared.material.levels, order.shared.material.mart
    return Forecaster(
        card=make_card(order.spec, mart, grown, growing, judged),
        trees=tuple(
            one.model_to_string(num_iteration=one.best_iteration) for one in grown.boosters
        ),
        features=grown.names,
        levels={one.name: levels[one.name] for one in grown.features if one.is_text},
        bands=used,
        population=order.spec.population,
    )


def _check(order: Order, fit: Sample) -> None:
    newest = held_back(fit)
    newest = newest[fit.rows.day[newest] == fit.rows.day.max()]
    if len(newest) < FEWEST_HELD_BACK:
        raise BadInput(
            f"forecaster {order.spec.name}: at least {FEWEST_HELD_BACK} customers must be held "
            f"back on {order.plan.fit[-1]} to calibrate on, got {len(newest)}"
        )


def _judge_and_use(
    order: Order, grown: Grown, fit: Sample, held: Sample, raw: Floats, edges: Sequence[float]
) -> tuple[Judged, Bands]:
    """How it did on the held-out months; and the calibration on the newest, for use."""
    back, newest = held_back(fit), held_back(held)
    raw_fit = grown.predict(fit)
    before = _calibrated(fit, back, raw_fit[back], edges)
    measured = _measure(order, held, raw, before)
    of_books = _measure_books(order, fit, raw_fit, held, raw, before)
    used = _calibrated(held, newest, raw[newest], edges)
    book = None
    if any(one.method == "model" for one in of_books):  # what was not measured is not given
        every = order.read(order.plan.days)
        change = used.apply(grown.predict(every), every.size)
        book = _book(order, every, change, AsOf(order.shared.material.mart.as_of).month)
    return Judged(measured, of_books, book), used


def _calibrated(sample: Sample, rows: Ints, raw: Floats, edges: Sequence[float]) -> Bands:
    """Learned from the newest days of these rows."""
    newest = sample.rows.day[rows] > sample.rows.day.max() - CALIBRATION_DAYS
    chosen = rows[newest]
    return calibrate(raw[newest], sample.size[chosen], sample.change[chosen], edges)


def _measure(order: Order, held: Sample, raw: Floats, bands: Bands) -> tuple[Measured, ...]:
    """The calibrated intervals on the held-out months, the raw ones, and the trend's."""
    band = bands.of(held.size)
    of_trend = judging.measure_trend(held, order.known, order.spec.months, band)
    return (
        judging.measure("calibrated", bands.apply(raw, held.size), held, band),
        judging.measure("raw", ordered(raw), held, band),
        *((of_trend,) if of_trend else ()),
    )


def _measure_books(
    order: Order,
    fit: Sample,
    raw_fit: Floats,
    held: Sample,
    raw: Floats,
    bands: Bands,
) -> tuple[BooksMeasured, ...]:
    """Managers' books on the held-out months, by what was known before them alone."""
    first = AsOf(order.plan.hold_out[0]).month
    book = _book(order, fit, bands.apply(raw_fit, fit.size), first)
    manager = order.managers(held, np.arange(held.rows.size))
    managed = judging.Managed(held, manager, order.shared.books, order.known, order.spec.months)
    if not managed.whole.any():
        return ()
    found: list[BooksMeasured] = []
    if book is not None:
        amounts = held.amounts(bands.apply(raw, held.size))
        found.append(judging.measure_books(book, amounts, managed))
    of_trend = judging.measure_trend_books(managed)
    return (*found, *((of_trend,) if of_trend else ()))


def _book(order: Order, sample: Sample, change: Floats, known_by: int) -> Book | None:
    """How customers add up, from what was known by the end of that month.

    Of whole books, grown on or not: a few large customers rule how a book strays, and among the
    held-back third of all they are too few to tell.
    """
    return books.learn(
        sample.rows.day,
        order.managers(sample, np.arange(sample.rows.size)),
        amounts_of(change, sample.level),
        sample.rows.outcome,
        books.growths(order.known, order.spec.months, known_by),
        order.spec.months,
    )


def _texts(days: Sequence[Any]) -> tuple[str, ...]:
    return tuple(day.isoformat() for day in days)
