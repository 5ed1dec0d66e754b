import pytest

from agents.composition.rewording import departures, says_no

YES = "按您可用的20万元和可放的180天，可以先了解“大额存单6个月”。"


@pytest.mark.parametrize(
    "text",
    [
        "没有写这份文案：客户没有授权通过短信接收营销信息。",
        "资料库里没有找到与“降息”相关的内容。",
        "测评已于2026年8月7日失效，购买有风险评级的产品前需要重新测评。",
        "这只产品不在您可以购买的范围内。",
        "结果看不出明确效果。",
    ],
)
def test_what_says_no_is_known(text: str) -> None:
    assert says_no(text)


@pytest.mark.parametrize(
    "text",
    [
        YES,
        "未来30天购买理财的概率8.08%，是平均水平3.17%的2.6倍。",
        "这两只的期限不同，不妨先看第一只。",
    ],
)
def test_what_says_yes_is_not_taken_for_it(text: str) -> None:
    assert not says_no(text)


@pytest.mark.parametrize(
    "text",
    [
        "请选择“大额存单6个月”，并说明可用的20万元。",  # said by a real small model
        "请您尽快转入20万元。",
        "您要不要看看“大额存单6个月”？",
        "可用的20万元能放180天吗。",
        "“大额存单6个月”没有风险。",
        "20万元放180天，收益不会少。",
    ],
)
def test_what_the_draft_does_not_say_is_named(text: str) -> None:
    assert list(departures(text, YES))


def test_other_words_for_the_same_are_no_departure() -> None:
    assert not list(departures("您有20万元、能放180天，可以看看“大额存单6个月”。", YES))
    draft = "联系前请看每位的可联系时间。"
    assert not list(departures("联系每位前，请先看可联系时间。", draft))
