"""A feature's value as a Chinese reader expects it: 12.3万元, 35%, 4次, 今天."""

from decision_models.features import Feature, Value

_TIMES = 2.0
"""A ratio from which one says times, not per cent."""


_FAR = 0.75
"""A value above this share of the population, or below the rest, is worth comparing."""
_MORE = ("多于", "少于")
_LONGER = ("长于", "短于")
_WORDS = {
    **dict.fromkeys(("次", "笔", "个", "张", "类"), _MORE),
    **dict.fromkeys(("天", "秒", "月"), _LONGER),
    "岁": ("大于", "小于"),
}


def say(value: float, unit: str) -> str:
    """A number with its unit."""
    if unit == "元":
        return _money(value)
    if unit == "%":
        return f"{_plain(value, 1)}倍" if value >= _TIMES else f"{_plain(value * 100, 1)}%"
    if unit == "秒" and value >= 60:
        return f"{value / 60:.0f}分钟"
    if unit == "月":
        return f"{_plain(value, 0)}个月"
    if unit == "级":
        return _plain(value, 1)
    return f"{_plain(value, 1)}{unit}"


def phrase(feature: Feature, value: Value) -> str:
    """A sentence of the customer's own figure."""
    if value is None or value == "" or value != value:  # the last is NaN
        return feature.nothing
    if isinstance(value, str):
        return feature.phrase.format(value)
    if value == 0 and (feature.zero or feature.fill == 0):
        return feature.zero or feature.nothing
    if value < 0 and feature.negative:
        return feature.negative.format(say(-value, feature.unit))
    return feature.phrase.format(say(value, feature.unit))


def compare(feature: Feature, share: float, value: Value = None) -> str:
    """How a value stands among alike customers, as a clause; empty where it is ordinary.

    ``share`` of them have a lower value. Of a fall (a negative ``value``) the size is compared.
    """
    if 1 - _FAR < share < _FAR:
        return ""
    high = share >= _FAR
    words = ("更久", "更近") if feature.is_recency else _WORDS.get(feature.unit, ("高于", "低于"))
    if feature.negative and not feature.is_recency and isinstance(value, int | float) and value < 0:
        words = ("降幅小于", "降幅大于")
    most = _rounded(share if high else 1 - share)
    word = words[0] if high else words[1]
    if feature.is_recency:
        return f"，比约{most}的同类客户{word}"
    return f"，{word}约{most}的同类客户"


def _rounded(share: float) -> str:
    """In steps of five per cent, and never all of them."""
    return "99%" if share >= 0.985 else f"{min(95, int(share * 20 + 1e-9) * 5)}%"


def _money(value: float) -> str:
    size = abs(value)
    if size >= 1e8:
        return f"{_plain(value / 1e8, 2)}亿元"
    if size >= 1e4:
        return f"{_plain(value / 1e4, 1)}万元"
    return f"{value:,.0f}元"


def _plain(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
