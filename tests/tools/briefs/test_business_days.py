from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.briefs.business_days import after_holidays, is_business_day, previous_business_day
from tools.briefs.daily import since_of


@pytest.mark.parametrize(
    ("on", "since"),
    [
        ("2026-10-08", "2026-09-30"),  # after the National Day holiday
        ("2026-02-24", "2026-02-14"),  # after Spring Festival: the Saturday before was worked
        ("2026-09-14", "2026-09-11"),  # a Monday covers the weekend
        ("2026-09-28", "2026-09-24"),  # after the Mid-Autumn holiday
        ("2026-09-30", "2026-09-28"),  # as on any day in the middle of a week
        ("2026-10-10", "2026-10-08"),  # a Saturday that is worked
        ("2031-01-06", "2031-01-03"),  # a year that nobody has announced yet
    ],
)
def test_a_morning_brief_covers_the_days_since_the_last_one(on: str, since: str) -> None:
    assert since_of("morning", date.fromisoformat(on)) == date.fromisoformat(since)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_no_day_falls_between_two_briefs(day: date) -> None:
    before = previous_business_day(day)
    assert is_business_day(before)
    assert all(not is_business_day(before + timedelta(n)) for n in range(1, (day - before).days))
    assert since_of("morning", day) <= before
    assert since_of("evening", day) == day


@pytest.mark.parametrize(
    ("day", "name", "after"),
    [
        ("2026-09-30", None, "2026-10-08"),
        ("2026-10-03", None, "2026-10-08"),  # from within
        ("2026-02-01", "春节", "2026-02-24"),
        ("2026-04-28", "端午", "2026-06-22"),
    ],
)
def test_the_day_after_the_holidays(day: str, name: str | None, after: str) -> None:
    assert after_holidays(date.fromisoformat(day), name) == date.fromisoformat(after)


def test_holidays_that_nobody_has_announced_yet() -> None:
    assert after_holidays(date(2031, 1, 6)) is None
