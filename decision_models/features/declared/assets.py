"""Features of the month-end balances: how much, in what, how it moved and how long it was held."""

import itertools
from collections.abc import Iterator
from typing import Any

from decision_models.features.feature import Expression, Feature, Theme
from decision_models.features.kinds import peers
from decision_models.features.kinds.relative import (
    Said,
    changed,
    derived,
    evenness,
    mean_of,
    moved,
    share,
    times,
    variation,
)
from decision_models.features.sources.holdings import HELD, MONTHS

LIQUID = "demand"
"""The category of money that can be spent or invested today."""
INVESTED = tuple(name for name in HELD if name != LIQUID)
RARE = ("bond", "forex")
"""Held by so few that their history is not worth a column each."""
SPANS = (1, 3, 6, 12)
"""Months over which changes are taken."""


def column(kind: str, months: int = 0) -> str:
    """The feature that holds the balance of a kind (or of all: ``aum``) so many months ago."""
    name = {"aum": "aum", LIQUID: "liquid"}.get(kind, f"balance_{kind}")
    return f"{name}_{months}m_ago" if months else name


def _at(kind: str, months: int) -> Expression:
    import ibis

    return lambda rows: ibis.ifelse(rows.months_ago == months, rows[kind], None).sum()


def _balance(kind: str, words: str, months: int, group: str, is_step: bool) -> Feature:
    ago = f"{months}个月前" if months else ""
    return Feature(
        name=column(kind, months),
        meaning=f"{ago}{words}",
        theme=Theme.ASSETS,
        unit="元",
        expression=_at(kind, months),
        check=(0.0, None),
        source="balances",
        group=group,
        phrase=f"{ago}{words}{{}}",
        nothing=f"{ago}没有{words.removesuffix('余额').removeprefix('总')}",
        fill=0.0,
        is_step=is_step,
        is_telling=not months,
    )


def _over_months(name: str, words: str, group: str, none: str, expression: Expression) -> Feature:
    return Feature(
        name=name,
        meaning=words,
        theme=Theme.ASSETS,
        unit="元",
        expression=expression,
        check=(0.0, None),
        source="balances",
        group=group,
        phrase=f"{words}{{}}",
        nothing=none,
        fill=0.0,
    )


def _said(name: str, kind: str, meaning: str, phrase: str, group: str, **more: Any) -> Said:
    nothing = more.pop("nothing", f"没有{HELD.get(kind, '资产')}可比")
    return Said(name, meaning, phrase, nothing, Theme.ASSETS, group, **more)


def _aum() -> Iterator[Feature]:
    for months in range(MONTHS + 1):
        yield _balance("aum", "总资产", months, "aum", is_step=months not in (0, 1, 3, 6, 12))
    for months in SPANS:
        said = _said(
            f"aum_change_{months}m",
            "aum",
            f"近{months}个月资产变化率",
            f"近{months}个月资产上升{{}}",
            "aum_change",
            negative=f"近{months}个月资产下降{{}}",
            zero=f"近{months}个月资产没有变化",
            nothing=f"{months}个月前没有资产",
            is_telling=True,
        )
        yield changed(said, "aum", column("aum", months))
    yield from _aum_history()
    yield _tier_band()
    yield _categories_held()


def _aum_history() -> Iterator[Feature]:
    months = [column("aum", ago) for ago in range(MONTHS + 1)]
    for name, past in (("aum_own_mean", months[1:]), ("aum_mean", months)):
        yield mean_of(name, "月末总资产的均值", past, Theme.ASSETS)
    yield variation(
        _said(
            "aum_variation",
            "aum",
            "近一年月末总资产的波动系数",
            "近一年月末总资产的波动为均值的{}",
            "aum_variation",
            nothing="近一年没有资产",
            zero="近一年月末总资产没有波动",
        ),
        "aum_mean",
        months,
    )
    yield times(
        _said(
            "aum_of_own",
            "aum",
            "总资产与此前12个月末均值之比",
            "总资产为此前12个月末均值的{}",
            "aum_change",
            nothing="此前12个月末没有资产",
            zero="已没有资产",
        ),
        "aum",
        "aum_own_mean",
    )
    for name, months_back, words in (("aum_peak", 6, "近半年"), ("aum_peak_12m", 12, "近一年")):
        yield _over_months(
            name, f"{words}最高总资产", "aum", f"{words}没有资产", _largest("aum", months_back)
        )
    for name, peak, words in (
        ("aum_of_peak", "aum_peak", "近半年"),
        ("aum_of_peak_12m", "aum_peak_12m", "近一年"),
    ):
        yield share(
            _said(
                name,
                "aum",
                f"资产占{words}最高值的比例",
                f"资产为{words}最高值的{{}}",
                "aum_of_peak",
                nothing=f"{words}没有资产",
                zero="已没有资产",
                is_telling=True,
            ),
            "aum",
            peak,
        )
    yield derived(
        _said(
            "aum_rising_months",
            "aum",
            "近一年总资产环比上升的月数",
            "近一年有{}的总资产环比上升",
            "aum_rising",
            zero="近一年总资产没有一个月环比上升",
        ),
        "个月",
        months,
        lambda *ends: sum((a > b).cast("int64") for a, b in itertools.pairwise(ends)),
        (0.0, float(MONTHS)),
    )


def _largest(kind: str, months: int) -> Expression:
    import ibis

    return lambda rows: ibis.ifelse(rows.months_ago <= months, rows[kind], None).max()


def _tier_band() -> Feature:
    """Only peers are found by it: the tier's own words are the bank's."""
    return derived(
        _said("tier_band", "aum", "资产档", "资产在第{}", "aum", is_step=True),
        "档",
        ("aum",),
        peers.tier_band,
        (0.0, None),
    )


def _categories_held() -> Feature:
    kinds = [column(kind) for kind in HELD]
    return derived(
        Said(
            "categories_held",
            "持有资产品类数",
            "持有{}资产",
            "没有持有资产",
            Theme.VALUE,
            "categories_held",
            zero="没有持有资产",
            is_telling=True,
        ),
        "类",
        kinds,
        lambda *all_of_them: sum((one > 0).cast("int64") for one in all_of_them),
        (0.0, float(len(HELD))),
    )


def _spread() -> Iterator[Feature]:
    kinds = [column(kind) for kind in HELD]
    group = "asset_spread"
    yield evenness(
        _said(
            "asset_evenness",
            "aum",
            "资产分散程度",
            "资产分散程度为{}（100%为各类相等）",
            group,
            nothing="没有资产",
            zero="资产全在一类",
        ),
        kinds,
    )


def _kind(kind: str, words: str) -> Iterator[Feature]:
    group = f"{kind}_held"
    back = (0,) if kind in RARE else (0, *SPANS)
    for months in back:
        yield _balance(kind, f"{words}余额", months, group, is_step=months > 0 and kind != LIQUID)
    yield share(
        _said(
            f"{'liquid' if kind == LIQUID else kind}_share",
            kind,
            f"{words}占资产比例",
            f"{words}占资产的{{}}",
            group,
            nothing=f"没有{words}",
            zero=f"没有{words}",
            is_telling=True,
        ),
        column(kind),
        "aum",
    )
    for months in back[1:]:
        yield moved(
            _said(
                f"{'liquid' if kind == LIQUID else kind}_change_{months}m",
                kind,
                f"近{months}个月{words}余额变动",
                f"近{months}个月{words}增加{{}}",
                f"{'liquid' if kind == LIQUID else kind}_change",
                negative=f"近{months}个月{words}减少{{}}",
                zero=f"近{months}个月{words}没有变动",
                is_telling=True,
            ),
            column(kind),
            column(kind, months),
        )
    if kind not in RARE:
        yield from _kind_history(kind, words)


def _kind_history(kind: str, words: str) -> Iterator[Feature]:
    import ibis

    group = f"{kind}_history"
    yield _over_months(
        f"{kind}_peak_12m",
        f"近一年最高{words}余额",
        group,
        f"近一年没有持有{words}",
        _largest(kind, MONTHS),
    )
    held = Feature(
        name=f"{kind}_months_held",
        meaning=f"近一年有{words}余额的月数",
        theme=Theme.ASSETS,
        unit="个月",
        expression=lambda rows: ibis.ifelse(
            (rows.months_ago < MONTHS) & (rows[kind] > 0), 1, 0
        ).sum(),
        check=(0.0, float(MONTHS)),
        source="balances",
        group=group,
        phrase=f"近一年有{{}}持有{words}",
        nothing=f"近一年没有持有{words}",
        fill=0.0,
        is_telling=False,
    )
    if kind != LIQUID:
        yield held
    yield share(
        _said(
            f"{kind}_of_peak",
            kind,
            f"{words}余额占近一年最高值的比例",
            f"{words}余额为近一年最高值的{{}}",
            group,
            nothing=f"近一年没有持有{words}",
            zero=f"近一年曾持有{words}，现在没有",
        ),
        column(kind),
        f"{kind}_peak_12m",
    )


def from_balances() -> Iterator[Feature]:
    """Every feature that the balances give."""
    yield from _aum()
    for kind, words in HELD.items():
        yield from _kind(kind, words)
    yield from _spread()
