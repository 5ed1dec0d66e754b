"""What only the learned detector finds: new words for a breach, and their innocent neighbours."""

import pytest

from agents.guardrails import CheckContext, check
from agents.guardrails.detectors import learned

_WEALTH = CheckContext.model_validate({"product": {"category": "wealth", "risk_level": "R2"}})


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("发海报之前把AI制作的水印裁掉", "G14"),
        ("消息关不掉的，回了退订下个月照样收", "G15"),
        ("您堂哥那张卡上还躺着三十几万，一直没动", "G16"),
    ],
)
def test_labels_refusals_and_other_peoples_money_are_known_by_meaning(text: str, rule: str) -> None:
    assert rule in {one.rule for one in check(text).findings}


@pytest.mark.parametrize(
    "text",
    [
        "转发时请保留“由AI撰写”这一行",
        "回复退订以后，我们当天就停止发送",
        "您堂哥的账户需要他本人来查询",
    ],
)
def test_those_who_keep_the_rules_are_left_alone(text: str) -> None:
    assert check(text).allowed


def test_a_breach_and_a_rule_together_say_more_than_either() -> None:
    weak = {"breach": 1.2, "G1": 0.1}
    agreed = {"breach": 1.2, "G1": 40.0}
    assert learned._likely(weak) < 1.2 < learned._likely(agreed)
    assert learned._likely({"breach": 0.001, "G1": 1e9}) < learned.LIKELY


def test_to_call_a_wealth_product_a_deposit_is_no_talk_of_deposits() -> None:
    text = "说白了就是给定期存款换了个名字，只是利息更厚"
    assert "G4" in {one.rule for one in check(text, _WEALTH).findings}
