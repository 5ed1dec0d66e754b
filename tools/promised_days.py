"""The day that a report promises to come back on: 下周三再联系, 过两天, 月底, 12月2号."""

import re
from calendar import monthrange
from datetime import date, timedelta

_DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九十")} | {"两": 2}
_NUMBER = r"(\d{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_WEEKDAYS = {day: number for number, day in enumerate("一二三四五六")} | {"日": 6, "天": 6}
_WEEKDAY = re.compile(r"(下下|下|这|本)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天])")
_RELATIVE = (("大后天", 3), ("后天", 2), ("明天", 1), ("明日", 1), ("明早", 1), ("明晚", 1))
_AFTER = re.compile(
    rf"(?:过|等|再过)?{_NUMBER}(?:个)?(天|日|周|星期|礼拜|月)(?:之后|以后|后|再)|(?:过|等){_NUMBER}(?:个)?(天|周|星期|礼拜|月)"
)
_DATE = re.compile(rf"(?:{_NUMBER}月|(下个?月|本月|这个月))?{_NUMBER}(?:号|日)(?!线)")
_END = re.compile(r"(下个?月|本月|这个月|月)?(月底|底|初|中旬)")
_NEXT = re.compile(r"下(?:个)?(周|星期|礼拜|月)(?![一二三四五六日天底初中])")


def promised_day(text: str, on: date) -> date | None:
    """The first day ahead that ``text``, said on the day ``on``, names; None where it names none.

    A weekday without more is the next one to come; 下周三 is the Wednesday of the next calendar
    week, 下周 its Monday, 月底 the month's last day, 月初 the next month's first.
    """
    if found := _WEEKDAY.search(text):
        return _weekday(found[1], _WEEKDAYS[found[2]], on)
    for word, days in _RELATIVE:
        if word in text:
            return on + timedelta(days=days)
    if found := _DATE.search(text):
        return _day_of_month(found[1], found[2], found[3], on)
    if found := _AFTER.search(text):
        number, unit = found[1] or found[3], found[2] or found[4]
        return _later(_number(number), unit, on)
    if found := _END.search(text):
        return _part_of_month(found[0], on)
    if found := _NEXT.search(text):
        if found[1] == "月":
            return _month(on, 1).replace(day=1)
        return on + timedelta(days=7 - on.weekday())
    return None


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
    if said.endswith("底"):
        return first.replace(day=monthrange(first.year, first.month)[1])
    day = first.replace(day=11 if said.endswith("中旬") else 1)
    return day if day > on else _month(day, 1)
