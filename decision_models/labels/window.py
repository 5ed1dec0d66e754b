"""The days that a label may look at."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from decision_models.features.feature import AsOf
from decision_models.features.sources import instant

_EPOCH = date(1970, 1, 1)
_SHANGHAI_SECONDS = 8 * 3600


@dataclass(frozen=True)
class Window:
    """The days after ``as_of``, ``days`` of them, in Shanghai."""

    as_of: date
    days: int

    @property
    def end(self) -> date:
        """Its last day."""
        return self.as_of + timedelta(days=self.days)

    @property
    def month(self) -> int:
        """The month whose end is the last one known on the as-of day (``AsOf.month``)."""
        return AsOf(self.as_of).month

    @property
    def last_month(self) -> int:
        """The last month whose end lies in the window: balances are known at month-ends alone."""
        return self.month + months_of(self.days)

    def holds(self, at: Any) -> Any:
        """Which moments (a column of UTC times) lie in the window."""
        return (at >= instant(at, AsOf(self.as_of).cut)) & (at < instant(at, AsOf(self.end).cut))

    def before(self, at: Any) -> Any:
        """Which moments lie before it: known on the as-of day."""
        return at < instant(at, AsOf(self.as_of).cut)

    @property
    def start_number(self) -> int:
        """The as-of day as ``day_number`` counts."""
        return (self.as_of - _EPOCH).days

    def holds_day(self, day: Any) -> Any:
        """Which days (a column of dates) lie in the window."""
        return (day > self.as_of) & (day <= self.end)


def day_number(at: Any) -> Any:
    """The day in Shanghai of a column of UTC times, counted from 1970-01-01."""
    return (at.epoch_seconds() + _SHANGHAI_SECONDS) // 86_400


def months_of(horizon_days: int) -> int:
    """Month-ends in a horizon: balances are known at month-ends alone, 30 days count as one."""
    return max(1, round(horizon_days / 30))


def month_end(month: int) -> date:
    """The last day of a month counted from year nought (``AsOf.month``)."""
    year, index = divmod(month, 12)
    return date(year, index + 1, calendar.monthrange(year, index + 1)[1])
