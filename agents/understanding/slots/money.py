"""Sums of money in a text, and whether each is a bound of assets or an amount."""

import re
from dataclasses import dataclass

from agents.understanding.slots.numerals import NUMBER, as_amount, parse_number

# 1 个小目标 is 100 million yuan: what Wang Jianlin called a small goal in 2016, now a set phrase.
_SMALL_GOAL = 100_000_000
_FUZZ = "[多来几余]"
_UNIT = r"(?:个?小目标|个亿|亿|万|个w(?![a-z])|w|千|k|百)"
_CURRENCY = (
    r"(?:块钱|元钱|人民币|美元|美金|刀|欧元|英镑|日元|港币|港元|澳元|澳币|加元|块|元|rmb|cny)"
)
_SUM = (
    rf"(?:[¥$]\s?)?(?P<number{{i}}>{NUMBER})(?P<fuzz{{i}}>{_FUZZ})?"
    rf"(?:(?<=\d)\s)?(?P<unit{{i}}>{_UNIT})?(?P<cur{{i}}>\s?{_CURRENCY})?"
)


def _sum(index: int) -> str:
    return _SUM.replace("{i}", str(index))


_RANGE = re.compile(_sum(1) + r"\s?(?:到|至|-|~|—|–|～|和)\s?" + _sum(2))
_ONE = re.compile(_sum(1))
# 四五十万: between two neighbours, both inclusive.
_NEIGHBOURS = re.compile(
    r"(?<![一二两三四五六七八九十百千几\d])(?P<first>[一二两三四五六七八])(?P<second>[二两三四五六七八九])"
    r"(?P<tens>[十百千]?)(?P<unit>万|亿|w)"
)
# 三十多万的客户: from the figure on, below the next one of its size.
_AND_MORE = re.compile(
    rf"(?P<number>{NUMBER})(?:[多来余]|好?几)(?P<unit>万|亿|w)(?=[的那]?(?:客户|大户|中户|人|储户|家庭))"
)
_BARE_LARGE = re.compile(
    r"(?<!几个)(?<![一二三四五六七八九十两几数多来\d])(?P<unit>百万|千万|亿)(?=以上|以下|以内|级|客户|富翁|资产|身家|[，,。、的]|$)"
)
_AFTER_AT_LEAST = re.compile(
    r"^(?:人民币)?(?:及|[(（]?含[)）]?|或)?(?:以上|之上|往上|起(?!购|投|存)|\+|开外|级(?!别的?产品))"
)
_AFTER_AT_MOST = re.compile(
    r"^(?:人民币)?(?:及|[(（]?含[)）]?|或)?(?:以下|之下|以内|之内|封顶|往下)"
)
_BEFORE_AT_LEAST = re.compile(
    r"(?:超过|大于|高于|多于|不低于|不少于|不小于|大于等于|大于或等于|至少|起码|满|过|破|(?<![以之])上|达到|达|>=?|≥|最低|突破)了?\s?$"
)
_BEFORE_AT_MOST = re.compile(
    r"(?:不足|不到|(?<![不别])低于|别超过|不要超过|别过|(?<!不)少于|(?<![不别])小于|不超过|不高于|不大于|小于等于|小于或等于|至多|最多|<=?|≤|未满|没到)\s?$"
)
_ASSETS_BEFORE = re.compile(
    r"(?:资产|aum|余额|身家|市值|存款|金融资产|总资产|管理规模|家底|净值(?!型)|持仓|在行|户头|规模)"
    r"(?:总额|总量|规模|合计|大概|大约|都|在|是|有|为|达|约|已|能|得|级别|月均|日均|值|:|：|\s){0,4}$"
)
_CALENDAR_AFTER = re.compile(
    r"^(?:岁|天|日|个月|月|年(?!终|薪|金)|周|个?季度|个?小时|分钟|位|名|个(?!小目标|亿)|人|只|款|条|版|号|期|%|点|次|倍|户|家|张|笔|页|字|股|克|盎司|斤|公里|个版本|后|成|折)"
)
_NOT_BEFORE = re.compile(
    r"(?:第|(?<!au)[a-z]|[.\d]|前|几|星期|周|礼拜|沪深|中证|标普|上证|尾号|代码|:)$"
)


@dataclass(frozen=True)
class Money:
    """A sum at ``text[start:end]``: ``low`` and ``high`` in yuan, None where that side is open.

    ``bound`` tells a range or bound (50万以上) from a plain amount, where low equals high.
    ``of_assets`` tells that the words before it speak of what a customer holds.
    """

    start: int
    end: int
    low: int | float | None
    high: int | float | None
    bound: bool
    of_assets: bool


def find_money(text: str) -> list[Money]:
    """Every sum of money in ``text`` (normalised), left to right."""
    found: list[Money] = []
    taken = 0
    for match in _RANGE.finditer(text):
        money = _range(text, match)
        if money and money.start >= taken:
            found.append(money)
            taken = money.end
    for match in (*_NEIGHBOURS.finditer(text), *_AND_MORE.finditer(text)):
        about = None if _within(match, found) else _about(text, match)
        found += [about] if about else []
    for match in _ONE.finditer(text):
        if _within(match, found):
            continue
        single = _single(text, match)
        if single:
            found.append(single)
    for match in _BARE_LARGE.finditer(text):
        if not _within(match, found):
            value = {"百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}[match["unit"]]
            found.append(_bounded(text, match.start(), match.end(), value))
    return sorted(found, key=lambda money: money.start)


def _within(match: re.Match[str], found: list[Money]) -> bool:
    return any(match.start() < money.end and money.start < match.end() for money in found)


def _about(text: str, match: re.Match[str]) -> Money | None:
    """The bounds of a sum that is told roughly, None where the words are no such sum."""
    unit = {"万": 10_000, "亿": 100_000_000, "w": 10_000}[match["unit"]]
    if "first" in match.groupdict():
        unit *= {"十": 10, "百": 100, "千": 1000, "": 1}[match["tens"]]
        low, high = parse_number(match["first"]), parse_number(match["second"])
        if low is None or high is None or high != low + 1:
            return None
    else:
        low = parse_number(match["number"])
        if not low or low != int(low):
            return None
        high = low + 10 ** (len(str(int(low))) - 1)
    assets = bool(_ASSETS_BEFORE.search(text[: match.start()]))
    return Money(
        match.start(), match.end(), as_amount(low * unit), as_amount(high * unit), True, assets
    )


def _value(match: re.Match[str], index: int, borrowed: str = "") -> float | None:
    value = parse_number(match[f"number{index}"])
    unit = match[f"unit{index}"] or borrowed
    if value is None:
        return None
    if "小目标" in unit:
        return value * _SMALL_GOAL
    factor = 1
    for character in unit.replace("个", ""):
        factor *= {"亿": 100_000_000, "万": 10_000, "w": 10_000, "千": 1000, "k": 1000, "百": 100}[
            character
        ]
    return round(value * factor, 2)


def _is_money(text: str, match: re.Match[str], index: int) -> bool:
    """Whether the number is a sum: by its unit or currency, never before a counter or a date."""
    written = match[f"number{index}"]
    if _NOT_BEFORE.search(text[: match.start()]) or match[f"fuzz{index}"] == "几":
        return False  # 十几万 is no sum that could be reckoned with
    if not match[f"cur{index}"] and _CALENDAR_AFTER.match(text[match.end() :]):
        return False
    if match[f"cur{index}"] or match[f"unit{index}"] in ("万", "w", "亿", "个亿"):
        return True
    if match[f"unit{index}"] and "小目标" in str(match[f"unit{index}"]):
        return True
    return bool(re.search(r"[万亿w千k]", written + str(match[f"unit{index}"] or ""))) or (
        _spent_on(text, match) and (parse_number(written) or 0) >= 1000
    )


def _spent_on(text: str, match: re.Match[str]) -> bool:
    """A bare number that money words stand before: 每月存3000, 余额5000."""
    before = text[: match.start()]
    return bool(
        re.search(r"(?:存|投|花|拿|攒|转|买了?|金额|余额|本金|有|放|剩|亏了?|赚了?)$", before)
    ) and (not re.match(r"^[a-z一-龥]*(?:号|年)", text[match.end() : match.end() + 2]))


def _range(text: str, match: re.Match[str]) -> Money | None:
    if not _is_money(text, match, 2):
        return None
    if _NOT_BEFORE.search(text[: match.start()]):
        return None
    unit = (
        "" if match["unit1"] or re.search(r"[万亿w]$", match["number1"]) else match["unit2"] or ""
    )
    if not unit and not match["unit1"]:
        tail = re.search(r"[万亿w]$", match["number2"])
        unit = tail.group() if tail and not re.search(r"[万亿w]", match["number1"]) else ""
    low, high = _value(match, 1, unit), _value(match, 2)
    if low is None or high is None or low >= high:
        return None
    assets = bool(_ASSETS_BEFORE.search(text[: match.start()]))
    return Money(match.start(), match.end(), as_amount(low), as_amount(high), True, assets)


def _single(text: str, match: re.Match[str]) -> Money | None:
    if not _is_money(text, match, 1):
        return None
    value = _value(match, 1)
    if not value:
        return None
    return _bounded(text, match.start(), match.end(), as_amount(value))


def _bounded(text: str, start: int, end: int, value: int | float) -> Money:
    before, after = text[:start], text[end:]
    most = _BEFORE_AT_MOST.search(before)
    least = None if most else _BEFORE_AT_LEAST.search(before)
    prefix = most or least
    assets = bool(_ASSETS_BEFORE.search(before[: prefix.start()] if prefix else before))
    if _AFTER_AT_MOST.match(after) or (most and not _AFTER_AT_LEAST.match(after)):
        return Money(start, end, None, value, True, assets)
    if _AFTER_AT_LEAST.match(after) or least:
        return Money(start, end, value, None, True, assets)
    return Money(start, end, value, value, False, assets)
