"""Finding figures in a normalised text: what kind each is, its value in one unit, and its role."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from agents.guardrails.grounding.numerals import parse_number, step_of


class Kind(StrEnum):
    """What a figure measures. Values: rates as fractions, money in yuan, durations in days."""

    RATE = "rate"
    MONEY = "money"
    AMOUNT = "amount"
    COUNT = "count"
    DURATION = "duration"
    DATE = "date"
    TIME = "time"
    RANK = "rank"
    MULTIPLE = "multiple"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: ``text[start:end]``, its value (a date's is 0) and how it was put.

    ``step`` is one unit in the last written place, in the same unit as ``value``; ``hedge`` is
    ``about``, ``over``, ``under`` or empty; ``unit`` the unit as written. ``parts`` of a date are
    year, month and day, 0 where not said. A figure that is no claim (``reference``: an article of
    law, a hotline, a product's name) says why in ``reference``.
    """

    kind: Kind
    value: float
    unit: str
    start: int
    end: int
    text: str
    step: float = 1.0
    hedge: str = ""
    parts: tuple[int, int, int] = (0, 0, 0)
    reference: str = ""


_CN = "零〇一二两三四五六七八九十百千廿"
_N = rf"(?:\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|[{_CN}]+(?:点[零〇一二三四五六七八九]+)?)"
_SCALED = (
    r"(?:(?:\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?:万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|w(?![a-z])|千(?!克|米|瓦|万))?"
    rf"|[{_CN}]+(?:点[零〇一二三四五六七八九]+)?[万亿]*[{_CN}]*[万亿]?)"
)
_MORE = r"(?P<more>多|余|来)?"
_CURRENCY = r"(?:元|块钱?|人民币|美元|港元|港币|欧元|日元|英镑)"
_MEASURES = (
    r"次|只|款|笔|人次|人|位|户|家|个工作日|个(?!月|季度|星期|礼拜|小时|交易日)|名|份|张|套|条|股|克|盎司|手|期|项|支|篇|类|种|分(?!之|红|钟|散|期|享|析|级|别|行|配)|点(?!击|评|选|赞)"
    r"|岁|周岁|小时|分钟|秒|公里|平方米|平米|吨|桶|辆|台|万手|倍|折"
)
_UNITS_OF_TIME = {
    "天": 1, "日": 1, "自然日": 1, "工作日": 1, "交易日": 1, "周": 7, "星期": 7, "礼拜": 7, "个月": 30, "月": 30,
    "季度": 90, "个季度": 90, "年": 365, "周年": 365,
}  # fmt: skip
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(source))
    for name, source in (
        ("date_numeric", r"(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"),
        (
            "date",
            rf"(?P<y>(?:19|20)\d\d|[一二][{_CN}]{{3}})年度?(?:(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?"
            rf"(?:(?P<d>[0-3]?\d|[{_CN}]{{1,3}})[日号])?)?(?:底|末|初)?",
        ),
        (
            "month_day",
            rf"(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?P<d>[0-3]?\d|[{_CN}]{{1,3}})[日号]",
        ),
        ("month", r"(?P<m>1[0-2]|0?[1-9]|十[一二]|十|[一二三四五六七八九])月(?:份|底|末|初|中旬|上旬|下旬)?(?![内度])"),
        ("article", rf"第{_N}(?:条|款|章|节|项规定|号令|号文)|[〔\[(]\d{{4}}[〕\])]\s*(?:第)?\d+号"),
        ("hotline", r"(?:\+?86[- ]?)?(?:400[- ]?\d{3,4}[- ]?\d{3,4}|95\d{3}(?!\d|\.)|1[3-9]\d{9}(?!\d)|0\d{2,3}-\d{7,8})"),
        ("clock", r"(?P<h>[01]?\d|2[0-4]):(?P<mi>[0-5]\d)(?::[0-5]\d)?(?!\d)"),
        ("per_cent_of", rf"(?P<base>百分之|千分之|万分之)(?P<n>{_N})"),
        ("bp", rf"(?P<n>{_N})\s*个?(?:基点|bps?(?![a-z]))"),
        ("percent", rf"(?P<n>{_N})\s*(?P<u>%|‰|个?百分点|个点(?!位))"),
        ("percent_shared", r"(?P<n>\d+(?:\.\d+)?)(?=\s*[-~—–至到]\s*\d+(?:\.\d+)?\s*%)"),
        ("half_points", r"(?P<n>[一二两三四五六七八九]|\d)个半(?:百分)?点"),
        ("tenths", r"(?P<n>[一二两三四五六七八九]|\d(?:\.\d)?)成(?![立为本交功员都长果熟品分])(?:(?P<tenth>[一二三四五六七八九])(?![个天年月日元万位名次成十百千点]))?"),
        ("money", rf"[¥$]\s*(?P<n>{_SCALED})|(?P<n2>{_SCALED})\s*{_MORE}(?P<u>{_CURRENCY})"),
        (
            "money_shared",
            r"(?P<n>\d+(?:\.\d+)?)(?=\s*[-~—–至到]\s*\d+(?:\.\d+)?\s*(?:万|亿|元))",
        ),
        (
            "duration",
            rf"(?P<n>{_N})\s*{_MORE}(?P<u>个工作日|个交易日|自然日|工作日|交易日|天|日|个?星期|个?礼拜|周(?!岁|一|二|三|四|五|六|日|末|年)|个月|个季度|季度"
            r"|周年|年(?!利|化|末|底|初|报|轻|级|龄|金|费))(?P<half>半)?|(?P<half_unit>半年|半个月|半个季度)",
        ),
        ("rank", rf"第(?P<n>{_N})(?P<u>名|位|大)?(?![季步时次期条章款代者方三届])|(?:排名?|位列|名列|居)第?(?P<n2>\d+)(?:名|位)?|前(?P<n3>{_N})(?:名|位|强)"
         r"|(?:top|no\.?)\s*(?P<n4>\d+)"),
        ("count", rf"(?P<n>{_SCALED})\s*{_MORE}(?P<u>{_MEASURES})"),
        ("scaled", rf"(?P<n>\d+(?:,\d{{3}})*(?:\.\d+)?\s*(?:万亿|千亿|百亿|亿|千万|百万|十万|万)|[{_CN}]*[一二两三四五六七八九十][{_CN}]*[万亿]+(?:零?[一二两三四五六七八九][{_CN}]*[千百十]?[{_CN}]*(?![年月日号天个%位名次折倍成层]))?)"
         rf"{_MORE}"),
        ("plain", r"(?P<n>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"),
    )
)  # fmt: skip
_START = re.compile(rf"[0-9¥$+〔\[(第前排位名居半百千万tn{_CN}]")
_FIRST: dict[str, str] = {
    "第": "article rank", "前": "rank", "排": "rank", "位": "rank", "名": "rank", "居": "rank", "t": "rank",
    "n": "rank", "〔": "article", "[": "article", "(": "article", "¥": "money", "$": "money", "半": "duration",
    "+": "hotline",
}  # fmt: skip
_ABOUT = re.compile(r"(?:约|大约|大概|近乎|差不多|将近|接近|左右)[为是有]?$")
_OVER = re.compile(r"(?:超过?|逾|突破|高于|大于|不少于|不低于|至少|多达|以上)[了为]?$")
_UNDER = re.compile(r"(?:近|不到|不足|不超过|低于|小于|至多|最多|以内)[了为]?$")
_WEAK_ONE = re.compile(r"^[一两][个款份位种条只家类项名张支点分些次]$")


def read_figures(text: str) -> tuple[Figure, ...]:
    """Every figure of a normalised text, in order, none overlapping another."""
    found: list[Figure] = []
    at = 0
    while True:
        start = _START.search(text, at)
        if start is None:
            return tuple(found)
        figure = _read_at(text, start.start())
        if figure is None:
            at = start.end()
        else:
            found.append(figure)
            at = max(figure.end, start.end())


def _read_at(text: str, at: int) -> Figure | None:
    before = text[at - 1] if at else ""
    if before.isascii() and (before.isalnum() or before == "."):
        return None  # inside a code such as r2, z7000123 or a decimal already passed over
    allowed = _FIRST.get(text[at])
    for name, pattern in _PATTERNS:
        if allowed is not None and name not in allowed.split():
            continue
        match = pattern.match(text, at)
        if match is None:
            continue
        figure = _figure(name, match)
        if figure is None or _WEAK_ONE.match(figure.text):
            continue
        if (
            figure.kind is not Kind.DATE
            and figure.end < len(text)
            and text[figure.end] in "abcdefghijklmnopqrstuvwxyz"
            and name == "plain"
        ):
            return replace(figure, reference="code")
        return _hedged(text, figure)
    return None


def _number(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return next((groups[key] for key in ("n", "n2", "n3", "n4") if groups.get(key)), "")


def _figure(name: str, match: re.Match[str]) -> Figure | None:
    start, end, said = match.start(), match.end(), match.group()
    if name in {"date", "date_numeric", "month_day", "month"}:
        return _date(match)
    if name in {"article", "hotline"}:
        return Figure(Kind.PLAIN, 0.0, "", start, end, said, reference=name)
    if name == "clock":
        return Figure(Kind.TIME, int(match["h"]) + int(match["mi"]) / 60, "", start, end, said)
    if name == "duration" and match["half_unit"]:
        days = {"半年": 180.0, "半个月": 15.0, "半个季度": 45.0}[match["half_unit"]]
        return Figure(Kind.DURATION, days, match["half_unit"], start, end, said)
    digits = _number(match)
    value = parse_number(digits)
    if value is None:
        return None
    step = step_of(digits)
    unit = match.groupdict().get("u") or ""
    hedge = "over" if match.groupdict().get("more") else ""
    kind, factor, unit = _measure(name, unit, match)
    if (name == "duration" and match["half"]) or name == "half_points":
        value += 0.5
        step = 0.5 if name == "half_points" else step
    if name == "tenths" and match["tenth"]:  # 八成七
        value += (parse_number(match["tenth"]) or 0.0) / 10
        step = 0.1
    figure = Figure(kind, value * factor, unit, start, end, said, step * factor, hedge)
    if unit.endswith("岁"):
        return figure
    return figure


_RATE_FACTORS = {
    "%": 0.01, "‰": 0.001, "百分点": 0.01, "个百分点": 0.01, "个点": 0.01,
    "百分之": 0.01, "千分之": 0.001, "万分之": 0.0001,
}  # fmt: skip


def _measure(name: str, unit: str, match: re.Match[str]) -> tuple[Kind, float, str]:
    """Kind, factor to the kind's unit, and the unit as kept."""
    if name == "bp":
        return Kind.RATE, 0.0001, "bp"
    if name == "half_points":
        return Kind.RATE, 0.01, "个点"
    if name == "tenths":
        return Kind.RATE, 0.1, "成"
    if name == "percent_shared":
        return Kind.RATE, 0.01, "%"
    if name in {"percent", "per_cent_of"}:
        key = unit or match["base"]
        return Kind.RATE, _RATE_FACTORS[key], key
    if name == "money":
        return Kind.MONEY, 1.0, unit or "元"
    if name == "money_shared":
        tail = re.match(r"\s*[-~—–至到]\s*[\d.]+\s*(万|亿)?", match.string[match.end() :])
        scale = tail.group(1) if tail else ""
        return Kind.AMOUNT, {"万": 1e4, "亿": 1e8}.get(scale or "", 1.0), ""
    if name == "duration":
        key = unit.removeprefix("个") if unit not in {"个月", "个季度"} else unit
        return Kind.DURATION, float(_UNITS_OF_TIME[key]), unit
    if name == "rank":
        return Kind.RANK, 1.0, unit
    if name == "count":
        return (Kind.MULTIPLE if unit in {"倍", "折"} else Kind.COUNT), 1.0, unit
    return (Kind.AMOUNT if name == "scaled" else Kind.PLAIN), 1.0, ""


def _date(match: re.Match[str]) -> Figure | None:
    groups = match.groupdict()
    numbers = []
    for key in ("y", "m", "d"):
        value = parse_number(groups.get(key) or "0")
        if value is None:
            return None
        numbers.append(int(value))
    year, month, day = numbers
    if not (0 <= month <= 12 and 0 <= day <= 31):
        return None
    return Figure(
        Kind.DATE, 0.0, "", match.start(), match.end(), match.group(), parts=(year, month, day)
    )


def _hedged(text: str, figure: Figure) -> Figure:
    before = text[max(0, figure.start - 5) : figure.start]
    after = text[figure.end : figure.end + 2]
    hedge = figure.hedge
    if _UNDER.search(before) or after in {"以内", "以下"}:
        hedge = "under"
    elif _OVER.search(before) or after in {"以上", "出头"} or after[:1] == "+":
        hedge = "over"
    elif _ABOUT.search(before) or after in {"左右", "上下"}:
        hedge = "about"
    return replace(figure, hedge=hedge) if hedge != figure.hedge else figure
