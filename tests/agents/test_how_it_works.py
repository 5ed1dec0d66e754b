"""What asks how something works is looked up; what asks which there are lists the shelf."""

import pytest

from agents.decisions.offers import _HOW


@pytest.mark.parametrize(
    "question",
    [
        "理财赎回几天到账",
        "房贷提前还款一年能还几次",
        "提前还贷要交违约金吗",
        "开户要带什么",
        "办信用卡需要哪些材料",
        "大额取现谁审批",
    ],
)
def test_a_question_how_it_works(question: str) -> None:
    assert _HOW.search(question)


@pytest.mark.parametrize(
    "question", ["有哪些7天的理财", "三年定期利率是多少", "大额存单20万起吗", "R2的基金有几只"]
)
def test_a_question_which_there_are(question: str) -> None:
    assert not _HOW.search(question)
