from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from decision_models.mart.demo_bank.timeline import (
    DAYS,
    END,
    START,
    WEEKS,
    date_of,
    first_day,
    last_day,
    moments,
    month_ends,
    number_of,
    week_of,
)


def test_eighteen_months_that_end_with_a_whole_week() -> None:
    assert (date(2025, 4, 1), date(2026, 9, 30)) == (START, END)
    assert date_of(DAYS - 1) == END
    ends = month_ends()
    assert len(ends) == 18
    assert date_of(int(ends[-1])) == END
    assert last_day(WEEKS - 1) == DAYS - 1
    assert last_day(WEEKS - 1) - first_day(WEEKS - 1) == 6


@given(st.integers(0, DAYS - 1))
def test_a_day_lies_in_its_week(day: int) -> None:
    week = int(week_of(np.array([day]))[0])
    assert 0 <= week < WEEKS
    assert first_day(week) <= day <= last_day(week)
    assert number_of(date_of(day)) == day


@given(st.integers(0, DAYS - 1), st.integers(0, 2**32 - 1))
def test_moments_fall_on_the_day_in_shanghai_and_before_closing_on_the_last(
    day: int, seed: int
) -> None:
    utc = moments(np.random.default_rng(seed), np.full(20, day), 7, 23)
    shanghai = utc // 1_000_000 + 8 * 3600
    assert set((shanghai // 86_400).tolist()) == {number_of(date_of(day)) + _epoch()}
    hours = shanghai % 86_400 / 3600
    assert hours.min() >= 7
    assert hours.max() < (17 if day == DAYS - 1 else 23)


def _epoch() -> int:
    return (START - date(1970, 1, 1)).days
