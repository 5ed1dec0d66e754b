"""Figures that are compared with those of a customer's peers."""

from collections.abc import Iterator

from decision_models.features.feature import Feature, Theme
from decision_models.features.kinds.peers import Beside, age_band
from decision_models.features.kinds.relative import Said, derived

BESIDE = (
    Beside("aum", "总资产", Theme.ASSETS, "aum"),
    Beside("liquid", "活期余额", Theme.ASSETS, "demand_held"),
    Beside("money_in_total_amount_90d", "近90天资金流入", Theme.TRANSACTIONS, "money_in"),
    Beside("money_out_total_amount_90d", "近90天资金流出", Theme.TRANSACTIONS, "money_out"),
    Beside("consumption_total_amount_90d", "近90天消费金额", Theme.TRANSACTIONS, "consumption"),
    Beside("repayment_total_amount_90d", "近90天还款金额", Theme.LIABILITIES, "repayment"),
    Beside("moves_count_90d", "近90天账户交易笔数", Theme.TRANSACTIONS, "moves"),
    Beside("app_count_90d", "近90天使用手机银行次数", Theme.BEHAVIOUR, "app"),
    Beside("view_count_365d", "近一年查看产品次数", Theme.BEHAVIOUR, "view"),
    Beside("touch_count_365d", "近一年被联系次数", Theme.BEHAVIOUR, "touch"),
    Beside("buy_total_amount_365d", "近一年购买产品金额", Theme.VALUE, "buy"),
)


def from_peers() -> Iterator[Feature]:
    """The age band, and every comparison."""
    yield derived(
        Said("age_band", "年龄段", "年龄在第{}段", "年龄不详", Theme.NATURE, "age", is_step=True),
        "段",
        ("age",),
        age_band,
        (-1.0, None),
    )
    for one in BESIDE:
        yield one.compared()
