"""What customers are said to hold or to lack, beside what they are to buy."""

import pytest

from agents.decisions.stated import category_in, holdings_in


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("没买过保险但有车贷的", {"lacks": ["insurance"], "holds": ["loan"]}),
        ("有定期没理财的，年纪四十上下", {"holds": ["deposit"], "lacks": ["wealth"]}),
        ("有没有买过年金又想买基金的", {"holds": ["insurance"]}),
        ("存款五十万往上、基金一分没有的", {"lacks": ["fund"]}),
        ("房贷客户里资产能提上来的", {"holds": ["loan"]}),
        ("列一下会买基金的客户", {}),
        ("名下谁最想买理财", {}),
        ("对保险没有兴趣的不要", {}),
        ("有理财需求的客户", {}),
        ("已经有信用卡的剔掉", {"lacks": ["credit_card"]}),
        ("买过理财的客户不要", {"lacks": ["wealth"]}),
        ("没买过保险的剔掉", {"holds": ["insurance"]}),
    ],
)
def test_holdings_are_told_from_intentions(text: str, said: dict[str, list[str]]) -> None:
    assert holdings_in(text) == said


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("不看存款，光看理财的", "wealth"),
        ("存款别算，只要理财", "wealth"),
        ("保险除外", None),
        ("基金不看好的客户", "fund"),
    ],
)
def test_a_kind_that_is_turned_down_is_not_what_is_looked_for(
    text: str, category: str | None
) -> None:
    assert category_in(text) == category
