"""Features of the cards and loans that are on record."""

from collections.abc import Iterator
from typing import Any

from decision_models.features.feature import Feature, Theme
from decision_models.features.kinds.relative import Said, derived, ratio
from decision_models.features.kinds.written import feature


@feature(
    Theme.LIABILITIES,
    "张",
    source="cards",
    check=(0, None),
    phrase="持有{}银行卡",
    nothing="没有银行卡",
    fill=0.0,
)
def cards_held(rows: Any) -> Any:
    """持卡张数"""
    return rows.count()


@feature(
    Theme.LIABILITIES,
    "元",
    source="cards",
    check=(0, None),
    phrase="信用卡额度合计{}",
    nothing="没有信用卡额度",
    fill=0.0,
)
def card_limit(rows: Any) -> Any:
    """信用卡额度合计"""
    return rows["limit"].sum()


@feature(
    Theme.LIABILITIES,
    "天",
    source="cards",
    check=(0, None),
    phrase="最近一张卡开于{}前",
    nothing="没有银行卡",
    is_recency=True,
    zero="今天新开了卡",
)
def card_since(rows: Any) -> Any:
    """距最近一次开卡的天数"""
    return rows.days_ago.min()


@feature(
    Theme.LIABILITIES,
    "笔",
    source="loans",
    check=(0, None),
    phrase="有{}在贷",
    nothing="没有在贷",
    fill=0.0,
)
def loans_running(rows: Any) -> Any:
    """在贷笔数"""
    return rows.count()


@feature(
    Theme.LIABILITIES,
    "%",
    source="loans",
    check=(0, 0.36),
    phrase="在贷最高利率{}",
    nothing="没有在贷",
)
def loan_rate(rows: Any) -> Any:
    """在贷最高利率"""
    return rows.rate.max()


@feature(
    Theme.LIABILITIES,
    "天",
    source="loans",
    check=(0, None),
    phrase="最近一笔贷款还有{}到期",
    nothing="没有在贷",
    is_recency=True,
)
def loan_days_left(rows: Any) -> Any:
    """距最近一笔贷款到期的天数"""
    return rows.days_left.min()


@feature(
    Theme.LIABILITIES,
    "%",
    source="loans",
    check=(0, 0.36),
    group="loan_rate",
    phrase="在贷最低利率{}",
    nothing="没有在贷",
    is_telling=False,
)
def loan_rate_lowest(rows: Any) -> Any:
    """在贷最低利率"""
    return rows.rate.min()


@feature(
    Theme.LIABILITIES,
    "天",
    source="loans",
    check=(0, None),
    group="loans_running",
    phrase="最近一笔贷款发放于{}前",
    nothing="没有在贷",
    is_recency=True,
    zero="今天发放了贷款",
)
def loan_since(rows: Any) -> Any:
    """距最近一笔贷款发放的天数"""
    return rows.days_ago.min()


FEATURES: tuple[Feature, ...] = (
    cards_held,
    card_limit,
    card_since,
    loans_running,
    loan_rate,
    loan_rate_lowest,
    loan_days_left,
    loan_since,
)
_LOANS = {"mortgage": "住房贷款", "consumer": "消费贷款", "business": "经营贷款"}


def _loan(kind: str, words: str) -> Iterator[Feature]:
    import ibis

    for name, meaning, unit, column, phrase, zero in (
        (f"{kind}_rate", f"{words}最高利率", "%", "rate", f"{words}最高利率{{}}", None),
        (f"{kind}_days_left", f"{words}剩余天数", "天", "days_left", f"{words}还有{{}}到期", None),
        (
            f"{kind}_since",
            f"{words}发放至今的天数",
            "天",
            "days_ago",
            f"{words}发放于{{}}前",
            f"今天发放了{words}",
        ),
    ):
        yield Feature(
            name=name,
            meaning=meaning,
            theme=Theme.LIABILITIES,
            unit=unit,
            expression=lambda rows, column=column: ibis.ifelse(
                rows.kind == kind, rows[column], None
            ).max(),
            check=(0.0, None),
            source="loans",
            group=kind,
            phrase=phrase,
            nothing=f"没有{words}",
            zero=zero,
            is_recency=unit == "天",
        )


def from_credit() -> Iterator[Feature]:
    """Every feature of cards and loans."""
    yield from FEATURES
    for kind, words in _LOANS.items():
        yield from _loan(kind, words)
    yield derived(
        Said(
            "consumption_of_limit_30d",
            "近30天消费与信用卡额度之比",
            "近30天消费为信用卡额度的{}",
            "没有信用卡额度",
            Theme.LIABILITIES,
            "card_limit",
            zero="近30天没有消费",
        ),
        "%",
        ("consumption_total_amount_30d", "card_limit"),
        lambda spent, limit: ratio(spent, limit, 20.0),
        (0.0, 20.0),
    )
    yield derived(
        Said(
            "repayment_of_salary_90d",
            "近90天还款与工资之比",
            "近90天还款为工资的{}",
            "近90天没有工资入账",
            Theme.LIABILITIES,
            "repayment",
            zero="近90天没有还款",
        ),
        "%",
        ("repayment_total_amount_90d", "salary_total_amount_90d"),
        lambda repaid, salary: ratio(repaid, salary, 20.0),
        (0.0, 20.0),
    )
