"""Judging a forecaster on the held-out months, beside its raw quantiles and the damped trend."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from decision_models.calibration import Floats
from decision_models.features.feature import AsOf
from decision_models.forecasting import trend
from decision_models.forecasting.amounts import Monthly
from decision_models.forecasting.books import Book, sums
from decision_models.forecasting.card import BooksMeasured, Measured
from decision_models.forecasting.conformal import HIGH, LOW, NOMINAL, covered
from decision_models.forecasting.sample import Sample

_TREND_BANDS, _TREND_PEERS = 10, 3_000
_TREND_MONTHS = 18


def measure(
    method: str, quantiles: Floats, sample: Sample, band: Any, chosen: Any = None
) -> Measured:
    """Quantiles (rows x low, middle, high) of logarithmic changes against those that came."""
    rows = np.arange(sample.rows.size) if chosen is None else chosen
    change, days, band = sample.change[rows], sample.rows.days[rows], band[rows]
    inside = covered(quantiles, change)
    low, high = quantiles[:, 0], quantiles[:, -1]
    below, above = np.maximum(low - change, 0.0), np.maximum(change - high, 0.0)
    width = high - low
    return Measured(
        method=method,
        rows=len(rows),
        coverage=float(inside.mean()),
        below=float((below > 0).mean()),
        above=float((above > 0).mean()),
        by_month={str(day): float(inside[days == day].mean()) for day in np.unique(days)},
        by_size=tuple(float(inside[band == one].mean()) for one in np.unique(band)),
        width=float(width.mean()),
        score=float((width + 2 / (1 - NOMINAL) * (below + above)).mean()),
    )


def measure_trend(sample: Sample, known: Monthly, months: int, band: Any) -> Measured | None:
    """The damped trend on the same customers, as far as their history is whole: its errors at
    earlier months, among a tenth of the customers, of like size, make the interval.
    """
    rows: list[Any] = []
    found: list[Floats] = []
    for number, snapshot in enumerate(sample.rows.snapshots):
        at = np.flatnonzero(sample.rows.day == number)
        series = _until(known, sample.rows.customers(at), AsOf(snapshot.day).month)
        whole = ~np.isnan(series).any(axis=1)
        if whole.sum() < _TREND_BANDS * trend.ENOUGH_ERRORS or series.shape[1] < 4 + months:
            continue
        rows.append(at[whole])
        found.append(_trend(series[whole], months))
    if not rows:
        return None
    return measure("trend", np.concatenate(found), sample, band, np.concatenate(rows))


def _trend(series: Floats, months: int) -> Floats:
    """Rows x (low, middle, high) of the logarithmic change from the last month's level."""
    size = np.log1p(series[:, :6].mean(axis=1))
    edges = np.quantile(size, np.linspace(0, 1, _TREND_BANDS + 1)[1:-1])
    band = np.searchsorted(edges, size, side="right")
    logs = np.log1p(series)
    middle = trend.carry(logs, months) - logs[:, -1]
    made = np.column_stack([middle, middle, middle])
    for one in np.unique(band):
        peers = series[band == one][:_TREND_PEERS]
        origins = range(3, series.shape[1] - months + 1)
        errors = np.concatenate([trend.errors_at(peers, origin, months) for origin in origins])
        made[band == one, 0] += np.quantile(errors, LOW)
        made[band == one, 2] += np.quantile(errors, HIGH)
    return made


def _until(known: Monthly, customers: Any, month: int) -> Floats:
    first = max(known.first, month - _TREND_MONTHS + 1)
    return known.at(customers, range(first, month + 1))


@dataclass(frozen=True)
class Managed:
    """The held-out rows by the manager whose book they are in.

    Args:
        sample: of the held-out days.
        manager: of each row, a number from nought; ``count`` of them, the last for nobody.
        known: the amount by month; ``months`` is the horizon.
    """

    sample: Sample
    manager: Any
    count: int
    known: Monthly
    months: int

    @property
    def days(self) -> int:
        """Held-out days."""
        return len(self.sample.rows.snapshots)

    def summed(self, column: Floats) -> Floats:
        """Days x managers."""
        place = self.sample.rows.day * self.count + self.manager
        (found,) = sums(place, self.days * self.count, column)
        return found.reshape(self.days, self.count)

    @property
    def whole(self) -> "np.ndarray[Any, np.dtype[np.bool_]]":
        """The managers who have customers on all days; the last number is of nobody's."""
        found = self.summed(np.ones(self.sample.rows.size)).min(axis=0) > 0
        found[-1] = False
        return np.asarray(found)


def measure_books(book: Book, quantiles: Floats, managed: Managed) -> BooksMeasured:
    """Whole books by the model; ``quantiles`` in yuan."""
    medians = managed.summed(quantiles[:, 1])
    own = managed.summed(book.spread(quantiles[:, 0], quantiles[:, 2]))
    made = book.interval(medians.ravel(), own.ravel()).reshape(*medians.shape, 3)
    return _books("model", made, managed)


def measure_trend_books(managed: Managed) -> BooksMeasured | None:
    """Whole books by the damped trend, with the past errors of all books."""
    made = np.full((managed.days, managed.count, 3), np.nan)
    for number, snapshot in enumerate(managed.sample.rows.snapshots):
        at = managed.sample.rows.day == number
        customers = managed.sample.rows.customers(np.flatnonzero(at))
        series = np.nan_to_num(_until(managed.known, customers, AsOf(snapshot.day).month))
        manager = managed.manager[at]
        books = np.column_stack(sums(manager, managed.count, *series.T))
        for place in range(managed.count):
            found = trend.forecast(books[place], books, managed.months)
            if found is None:
                return None
            made[number, place] = found.low[-1], found.middle[-1], found.high[-1]
    return _books("trend", made, managed)


def _books(method: str, made: Floats, managed: Managed) -> BooksMeasured:
    used = managed.whole
    came = managed.summed(managed.sample.rows.outcome)[:, used]
    low, middle, high = (made[:, used, place] for place in range(3))
    inside = (came >= low) & (came <= high)
    outside = np.maximum(low - came, 0.0) + np.maximum(came - high, 0.0)
    penalised = high - low + 2 / (1 - NOMINAL) * outside
    days = [snapshot.day.isoformat() for snapshot in managed.sample.rows.snapshots]
    whole = came.sum(axis=1) / np.maximum(middle.sum(axis=1), 1.0) - 1
    return BooksMeasured(
        method=method,
        books=int(inside.size),
        coverage=float(inside.mean()),
        by_month=_by(days, inside.mean(axis=1)),
        half_width=float(((high - low) / 2 / np.maximum(middle, 1.0)).mean()),
        score=float((penalised / np.maximum(came, 1.0)).mean()),
        error=float((np.abs(middle - came) / np.maximum(came, 1.0)).mean()),
        whole=_by(days, whole),
    )


def _by(days: Sequence[str], values: Floats) -> dict[str, float]:
    return {day: float(value) for day, value in zip(days, values, strict=True)}
