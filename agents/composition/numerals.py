"""Figures as a voice reads them: 3.25% is 百分之三点二五, 2026年 is 二零二六年."""

import re

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿", "亿亿")
# Counted with 两 and not with 二.
_COUNTED = "个位只笔次天条项种家张款年倍元人份户周成万亿千岁分小"

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WIDE = str.maketrans("０１２３４５６７８９％．＋", "0123456789%.+")
_NAMES = "电话|热线|拨打|致电|客服|尾号|末[三四]位|编号|号码|账号|卡号|代码"
_NAMED = re.compile(rf"((?:{_NAMES})[^\d，。；]{{0,4}})(\d[\d\- ]*\d)")
_LINE = re.compile(r"(?<!\d)(?:400|800)-\d{3,4}-\d{3,4}(?!\d)|(?<![\d.])1[3-9]\d{9}(?!\d)")
_COUNTER = re.compile(r"第(\d+)")
_RATE = re.compile(rf"({_NUMBER})%\s*/\s*年")
_SHARES = re.compile(rf"({_NUMBER})%\s*[-~～—至到]+\s*({_NUMBER})%")
_SHARE = re.compile(rf"({_NUMBER})%")
_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-4])[:：]([0-5]\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?=年|版)")
_ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_PLUS = re.compile(r"(?<=[A-Za-z])\+(?=\d)")
_MINUS = re.compile(rf"(?<![\w%])[-−]\s*(?={_NUMBER})")
_BETWEEN = re.compile(r"(?<=[\d万亿元天个])\s*[-~～—]\s*(?=\d)")
_CODE = re.compile(r"(?<=[A-Za-z])\d{4,}|(?<![\d.,])0\d+(?!\.)")
_PLAIN = re.compile(_NUMBER)


def read_aloud(text: str) -> str:
    """``text`` with every figure in characters; no digit is left."""
    text = text.translate(_WIDE)
    text = _NAMED.sub(lambda m: m[1] + one_by_one(m[2]), text)
    text = _LINE.sub(lambda m: one_by_one(m[0]), text)
    text = _ISO_DAY.sub(lambda m: f"{one_by_one(m[1])}年{spelled(m[2])}月{spelled(m[3])}日", text)
    text = _MINUS.sub("负", text)
    text = _RATE.sub(lambda m: f"每年百分之{spelled(m[1])}", text)
    text = _SHARES.sub(lambda m: f"百分之{spelled(m[1])}到百分之{spelled(m[2])}", text)
    text = _SHARE.sub(lambda m: f"百分之{spelled(m[1])}", text).replace("负百分之", "百分之负")
    text = _TIME.sub(_clock, text)
    text = _YEAR.sub(lambda m: one_by_one(m[1]), text)
    text = _COUNTER.sub(lambda m: f"第{spelled(m[1])}", text)
    text = _PLUS.sub("加", text)
    text = _BETWEEN.sub("到", text)
    text = _CODE.sub(lambda m: one_by_one(m[0]), text)
    return _PLAIN.sub(lambda m: _counted(m, text), text)


def one_by_one(digits: str) -> str:
    """The digits of a code, a year, a telephone number; what parts them is dropped."""
    return "".join(_DIGITS[int(one)] for one in digits if one.isdecimal())


def spelled(number: str) -> str:
    """A number as written with digits (1,234.50), in characters."""
    whole, _, part = number.replace(",", "").partition(".")
    said = _whole(int(whole)) if len(whole) <= 20 else one_by_one(whole)
    return f"{said}点{one_by_one(part)}" if part else said


def _counted(found: re.Match[str], text: str) -> str:
    follows = text[found.end() : found.end() + 1]
    if found[0] == "2" and follows and follows in _COUNTED:
        return "两"
    return spelled(found[0])


def _clock(found: re.Match[str]) -> str:
    minute = int(found[2])
    if not minute:
        return f"{spelled(found[1])}点"
    return f"{spelled(found[1])}点{'零' if minute < 10 else ''}{_whole(minute)}分"


def _whole(number: int) -> str:
    """A whole number from 0, in characters: 10005 is 一万零五, 12 is 十二."""
    if number == 0:
        return "零"
    said, gap = "", False
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            gap = bool(said)
            continue
        if said and (gap or group < 1000):
            said += "零"
        said += _group(group) + _GROUPS[place]
        gap = False
    return said.removeprefix("一") if said.startswith("一十") else said


def _group(number: int) -> str:
    """Up to 9999: 1005 is 一千零五."""
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            said += ("零" if gap and said else "") + _DIGITS[digit] + _UNITS[place]
            gap = False
        else:
            gap = True
    return said
