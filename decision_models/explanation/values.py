"""A feature's value as a Chinese reader expects it: 12.3万元, 35%, 4次, 今天."""

from decision_models.features import Feature, Value


def say(value: float, unit: str) -> str:
    """A number with its unit."""
    if unit == "元":
        return _money(value)
    if unit == "%":
        return f"{_plain(value * 100, 1)}%"
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
