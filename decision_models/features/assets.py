"""Features of the month-end balances: how much, in what, and how it moved."""

from collections.abc import Iterator
from typing import Any

from decision_models.features.feature import AsOf, Feature, Theme
from decision_models.features.sources import PEAK_MONTHS

LIQUID = "demand"
"""The category of money that can be spent or invested today."""
HELD = {
    "demand": "活期",
    "deposit": "定期存款",
    "wealth": "理财",
    "fund": "基金",
    "insurance": "保险",
    "gold": "黄金",
}


def aum_at(rows: Any, months_ago: int) -> Any:
    """AUM at the month-end ``months_ago`` before the last one, an aggregate in yuan."""
    return rows.balance.sum(where=rows.months_ago == months_ago)


def _now_or_ago(months: int) -> str:
    return f"{months}个月前" if months else ""


def _aum(months: int) -> Feature:
    name = f"aum_{months}m_ago" if months else "aum"
    ago = _now_or_ago(months)
    return Feature(
        name=name,
        meaning=f"{ago}总资产",
        theme=Theme.ASSETS,
        unit="元",
        expression=lambda rows, _as_of: aum_at(rows, months),
        check=(0.0, None),
        source="balances",
        group="aum",
        phrase=f"{ago}总资产{{}}",
        nothing=f"{ago}没有资产",
        fill=0.0,
    )


def _balance(category: str, words: str, months: int = 0, name: str | None = None) -> Feature:
    ago = _now_or_ago(months)

    def expression(rows: Any, _as_of: AsOf) -> Any:
        return rows.balance.sum(where=(rows.months_ago == months) & (rows.category == category))

    return Feature(
        name=name or f"balance_{category}",
        meaning=f"{ago}{words}余额",
        theme=Theme.ASSETS,
        unit="元",
        expression=expression,
        check=(0.0, None),
        source="balances",
        group=f"{category}_held",
        phrase=f"{ago}{words}余额{{}}",
        nothing=f"{ago}没有{words}",
        fill=0.0,
    )


def _categories_held() -> Feature:
    def expression(rows: Any, _as_of: AsOf) -> Any:
        held = (rows.months_ago == 0) & (rows.balance > 0)
        return rows.category.nunique(where=held)

    return Feature(
        name="categories_held",
        meaning="持有资产品类数",
        theme=Theme.VALUE,
        unit="类",
        expression=expression,
        check=(0.0, None),
        source="balances",
        group="categories_held",
        phrase="持有{}资产",
        nothing="没有持有资产",
        fill=0.0,
    )


def _aum_peak() -> Feature:
    """The highest AUM of the last seven month-ends."""

    def expression(rows: Any, _as_of: AsOf) -> Any:
        import ibis

        return ibis.greatest(
            *(aum_at(rows, months).fill_null(0) for months in range(PEAK_MONTHS + 1))
        )

    return Feature(
        name="aum_peak",
        meaning="近半年最高总资产",
        theme=Theme.VALUE,
        unit="元",
        expression=expression,
        check=(0.0, None),
        source="balances",
        group="aum",
        phrase="近半年总资产最高{}",
        nothing="近半年没有资产",
        fill=0.0,
    )


def from_balances() -> Iterator[Feature]:
    """Every feature that the balances give."""
    for months in (0, 1, 3, 6):
        yield _aum(months)
    yield _aum_peak()
    yield _balance(LIQUID, HELD[LIQUID], name="liquid")
    for months in (1, 3):
        yield _balance(LIQUID, HELD[LIQUID], months, name=f"liquid_{months}m_ago")
    for category, words in HELD.items():
        if category != LIQUID:
            yield _balance(category, words)
    yield _categories_held()
