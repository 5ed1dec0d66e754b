"""Spans of time in a question, in nominal days (周 7, 月 30, 季度 90, 半年 180, 年 365)."""

import re
from dataclasses import dataclass

from agents.understanding.slots.numerals import NUMBER, parse_number

_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "季度": 90, "季": 90, "年": 365}
_UNIT = r"(?:个)?(?P<unit>星期|礼拜|季度|周年|周|天|日|月|季(?!红|季|享)|年)"
_COUNTED = re.compile(
    rf"(?P<number>{NUMBER})(?P<half_inside>个半)?(?:多|来|几)?{_UNIT}(?P<half>半)?"
    r"(?P<after>期|内|之内|以内|以后|之后|后|里|左右)?"
)
_NAMED = (
    (r"下下个?月", 60),
    (r"下下个?(?:周|星期|礼拜)", 14),
    (r"下下个?季度?", 180),
    (
        r"(?:下一?个?(?:周|星期|礼拜)(?![一二三四五六日天末])|下周(?![一二三四五六日天末])|一周后)",
        7,
    ),
    (r"(?:下一?个?月(?!底|初|中旬|末)|次月|来月)", 30),
    (r"(?:下一?个?季度?|后一个季度)(?!红|享)", 90),
    (r"下半年|后半年|未来半年|半年", 180),
    (r"(?:本|这个?|当)(?:周|星期|礼拜)(?![一二三四五六日天末])", 7),
    (r"(?:本|这个?|当)月(?!底|初|中旬|末|光)", 30),
    (r"(?:本|这个?|当)季度", 90),
    (r"个把月", 30),
    (r"明年|来年|下一?年(?!度)|一整年|全年", 365),
    (r"后天", 2),
    (r"明天|明日|明儿个?", 1),
    (r"今年内|年内", 365),
)
_NAMED_PATTERN = re.compile(
    "|".join(f"(?P<n{i}>{pattern})" for i, (pattern, _) in enumerate(_NAMED))
)
_PAST_BEFORE = re.compile(
    r"(?:最近|近|过去|以往|前|上一?个?|去|往|已经?|连续?|每|每隔|了|第|隔|早|刚|持有了?满?|"
    r"历史|成立|买了|等了|亏了|跌了|涨了|存了|开户|过了|做了|这)\s?(?:的|这|整整|大概|差不多)?$"
)
_FUTURE_BEFORE = re.compile(
    r"(?:未来|下|今后|接下来|往后|后面|之后|以后|将来|下来|再过|再|后续|明天起|今起|后|余下|随后|过)(?:的|这)?\s?$"
)
_PAST_AFTER = re.compile(
    r"^(?:以来|来(?!买|购)|前(?!十|三|五|二|\d)|以前|之前|间(?!隔)|多了|了|没|未|不登|没动)"
)
_HOLDING = re.compile(
    r"(?:放|存|持有|拿|用不[上到着]|不用|不动|闲置|期限|封闭|锁定|投|搁|期|闲|理财|用不|左右|买|短期|周期)"
)
_YEAR_NUMBER = re.compile(r"^(?:19|20)\d\d$")


@dataclass(frozen=True)
class Period:
    """A span of ``days`` at ``text[start:end]``.

    ``past`` tells that it lies behind (近三个月); ``ahead`` that the words say it lies ahead;
    ``term`` that it is written as a term (三年期, 90天的).
    """

    start: int
    end: int
    days: int
    past: bool
    ahead: bool
    term: bool


def find_periods(text: str) -> list[Period]:
    """Every span of time in ``text`` (normalised), left to right."""
    found: list[Period] = []
    for match in _COUNTED.finditer(text):
        period = _counted(text, match)
        if period:
            found.append(period)
    for match in _NAMED_PATTERN.finditer(text):
        if any(match.start() < period.end and period.start < match.end() for period in found):
            continue
        kind = next(int(name[1:]) for name, value in match.groupdict().items() if value)
        half_year = match.group() == "半年"
        past = half_year and bool(_PAST_BEFORE.search(text[: match.start()]))
        past = past or bool(half_year and _PAST_AFTER.match(text[match.end() :]))
        found.append(
            Period(match.start(), match.end(), _NAMED[kind][1], past, not half_year, False)
        )
    return sorted(found, key=lambda period: period.start)


def _counted(text: str, match: re.Match[str]) -> Period | None:
    written, unit = match["number"], match["unit"].removeprefix("周年") or "年"
    before, after = text[: match.start()], text[match.end() :]
    value = parse_number(written)
    if value is None or value <= 0 or _not_a_span(before, match, after):
        return None
    if unit == "日" and not match["after"] and not _FUTURE_BEFORE.search(before):
        return None  # a date: 15日
    if unit == "月" and "个" not in match.group() and not match["after"]:
        return None  # a month: 3月
    if match["half_inside"] or match["half"]:
        value += 0.5
    days = _nominal(value, unit)
    future = bool(_FUTURE_BEFORE.search(before)) and not re.search(r"(?:了|都|已经)过$", before)
    past = not future and bool(_PAST_BEFORE.search(before) or _PAST_AFTER.match(after))
    term = not future and bool(
        match["after"] == "期" or re.match(r"(?:的|型|持有|定开|封闭)", after)
    )
    ahead = future or match["after"] in ("内", "之内", "以内", "以后", "之后", "后", "里")
    return Period(match.start(), match.end(), days, past, ahead, term)


def _nominal(value: float, unit: str) -> int:
    """Whole units plus half a unit, each nominal: 一年半 is 365 + 180, 一个半月 45."""
    whole, half = int(value), value - int(value)
    days = whole * _DAYS[unit]
    if half:
        days += (
            {365: 180, 90: 45, 30: 15, 7: 4, 1: 1}[_DAYS[unit]]
            if half == 0.5
            else round(half * _DAYS[unit])
        )
    return days


def _not_a_span(before: str, match: re.Match[str], after: str) -> bool:
    """Dates, weekdays, ordinals, and halves that are no time (半天没人理)."""
    written, unit = match["number"], match["unit"]
    if unit == "年" and (
        _YEAR_NUMBER.match(written) or (len(written) == 4 and written[0] in "一二")
    ):
        return True
    if re.search(r"(?:第|星期|礼拜|周|[./-]|\d)$", before) and not before.endswith("一周"):
        return True
    if unit in ("周", "星期", "礼拜") and re.match(r"[一二三四五六日天]", after):
        return True
    if written == "半" and unit in ("天", "日"):
        return True
    if unit == "季" and not match["after"] and "个" not in match.group():
        return True
    return unit == "年" and bool(re.match(r"(?:级|报|薪|轻|终|底|初|化|金|龄|代|度)", after))
