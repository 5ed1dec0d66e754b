"""What time it is, injected. Business days are Asia/Shanghai; stored times are UTC."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

Clock: TypeAlias = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's time, in UTC."""
    return datetime.now(UTC)


def fixed_clock(moment: datetime) -> Clock:
    """A clock that always shows ``moment`` (time-zone aware), as a demo home's does."""
    if moment.tzinfo is None:
        raise ValueError(f"moment must carry a time zone, got {moment!r}")
    return lambda: moment.astimezone(UTC)


def business_day(moment: datetime) -> date:
    """The day in Shanghai at ``moment`` (time-zone aware)."""
    return moment.astimezone(SHANGHAI).date()
