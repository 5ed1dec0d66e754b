"""Features of what customers do in the app: how often, when, at what they look, what interests."""

from collections.abc import Iterator
from typing import Any

from decision_models.features.feature import Expression, Feature, Theme
from decision_models.features.kinds.declaration import Declaration
from decision_models.features.kinds.measures import COUNT, SINCE, Measure, span, total
from decision_models.features.kinds.relative import (
    Said,
    derived,
    ratio,
)
from decision_models.features.sources.app import INTERESTS
from decision_models.features.sources.money import YEAR

CATEGORIES = {
    "wealth": "理财",
    "fund": "基金",
    "deposit": "存款",
    "insurance": "保险",
    "gold": "黄金",
    "pension": "养老",
    "loan": "贷款",
    "credit_card": "信用卡",
}
"""Categories whose products are looked at; the rest count among all products."""

_SECONDS = total("seconds", "时长", "秒")
_LOOKS = (COUNT.over(30, 90, YEAR), _SECONDS.over(90), SINCE.over(YEAR))


def _does(
    key: str, what: str, condition: Any, measures: tuple[Measure, ...], **more: Any
) -> Declaration:
    return Declaration(
        "app_events", Theme.BEHAVIOUR, key, what, measures, (YEAR,), condition, **more
    )


def _event(name: str) -> Any:
    return lambda t: t.event == name


_OFTEN = COUNT.over(7, 30, 90, 180, YEAR)
EVENTS = (
    _does("app", "使用手机银行", None, (_OFTEN, _SECONDS.over(30, 90), SINCE.over(YEAR))),
    _does("login", "登录手机银行", _event("login"), (COUNT.over(30, 90, YEAR), SINCE.over(YEAR))),
    _does(
        "search",
        "在手机银行搜索",
        _event("search"),
        (COUNT.over(30, 90, 180, YEAR), SINCE.over(YEAR)),
    ),
    _does(
        "calculator",
        "使用收益计算器",
        _event("calculator"),
        (
            COUNT.over(30, 90, 180, YEAR),
            _SECONDS.over(
                90,
            ),
            SINCE.over(YEAR),
        ),
    ),
    _does(
        "news",
        "阅读资讯",
        _event("view_news"),
        (COUNT.over(7, 30, 90, YEAR), _SECONDS.over(30, 90, YEAR), SINCE.over(YEAR)),
    ),
    _does(
        "banner", "点击活动横幅", _event("click_banner"), (COUNT.over(90, YEAR), SINCE.over(YEAR))
    ),
    _does(
        "view",
        "查看产品",
        _event("view_product"),
        (_OFTEN, _SECONDS.over(7, 30, 90), SINCE.over(YEAR)),
    ),
)
TIMES = (
    ("night", "夜间（22点至次日6点）"),
    ("office", "工作时段（9点至18点）"),
    ("weekend", "周末"),
)


def views(category: str, words: str) -> Declaration:
    """Looking at products of one category."""
    return _does(
        f"view_{category}",
        f"查看{words}产品",
        lambda t: (t.event == "view_product") & (t.category == category),
        _LOOKS,
    )


def calculations(category: str, words: str) -> Declaration:
    """Working out what a product of one category would bring."""
    return _does(
        f"calculator_{category}",
        f"测算{words}收益",
        lambda t: (t.event == "calculator") & (t.category == category),
        (COUNT.over(90, YEAR), SINCE.over(YEAR)),
    )


def interest(key: str, words: str) -> Declaration:
    """Searching or reading about a group of themes."""
    return _does(
        f"interest_{key}",
        f"搜索或阅读{words}内容",
        lambda t: t.event.isin(["search", "view_news"]) & (t.interest == key),
        (
            COUNT.over(30, 90, YEAR),
            _SECONDS.over(
                90,
            ),
            SINCE.over(YEAR),
        ),
    )


VIEWS = tuple(views(*one) for one in CATEGORIES.items())
INTEREST = tuple(interest(key, words) for key, (words, _) in INTERESTS.items())
WHEN = tuple(
    _does(
        f"app_{key}",
        f"在{words}使用手机银行",
        None,
        (total(key, "次数", "次").over(90, YEAR),),
        group="app_when",
        is_step=True,
    )
    for key, words in TIMES
)


def declarations() -> Iterator[Declaration]:
    """What is aggregated of app events."""
    yield from EVENTS
    yield from VIEWS
    for category in ("wealth", "deposit", "fund", "insurance"):
        yield calculations(category, CATEGORIES[category])
    yield from INTEREST
    yield from WHEN


def _rows_of(
    source: str,
    name: str,
    meaning: str,
    phrase: str,
    unit: str,
    expression: Expression,
    **more: Any,
) -> Feature:
    more.setdefault("nothing", f"{meaning}为零")
    return Feature(
        name=name,
        meaning=meaning,
        theme=Theme.BEHAVIOUR,
        unit=unit,
        expression=expression,
        check=(0.0, None),
        source=source,
        phrase=phrase,
        **more,
    )


def _number(where: Any) -> Any:
    import ibis

    return ibis.ifelse(where, 1, 0).sum()


def _days() -> Iterator[Feature]:
    for days in (30, 90, YEAR):
        yield _rows_of(
            "app_days",
            f"app_days_{days}d",
            f"{span(days)}使用手机银行的天数",
            f"{span(days)}有{{}}使用手机银行",
            "天",
            lambda rows, days=days: _number(rows.days_ago < days),
            group="app",
            nothing=f"{span(days)}没有使用手机银行",
            fill=0.0,
        )
    yield _rows_of(
        "app_days",
        "app_gap_mean",
        "近一年使用手机银行的平均间隔",
        "近一年平均每{}使用一次手机银行",
        "天",
        lambda rows: (rows.days_ago.max() - rows.days_ago.min()) / (rows.count() - 1).nullif(0),
        group="app_gap",
        nothing="近一年使用手机银行不足两次",
        is_telling=False,
    )
    yield derived(
        Said(
            "app_gap_now",
            "距上次使用手机银行的天数与平时间隔之比",
            "距上次使用手机银行已是平时间隔的{}",
            "近一年使用手机银行不足两次",
            Theme.BEHAVIOUR,
            "app_gap",
            zero="今天使用了手机银行",
        ),
        "%",
        ("app_since", "app_gap_mean"),
        lambda since, gap: ratio(since, gap, 20.0),
        (0.0, 20.0),
    )


def _viewed() -> Iterator[Feature]:
    import ibis

    for days in (30, 90):
        yield _rows_of(
            "viewed",
            f"viewed_products_{days}d",
            f"近{days}天查看过的产品款数",
            f"近{days}天查看过{{}}产品",
            "款",
            lambda rows, days=days: _number(rows.days_ago < days),
            group="viewed",
            nothing=f"近{days}天没有查看产品",
            fill=0.0,
        )
    yield _rows_of(
        "viewed",
        "viewed_most_90d",
        "近90天对同一款产品的最多查看次数",
        "近90天对同一款产品最多查看{}",
        "次",
        lambda rows: rows.times.max(),
        group="viewed",
        nothing="近90天没有查看产品",
        fill=0.0,
    )
    yield _rows_of(
        "viewed",
        "viewed_again_90d",
        "近90天反复查看（3次以上）的产品款数",
        "近90天反复查看（3次以上）{}产品",
        "款",
        lambda rows: ibis.ifelse(rows.times >= 3, 1, 0).sum(),
        group="viewed",
        nothing="近90天没有反复查看的产品",
        fill=0.0,
    )


def from_app() -> Iterator[Feature]:
    """What the days of use and the products looked at give."""
    yield from _days()
    yield from _viewed()
