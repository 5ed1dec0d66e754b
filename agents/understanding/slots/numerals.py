"""Numbers as people write them: 12, 1,200, 1.5, 十二, 两千三, 廿, 3百, 半, 几十万's parts."""

import re

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "仨": 3, "四": 4}
_DIGITS |= {"五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "壹": 1, "贰": 2, "叁": 3, "肆": 4}
_DIGITS |= {"伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "k": 1000}
_LARGE = {"万": 10_000, "w": 10_000, "亿": 100_000_000}
_TENS = {"廿": 20, "卅": 30}

_HAN_DIGIT = "零〇一二两俩三仨四五六七八九壹贰叁肆伍陆柒捌玖"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
# A number without money units: digits, or Chinese numerals, or digits with a Chinese unit (3千).
# It starts with a digit or a ten: 万一, 千万别 and 百万医疗 are not numbers.
NUMBER = (
    rf"(?:(?:{_ARABIC})[十百千万亿w]*|[{_HAN_DIGIT}十拾廿卅][{_HAN_DIGIT}十拾百佰千仟廿卅万亿]*|半)"
)

_MIXED = re.compile(rf"^({_ARABIC})([十拾百佰千仟万亿wk]*)$")


def parse_number(written: str) -> float | None:
    """The value of ``written``; None where it is not a number.

    The last digit after a unit stands for the next lower unit: 三万五 is 35,000, 两千三 is 2,300.
    """
    written = written.replace(" ", "").replace("，", ",")
    if not written:
        return None
    if written == "半":
        return 0.5
    mixed = _MIXED.match(written)
    if mixed:
        value = float(mixed.group(1).replace(",", ""))
        for unit in mixed.group(2):
            value *= _SMALL.get(unit) or _LARGE[unit]
        return _exact(value)
    return _chinese(written)


def _exact(value: float) -> float:
    """Decimal fractions times a unit, without the binary remainder (1.1 x 10,000)."""
    return round(value, 6)


def _chinese(written: str) -> float | None:
    if all(character in _DIGITS for character in written):
        return float("".join(str(_DIGITS[character]) for character in written))
    total = 0.0  # what is finished: 亿 and 万 parts
    section = 0.0  # below 万
    digit: int | None = None
    last_unit = 1.0
    zero_before = False
    for character in written:
        if character in _DIGITS:
            if digit not in (None, 0):
                return None
            zero_before = zero_before or _DIGITS[character] == 0
            digit = _DIGITS[character]
        elif character in _TENS:
            section += _TENS[character]
            digit, last_unit = None, 10
        elif character in _SMALL:
            section += (digit or 1) * _SMALL[character]  # 零十 is ten
            digit, last_unit, zero_before = None, _SMALL[character], False
        elif character in _LARGE:
            total = _close_section(total, section + (digit or 0), _LARGE[character])
            section, digit = 0.0, None
            last_unit, zero_before = _LARGE[character], False
        else:
            return None
    if digit is not None:
        short = last_unit > 10 and not zero_before  # 三万五, but not 三万零五
        section += digit * (last_unit / 10 if short else 1)
    return total + section


def _close_section(total: float, section: float, unit: int) -> float:
    if unit == _LARGE["亿"]:
        return ((total + section) or 1) * unit
    return total + (section or 1) * unit


def as_amount(value: float) -> int | float:
    """An int where the value is whole, as the contract wants it."""
    return int(value) if float(value).is_integer() else value
