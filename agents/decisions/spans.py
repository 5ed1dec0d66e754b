"""Which days a question about the past speaks of: 这个季度, 上个月, 近三个月, 今年以来, 8月."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from agents.understanding.slots.numerals import NUMBER, parse_number


@dataclass(frozen=True)
class Span:
    """Days from ``since`` to ``until``, both included."""

    since: date
    until: date


_THIS = "(?:本|这个?|当)"
_LAST = "(?:上一?个?)"
_NAMED = (
    ("last_week", re.compile(rf"{_LAST}(?:周|星期|礼拜)")),
    ("week", re.compile(rf"{_THIS}(?:周|星期|礼拜)")),
    ("last_month", re.compile(rf"{_LAST}月")),
    ("month", re.compile(rf"{_THIS}月|月内|月初(?:到|至)今")),
    ("last_quarter", re.compile(rf"{_LAST}季度?")),
    ("quarter", re.compile(rf"{_THIS}季度?|季内")),
    ("last_year", re.compile(r"去年|上一?年度?(?!末)")),
    ("first_half", re.compile(r"上半年")),
    ("second_half", re.compile(r"下半年")),
    ("year", re.compile(r"今年|本年|年初(?:以来|到现在|至今)|年内|全年|这一年")),
)
_BACK = re.compile(
    rf"(?:最近|近|过去|前)(?:的|这)?(?P<number>{NUMBER}|半)?(?:个)?(?P<unit>天|日|周|星期|礼拜|月|季度|年)"
)
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "季度": 91, "年": 365}
_MONTH = re.compile(rf"(?<![近去过前个\d])(?P<month>{NUMBER})月份?(?!底|初|\d)")
_QUARTER = re.compile(r"(?:第?(?P<word>[一二三四1-4])季度|[Qq](?P<number>[1-4]))")
_LATELY = re.compile(r"最近|近来|近期|这阵子|这段时间|目前")
_ORDER = {"一": 1, "二": 2, "三": 3, "四": 4}


def span_in(text: str, on: date) -> Span | None:
    """The days that ``text`` names, seen on the day ``on``; None where it names none."""
    for name, words in _NAMED:
        if words.search(text) and not (name == "year" and _MONTH.search(text)):
            return _named(name, on)
    if (found := _BACK.search(text)) is not None:
        number = 0.5 if found["number"] == "半" else parse_number(found["number"] or "1")
        days = round((number or 1) * _DAYS[found["unit"]])
        return Span(on - timedelta(days=max(1, days) - 1), on)
    if (found := _QUARTER.search(text)) is not None:
        quarter = int(found["number"] or _ORDER.get(found["word"], 0) or found["word"])
        return _months(on.year if quarter * 3 - 2 <= on.month else on.year - 1, quarter * 3 - 2, 3)
    if (found := _MONTH.search(text)) is not None:
        month = int(parse_number(found["month"]) or 0)
        if 1 <= month <= 12:
            return _months(on.year if month <= on.month else on.year - 1, month, 1)
    return None


def lately(text: str, on: date, days: int) -> Span | None:
    """``span_in``, and the last ``days`` where the text only says 最近."""
    found = span_in(text, on)
    if found is None and _LATELY.search(text):
        return Span(on - timedelta(days=days - 1), on)
    return found


def _named(name: str, on: date) -> Span:
    monday = on - timedelta(days=on.weekday())
    first = on.replace(day=1)
    quarter = (on.month - 1) // 3 * 3 + 1
    match name:
        case "week":
            return Span(monday, on)
        case "last_week":
            return Span(monday - timedelta(days=7), monday - timedelta(days=1))
        case "month":
            return Span(first, on)
        case "last_month":
            end = first - timedelta(days=1)
            return Span(end.replace(day=1), end)
        case "quarter":
            return Span(date(on.year, quarter, 1), on)
        case "last_quarter":
            end = date(on.year, quarter, 1) - timedelta(days=1)
            return Span(date(end.year, end.month - 2, 1), end)
        case "first_half":
            return _months(on.year, 1, 6)
        case "second_half":
            return Span(date(on.year, 7, 1), on) if on.month > 6 else _months(on.year - 1, 7, 6)
        case "last_year":
            return _months(on.year - 1, 1, 12)
    return Span(date(on.year, 1, 1), on)


def _months(year: int, month: int, count: int) -> Span:
    last = month + count - 1
    return Span(date(year, month, 1), date(year, last, monthrange(year, last)[1]))
