"""Features of what customers do in the app, of each other: trends, shares, evenness, own past."""

from collections.abc import Iterator
from typing import Any

from decision_models.features.declared.behaviour import EVENTS, INTEREST, TIMES, VIEWS, WHEN
from decision_models.features.declared.own_past import OwnPast
from decision_models.features.feature import Feature, Theme
from decision_models.features.kinds.measures import span
from decision_models.features.kinds.relative import Said, evenness, share, times
from decision_models.features.sources.money import BLOCKS, YEAR


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


_OWN_PAST = tuple(
    (
        column,
        OwnPast(
            Theme.BEHAVIOUR,
            key,
            f"{what}的次数",
            what,
            f"{what}次数的月均",
            f"近一年每月{what}次数",
        ),
    )
    for column, key, what in (("events", "app", "使用手机银行"), ("views", "view", "查看产品"))
)


def _own_past() -> Iterator[Feature]:
    for column, one in _OWN_PAST:
        blocks = [f"{one.key}_block_{number}" for number in range(BLOCKS)]
        for number, name in enumerate(blocks):
            yield _block(name, column, number, one)
        yield from one.features(blocks)


def _block(name: str, column: str, number: int, one: OwnPast) -> Feature:
    import ibis

    return Feature(
        name=name,
        meaning=f"{30 * number}天前起的30天{one.words}",
        theme=Theme.BEHAVIOUR,
        unit="次",
        expression=lambda rows: ibis.ifelse(rows.block == number, rows[column], None).sum(),
        check=(0.0, None),
        source="app_days",
        group=one.key,
        phrase=f"{one.thing}{{}}",
        nothing=f"{30 * number}天前起的30天{one.words}为零",
        fill=0.0,
        is_step=True,
    )


def related() -> Iterator[Feature]:
    """What is derived of app events."""
    yield from _trends()
    yield from _parts()
    yield from _own_past()
