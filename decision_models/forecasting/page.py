"""The card of a forecaster as one web page that needs nothing else."""

from collections.abc import Mapping
from pathlib import Path

from decision_models.cards.charts import percent
from decision_models.cards.templates import template
from decision_models.forecasting.card import ForecastCard

METHODS = {"calibrated": "保形校准后", "raw": "校准前", "trend": "阻尼趋势", "model": "本模型"}
_SIZES = {3: ("小", "中", "大"), 5: ("最小", "较小", "中等", "较大", "最大")}


def render(card: ForecastCard) -> str:
    """The page, HTML in UTF-8, in Chinese."""
    found = {one.method: one for one in card.measured}
    page: str = template("page.html", Path(__file__).parent).render(
        card=card,
        kind="金额预测",
        found=found,
        own=card.measured[0],
        methods=METHODS,
        percent=percent,
        charts=[
            ("按月份", _bars(dict(card.measured[0].by_month))),
            ("按金额大小", _bars(dict(zip(_bands(card), card.measured[0].by_size, strict=True)))),
        ],
        nominal=_height(card.nominal),
        top=max([1e-9, *(feature.share for feature in card.top_features)]),
    )
    return page


def _bands(card: ForecastCard) -> tuple[str, ...]:
    count = len(card.measured[0].by_size)
    return _SIZES.get(count, tuple(f"第{place}组" for place in range(1, count + 1)))


_FLOOR, _SPAN, _HEIGHT = 0.5, 0.5, 160.0


def _height(share: float) -> float:
    """Where a share between a half and one stands, from the top of the plot."""
    return _HEIGHT * (1 - (min(max(share, _FLOOR), 1.0) - _FLOOR) / _SPAN)


def _bars(shares: Mapping[str, float]) -> list[tuple[str, float, float, float]]:
    """A bar for each: what it is, its place, its top, its share."""
    width = 300.0 / max(len(shares), 1)
    return [
        (name, place * width + width / 2, _height(share), share)
        for place, (name, share) in enumerate(shares.items())
    ]
