"""The day that a report promises to come back on: 下周三再联系, 过两天, 月底, 12月2号."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from tools.briefs.business_days import after_holidays

_DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九十")} | {"两": 2}
_NUMBER = r"(\d{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_WEEKDAYS = {day: number for number, day in enumerate("一二三四五六")} | {"日": 6, "天": 6}
_WEEKDAY = re.compile(r"(下下|下|这|本)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天])")
_AHEAD = {"大后天": 3, "后天": 2, "明天": 1, "明日": 1, "明早": 1, "明晚": 1}
_RELATIVE = re.compile("|".join(_AHEAD))
_AFTER = re.compile(
    rf"(?:过|等|再过)?{_NUMBER}(?:个)?(天|日|周|星期|礼拜|月)(?:之后|以后|后|再)|(?:过|等){_NUMBER}(?:个)?(天|周|星期|礼拜|月)"
)
_DATE = re.compile(
    rf"(?:{_NUMBER}月|(下个?月|本月|这个月))?(?<![\d期天年款第品选利添增])"
    rf"{_NUMBER}(?:号(?![线楼院店柜机产理基])|日(?![内均]))"
)
"""A day of a month; 安心180天持有期2号 is a product and 2号线 a way there."""
_END = re.compile(r"(?:下个?|本|这个)?月(?:底|末|初|中旬)")
_YEARS_END = re.compile(r"年(?:底|末)")
_HOLIDAYS = re.compile(
    r"(?:(元旦|春节|过?年|清明|五一|劳动节|端午|中秋|国庆|十一)节?(?:假期?|长假)?|[小长放]?假期?|节日|节)"
    r"(?:之后|以后|过后|后)|过[了完](?:(元旦|春节|年|清明|五一|端午|中秋|国庆|十一)|节|假期)"
)
_NAMES = {"过年": "春节", "年": "春节", "五一": "劳动节", "国庆": "国庆节", "十一": "国庆节"}
"""How holidays are called, by the name that the calendar has for them."""
_NEXT = re.compile(r"下(?:个)?(周|星期|礼拜|月)(?![一二三四五六日天底初中])")


def promised_day(text: str, on: date) -> date | None:
    """The first day ahead that ``text``, said on the day ``on``, names; None where it names none.

    A weekday without more is the next one to come; 下周三 is the Wednesday of the next calendar
    week, 下周 its Monday, 月底 the month's last day, 月初 the next month's first, 节后 the first
    business day after the next public holidays.
    """
    for pattern, day_of in _READ:
        if found := pattern.search(text):
            return day_of(found, on)
    return None


_PROMISES = frozenset({"follow_up", "interested", "no_answer"})


def promised_by(outcome: str, note: str | None, on: date) -> date | None:
    """The day of the next contact by a report of this outcome, told on the day ``on``; None where
    it names none, or where there is to be no other contact.
    """
    return promised_day(note or "", on) if outcome in _PROMISES else None


def _number(said: str) -> int:
    if said.isdigit():
        return int(said)
    tens, ten, ones = said.partition("十")
    if not ten:
        return _DIGITS[said]
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _weekday(which: str | None, day: int, on: date) -> date:
    monday = on - timedelta(days=on.weekday())
    if which in ("下", "下下"):
        return monday + timedelta(days=7 * len(which) + day)
    ahead = (day - on.weekday()) % 7
    return on + timedelta(days=ahead or 7)


def _later(number: int, unit: str, on: date) -> date:
    if unit == "月":
        return _month(on, number)
    return on + timedelta(days=number * (1 if unit in "天日" else 7))


def _month(on: date, ahead: int) -> date:
    """The same day ``ahead`` months later, or that month's last."""
    year, month = divmod(on.year * 12 + on.month - 1 + ahead, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def _day_of_month(month: str | None, which: str | None, day: str, on: date) -> date | None:
    number = _number(day)
    if month is not None:
        year = on.year + (_number(month) < on.month)
        first = date(year, max(1, min(12, _number(month))), 1)
    elif which is not None and which.startswith("下"):
        first = _month(on.replace(day=1), 1)
    else:
        first = on.replace(day=1)
        if number <= on.day:
            first = _month(first, 1)
    last = monthrange(first.year, first.month)[1]
    return first.replace(day=number) if 1 <= number <= last else None


def _part_of_month(said: str, on: date) -> date:
    first = on.replace(day=1)
    if said.startswith("下"):
        first = _month(first, 1)
    if said.endswith(("底", "末")):
        return first.replace(day=monthrange(first.year, first.month)[1])
    day = first.replace(day=11 if said.endswith("中旬") else 1)
    return day if day > on else _month(day, 1)


def _holidays_end(found: re.Match[str], on: date) -> date | None:
    called = found[1] or found[2]
    return after_holidays(on, _NAMES.get(called, called) if called else None)


def _next(unit: str, on: date) -> date:
    """The first day of the next month or week."""
    if unit == "月":
        return _month(on, 1).replace(day=1)
    return on + timedelta(days=7 - on.weekday())


_READ: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = (
    (_WEEKDAY, lambda found, on: _weekday(found[1], _WEEKDAYS[found[2]], on)),
    (_RELATIVE, lambda found, on: on + timedelta(days=_AHEAD[found[0]])),
    (_DATE, lambda found, on: _day_of_month(found[1], found[2], found[3], on)),
    (_AFTER, lambda found, on: _later(_number(found[1] or found[3]), found[2] or found[4], on)),
    (_HOLIDAYS, _holidays_end),
    (_END, lambda found, on: _part_of_month(found[0], on)),
    (_YEARS_END, lambda _, on: date(on.year, 12, 31)),
    (_NEXT, lambda found, on: _next(found[1], on)),
)
"""How a day is named, and which it is; the first that stands in a text."""
