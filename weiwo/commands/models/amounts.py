"""The forecasters of amounts, as ``weiwo models list``, ``train`` and ``card`` show them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from weiwo.tables import print_table

if TYPE_CHECKING:
    from decision_models.forecasting.card import ForecastCard

_METHODS = {"calibrated": "保形校准后", "raw": "校准前", "trend": "阻尼趋势", "model": "本模型"}


def register(_group: typer.Typer) -> None:
    """Nothing of its own: the catalogue's commands show forecasters beside models."""


def figure(card: "ForecastCard") -> str:
    """The one figure of a forecaster that a list shows."""
    return f"80%区间的实际覆盖率{card.coverage:.1%}，数据截至{card.data_as_of}"


def print_summary(home: Path, names: Sequence[str] | None) -> None:
    """Print the figures of those that a training run has made (None: all)."""
    from decision_models.forecasting.forecasters import Forecasters

    cards = [card for card in Forecasters(home).cards() if names is None or card.name in names]
    if not cards:
        return
    heads = ["金额预测", "样本", "覆盖率", "校准前", "阻尼趋势", "区间得分", "阻尼趋势得分"]
    heads += ["名下合计覆盖率", "秒"]
    rows = []
    for card in cards:
        found = {one.method: one for one in card.measured}
        trend = found.get("trend")
        whole = card.book_coverage
        rows.append(
            [
                card.name,
                str(card.growing.rows),
                f"{card.coverage:.1%}",
                f"{found['raw'].coverage:.1%}",
                "—" if trend is None else f"{trend.coverage:.1%}",
                f"{found['calibrated'].score:.3f}",
                "—" if trend is None else f"{trend.score:.3f}",
                "—" if whole is None else f"{whole:.1%}",
                f"{card.growing.seconds:.1f}",
            ]
        )
    print_table(heads, rows)


def print_card(card: "ForecastCard") -> None:
    """Print a card for people."""
    growing = card.growing
    print(f"{card.title}（{card.name}）")
    print(f"区间名义覆盖率{card.nominal:.0%}；训练{growing.fit[0]}至{growing.fit[-1]}，")
    print(
        f"检验{'、'.join(growing.hold_out)}（检验时用{'、'.join(growing.calibrated_on)}校准，"
        f"实际使用的用{'、'.join(growing.in_use_calibrated_on)}校准）"
    )
    heads = ["单个客户", "行", "覆盖率", "按月", "按金额从小到大", "平均宽度（对数）", "区间得分"]
    rows = [
        [
            _METHODS[one.method],
            str(one.rows),
            f"{one.coverage:.1%}",
            _shares(one.by_month.values()),
            _shares(one.by_size),
            f"{one.width:.3f}",
            f"{one.score:.3f}",
        ]
        for one in card.measured
    ]
    print_table(heads, rows)
    heads = ["客户经理名下合计", "本数", "覆盖率", "按月", "平均半宽", "平均误差", "全行误差"]
    rows = [
        [
            _METHODS[one.method],
            str(one.books),
            f"{one.coverage:.1%}",
            _shares(one.by_month.values()),
            f"±{one.half_width:.1%}",
            f"{one.error:.1%}",
            _shares(one.whole.values()),
        ]
        for one in card.books
    ]
    print_table(heads, rows)
    print("最看重的特征：")
    for feature in card.top_features[:8]:
        print(f"  {feature.share:>6.1%}  {feature.meaning}")
    print("限制：")
    for limit in card.limits:
        print(f"  · {limit}")


def _shares(values: Iterable[float]) -> str:
    return " ".join(f"{value:.1%}" for value in values)
