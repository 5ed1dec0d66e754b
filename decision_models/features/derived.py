"""Features made of other features: shares, trends, ratios. Parameters name what they are made of.

Ratios have no value where there is nothing to divide by, and trends are bounded, so that one
tiny base does not make a huge number.
"""

from typing import Any

from decision_models.features.feature import Feature, Theme
from decision_models.features.written import feature

_SHARE = (0.0, 1.0)
_CHANGE = (-1.0, 5.0)


def _ratio(part: Any, whole: Any) -> Any:
    import ibis

    return ibis.ifelse(whole > 0, part / whole, ibis.null("float64"))


def _change(now: Any, before: Any) -> Any:
    return _ratio(now - before, before).clip(*_CHANGE)


@feature(
    Theme.ASSETS,
    "%",
    check=_CHANGE,
    group="aum_change",
    phrase="近1个月资产上升{}",
    negative="近1个月资产下降{}",
    zero="近1个月资产没有变化",
)
def aum_change_1m(aum: Any, aum_1m_ago: Any) -> Any:
    """近1个月资产变化率"""
    return _change(aum, aum_1m_ago)


@feature(
    Theme.ASSETS,
    "%",
    check=_CHANGE,
    group="aum_change",
    phrase="近3个月资产上升{}",
    negative="近3个月资产下降{}",
    zero="近3个月资产没有变化",
)
def aum_change_3m(aum: Any, aum_3m_ago: Any) -> Any:
    """近3个月资产变化率"""
    return _change(aum, aum_3m_ago)


@feature(
    Theme.ASSETS,
    "%",
    check=_CHANGE,
    group="aum_change",
    phrase="近6个月资产上升{}",
    negative="近6个月资产下降{}",
    zero="近6个月资产没有变化",
)
def aum_change_6m(aum: Any, aum_6m_ago: Any) -> Any:
    """近6个月资产变化率"""
    return _change(aum, aum_6m_ago)


@feature(Theme.ASSETS, "%", check=_SHARE, phrase="资产为近半年最高值的{}")
def aum_of_peak(aum: Any, aum_peak: Any) -> Any:
    """资产占近半年最高值的比例"""
    return _ratio(aum, aum_peak).clip(0.0, 1.0)


@feature(Theme.ASSETS, "%", check=_SHARE, phrase="活期占资产的{}", nothing="没有活期余额")
def liquid_share(liquid: Any, aum: Any) -> Any:
    """活期占资产比例"""
    return _ratio(liquid, aum).clip(0.0, 1.0)


@feature(
    Theme.ASSETS,
    "元",
    group="liquid_change",
    phrase="近1个月活期增加{}",
    negative="近1个月活期减少{}",
    zero="近1个月活期没有变动",
)
def liquid_change_1m(liquid: Any, liquid_1m_ago: Any) -> Any:
    """近1个月活期余额变动"""
    return liquid - liquid_1m_ago


@feature(
    Theme.ASSETS,
    "元",
    group="liquid_change",
    phrase="近3个月活期增加{}",
    negative="近3个月活期减少{}",
    zero="近3个月活期没有变动",
)
def liquid_change_3m(liquid: Any, liquid_3m_ago: Any) -> Any:
    """近3个月活期余额变动"""
    return liquid - liquid_3m_ago


@feature(
    Theme.ASSETS,
    "%",
    check=_SHARE,
    phrase="理财占资产的{}",
    nothing="没有理财",
    group="wealth_held",
)
def wealth_share(balance_wealth: Any, aum: Any) -> Any:
    """理财占资产比例"""
    return _ratio(balance_wealth, aum).clip(0.0, 1.0)


@feature(
    Theme.ASSETS, "%", check=_SHARE, phrase="基金占资产的{}", nothing="没有基金", group="fund_held"
)
def fund_share(balance_fund: Any, aum: Any) -> Any:
    """基金占资产比例"""
    return _ratio(balance_fund, aum).clip(0.0, 1.0)


@feature(
    Theme.TRANSACTIONS,
    "元",
    group="net_in",
    phrase="近30天资金净流入{}",
    negative="近30天资金净流出{}",
    zero="近30天收支相抵",
)
def net_in_30d(money_in_total_amount_30d: Any, money_out_total_amount_30d: Any) -> Any:
    """近30天资金净流入"""
    return money_in_total_amount_30d - money_out_total_amount_30d


@feature(
    Theme.TRANSACTIONS,
    "元",
    group="net_in",
    phrase="近90天资金净流入{}",
    negative="近90天资金净流出{}",
    zero="近90天收支相抵",
)
def net_in_90d(money_in_total_amount_90d: Any, money_out_total_amount_90d: Any) -> Any:
    """近90天资金净流入"""
    return money_in_total_amount_90d - money_out_total_amount_90d


@feature(Theme.TRANSACTIONS, "%", group="out_share", phrase="近30天流出为流入的{}", check=(0, 20))
def out_of_in_30d(money_out_total_amount_30d: Any, money_in_total_amount_30d: Any) -> Any:
    """近30天流出与流入之比"""
    return _ratio(money_out_total_amount_30d, money_in_total_amount_30d).clip(0.0, 20.0)


@feature(Theme.TRANSACTIONS, "%", group="out_share", phrase="近30天流出为资产的{}", check=(0, 20))
def out_of_aum_30d(money_out_total_amount_30d: Any, aum: Any) -> Any:
    """近30天流出占资产比例"""
    return _ratio(money_out_total_amount_30d, aum).clip(0.0, 20.0)


@feature(
    Theme.TRANSACTIONS, "%", check=(0, 20), phrase="近30天消费为此前月均的{}", group="consumption"
)
def consumption_trend(consumption_total_amount_30d: Any, consumption_total_amount_90d: Any) -> Any:
    """近30天消费与近90天月均之比"""
    return _ratio(consumption_total_amount_30d * 3.0, consumption_total_amount_90d).clip(0.0, 20.0)


@feature(
    Theme.BEHAVIOUR, "%", check=(0, 3), phrase="近30天手机银行使用为近90天月均的{}", group="app"
)
def app_trend(app_count_30d: Any, app_count_90d: Any) -> Any:
    """近30天手机银行使用与近90天月均之比"""
    return _ratio(app_count_30d * 3.0, app_count_90d).clip(0.0, 3.0)


@feature(Theme.BEHAVIOUR, "%", check=(0, 3), phrase="近30天查看产品为近90天月均的{}", group="view")
def view_trend(view_count_30d: Any, view_count_90d: Any) -> Any:
    """近30天查看产品与近90天月均之比"""
    return _ratio(view_count_30d * 3.0, view_count_90d).clip(0.0, 3.0)


@feature(Theme.ASSETS, "%", group="maturity", phrase="近90天内将到期金额为资产的{}", check=(0, 1))
def maturing_share(maturing_90d: Any, aum: Any) -> Any:
    """未来90天内到期金额占资产比例"""
    return _ratio(maturing_90d, aum).clip(0.0, 1.0)


FEATURES: tuple[Feature, ...] = (
    aum_change_1m,
    aum_change_3m,
    aum_change_6m,
    aum_of_peak,
    liquid_share,
    liquid_change_1m,
    liquid_change_3m,
    wealth_share,
    fund_share,
    net_in_30d,
    net_in_90d,
    out_of_in_30d,
    out_of_aum_30d,
    consumption_trend,
    app_trend,
    view_trend,
    maturing_share,
)
