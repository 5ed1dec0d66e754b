"""The sum over many customers, with an interval that does not pretend that they are independent.

A book's forecast is the sum of its customers' medians times a factor (amounts are skewed, so that
medians add up to less than the whole). Its relative error has two sources:

- what strikes all customers of a month alike, which no number of customers averages out. How large
  it is, is learned from the institution's own growth, month by month: by how much it strayed from
  the mean of the last months known then.
  To it comes how far the factor itself may be wrong, since it is learned from some customers;
- what strikes each customer alone: the variance of each by the own interval, to a power, times how
  much whole books in fact strayed from their month. The power is learned with it, as in Taylor's
  law (Taylor 1961): at one, a book with a very large customer would be as much less sure as that
  one's interval is wider. In fact books stray by the leaps that intervals of 80 % leave out, and
  those grow more slowly than the intervals do.

Both are variances estimated from few months, so the interval is a t interval with their degrees of
freedom (Welch 1947, Satterthwaite 1946). Overlapping horizons are not independent: so many months
count as one.
"""

import math
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from decision_models.calibration import Floats
from decision_models.forecasting.amounts import SPEND_MONTHS, Monthly
from decision_models.forecasting.conformal import HIGH, NOMINAL

RECENT = 3
"""Months whose mean says how medians and the whole differ now, and how fast the whole grows."""
FEWEST_SHOCKS = 2.0
"""Independent errors of the whole, below which nothing can be said of a book."""
FEWEST_GROUPS = 30
"""Of one month's customers each, to tell how they stray from their month."""
POWERS = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
"""Of the customers' own variances that are tried."""
_TAILS = 3.0
"""Degrees of freedom of the errors by which powers are compared: books stray by leaps."""
_NORMAL = 1.2815515655446004
"""The 90 % point of the normal distribution: an 80 % interval is so many deviations either way."""
_SCATTER_FREEDOM = 50.0


class Book(BaseModel):
    """How customers' forecasts add up.

    Args:
        factor: what the sum of medians is multiplied by.
        shock: relative variance that all customers share, the factor's own included.
        freedom: degrees of freedom of ``shock``.
        scatter: what the sum of the customers' own variances, each to ``power``, is multiplied by.
        power: as above; the variances are of yuan.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    factor: float
    shock: float
    freedom: float
    scatter: float
    power: float = 1.0

    def spread(self, low: Any, high: Any) -> Any:
        """What a customer adds to a book's scatter, from the bounds of the 80 % interval."""
        return variance(low, high) ** self.power

    def interval(self, medians: Floats, spreads: Floats) -> Floats:
        """Books x (low, middle, high), from sums over their customers.

        Args:
            medians: sum of the medians.
            spreads: sum of ``spread``.
        """
        from scipy.special import stdtrit

        own = np.divide(
            self.scatter * spreads, medians**2, out=np.zeros(len(medians)), where=medians > 0
        )
        whole = self.shock + own
        freedom = whole**2 / (self.shock**2 / self.freedom + own**2 / _SCATTER_FREEDOM + 1e-300)
        middle = self.factor * medians
        half = stdtrit(np.maximum(freedom, 1.0), HIGH) * np.sqrt(whole) * middle
        return np.column_stack([np.maximum(middle - half, 0.0), middle, middle + half])


def variance(low: Any, high: Any) -> Any:
    """A customer's own variance, from the bounds of the 80 % interval."""
    return ((high - low) / (2 * _NORMAL)) ** 2


def sums(groups: Any, count: int, *columns: Floats) -> list[Floats]:
    """Each column added up by group, groups being numbers below ``count``."""
    return [np.asarray(np.bincount(groups, column, count), dtype=float) for column in columns]


def learn(
    day: Any, group: Any, quantiles: Floats, came: Floats, growth: Floats, months: int
) -> Book | None:
    """Learn from rows of customers.

    Args:
        day: of each row, a number from nought; ``group`` likewise, of customers who are added up.
        quantiles: rows x (low, middle, high) in yuan; ``came`` is what came.
        growth: of the whole over so many ``months``, one value a month, oldest first
            (``growths``).

    Returns None where months or groups are too few for an honest interval.
    """
    days, count = int(day.max()) + 1, int(group.max()) + 1
    place = day * count + group
    single = variance(quantiles[:, 0], quantiles[:, 2])
    found = sums(place, days * count, quantiles[:, 1], single, came)
    medians, own, total = (one.reshape(days, count) for one in found)
    errors = strayed(growth, months)
    freedom = len(errors) / months
    used = (own > 0) & (medians > 0)
    if freedom < FEWEST_SHOCKS or used.sum() < FEWEST_GROUPS or not (total.sum(axis=1) > 0).all():
        return None
    ratio = total.sum(axis=1) / medians.sum(axis=1)
    residual = total - medians * ratio[:, None]
    tried = []
    for power in POWERS:
        (found_own,) = sums(place, days * count, single**power)
        spread = found_own.reshape(days, count)
        # So that 80 % of the groups lie within: a mean of squares would be ruled by a few leaps.
        scatter = float(np.quantile(residual[used] ** 2 / spread[used], NOMINAL)) / _NORMAL**2
        tried.append((_likelihood(residual[used], scatter * spread[used]), power, scatter, spread))
    _, power, scatter, own = max(tried, key=lambda one: one[0])
    recent = np.arange(days)[-RECENT:]
    by_chance = scatter * (own.sum(axis=1) / medians.sum(axis=1) ** 2)[recent]
    return Book(
        factor=float(math.exp(np.log(ratio[recent]).mean())),
        # The factor is learned from few months, and is as wrong by chance for every book.
        shock=float((errors**2).mean() + by_chance.mean() / len(recent)),
        freedom=freedom,
        scatter=scatter,
        power=power,
    )


def _likelihood(errors: Floats, variances: Floats) -> float:
    """The logarithm, but for a constant, of how likely such errors are by these variances."""
    tails = np.log1p(errors**2 / (_TAILS * np.maximum(variances, 1e-300)))
    return float(-(_TAILS + 1) / 2 * tails.sum() - np.log(np.maximum(variances, 1e-300)).sum() / 2)


def growths(known: Monthly, months: int, last: int) -> Floats:
    """By how much the logarithm of the whole rose over so many months, for each month of which
    the end is known in month ``last``, oldest first.
    """
    found = np.nansum(known.values, axis=0)[: last - known.first + 1]
    whole = found / known.lengths(range(known.first, known.first + len(found)))
    level = whole
    if known.amount == "card_spend":
        window = np.ones(SPEND_MONTHS) / SPEND_MONTHS
        level = np.convolve(whole, window, mode="valid")
        whole = whole[SPEND_MONTHS - 1 :]
    level, came = level[:-months], whole[months:]
    inside = (level > 0) & (came > 0)
    return np.asarray(np.log(came[inside] / level[inside]))


def strayed(growth: Floats, months: int) -> Floats:
    """By how much each growth differed from the mean of the last ``RECENT`` that were known."""
    first = months + RECENT - 1
    return np.array(
        [
            growth[month] - growth[month - first : month - months + 1].mean()
            for month in range(first, len(growth))
        ]
    )
