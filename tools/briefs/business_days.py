"""Business days in mainland China: holidays, and the weekends that are worked in exchange.

The State Council announces them a year at a time, towards the end of the year before. Of years
that the installed table does not know yet, Monday to Friday are taken for business days.
"""

from datetime import date, timedelta

_LONGEST = 30  # days: no holiday comes near
_SATURDAY = 5
_YEAR = 370  # days: each holiday comes once


def is_business_day(day: date) -> bool:
    """Whether banks are open for business."""
    from chinese_calendar import is_workday

    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return day.weekday() < _SATURDAY


def previous_business_day(day: date) -> date:
    """The last business day before ``day``."""
    before = (day - timedelta(days=n) for n in range(1, _LONGEST))
    return next(one for one in before if is_business_day(one))


def after_holidays(day: date, name: str | None = None) -> date | None:
    """The first business day after the next public holidays from ``day`` on, or after those of a
    ``name`` (春节, 国庆节); None where the installed table does not know them yet.
    """
    from chinese_calendar import get_holiday_detail
    from chinese_calendar.constants import Holiday

    names = {holiday.value: holiday.chinese for holiday in Holiday}
    within = False
    for ahead in range(_YEAR):
        one = day + timedelta(days=ahead)
        try:
            free, holiday = get_holiday_detail(one)
        except NotImplementedError:
            return None
        wanted = holiday is not None and (name is None or names[holiday] == name)
        within = within or (free and wanted)
        if within and not free:
            return one
    return None
