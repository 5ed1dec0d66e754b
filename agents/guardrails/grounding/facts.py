"""The values that facts carry, in the units in which figures are read."""

import functools
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from agents.guardrails.context import Fact
from agents.guardrails.grounding.figures import Figure, Kind, read_figures
from agents.guardrails.normalisation import fold


@dataclass(frozen=True, slots=True)
class FactValue:
    """One value of one fact; a kind of None fits any figure (the fact gives no unit).

    ``raw`` is the number as the fact writes it; ``direction`` is up, down or empty.
    """

    fact: Fact
    kind: Kind | None
    value: float
    unit: str = ""
    raw: float = 0.0
    parts: tuple[int, int, int] = (0, 0, 0)
    direction: str = ""

    @property
    def shown(self) -> str:
        """The fact as a reader would write it."""
        return f"{self.fact.id}={self.fact.value}{self.fact.unit or ''}"


_RATES = {"%": 0.01, "percent": 0.01, "pct": 0.01, "百分比": 0.01, "百分点": 0.01, "个百分点": 0.01, "bp": 1e-4,
          "bps": 1e-4, "基点": 1e-4, "个基点": 1e-4, "‰": 1e-3, "成": 0.1}  # fmt: skip
_MONEY = {"元": 1.0, "块": 1.0, "cny": 1.0, "rmb": 1.0, "人民币": 1.0, "yuan": 1.0, "万元": 1e4, "万": 1e4, "亿元": 1e8,
          "亿": 1e8, "千元": 1e3, "百万元": 1e6, "美元": 1.0, "usd": 1.0}  # fmt: skip
_SCALES = {"千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "十亿": 1e9, "百亿": 1e10,
           "千亿": 1e11, "万亿": 1e12}  # fmt: skip
_SCALED_MONEY = re.compile(
    rf"({'|'.join(sorted(_SCALES, key=len, reverse=True))})(?:元|块|人民币|美元|港元|港币|欧元|日元|英镑)"
)
_DURATIONS = {"天": 1, "日": 1, "day": 1, "days": 1, "d": 1, "自然日": 1, "工作日": 1, "个工作日": 1, "交易日": 1, "周": 7,
              "week": 7, "weeks": 7, "月": 30, "个月": 30, "month": 30, "months": 30, "季": 90, "季度": 90, "年": 365,
              "year": 365, "years": 365}  # fmt: skip
_MULTIPLES = frozenset({"倍", "x", "times"})
_RANKS = frozenset({"名", "位次", "rank", "第", "排名"})
_CHANGES = re.compile(
    r"change|chg|delta|diff|growth|return|yoy|mom|ytd|涨|跌|增|降|变动|变化|收益|回报|幅|盈亏|pnl|pct"
)
UP = re.compile(
    r"上涨|上升|上行|抬升|增长|增加|提高|上调|上浮|涨幅|收涨|涨了?|升至|升|攀升|走高|回升|反弹|加息|盈利|赚|多了|新增|高开|走强|扩大|增幅|正收益"
)
DOWN = re.compile(
    r"下跌|下降|下行|下挫|下探|下滑|减少|降低|下调|下浮|跌幅|收跌|跌了?|降至|降了?|回落|走低|缩水|降息|降准|亏损|亏了?|回撤|少了|低开|走弱|收窄|缩小|降幅|负收益|损失"
)


def fact_values(facts: Iterable[Fact]) -> tuple[FactValue, ...]:
    """Every value of every fact; a fact in words may carry several."""
    return tuple(value for fact in facts for value in _values_of(fact))


def _values_of(fact: Fact) -> Sequence[FactValue]:
    if isinstance(fact.value, bool):
        return ()
    if isinstance(fact.value, str):
        return _values_of_words(fact)
    return (_value_of_number(fact, float(fact.value)), *_periods_of(fact))


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMED = re.compile(
    rf"(?:^|[^a-z])({'|'.join(_MONTHS)})(?:[a-z]{{3,6}})?(?:$|[^a-z])"
    r"|(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])(?!\d)|(?<!\d)(1[0-2]|[1-9])月"
)


def _periods_of(fact: Fact) -> Sequence[FactValue]:
    """The month that a figure is of, where its id names it (cpi_yoy_jul, pmi_2026_07)."""
    found = _MONTH_NAMED.search(fact.id.lower())
    if found is None:
        return ()
    if found[1]:
        parts = (0, _MONTHS.index(found[1]) + 1, 0)
    else:
        parts = (int(found[2] or 0), int(found[3] or found[4]), 0)
    return (FactValue(fact, Kind.DATE, 0.0, parts=parts),)


def _value_of_number(fact: Fact, number: float) -> FactValue:
    unit = (fact.unit or "").strip().lower()
    kind, factor = _kind_of(unit)
    direction = ""
    if number < 0:
        direction = "down"
    elif _CHANGES.search(fact.id.lower()) and kind in {Kind.RATE, Kind.MONEY, None}:
        direction = "up"
    if kind is Kind.DATE:
        digits = str(int(number))
        if len(digits) == 8:
            parts = (int(digits[:4]), int(digits[4:6]), int(digits[6:]))
            return FactValue(fact, kind, 0.0, unit, number, parts)
    return FactValue(fact, kind, abs(number) * factor, unit, abs(number), direction=direction)


def _kind_of(unit: str) -> tuple[Kind | None, float]:
    if not unit or unit in {"ratio", "fraction", "probability", "小数", "none", "null"}:
        return None, 1.0
    if unit in _RATES:
        return Kind.RATE, _RATES[unit]
    if unit in _MONEY:
        return Kind.MONEY, _MONEY[unit]
    if scaled := _SCALED_MONEY.fullmatch(unit):
        return Kind.MONEY, _SCALES[scaled[1]]
    if unit in _DURATIONS:
        return Kind.DURATION, float(_DURATIONS[unit])
    if unit in _MULTIPLES:
        return Kind.MULTIPLE, 1.0
    if unit in _RANKS:
        return Kind.RANK, 1.0
    if unit in {"date", "日期"}:
        return Kind.DATE, 1.0
    return Kind.COUNT, 1.0


_ANY_MEASURE = frozenset({"count", "counts", "n", "number", "数量", "个数"})


@functools.lru_cache(maxsize=8192)
def _values_of_words(fact: Fact) -> Sequence[FactValue]:
    words = folded(str(fact.value)).strip()
    number = re.fullmatch(r"([+-]?)(\d[\d,]*(?:\.\d+)?)", words)
    if number and not (fact.unit or "").lower().startswith("date"):
        value = float(number.group(2).replace(",", ""))
        return (_value_of_number(fact, -value if number.group(1) == "-" else value),)
    iso = re.match(r"(\d{4})-?(\d{2})-?(\d{2})(?:t|\s|$)", words)
    if iso:
        parts = (int(iso[1]), int(iso[2]), int(iso[3]))
        return (FactValue(fact, Kind.DATE, 0.0, parts=parts),)
    unit = (fact.unit or "").strip().lower()
    if unit and re.fullmatch(r"[\d.,]+\s*[-~—至到]\s*[\d.,]+", words):
        ends = [float(one.replace(",", "")) for one in re.findall(r"[\d.,]+", words)]
        return [_value_of_number(fact, one) for one in ends]
    direction = _direction_of(words)
    return [
        FactValue(
            fact,
            None if figure.kind is Kind.PLAIN else figure.kind,
            figure.value,
            figure.unit,
            figure.value,
            figure.parts,
            direction,
        )
        for figure in _figures_of(words)
    ]


@functools.lru_cache(maxsize=4096)
def folded(words: str) -> str:
    """The words of a fact as figures are read in them; a passage is a fact of many answers."""
    return fold(words).text


@functools.lru_cache(maxsize=4096)
def _figures_of(words: str) -> tuple[Figure, ...]:
    return read_figures(words)


@functools.lru_cache(maxsize=4096)
def _direction_of(words: str) -> str:
    if words.startswith("-") or DOWN.search(words):
        return "down"
    return "up" if UP.search(words) else ""


_SAME_MEASURE = (
    frozenset(["次", "人次", "回", "遍"]),
    frozenset(["人", "位", "名", "户", "客户", "people", "persons", "customers", "clients"]),
    frozenset(["只", "款", "支", "个", "项", "种", "家", "条"]),
)


def agrees(figure: Figure, fact: FactValue) -> bool:
    """Whether the fact carries the figure, unit and rounding understood."""
    if figure.kind is Kind.DATE or fact.kind is Kind.DATE:
        return figure.kind is fact.kind and _dates_agree(figure.parts, fact.parts)
    if figure.kind is Kind.DURATION and fact.kind is Kind.DURATION:
        return _durations_agree(figure, fact)
    if not comparable(figure, fact):
        return False
    return any(_near(figure, candidate) for candidate in _candidates(figure, fact))


def comparable(figure: Figure, fact: FactValue) -> bool:
    """Whether figure and fact measure the same sort of thing."""
    if fact.kind is None or figure.kind is Kind.PLAIN:
        return figure.kind is not Kind.DATE and fact.kind is not Kind.DATE
    if figure.kind is Kind.AMOUNT:
        return fact.kind in {Kind.MONEY, Kind.AMOUNT, Kind.COUNT}
    if figure.kind is Kind.MONEY:
        return fact.kind in {Kind.MONEY, Kind.AMOUNT}
    if figure.kind is Kind.COUNT and fact.kind is Kind.COUNT:
        return (
            figure.unit == fact.unit
            or fact.unit in _ANY_MEASURE
            or any(figure.unit in group and fact.unit in group for group in _SAME_MEASURE)
        )
    if figure.kind is Kind.RANK and fact.kind is Kind.COUNT:
        return fact.unit in {"名", "位"}
    return figure.kind is fact.kind


def _candidates(figure: Figure, fact: FactValue) -> Iterable[float]:
    """The fact's value in the figure's unit; a fact without unit may be a fraction or a percent."""
    if figure.kind is Kind.PLAIN:
        yield fact.raw
    if fact.kind is None and figure.kind is Kind.RATE:
        yield fact.value
        if fact.value >= 1 and figure.unit != "bp":
            yield fact.value / 100
        return
    yield fact.value


def _near(figure: Figure, value: float) -> bool:
    said, step = figure.value, figure.step
    if math.isclose(said, value, rel_tol=1e-9, abs_tol=1e-12):
        return True
    if figure.hedge == "over" and said <= value <= said * 1.2:
        return True
    if figure.hedge == "under" and said * 0.85 <= value <= said:
        return True
    if figure.hedge == "about" and abs(said - value) <= min(_place(said, step) / 2, value * 0.05):
        return True
    rounded = abs(said - value) <= step / 2 * (1 + 1e-9)
    return rounded and step > 0 and said / step >= 9.5


def _place(said: float, step: float) -> float:
    """The place to which a figure was rounded: 约120万 to hundreds of thousands, 约125万 to fives."""
    digits, place = round(said / step) if step else 0, step
    while digits and digits % 10 == 0:
        digits, place = digits // 10, place * 10
    return place * 5 if digits % 10 == 5 else place


def _dates_agree(said: tuple[int, int, int], fact: tuple[int, int, int]) -> bool:
    return any(said) and all(
        not part or part == other for part, other in zip(said, fact, strict=True)
    )


def _durations_agree(figure: Figure, fact: FactValue) -> bool:
    """Days are days, working days working days, months months: 180 days are half a year only
    where the fact says so. 约半年 may be said of 182 days.
    """
    family, length = _length(figure.unit, figure.value)
    other, actual = _length(fact.unit, fact.value)
    if family != other:
        # Terms of whole years are kept in days: 1,095 are three years, 180 no half of one.
        whole_years = figure.value == fact.value and figure.value % 365 == 0
        if whole_years and WORKING not in {family, other}:
            return True
        about = figure.hedge == "about" and WORKING not in {family, other}
        return about and abs(figure.value - fact.value) <= fact.value * 0.05
    if math.isclose(length, actual, rel_tol=1e-9):
        return True
    return figure.hedge == "about" and abs(length - actual) <= actual * 0.05


WORKING = "working days"
_IN_MONTHS = {"季度": 3.0, "季": 3.0, "quarter": 3.0, "年": 12.0, "周年": 12.0, "year": 12.0}


def _length(unit: str, days: float) -> tuple[str, float]:
    """The family of a unit of time, and the length in that family's own unit."""
    if unit in {"工作日", "个工作日", "交易日", "个交易日"}:
        return WORKING, days
    if "半" in unit:
        return "months", {"半年": 6.0, "半个季度": 1.5}.get(unit, 0.5)
    plain = unit.removeprefix("个").removesuffix("s")
    if plain in _IN_MONTHS:
        nominal = 365.0 if _IN_MONTHS[plain] == 12.0 else 90.0
        return "months", days / nominal * _IN_MONTHS[plain]
    if plain in {"月", "month"}:
        return "months", days / 30.0
    return "days", days


def is_date(value: str) -> bool:
    """Whether ``value`` is an ISO date."""
    try:
        date.fromisoformat(value[:10])
    except ValueError:
        return False
    return True
