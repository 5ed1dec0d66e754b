"""What a card says in Chinese of a model's population, label and limits."""

from collections.abc import Mapping

from decision_models.cards.label_words import words
from decision_models.catalogue import ModelSpec, Range
from decision_models.catalogue import label_kinds as kinds_of
from decision_models.evaluation import Evaluation
from decision_models.explanation.values import say
from decision_models.features import Feature

_OF_KINDS = (
    (
        (
            kinds_of.Purchase,
            kinds_of.FirstPurchase,
            kinds_of.CrossPurchase,
            kinds_of.Repurchase,
            kinds_of.Reinvestment,
            kinds_of.CardOpened,
            kinds_of.LoanTaken,
        ),
        "训练样本含营销活动期间的购买，活动强度变化时概率会整体偏移",
    ),
    (
        (kinds_of.AumFall, kinds_of.AumRise, kinds_of.TierUp, kinds_of.TierDown),
        "资产只在月末可见，月内的进出看不到",
    ),
    (
        kinds_of.ContactAnswered,
        "只从被联系过的客户学得，概率的前提是“如果联系”；名单的挑选方式改变时须重新训练",
    ),
    (
        (kinds_of.AppActive, kinds_of.AppSilent),
        "只看手机银行的行为记录，看不到网点、网银与其他渠道",
    ),
    (
        (kinds_of.MoneyMoved, kinds_of.MoneyStopped),
        "只看本行账户的流水，看不到客户在他行的收支",
    ),
)


def population(spec: ModelSpec, features: dict[str, Feature]) -> tuple[str, ...]:
    """One sentence for each condition."""
    return bounds(spec.population, features)


def bounds(population: Mapping[str, Range], features: dict[str, Feature]) -> tuple[str, ...]:
    """One sentence for each bound of a population."""
    said = []
    for name, limit in population.items():
        feature = features[name]
        if limit.minimum is not None:
            said.append(f"{feature.meaning}不低于{say(limit.minimum, feature.unit)}")
        if limit.maximum is not None:
            said.append(f"{feature.meaning}不高于{say(limit.maximum, feature.unit)}")
    return tuple(said) or ("全部客户",)


def label(spec: ModelSpec) -> str:
    """What counted as positive."""
    return words(spec)


FEW_POSITIVES = 200


def doubts(evaluation: Evaluation, single: str, single_auc: float) -> tuple[str, ...]:
    """What the figures themselves warn of."""
    said = []
    if evaluation.auc_low <= 0.5:
        said.append("检验期AUC的置信区间含0.5：尚不能说比随机排序好，不宜用来圈客")
    if evaluation.positives < FEW_POSITIVES:
        said.append(f"检验期只有{evaluation.positives}个正例，各项指标的不确定性大，见置信区间")
    if single_auc >= evaluation.auc_low:
        said.append(f"单凭“{single}”排序，效果已在模型的置信区间之内（AUC {single_auc:.3f}）")
    return tuple(said)


def limits(spec: ModelSpec, simulated: bool) -> tuple[str, ...]:
    """What one must know before acting on it."""
    said = [
        "概率是对同类客户群体的估计，不是对某一位客户的断言；理由说明相关，不说明因果",
        "它回答“谁更可能”，不回答“联系之后谁会被打动”，后者须用增益模型",
        "销售前仍须核对适当性、授权与联系频次，模型分数不能替代",
        "性别与婚姻状况未进入模型；年龄、职业、学历、城市进入模型，使用时请留意对不同人群是否公平",
    ]
    said += [sentence for kinds, sentence in _OF_KINDS if isinstance(spec.label, kinds)]
    if simulated:
        said.insert(0, "以模拟的示范银行数据训练，数字只说明方法，不代表任何真实机构")
    return tuple(said)
