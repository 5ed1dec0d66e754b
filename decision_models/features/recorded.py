"""Features of what is on record about a customer: person, assessment, cards, loans, maturities.

Gender and marital status are left out on purpose: a sales model does not need them (data
minimisation, 个保法 6), and reasons never rest on them.
"""

from typing import Any

from decision_models.features.feature import AsOf, Feature, Theme
from decision_models.features.written import feature

_PERSON = "customers"


@feature(Theme.NATURE, "岁", source=_PERSON, check=(0, 120), phrase="年龄{}")
def age(rows: Any, as_of: AsOf) -> Any:
    """年龄"""
    import ibis

    days = ibis.literal(as_of.day).delta(rows.birth_date.cast("date"), unit="day")
    return (days / 365.25).floor().max()


@feature(Theme.NATURE, "月", source=_PERSON, check=(0, 1200), phrase="开户已{}")
def tenure(rows: Any, as_of: AsOf) -> Any:
    """开户时长"""
    import ibis

    days = ibis.literal(as_of.day).delta(rows.opened_on.cast("date"), unit="day")
    return (days / 30.44).floor().max()


@feature(Theme.NATURE, "类别", source=_PERSON, phrase="职业为{}")
def occupation(rows: Any, _as_of: AsOf) -> Any:
    """职业"""
    return rows.occupation.max()


@feature(Theme.NATURE, "类别", source=_PERSON, phrase="学历为{}")
def education(rows: Any, _as_of: AsOf) -> Any:
    """学历"""
    return rows.education.max()


@feature(Theme.NATURE, "类别", source=_PERSON, phrase="常住{}")
def city(rows: Any, _as_of: AsOf) -> Any:
    """所在城市"""
    return rows.city.max()


_ASSESSED = "risk_assessments"


@feature(Theme.RISK, "级", source=_ASSESSED, check=(1, 5), phrase="风险承受能力为C{}")
def risk_level(rows: Any, _as_of: AsOf) -> Any:
    """风险承受能力等级"""
    return rows.risk.argmin(rows.days_ago)


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
def assessment_valid_days(rows: Any, _as_of: AsOf) -> Any:
    """风险评估剩余有效天数"""
    return rows.valid_for.argmin(rows.days_ago)


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
def assessed_since(rows: Any, _as_of: AsOf) -> Any:
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
def assessments(rows: Any, _as_of: AsOf) -> Any:
    """风险评估次数"""
    return rows.count()


@feature(
    Theme.LIABILITIES,
    "张",
    source="cards",
    check=(0, None),
    phrase="持有{}银行卡",
    nothing="没有银行卡",
    fill=0.0,
)
def cards_held(rows: Any, _as_of: AsOf) -> Any:
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
def card_limit(rows: Any, _as_of: AsOf) -> Any:
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
def card_since(rows: Any, _as_of: AsOf) -> Any:
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
def loans_running(rows: Any, _as_of: AsOf) -> Any:
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
def loan_rate(rows: Any, _as_of: AsOf) -> Any:
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
def loan_days_left(rows: Any, _as_of: AsOf) -> Any:
    """距最近一笔贷款到期的天数"""
    return rows.days_left.min()


def _maturing(days: int, back: int = 0) -> Feature:
    """Bought with a fixed term that ends within ``days`` days (or ended within ``back``)."""
    name = f"maturing_{days}d" if days else f"matured_{back}d"
    span = f"未来{days}天内" if days else f"近{back}天"
    verb = "将到期" if days else "已到期"

    def expression(rows: Any, _as_of: AsOf) -> Any:
        near = (rows.matures_in > -back if back else rows.matures_in > 0) & (
            rows.matures_in <= days
        )
        return rows.amount.sum(where=(rows.side == "buy") & near)

    return Feature(
        name=name,
        meaning=f"{span}{verb}产品金额",
        theme=Theme.ASSETS,
        unit="元",
        expression=expression,
        check=(0.0, None),
        source="orders",
        group="maturity",
        phrase=f"{span}有{{}}产品{verb}",
        nothing=f"{span}没有产品{verb}",
        fill=0.0,
    )


@feature(
    Theme.ASSETS,
    "天",
    source="orders",
    check=(0, None),
    group="maturity",
    phrase="最近一笔产品将在{}后到期",
    nothing="没有将到期的产品",
    is_recency=True,
)
def days_to_maturity(rows: Any, _as_of: AsOf) -> Any:
    """距最近一笔产品到期的天数"""
    return rows.matures_in.min(where=(rows.side == "buy") & (rows.matures_in > 0))


FEATURES: tuple[Feature, ...] = (
    age,
    tenure,
    occupation,
    education,
    city,
    risk_level,
    assessment_valid_days,
    assessed_since,
    assessments,
    cards_held,
    card_limit,
    card_since,
    loans_running,
    loan_rate,
    loan_days_left,
    _maturing(30),
    _maturing(90),
    _maturing(0, back=30),
    days_to_maturity,
)
