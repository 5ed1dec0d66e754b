"""Business days in mainland China: holidays, and the weekends that are worked in exchange.

The State Council announces them a year at a time, towards the end of the year before. Of years
that the installed table does not know yet, Monday to Friday are taken for business days.
"""

from datetime import date, timedelta

_LONGEST = 30  # days: no holiday comes near
_SATURDAY = 5


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
