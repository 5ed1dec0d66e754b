"""Numbers as Chinese texts write them: 3.2, 1,200, 二十万, 三千五, 一百二十点五, 半."""

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "俩": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7,
    "捌": 8, "玖": 9,
}  # fmt: skip
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
SCALES = {
    "": 1, "十": 10, "百": 100, "千": 1_000, "万": 10_000, "w": 10_000, "k": 1_000, "十万": 100_000,
    "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000, "十亿": 1_000_000_000, "百亿": 10_000_000_000,
    "千亿": 100_000_000_000, "万亿": 1_000_000_000_000,
}  # fmt: skip


def parse_number(text: str) -> float | None:
    """The value of an Arabic or Chinese numeral, or None if it is not one."""
    text = text.replace(",", "").replace(" ", "")
    if not text:
        return None
    if text[0].isdigit() and text[0].isascii():
        head = text.rstrip("".join("十百千万亿wk"))
        scale = SCALES.get(text[len(head) :])
        try:
            return float(head) * scale if scale is not None else None
        except ValueError:
            return None
    if text == "半":
        return 0.5
    whole, _, fraction = text.partition("点")
    value = _chinese_integer(whole)
    if value is None:
        return None
    if fraction:
        scale = 1
        while fraction and fraction[-1] in _LARGE:
            scale *= _LARGE[fraction[-1]]
            fraction = fraction[:-1]
        if not fraction or any(char not in _DIGITS for char in fraction):
            return None
        return (value + float("0." + "".join(str(_DIGITS[char]) for char in fraction))) * scale
    return value


def _chinese_integer(text: str) -> float | None:
    if text and all(char in _DIGITS for char in text):
        return float("".join(str(_DIGITS[char]) for char in text))
    total = section = digit = 0
    last = 1
    seen = False
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
            seen = True
            last = 10 if char in "零〇" else last
        elif char in _SMALL:
            section += (digit or 1) * _SMALL[char]
            last = _SMALL[char]
            digit = 0
            seen = True
        elif char in _LARGE:
            section += digit
            total = (
                (total + section) * _LARGE[char] if char == "亿" else total + section * _LARGE[char]
            )
            section = digit = 0
            last = _LARGE[char]
        else:
            return None
    if not seen:
        return None
    if digit and last > 10 and text[-2:-1] not in {"零", "〇"}:
        digit *= last // 10  # 三千五 is 3500, 一万五 is 15000
    return float(total + section + digit)


def step_of(text: str) -> float:
    """The value of one unit in the last place that was written: 0.1 for 3.2, 10000 for 20万."""
    plain = text.replace(",", "").replace(" ", "")
    if plain and plain[0].isascii() and plain[0].isdigit():
        head = plain.rstrip("十百千万亿wk")
        scale = SCALES.get(plain[len(head) :], 1)
        decimals = len(head.partition(".")[2])
        return float(scale) * 10.0**-decimals
    _, point, fraction = plain.partition("点")
    scale = 1
    while plain and plain[-1] in _LARGE:
        scale *= _LARGE[plain[-1]]
        plain = plain[:-1]
    decimals = sum(char in _DIGITS for char in fraction) if point else 0
    return float(scale) * 10.0**-decimals
