"""Sequences: what follows a salary, a large sum, a maturity, a look at a product, a contact."""

from collections.abc import Iterator
from typing import Any

from decision_models.features.feature import Feature, Theme
from decision_models.features.kinds.sequence import Sequence
from decision_models.features.sources.steps import KINDS

_LARGE, _MATURED, _VIEWED = "大额非工资入账", "产品到期", "查看产品"
_OUT, _BUY, _VIEW = ("out", "转出资金"), ("buy", "购买产品"), ("view", "查看产品")
SEQUENCES = tuple(
    Sequence(theme, first, words, *then, days)
    for theme, first, words, then, days in (
        (Theme.TRANSACTIONS, "salary", "工资入账", _OUT, 3),
        (Theme.VALUE, "salary", "工资入账", _BUY, 7),
        (Theme.BEHAVIOUR, "salary", "工资入账", _VIEW, 3),
        (Theme.TRANSACTIONS, "large_in", _LARGE, _OUT, 3),
        (Theme.VALUE, "large_in", _LARGE, _BUY, 7),
        (Theme.BEHAVIOUR, "large_in", _LARGE, _VIEW, 7),
        (Theme.TRANSACTIONS, "redeem", "赎回产品", _OUT, 3),
        (Theme.VALUE, "redeem", "赎回产品", _BUY, 7),
        (Theme.VALUE, "mature", _MATURED, _BUY, 14),
        (Theme.TRANSACTIONS, "mature", _MATURED, _OUT, 7),
        (Theme.BEHAVIOUR, "mature", _MATURED, _VIEW, 7),
        (Theme.VALUE, "view", _VIEWED, _BUY, 7),
        (Theme.VALUE, "calculator", "使用收益计算器", _BUY, 7),
        (Theme.BEHAVIOUR, "search", "搜索", _VIEW, 1),
        (Theme.BEHAVIOUR, "news", "阅读资讯", _VIEW, 1),
        (Theme.BEHAVIOUR, "banner", "点击活动横幅", _VIEW, 1),
        (Theme.BEHAVIOUR, "contact", "被联系", _VIEW, 3),
        (Theme.VALUE, "contact", "被联系", _BUY, 14),
        (Theme.TRANSACTIONS, "complaint", "投诉", _OUT, 30),
    )
)


def _idle(first: str, words: str, days: int) -> Feature:
    """Money that came in and has neither left nor bought anything since."""
    import ibis

    def expression(rows: Any) -> Any:
        untouched = rows.until_out.isnull() & rows.until_buy.isnull()
        open_ones = (rows.kind == KINDS[first]) & (rows.days_ago < days) & untouched
        return ibis.ifelse(open_ones, rows.amount, None).sum().round(2)

    return Feature(
        name=f"{first}_idle_{days}d",
        meaning=f"近{days}天{words}后未再转出或购买的金额",
        theme=Theme.ASSETS,
        unit="元",
        expression=expression,
        check=(0.0, None),
        source="steps",
        group="idle",
        phrase=f"近{days}天{words}{{}}，此后没有转出或购买产品",
        nothing=f"近{days}天没有{words}后闲置的资金",
        fill=0.0,
    )


def from_steps() -> Iterator[Feature]:
    """Every sequence, and the money that lies idle."""
    for sequence in SEQUENCES:
        yield from sequence.features()
    for first, words in (("large_in", _LARGE), ("mature", _MATURED), ("salary", "工资入账")):
        yield _idle(first, words, 30)
