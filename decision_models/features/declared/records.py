"""Features of what is on record about a customer: person and risk assessments.

Gender and marital status are left out on purpose: a sales model does not need them (data
minimisation, 个保法 6), and reasons never rest on them.
"""

from collections.abc import Iterator
from typing import Any

from decision_models.features.feature import Feature, Theme
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
)


def from_records() -> Iterator[Feature]:
    """Every feature of the person and the assessments."""
    yield from FEATURES
