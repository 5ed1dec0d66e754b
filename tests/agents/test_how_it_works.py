"""What asks how something works is looked up; what asks which there are lists the shelf."""

import pytest

from agents.decisions.products import asks_how


@pytest.mark.parametrize(
    "question",
    [
        "理财赎回几天到账",
        "房贷提前还款一年能还几次",
        "提前还贷要交违约金吗",
        "开户要带什么",
        "办信用卡需要哪些材料",
        "大额取现谁审批",
        "个人养老金领的时候要交税吗",
        "存单挂单最多挂几天",
        "基金定投能不能中途停",
        "贷款批下来要多久",
        "积存金是不是可以换成金条",
        "定期存款在期限内能不能取一部分",
        "理财风险等级和我的不匹配怎么办",
        "基金赎回费能不能免",
    ],
)
def test_a_question_how_it_works(question: str) -> None:
    assert asks_how(question)


@pytest.mark.parametrize(
    "question",
    [
        "有哪些7天的理财",
        "三年定期利率是多少",
        "大额存单20万起吗",
        "R2的基金有几只",
        "黄金积存最低买多少",
        "养老理财的管理费怎么收",
        "哪款理财期限短一点",
        "保险有没有适合老人的",
        "三年期大额存单收益多少",
        "这款理财风险等级是几",
        "国债利率？",
    ],
)
def test_a_question_which_there_are(question: str) -> None:
    assert not asks_how(question)
