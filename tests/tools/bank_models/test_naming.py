"""Which model is meant, by the words of a question."""

import pytest

from tools.bank_models import Named, named
from tools.toolbox import Toolbox


@pytest.mark.parametrize(
    ("question", "stated", "model"),
    [
        ("流失那个准不准", {"goal": "attrition"}, "attrition_60d"),
        ("理财购买模型的AUC", {"goal": "purchase", "category": "wealth"}, "wealth_30d"),
        ("存款到期承接的模型", {"goal": "maturity", "category": "deposit"}, "maturity_44d"),
        ("attrition_60d 的校准", {}, "attrition_60d"),
        ("90天内资产提级的AUC", {"goal": "tier_up"}, "tier_up_90d"),
        ("手机银行流失模型", {"goal": "attrition"}, "app_lost_30d"),
        ("资产预测的区间准吗", {}, "aum_90d"),
        ("一个月的资产预测准吗", {}, "aum_30d"),
        ("消费预测准不准", {}, "card_spend_30d"),
    ],
)
def test_words_name_a_model(
    toolbox: Toolbox, question: str, stated: dict[str, str], model: str
) -> None:
    found = named(toolbox, question, **stated)
    assert found is not None
    assert found.model == model


def test_a_kind_without_a_channel_is_all_of_it(toolbox: Toolbox) -> None:
    assert named(toolbox, "哪个渠道的uplift最高") == Named(kind="effect")


def test_what_is_not_trained_is_said(toolbox: Toolbox) -> None:
    effect = named(toolbox, "短信的增益模型", channel="sms")
    assert effect is not None
    assert effect.model is None
    assert "还没有训练" in effect.why
    forex = named(toolbox, "外汇模型准不准", category="forex")
    assert forex is not None
    assert "没有预测" in forex.why


def test_the_kind_that_was_spoken_of_goes_on(toolbox: Toolbox) -> None:
    found = named(toolbox, "那消费的呢", kind="amount")
    assert found is not None
    assert found.model == "card_spend_30d"


@pytest.mark.parametrize("question", ["有没有漂移", "会不会用到未来的数据", "有没有用性别"])
def test_nothing_is_named(toolbox: Toolbox, question: str) -> None:
    assert named(toolbox, question, goal="purchase") is None
