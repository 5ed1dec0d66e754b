"""What a model says of slots stands only where the question states it."""

import pytest

from agents.understanding.reading import asking, read_all
from agents.understanding.second_reading.evidence import stated_slots
from agents.understanding.second_reading.reply import StatedSlot
from agents.understanding.vocabulary import SlotValue


def kept(text: str, persona: str = "rm", **said: str) -> dict[str, SlotValue]:
    one = asking(text, persona)
    slots = [StatedSlot(name=name, value=value, words=text[:10]) for name, value in said.items()]
    added, dropped = stated_slots(slots, read_all([one])[one], {})
    assert len(added) + len(dropped) == len(said)
    return added


@pytest.mark.parametrize(
    ("text", "name", "value", "found"),
    [
        ("资产五十万以上的都谁啊", "min_aum", "500000", 500000),
        ("60岁以下的", "max_age", "59", 59),
        ("下个月要用的那笔", "horizon_days", "30", 30),
        ("手头谁想买基金", "category", "fund", "fund"),
        ("发企微吧", "channel", "wecom", "wecom"),
        ("降准这事儿", "topic", "降准", "降准"),
        ("C0000123 那位", "customer_id", "C0000123", "C0000123"),
        ("R3的能卖吗", "product_risk", "R3", "R3"),
        ("代发客户里挑", "payroll", "true", True),
        ("胡一芳说不要了", "customer", "胡一芳", "胡一芳"),
        ("看下鑫稳禧九十的情况", "product", "鑫稳禧九十", "鑫稳禧九十"),
        ("浦东支行的", "branch", "浦东支行", "浦东支行"),
        ("白金客户里挑", "tier", "白金", "白金"),
    ],
)
def test_what_is_stated_stands(text: str, name: str, value: str, found: SlotValue) -> None:
    assert kept(text, **{name: value}) == {name: found}


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("资产五十万以上的都谁啊", "min_aum", "5000000"),
        ("资产五十万以上的都谁啊", "min_aum", "很多"),
        ("看看谁合适", "top_k", "10"),
        ("看看谁合适", "category", "fund"),
        ("看看谁合适", "customer", "王秀英"),
        ("看看客户", "customer", "客户"),
        ("想买理财的", "product", "理财"),
        ("下个月要用的那笔", "horizon_days", "365"),
        ("发企微吧", "channel", "sms"),
        ("能卖吗", "product_risk", "R5"),
        ("那位客户", "customer_id", "C0000001"),
        ("看看谁合适", "payroll", "true"),
        ("看看谁合适", "branch", "看看谁合适"),
    ],
)
def test_what_is_not_stated_is_dropped(text: str, name: str, value: str) -> None:
    assert kept(text, **{name: value}) == {}


def test_one_figure_fills_one_slot() -> None:
    assert kept("五十万以上", min_aum="500000", amount="500000") == {"min_aum": 500000}


def test_what_the_grammar_has_filled_stays() -> None:
    one = asking("给王女士发企微或短信", "rm")
    slots = [StatedSlot(name="channel", value="sms", words="短信")]
    added, dropped = stated_slots(slots, read_all([one])[one], {"channel": "wecom"})
    assert added == {}
    assert [drop.name for drop in dropped] == ["channel"]
