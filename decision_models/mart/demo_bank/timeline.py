"""The demo bank's calendar: 18 months, as day numbers from 0, in 79 weeks of which the last 78
are whole, so that the history ends with a whole week on the as-of day.
"""

from datetime import date, timedelta
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.integer[Any]]
Floats: TypeAlias = npt.NDArray[np.floating[Any]]
Flags: TypeAlias = npt.NDArray[np.bool_]
Rng: TypeAlias = np.random.Generator

START = date(2025, 4, 1)
END = date(2026, 9, 30)
DAYS = (END - START).days + 1
WEEKS = (DAYS + 6) // 7
_SHORT = WEEKS * 7 - DAYS  # days that the first week lacks
FOREVER = 1_000_000
"""A day number for what has no end."""

EPOCH_DAY = (START - date(1970, 1, 1)).days
"""Day 0 as days since 1970, for Parquet dates."""

_SHANGHAI_SECONDS = 8 * 3600
LAST_HOUR = 17
"""Nothing happens on the last day from this hour on: it is the demo bank's moment."""


def first_day(week: int) -> int:
    """The first day of a week."""
    return max(0, week * 7 - _SHORT)


def last_day(week: int) -> int:
    """The last day of a week."""
    return week * 7 - _SHORT + 6


def week_of(day: Ints) -> Ints:
    """The week of each day."""
    return (day + _SHORT) // 7


def number_of(when: date) -> int:
    """The day number of a date, negative before the start."""
    return (when - START).days


def date_of(day: int) -> date:
    """The date of a day number."""
    return START + timedelta(days=int(day))


def month_ends() -> Ints:
    """The day numbers of the 18 month-ends."""
    ends = [
        day
        for day in range(DAYS)
        if (START + timedelta(days=day + 1)).month != (START + timedelta(days=day)).month
    ]
    return np.array(ends, dtype=np.int64)


def moments(rng: Rng, day: Ints, first_hour: int, end_hour: int) -> Ints:
    """Random UTC microseconds since 1970 on those days in Shanghai, hours ``[first, end)``."""
    end = np.where(day == DAYS - 1, min(LAST_HOUR, end_hour), end_hour)
    share = rng.random(day.size)
    second = ((first_hour + share * (end - first_hour)) * 3600).astype(np.int64)
    return np.asarray(((day + EPOCH_DAY) * 86_400 + second - _SHANGHAI_SECONDS) * 1_000_000)


def hour_of(moment: Ints) -> Ints:
    """The hour in Shanghai of UTC microseconds since 1970."""
    return np.asarray((moment // 1_000_000 + _SHANGHAI_SECONDS) // 3600 % 24)
