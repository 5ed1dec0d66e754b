"""Conditions in words: what a sentence states becomes arguments, and nothing else does."""

from agents.decisions.customers import filters_in
from tools.prospects import ProspectQuery


def test_what_is_stated_and_no_more() -> None:
    found = filters_in("45岁以上、100万以上，60天内有到期的金卡客户", "rm")
    assert found["min_age"] == 45
    assert found["min_aum"] == 1_000_000
    assert found["maturing_within_days"] == 60
    assert found["tier"] == "金卡"
    assert "category" not in found
    ProspectQuery.model_validate(found)


def test_a_model_of_its_own_name_and_a_channel() -> None:
    found = filters_in("最可能投诉的客户，打电话联系", "rm")
    assert found["model"] == "complaint_30d"
    assert found["channel"] == "outbound_call"


def test_holdings_and_order_are_those_of_a_question() -> None:
    found = filters_in("五十岁以上没买过保险的客户，按资产从高到低", "rm")
    assert found["lacks"] == ["insurance"]
    assert found["order"] == "aum"
    ProspectQuery.model_validate(found)


def test_a_sentence_without_conditions_gives_none() -> None:
    found = filters_in("随便看看", "rm")
    assert not {"min_aum", "min_age", "tier", "maturing_within_days"} & set(found)
    ProspectQuery.model_validate(found)
