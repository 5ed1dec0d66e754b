"""Features of orders: what was bought, redeemed and paid out, where, and what will mature."""

from collections.abc import Iterator
from typing import Any

from decision_models.features.feature import Feature, Theme
from decision_models.features.kinds.declaration import Declaration
from decision_models.features.kinds.measures import (
    ITEMS,
    SINCE,
    Measure,
    distinct,
    largest,
    mean,
    total,
)
from decision_models.features.kinds.relative import Said, evenness, share, times
from decision_models.features.sources.money import YEAR

CATEGORIES = {
    "wealth": "理财",
    "fund": "基金",
    "deposit": "存款",
    "insurance": "保险",
    "gold": "黄金",
    "pension": "养老产品",
}
CHANNELS = {"app": "手机银行", "branch": "网点", "manager": "客户经理"}
MATURING = ("wealth", "deposit", "insurance")
"""Categories with a term."""
AHEAD = (7, 30, 60, 90, 180)
_AMOUNT, _TOP = total("amount"), largest("amount")


def _orders(
    key: str,
    what: str,
    condition: Any,
    measures: tuple[Measure, ...],
    theme: Theme = Theme.VALUE,
    **more: Any,
) -> Declaration:
    return Declaration("orders", theme, key, what, measures, (YEAR,), condition, **more)


def _bought(t: Any) -> Any:
    return t.side == "buy"


ORDERS = (
    _orders(
        "buy",
        "购买产品",
        _bought,
        (
            ITEMS.over(30, 90, 180, YEAR),
            _AMOUNT.over(30, 90, 180, YEAR),
            _TOP.over(90, YEAR),
            mean("amount").over(YEAR),
            SINCE.over(YEAR),
            distinct("category", "品类", "类").over(90, YEAR),
        ),
    ),
    _orders(
        "redeem",
        "赎回产品",
        lambda t: t.side == "redeem",
        (ITEMS.over(90, YEAR), _AMOUNT.over(30, 90, YEAR), SINCE.over(YEAR)),
    ),
    _orders(
        "matured",
        "产品到期",
        lambda t: t.side == "mature",
        (ITEMS.over(90, YEAR), _AMOUNT.over(7, 30, 90, YEAR), SINCE.over(YEAR)),
    ),
    _orders(
        "bought_risk",
        "所购产品",
        _bought,
        (mean("risk", "风险等级", "级"), largest("risk", "风险等级", "级")),
        Theme.RISK,
    ),
    _orders(
        "bought_term",
        "所购产品",
        _bought,
        (mean("term_days", "期限", "天"), largest("term_days", "期限", "天")),
    ),
)


def purchases(category: str, words: str) -> Declaration:
    """Buying products of one category."""
    return _orders(
        f"buy_{category}",
        f"购买{words}",
        lambda t: (t.side == "buy") & (t.category == category),
        (ITEMS.over(90, YEAR), _AMOUNT.over(90, YEAR), _TOP.over(YEAR), SINCE.over(YEAR)),
    )


def redemptions(category: str, words: str) -> Declaration:
    """Redeeming products of one category."""
    return _orders(
        f"redeem_{category}",
        f"赎回{words}",
        lambda t: (t.side == "redeem") & (t.category == category),
        (ITEMS.over(YEAR), _AMOUNT.over(YEAR), SINCE.over(YEAR)),
    )


def payouts(category: str, words: str) -> Declaration:
    """Products of one category that came to their end."""
    return _orders(
        f"matured_{category}",
        f"{words}到期",
        lambda t: (t.side == "mature") & (t.category == category),
        (ITEMS.over(YEAR), _AMOUNT.over(90, YEAR), SINCE.over(YEAR)),
    )


def through(channel: str, words: str) -> Declaration:
    """Buying through one channel."""
    return _orders(
        f"buy_by_{channel}",
        f"通过{words}购买产品",
        lambda t: (t.side == "buy") & (t.channel == channel),
        (ITEMS.over(YEAR), _AMOUNT.over(YEAR), SINCE.over(YEAR)),
    )


def declarations() -> Iterator[Declaration]:
    """What is aggregated of orders."""
    yield from ORDERS
    for category, words in CATEGORIES.items():
        yield purchases(category, words)
    for category in ("fund", "gold", "wealth"):
        yield redemptions(category, CATEGORIES[category])
    for category in MATURING:
        yield payouts(category, CATEGORIES[category])
    for channel, words in CHANNELS.items():
        yield through(channel, words)


def _maturing(days: int, category: str | None = None) -> Feature:
    """Bought with a fixed term that ends within ``days`` days."""
    import ibis

    words = CATEGORIES[category] if category else "产品"

    def expression(rows: Any) -> Any:
        near = (rows.side == "buy") & (rows.matures_in > 0) & (rows.matures_in <= days)
        if category:
            near = near & (rows.category == category)
        return ibis.ifelse(near, rows.amount, None).sum().round(2)

    return Feature(
        name=f"maturing_{category}_{days}d" if category else f"maturing_{days}d",
        meaning=f"未来{days}天内将到期的{words}金额",
        theme=Theme.ASSETS,
        unit="元",
        expression=expression,
        check=(0.0, None),
        source="orders",
        group=f"maturity_{category}" if category else "maturity",
        phrase=f"未来{days}天内有{{}}{words}将到期",
        nothing=f"未来{days}天内没有{words}到期",
        fill=0.0,
    )


def _until_maturity(category: str | None = None) -> Feature:
    import ibis

    words = CATEGORIES[category] if category else "产品"

    def expression(rows: Any) -> Any:
        ahead = (rows.side == "buy") & (rows.matures_in > 0)
        if category:
            ahead = ahead & (rows.category == category)
        return ibis.ifelse(ahead, rows.matures_in, None).min()

    return Feature(
        name=f"days_to_maturity_{category}" if category else "days_to_maturity",
        meaning=f"距最近一笔{words}到期的天数",
        theme=Theme.ASSETS,
        unit="天",
        expression=expression,
        check=(0.0, None),
        source="orders",
        group=f"maturity_{category}" if category else "maturity",
        phrase=f"最近一笔{words}将在{{}}后到期",
        nothing=f"没有将到期的{words}",
        is_recency=True,
    )


def _said(name: str, meaning: str, phrase: str, nothing: str, group: str, **more: Any) -> Said:
    return Said(name, meaning, phrase, nothing, Theme.VALUE, group, **more)


def _relations() -> Iterator[Feature]:
    for category, words in CATEGORIES.items():
        yield share(
            _said(
                f"buy_{category}_of_buys_365d",
                f"近一年购买{words}占购买产品金额的比例",
                f"近一年购买产品的金额有{{}}是{words}",
                "近一年没有购买产品",
                f"buy_{category}",
                zero=f"近一年没有购买{words}",
            ),
            f"buy_{category}_total_amount_365d",
            "buy_total_amount_365d",
        )
    for channel, words in CHANNELS.items():
        yield share(
            _said(
                f"buy_by_{channel}_share",
                f"近一年通过{words}购买产品的笔数占比",
                f"近一年购买产品有{{}}通过{words}",
                "近一年没有购买产品",
                f"buy_by_{channel}",
                zero=f"近一年没有通过{words}购买产品",
            ),
            f"buy_by_{channel}_count_365d",
            "buy_count_365d",
        )
    yield evenness(
        _said(
            "buy_evenness",
            "近一年购买品类的分散程度",
            "近一年购买品类的分散程度为{}（100%为各类相等）",
            "近一年没有购买这几类产品",
            "buy_evenness",
            zero="近一年只购买一类产品",
        ),
        [f"buy_{category}_count_365d" for category in CATEGORIES],
    )
    for part, whole, words in (
        ("buy_total_amount_90d", "aum", "近90天购买产品金额与总资产之比"),
        ("buy_total_amount_365d", "money_in_total_amount_365d", "近一年购买产品金额与资金流入之比"),
        ("redeem_total_amount_365d", "buy_total_amount_365d", "近一年赎回与购买金额之比"),
        ("matured_total_amount_90d", "aum", "近90天到期产品金额与总资产之比"),
        ("buy_total_amount_90d", "matured_total_amount_90d", "近90天购买与到期金额之比"),
    ):
        yield times(
            _said(
                f"{part.split('_')[0]}_of_{whole.split('_total')[0]}_{part.split('_')[-1]}",
                words,
                f"{words}为{{}}",
                "没有可比的金额",
                part.split("_")[0],
            ),
            part,
            whole,
        )
    for days in (30, 90):
        yield share(
            Said(
                "maturing_share" if days == 90 else f"maturing_share_{days}d",
                f"未来{days}天内到期金额占资产比例",
                f"未来{days}天内将到期金额为资产的{{}}",
                "没有资产",
                Theme.ASSETS,
                "maturity",
                zero=f"未来{days}天内没有产品到期",
                is_telling=True,
            ),
            f"maturing_{days}d",
            "aum",
        )


def from_orders() -> Iterator[Feature]:
    """Maturities ahead, and what is derived of orders."""
    for days in AHEAD:
        yield _maturing(days)
    yield _until_maturity()
    for category in MATURING:
        for days in (30, 90):
            yield _maturing(days, category)
        yield _until_maturity(category)
    yield from _relations()
