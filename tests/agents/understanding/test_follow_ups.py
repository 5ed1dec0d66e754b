"""A follow-up takes over what it leaves out, and changes what it states."""

from collections.abc import Sequence

import pytest

from agents.understanding import understand

CASES = [
    (
        ["我名下谁会买基金，前十个"],
        "那保险呢",
        "find_prospects",
        {"category": "insurance", "top_k": 10, "goal": "purchase"},
    ),
    (
        ["下个月哪些客户可能流失"],
        "只看50万以上的",
        "find_prospects",
        {"goal": "attrition", "horizon_days": 30, "min_aum": 500_000},
    ),
    (
        ["给王女士写条短信，提醒理财到期"],
        "换成企微",
        "write_copy",
        {"customer": "王女士", "category": "wealth", "goal": "maturity", "channel": "wecom"},
    ),
    (
        ["写一条推广大额存单的朋友圈"],
        "再来两条",
        "write_copy",
        {"category": "deposit", "channel": "moments", "variants": 2},
    ),
    (["给李总推荐什么"], "为什么不是那只", "explain_decision", {"customer": "李总"}),
    (["看看赵女士的情况"], "给她推荐什么", "next_best_offer", {"customer": "赵女士"}),
    (
        ["预测一下我名下的AUM，未来一个月"],
        "三个月的呢",
        "forecast",
        {"metric": "aum", "horizon_days": 90},
    ),
    (["查一下周女士的持仓"], "孙先生呢", "customer_profile", {"customer": "孙先生"}),
    (
        ["哪些客户下个月到期"],
        "下周的",
        "find_prospects",
        {"goal": "maturity", "maturing_within_days": 7},
    ),
    (["美联储降息了"], "该联系谁", "event_leads", {"topic": "美联储"}),
    (
        ["给王女士写条短信介绍基金"],
        "再短一点",
        "write_copy",
        {"customer": "王女士", "category": "fund", "channel": "sms", "tone": "短一点"},
    ),
    (
        ["谁会买基金"],
        "60岁以上的不要",
        "find_prospects",
        {"category": "fund", "goal": "purchase", "max_age": 59},
    ),
]


@pytest.mark.parametrize(
    ("history", "text", "intent", "slots"), CASES, ids=lambda value: str(value)
)
def test_what_is_left_out_is_taken_over(
    history: Sequence[str], text: str, intent: str, slots: dict[str, object]
) -> None:
    found = understand(text, "rm", history)
    assert (found.intent, dict(found.slots)) == (intent, slots)


def test_a_change_of_a_change_still_knows_the_first_question() -> None:
    found = understand("再加上私行客户", "rm", ["谁会买基金", "那保险呢"])
    assert found.intent == "find_prospects"
    assert found.slots == {"category": "insurance", "goal": "purchase", "tier": "私行"}


def test_a_question_of_its_own_takes_nothing_over() -> None:
    found = understand("今天该联系谁", "rm", ["给王女士推荐什么理财"])
    assert (found.intent, dict(found.slots)) == ("my_day", {})


def test_a_person_is_still_asked_for_after_an_opt_out() -> None:
    assert understand("转人工", "customer", ["别给我打电话了"]).intent == "human_handoff"


def test_turns_of_the_assistant_are_not_what_was_asked() -> None:
    history = [
        {"role": "user", "content": "谁会买基金"},
        {"role": "assistant", "content": "写一条短信给王女士"},
    ]
    found = understand("那保险呢", "rm", history)
    assert (found.intent, found.slots["category"]) == ("find_prospects", "insurance")


def test_the_topic_of_a_customers_follow_up_keeps_the_ask() -> None:
    found = understand("那黄金呢", "customer", ["存款利率是多少"])
    assert [(topic.scene, topic.ask) for topic in found.topics] == [("黄金", "信息查询")]


def test_a_nod_ends_nothing() -> None:
    history = ["谁会买基金", "好，跟我想的差不多"]
    assert understand(history[1], "rm", history[:1]).relation == "nod"
    found = understand("那保险呢", "rm", history)
    assert (found.intent, found.slots["category"]) == ("find_prospects", "insurance")


def test_a_doubt_of_a_list_asks_how_it_came_about() -> None:
    found = understand("就这么几个？不会吧", "rm", ["我名下谁最可能买理财"])
    assert (found.intent, found.relation) == ("explain_decision", "react")


def test_what_must_be_heeded_is_heeded_also_as_a_comment() -> None:
    found = understand("我要投诉你们，误导我买的", "customer", ["我的理财怎么样了"])
    assert found.intent == "complaint"


def test_a_why_of_another_kind_is_no_change_of_the_offer() -> None:
    history = ["给李总推荐什么"]
    assert understand("为啥不是基金", "rm", history).intent == "explain_decision"


@pytest.mark.parametrize("said", ["为什么没推养老", "怎么不推基金", "为什么没推R5的产品"])
def test_a_second_why_is_no_change_of_the_offer_either(said: str) -> None:
    history = ["给李总推荐什么", "为什么推这个"]
    assert understand(said, "rm", history).intent == "explain_decision"
    # What is then changed is the offer itself.
    assert understand("换成黄金呢", "rm", [*history, said]).intent == "next_best_offer"
