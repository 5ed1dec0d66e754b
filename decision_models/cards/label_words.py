"""What counted as positive, in Chinese, for each kind of label."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from decision_models.catalogue import ModelSpec
from decision_models.catalogue import label_kinds as kinds
from decision_models.explanation.values import say
from decision_models.labels import months_of

CATEGORY_WORDS = {
    "wealth": "理财",
    "fund": "基金",
    "insurance": "保险",
    "deposit": "存款",
    "credit_card": "信用卡",
    "loan": "贷款",
    "gold": "黄金",
    "pension": "养老",
    "forex": "外汇",
    "bond": "债券",
}
_CHANNELS = {
    "sms": "短信",
    "push": "推送",
    "wecom": "企业微信",
    "moments": "朋友圈",
    "app_banner": "手机银行横幅",
    "outbound_call": "外呼",
    "email": "邮件",
}
_OUTCOMES = {
    "delivered": "送达",
    "opened": "打开",
    "clicked": "点击",
    "answered": "接听",
    "refused": "拒绝",
    "converted": "购买",
}
_LOANS = {"mortgage": "住房贷款", "consumer": "消费贷", "business": "经营贷", "instalment": "分期"}
_MONEY = {
    "salary": "工资",
    "transfer": "转账",
    "consumption": "消费",
    "repayment": "还款",
    "third_party_payment": "第三方支付",
    "fee": "费用",
}
_COUNTERPARTIES = {"own_account": "本人他行账户", "securities": "证券账户"}

_Sentence: TypeAlias = Callable[[Any, int], str]


def words(spec: ModelSpec) -> str:
    """One sentence, which begins with the time."""
    label = spec.label
    if "balances" in label.tables:
        return _SENTENCES[label.kind](label, months_of(spec.horizon_days))
    return f"时点之后{spec.horizon_days}天内{_SENTENCES[label.kind](label, spec.horizon_days)}"


def _purchase(label: kinds.Purchase, _days: int) -> str:
    least = label.minimum_amount
    amount = f"，单笔不低于{say(least, '元')}" if least else ""
    return f"买入{CATEGORY_WORDS[label.category]}产品{amount}"


def _reinvestment(label: kinds.Reinvestment, _days: int) -> str:
    return (
        f"，{label.maturing_days}天内有产品到期的客户，自首个到期日起"
        f"{label.within_days}天内再次买入产品"
    )


def _contact(label: kinds.ContactAnswered, _days: int) -> str:
    channels = "、".join(_CHANNELS[one] for one in label.channels) or "任一渠道"
    outcomes = "、".join(_OUTCOMES[one] for one in label.outcomes)
    return f"被{channels}联系过的客户中，至少一次结果为{outcomes}；未被联系的客户不计入"


def _money(label: kinds.MoneyMoved, _days: int) -> str:
    into = label.direction == "in"
    party = "、".join(_COUNTERPARTIES.get(one, one) for one in label.counterparties)
    side = f"{'从' if into else '向'}{party}" if party else ""
    what = "、".join(_MONEY[one] for one in label.kinds)
    if label.minimum_single is not None:
        amount = f"单笔不低于{say(label.minimum_single, '元')}"
    else:
        amount = f"合计不低于{say(label.minimum_total or 0.0, '元')}"
    return f"{side}{what}{'转入' if into else '支出'}{amount}"


def _fall(label: kinds.AumFall, months: int) -> str:
    return f"时点之后第{months}个月末的总资产比时点前一个月末下降{label.share:.0%}以上"


def _rise(label: kinds.AumRise, months: int) -> str:
    return f"时点之后第{months}个月末的总资产比时点前一个月末上升{label.share:.0%}以上"


_SENTENCES: Mapping[str, _Sentence] = MappingProxyType(
    {
        "purchase": _purchase,
        "first_purchase": lambda label, days: "第一次买入产品，此前从未买过",
        "cross_purchase": lambda label, days: "买入从未买过的产品类别，此前买过其他类别",
        "repurchase": lambda label, days: f"再次买入{CATEGORY_WORDS[label.category]}产品",
        "redemption": lambda label, days: f"赎回或提前支取{CATEGORY_WORDS[label.category]}产品",
        "reinvestment": _reinvestment,
        "card_opened": lambda label, days: "新开信用卡",
        "loan_taken": lambda label, days: f"新放{'、'.join(_LOANS[one] for one in label.loans)}",
        "aum_fall": _fall,
        "aum_rise": _rise,
        "tier_up": lambda label, months: (
            f"时点之后{months}个月末中任一月末的总资产达到更高客户等级的门槛"
        ),
        "tier_down": lambda label, months: (
            f"时点之后第{months}个月末的总资产低于当前客户等级的门槛"
        ),
        "app_active": lambda label, days: f"至少{label.days}天使用手机银行",
        "app_silent": lambda label, days: "一次也没有使用手机银行",
        "contact_outcome": _contact,
        "service_request": lambda label, days: (
            "投诉" if label.request == "complaint" else "来电咨询"
        ),
        "money_moved": _money,
        "money_stopped": lambda label, days: f"没有一笔{_MONEY[label.money]}入账",
    }
)
