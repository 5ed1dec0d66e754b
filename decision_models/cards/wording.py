"""What a card says in Chinese of a model's population, label and limits."""

from decision_models.catalogue import AumFall, ModelSpec, Purchase
from decision_models.explanation.values import say
from decision_models.features import Feature
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


def population(spec: ModelSpec, features: dict[str, Feature]) -> tuple[str, ...]:
    """One sentence for each condition."""
    said = []
    for name, bounds in spec.population.items():
        feature = features[name]
        if bounds.minimum is not None:
            said.append(f"{feature.meaning}不低于{say(bounds.minimum, feature.unit)}")
        if bounds.maximum is not None:
            said.append(f"{feature.meaning}不高于{say(bounds.maximum, feature.unit)}")
    return tuple(said) or ("全部客户",)


def label(spec: ModelSpec) -> str:
    """What counted as positive."""
    rule = spec.label
    if isinstance(rule, Purchase):
        least = rule.minimum_amount
        amount = f"，单笔不低于{say(least, '元')}" if least else ""
        return f"时点之后{spec.horizon_days}天内买入{CATEGORY_WORDS[rule.category]}产品{amount}"
    months = months_of(spec.horizon_days)
    if isinstance(rule, AumFall):
        return f"时点之后第{months}个月末的总资产比时点前一个月末下降{rule.share:.0%}以上"
    return f"时点之后{months}个月末中任一月末的总资产达到更高客户等级的门槛"


def limits(spec: ModelSpec, simulated: bool) -> tuple[str, ...]:
    """What one must know before acting on it."""
    said = [
        "概率是对同类客户群体的估计，不是对某一位客户的断言；理由说明相关，不说明因果",
        "它回答“谁更可能”，不回答“联系之后谁会被打动”，后者须用增益模型",
        "销售前仍须核对适当性、授权与联系频次，模型分数不能替代",
        "性别与婚姻状况未进入模型；年龄、职业、学历、城市进入模型，使用时请留意对不同人群是否公平",
    ]
    if isinstance(spec.label, Purchase):
        said.append("训练样本含营销活动期间的购买，活动强度变化时概率会整体偏移")
    else:
        said.append("资产只在月末可见，月内的进出看不到")
    if simulated:
        said.insert(0, "以模拟的示范银行数据训练，数字只说明方法，不代表任何真实机构")
    return tuple(said)
