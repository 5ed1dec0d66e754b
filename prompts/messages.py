"""What users read from tools: one catalogue of Chinese sentences, filled with typed figures.

A sentence names its figures with a format: ``{amount:money}`` 20万元, ``{rate:percent}`` 3.2%,
``{rate:rate}`` 3.20%, ``{lift:points}`` 1.1个百分点, ``{day:day}`` 2026年9月30日, ``{at:moment}``
9月30日 09:00, ``{days:term}`` 182天, ``{code:name}`` the Chinese name of a code. Every figure keeps enough digits to be recognised as the same figure
by whoever checks the text against the facts.
"""

import math
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources
from string import Formatter
from types import MappingProxyType

import yaml

from home.clock import SHANGHAI

_ALL_BUT_NOUGHT = 1e-6


def say(key: str, /, **params: object) -> str:
    """The sentence ``key`` of ``messages.yaml`` with its figures filled in.

    Raises:
        KeyError: no such sentence, or one of its figures was not given; names it.
    """
    sentence = catalogue().get(key)
    if sentence is None:
        raise KeyError(f"messages.yaml must hold the sentence {key!r}")
    try:
        return _WORDING.vformat(sentence, (), params)
    except KeyError as missing:
        raise KeyError(f"sentence {key!r} must be given {missing}, got {sorted(params)}") from None


def knows(key: str) -> bool:
    """Whether the catalogue holds the sentence ``key``."""
    return key in catalogue()


def first(*keys: str) -> str:
    """The first of ``keys`` that the catalogue holds, else the last of them."""
    return next((key for key in keys if knows(key)), keys[-1])


@cache
def catalogue() -> Mapping[str, str]:
    """Every sentence by its dotted key (``policy.risk_above_level``)."""
    text = resources.files("prompts").joinpath("messages.yaml").read_text(encoding="utf-8")
    return MappingProxyType(dict(_flat(yaml.safe_load(text), "")))


def money(yuan: float) -> str:
    """An amount in yuan as Chinese readers write it: 3,500元, 20.5万元, 1.2亿元."""
    sign, size = ("-" if yuan < 0 else ""), round(abs(yuan), 2)
    # From the rounded figure, or 99,999,999 would read 10000万元.
    if round(size / 1e4, 2) >= 1e4:
        return f"{sign}{_plain(size / 1e8)}亿元"
    if round(size, 2) >= 1e4:
        return f"{sign}{_plain(size / 1e4)}万元"
    return f"{sign}{size:,.2f}".removesuffix(".00") + "元"


def percent(fraction: float) -> str:
    """A fraction as a percentage with at most two decimals: 0.0325 is 3.25%."""
    return f"{_plain(fraction * 100)}%"


def points(fraction: float) -> str:
    """A difference of two shares: 0.011 is 1.1个百分点."""
    return f"{_plain(fraction * 100)}个百分点"


def number(value: float) -> str:
    """A figure without a unit, such as an AUC: 0.813, 0.030, 0.0024."""
    return f"{value:.3f}" if abs(value) >= 0.1 else f"{value:.{_decimals(abs(value))}f}"


def day(on: date) -> str:
    """A day with its year: 2026年9月30日."""
    return f"{on.year}年{on.month}月{on.day}日"


def moment(at: datetime) -> str:
    """A moment in Shanghai, to the minute: 10月1日 09:00."""
    local = at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def term(days: int) -> str:
    """How long something lasts: whole years as people say them (1095 is 3年), else the days of the
    product sheet; 0 is 灵活期限.
    """
    if days > 0 and days % 365 == 0:
        return f"{days // 365}年"
    return f"{days}天" if days > 0 else "灵活期限"


def _plain(value: float) -> str:
    """Two decimals at most. A figure that is rounded keeps two digits that count (0.80, 2.00,
    0.052): one digit alone would be true of too much to be told from an invention.
    """
    full = f"{value:.{_decimals(abs(value))}f}"
    short = full.rstrip("0").rstrip(".")
    telling = short.replace(".", "").lstrip("-0")
    return short if float(short) == round(value, 9) or len(telling) > 1 else full


def _decimals(size: float) -> int:
    """Two, or as many more as it takes for two digits that count; what is all but nought is 0."""
    if size >= 0.095 or size < _ALL_BUT_NOUGHT:
        return 2
    return 3 if size >= 0.0095 else 1 - math.floor(math.log10(size))


class _Wording(Formatter):
    """``str.format`` with the formats that this module names."""

    def format_field(self, value: object, format_spec: str) -> str:
        if value is None:
            return "—"
        match format_spec, value:
            case "money", int() | float():
                return money(value)
            case "percent", int() | float():
                return percent(value)
            case "rate", int() | float():
                return f"{value * 100:.2f}%"  # as product sheets write it
            case "points", int() | float():
                return points(value)
            case "day", str():
                return day(date.fromisoformat(value))
            case "day", date():
                return day(value)
            case "moment", datetime():
                return moment(value)
            case "term", int():
                return term(value)
            case "name", str():
                return catalogue().get(f"names.{value}", value)
        return str(super().format_field(value, format_spec))


_WORDING = _Wording()


def _flat(tree: Mapping[str, object], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in tree.items():
        if isinstance(value, Mapping):
            pairs += _flat(value, f"{prefix}{key}.")
        else:
            pairs.append((f"{prefix}{key}", str(value).strip()))
    return pairs
