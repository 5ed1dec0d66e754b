"""One question: every persona's main jobs, and texts at the edge."""

import pytest

from agents.understanding import Request, understand, understand_all
from agents.understanding.vocabulary import INTENTS

MAIN_JOBS = [
    ("rm", "我名下最有兴趣买理财的是谁", "find_prospects"),
    ("rm", "未来30天我有哪些到期资金要承接", "find_prospects"),
    ("manager", "哪些高净值客户有流失的迹象", "find_prospects"),
    ("rm", "给王女士推荐什么", "next_best_offer"),
    ("rm", "降准后该联系谁", "event_leads"),
    ("rm", "今天该联系谁", "my_day"),
    ("rm", "客户嫌收益低怎么回", "objection_reply"),
    ("customer", "我的资产现在怎么样", "customer_profile"),
    ("customer", "我有二十万买点什么好", "next_best_offer"),
    ("customer", "别再给我发短信了", "opt_out"),
    ("customer", "TD", "opt_out"),
    ("customer", "转人工", "human_handoff"),
    ("compliance", "理财产品宣传能写预期收益率吗", "compliance_check"),
    ("compliance", "C1客户购买R2产品是否合规", "suitability_check"),
    ("marketer", "上周的短信活动效果怎么样", "campaign_result"),
]


@pytest.mark.parametrize(("persona", "text", "intent"), MAIN_JOBS)
def test_main_jobs(persona: str, text: str, intent: str) -> None:
    found = understand(text, persona)
    assert found.intent == intent
    assert found.route != "clarify"


def test_compliance_needs_no_customer() -> None:
    found = understand("短信营销需要满足哪些条件", "compliance")
    assert found.intent in ("product_info", "compliance_check")
    assert found.missing == ()


@pytest.mark.parametrize(
    ("text", "missing"),
    [("看看他长什么样", ("customer",)), ("帮我写条短信", ("product",)), ("给客户写个中秋祝福", ())],
)
def test_what_is_missing_is_named(text: str, missing: tuple[str, ...]) -> None:
    found = understand(text, "rm")
    assert found.missing == missing
    assert (found.route == "clarify") == bool(missing)


@pytest.mark.parametrize("text", ["", "   ", "。", "😀", "a", "买" * 100_000, "\u200b"])
@pytest.mark.parametrize("persona", [None, "customer", "rm:M001", "nobody"])
def test_any_text_and_persona_gets_an_answer(text: str, persona: str | None) -> None:
    found = understand(text, persona)
    assert found.intent in INTENTS
    assert 0.0 <= found.confidence <= 1.0


def test_many_are_understood_as_one_by_one() -> None:
    texts = ["我名下谁会买基金", "给王女士推荐什么", "今天该联系谁"]
    together = understand_all(Request(text, "rm") for text in texts)
    assert [(one.intent, one.slots) for one in together] == [
        (one.intent, one.slots) for one in (understand(text, "rm") for text in texts)
    ]


def test_staff_get_no_topics_and_customers_do() -> None:
    assert understand("基金定投是怎么回事", "rm").topics == ()
    topics = understand("存款和理财怎么分配", "customer").topics
    assert {topic.scene for topic in topics} == {"存款", "理财"}


def test_courtesies_change_nothing() -> None:
    plain, polite = "今天该联系谁", "你好，不好意思打扰一下，请问今天该联系谁，谢谢！"
    assert understand(polite, "rm").intent == understand(plain, "rm").intent == "my_day"
    assert understand("你好", "customer").intent == "out_of_scope"
