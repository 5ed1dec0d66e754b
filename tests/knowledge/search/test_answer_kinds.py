import pytest

from knowledge.search.answer_kinds import asked_for, share_held


@pytest.mark.parametrize(
    ("question", "answers", "beside"),
    [
        ("存折丢了多少天能补", "挂失满7天后办理补发", "手续费每笔10元"),
        ("挂失收多少钱", "每笔 10 元", "有效期 5 天"),
        ("提前支取给几个点", "按活期利率0.05%计息", "须提前一个工作日"),
        ("几点以前买算当天的", "交易日15:00前受理", "起购金额一万元"),
        ("一年能还几次", "每个自然年可以提前还款三次", "利率不变"),
        ("上门服务是周几", "每周二、周四上门", "须预约"),
        ("要几级的客户才能买", "适合C3及以上客户", "期限91天"),
        ("How long does a block by phone last", "The block lasts 10 days.", "The fee is USD 40."),
        ("What is the fee for a new card", "A replacement costs CNY 20.", "It takes three days."),
    ],
)
def test_where_the_sort_of_figure_stands_that_is_asked_for(
    question: str, answers: str, beside: str
) -> None:
    kinds = asked_for(question)
    assert share_held(kinds, answers) > share_held(kinds, beside)


@pytest.mark.parametrize("question", ["挂失怎么办", "What does the annuity cover", "", "理财"])
def test_a_question_of_no_figure_prefers_none(question: str) -> None:
    assert asked_for(question) == ()
    assert share_held((), "任何一段10元、5天、3%") == 0
