"""Features of what is on record about a customer: person, assessment, cards, loans, maturities.

Gender and marital status are left out on purpose: a sales model does not need them (data
minimisation, 个保法 6), and reasons never rest on them.
"""

from collections.abc import Iterator
from typing import Any

from decision_models.features.feature import Feature, Theme
from decision_models.features.kinds.relative import Said, derived, ratio
from decision_models.features.kinds.written import feature

_PERSON = "customers"


@feature(Theme.NATURE, "岁", source=_PERSON, check=(0, 120), phrase="年龄{}")
def age(rows: Any) -> Any:
    """年龄"""
    return (rows.days_old / 365.25).floor().max()


@feature(Theme.NATURE, "月", source=_PERSON, check=(0, 1200), phrase="开户已{}")
def tenure(rows: Any) -> Any:
    """开户时长"""
    return (rows.days_open / 30.44).floor().max()


@feature(Theme.NATURE, "类别", source=_PERSON, phrase="职业为{}")
def occupation(rows: Any) -> Any:
    """职业"""
    return rows.occupation.max()


@feature(Theme.NATURE, "类别", source=_PERSON, phrase="从事{}")
def industry(rows: Any) -> Any:
    """所在行业"""
    return rows.industry.max()


@feature(Theme.NATURE, "类别", source=_PERSON, phrase="学历为{}")
def education(rows: Any) -> Any:
    """学历"""
    return rows.education.max()


@feature(Theme.NATURE, "类别", source=_PERSON, phrase="常住{}")
def city(rows: Any) -> Any:
    """所在城市"""
    return rows.city.max()


_ASSESSED = "risk_assessments"


def _newest(rows: Any) -> Any:
    """Orders assessments, the newest first; of two on one day the stricter, on every engine."""
    return rows.days_ago * 10 + rows.risk.fill_null(9)


@feature(Theme.RISK, "级", source=_ASSESSED, check=(1, 5), phrase="风险承受能力为C{}")
def risk_level(rows: Any) -> Any:
    """风险承受能力等级"""
    return rows.risk.argmin(_newest(rows))


@feature(
    Theme.RISK,
    "天",
    source=_ASSESSED,
    phrase="风险评估还有{}到期",
    nothing="没有做过风险评估，无到期日",
    is_recency=True,
    zero="风险评估今天到期",
    negative="风险评估已过期{}",
)
def assessment_valid_days(rows: Any) -> Any:
    """风险评估剩余有效天数"""
    return rows.valid_for.argmin(_newest(rows))


@feature(
    Theme.RISK,
    "天",
    source=_ASSESSED,
    check=(0, None),
    phrase="最近一次风险评估在{}前",
    nothing="没有做过风险评估",
    is_recency=True,
    zero="今天做了风险评估",
)
def assessed_since(rows: Any) -> Any:
    """距最近一次风险评估的天数"""
    return rows.days_ago.min()


@feature(
    Theme.RISK,
    "次",
    source=_ASSESSED,
    check=(0, None),
    phrase="做过{}风险评估",
    nothing="没有做过风险评估",
    fill=0.0,
)
def assessments(rows: Any) -> Any:
    """风险评估次数"""
    return rows.count()


@feature(
    Theme.RISK,
    "级",
    source=_ASSESSED,
    check=(1, 5),
    group="risk_level",
    phrase="历次风险评估最高为C{}",
    nothing="没有做过风险评估",
    is_telling=False,
)
def risk_highest(rows: Any) -> Any:
    """历次风险评估的最高等级"""
    return rows.risk.max()


@feature(
    Theme.RISK,
    "级",
    source=_ASSESSED,
    check=(-4, 4),
    group="risk_level",
    phrase="最近一次风险评估比首次高{}级",
    negative="最近一次风险评估比首次低{}级",
    zero="最近一次风险评估与首次相同",
    nothing="没有做过风险评估",
    is_telling=False,
)
def risk_moved(rows: Any) -> Any:
    """最近一次与首次风险评估的等级之差"""
    return rows.risk.argmin(_newest(rows)) - rows.risk.argmax(_newest(rows))


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
    age,
    tenure,
    occupation,
    industry,
    education,
    city,
    risk_level,
    assessment_valid_days,
    assessed_since,
    assessments,
    risk_highest,
    risk_moved,
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


def from_records() -> Iterator[Feature]:
    """Every feature of what is on record."""
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
