"""What a manager may answer to an objection: whole whatever is known, and fit to be said."""

import pytest

from agents.composition.objection_kinds import kind_of
from agents.composition.objections import answer
from agents.guardrails import check

KINDS = {
    "收益太低了，才这么点": "low_yield",
    "去年买你们理财亏了，不信了": "lost_trust",
    "我怕亏本金": "fear_loss",
    "人家别的银行给得高": "compare_other",
    "锁定时间太长了，我要用钱": "locked_up",
    "现在手头紧": "no_money",
    "我再想想": "think_it_over",
    "天气不错": "other",
}


@pytest.mark.parametrize("said", KINDS)
def test_the_most_specific_kind_answers(said: str) -> None:
    assert kind_of(said) == KINDS[said]


@pytest.mark.parametrize("said", KINDS)
def test_all_four_steps_are_there_without_a_product_or_a_level(said: str) -> None:
    for seed in "abcdef":
        reply = answer(said, None, None, seed)
        assert [line.split("：")[0] for line in reply.split("\n")] == [
            "先接住",
            "再讲清",
            "问一句",
            "留余地",
        ]
        assert "{{" not in reply
        findings = [one for one in check(reply).findings if one.by != "detector:learned"]
        assert findings == []
