"""Features of what customers do in the app: how often, when, at what they look, what interests."""

from collections.abc import Iterator
from typing import Any

from decision_models.features.feature import Expression, Feature, Theme
from decision_models.features.kinds.declaration import Declaration
from decision_models.features.kinds.measures import COUNT, SINCE, Measure, span, total
from decision_models.features.kinds.relative import (
    Said,
    derived,
    deviation,
    evenness,
    mean_of,
    ratio,
    share,
    times,
    variation,
)
from decision_models.features.sources.app import INTERESTS
from decision_models.features.sources.money import BLOCKS, YEAR

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


def _said(name: str, meaning: str, phrase: str, nothing: str, group: str, **more: Any) -> Said:
    return Said(name, meaning, phrase, nothing, Theme.BEHAVIOUR, group, **more)


def _trends() -> Iterator[Feature]:
    pairs = {"app": ((7, 30), (30, 90), (90, YEAR)), "view": ((7, 30), (30, 90), (90, YEAR))}
    for one in (*EVENTS, *VIEWS, *INTEREST):
        columns = {one.name(m, w) for m in one.measures for w in (m.windows or one.windows)}
        for short, long in pairs.get(one.key, ((30, 90), (90, YEAR))):
            part, whole = f"{one.key}_count_{short}d", f"{one.key}_count_{long}d"
            if part not in columns or whole not in columns:
                continue
            usual = {7: "周均", 30: "月均", 90: "季均"}[short]
            yield times(
                _said(
                    f"{one.key}_trend" + ("" if short == 30 else f"_{short}d"),
                    f"近{short}天{one.what}的次数与{span(long)}{usual}之比",
                    f"近{short}天{one.what}的次数为{span(long)}{usual}的{{}}",
                    f"{span(long)}没有{one.what}",
                    one.key,
                    zero=f"近{short}天没有{one.what}",
                    is_telling=one.key in ("app", "view") and short == 30,
                ),
                part,
                whole,
                scale=long / short,
            )


def _parts() -> Iterator[Feature]:
    for one in VIEWS:
        yield share(
            _said(
                f"{one.key}_of_views_365d",
                f"近一年{one.what}占查看产品的比例",
                f"近一年查看的产品有{{}}是{one.what.removeprefix('查看').removesuffix('产品')}",
                "近一年没有查看产品",
                one.key,
                zero=f"近一年没有{one.what}",
            ),
            f"{one.key}_count_365d",
            "view_count_365d",
        )
    for one, (key, words) in zip(WHEN, TIMES, strict=True):
        for days in (90, YEAR):
            yield share(
                _said(
                    f"{one.key}_share_{days}d",
                    f"{span(days)}{one.what}的比例",
                    f"{span(days)}使用手机银行有{{}}在{words}",
                    f"{span(days)}没有使用手机银行",
                    "app_when",
                    zero=f"{span(days)}没有{one.what}",
                ),
                f"{one.key}_total_{key}_{days}d",
                f"app_count_{days}d",
            )
    yield share(
        _said(
            "view_of_app_90d",
            "近90天手机银行操作中查看产品的比例",
            "近90天手机银行操作有{}是查看产品",
            "近90天没有使用手机银行",
            "view",
            zero="近90天没有查看产品",
        ),
        "view_count_90d",
        "app_count_90d",
    )
    for name, words, parts in (
        ("view_evenness", "查看产品的品类", [f"{one.key}_count_365d" for one in VIEWS]),
        ("interest_evenness", "搜索与阅读的主题", [f"{one.key}_count_365d" for one in INTEREST]),
    ):
        what = "查看产品" if name == "view_evenness" else "搜索或阅读财经内容"
        yield evenness(
            _said(
                name,
                f"近一年{words}的分散程度",
                f"近一年{words}的分散程度为{{}}（100%为各类相等）",
                f"近一年没有{what}",
                name,
                zero=f"近一年{words}只有一类",
            ),
            parts,
        )


_OWN_PAST = (("events", "app", "使用手机银行"), ("views", "view", "查看产品"))


def _own_past() -> Iterator[Feature]:
    import ibis

    for column, key, what in _OWN_PAST:
        blocks = [f"{key}_block_{number}" for number in range(BLOCKS)]
        for number, name in enumerate(blocks):
            yield _rows_of(
                "app_days",
                name,
                f"{30 * number}天前起的30天{what}的次数",
                f"{what}{{}}",
                "次",
                lambda rows, column=column, number=number: ibis.ifelse(
                    rows.block == number, rows[column], None
                ).sum(),
                group=key,
                fill=0.0,
                is_step=True,
            )
        none = f"此前11个月没有{what}"
        for name, past in ((f"{key}_own_mean", blocks[1:]), (f"{key}_block_mean", blocks)):
            yield mean_of(name, f"{what}次数的月均", past, Theme.BEHAVIOUR)
        yield deviation(
            _said(
                f"{key}_deviation",
                f"近30天{what}的次数偏离自身此前11个月常态的程度",
                f"近30天{what}的次数比自身此前11个月的月均高{{}}",
                none,
                f"{key}_own",
                negative=f"近30天{what}的次数比自身此前11个月的月均低{{}}",
                zero=f"近30天{what}的次数与自身此前11个月的月均持平",
            ),
            blocks[0],
            f"{key}_own_mean",
            blocks[1:],
        )
        yield times(
            _said(
                f"{key}_of_own",
                f"近30天{what}的次数与自身此前11个月月均之比",
                f"近30天{what}的次数为自身此前11个月月均的{{}}",
                none,
                f"{key}_own",
                zero=f"近30天没有{what}",
            ),
            blocks[0],
            f"{key}_own_mean",
        )
        yield variation(
            _said(
                f"{key}_variation",
                f"近一年每月{what}次数的波动系数",
                f"近一年每月{what}次数的波动为均值的{{}}",
                f"近一年没有{what}",
                f"{key}_own",
            ),
            f"{key}_block_mean",
            blocks,
        )


def from_app() -> Iterator[Feature]:
    """What the days of use give, and what is derived of app events."""
    yield from _days()
    yield from _viewed()
    yield from _trends()
    yield from _parts()
    yield from _own_past()
