"""Where one text makes several requests, and where it only looks so."""

import pytest

from agents.understanding import understand
from agents.understanding.several import asked, parts_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("先看下王芳的持仓，再给她写条企微", ["看下王芳的持仓", "给她写条企微"]),
        ("看看王芳的画像再给她推荐个理财", ["看看王芳的画像", "给她推荐个理财"]),
        ("列一份名单，然后给第一位写条短信", ["列一份名单", "给第一位写条短信"]),
        ("大额存单利率多少？能提前取吗？", ["大额存单利率多少", "能提前取吗？"]),
    ],
)
def test_words_of_order_and_ends_of_sentences_part_a_text(text: str, parts: list[str]) -> None:
    assert [asked(piece) for piece in parts_of(text)] == parts


@pytest.mark.parametrize("text", ["我再考虑考虑", "再见", "再三嘱咐过他", "谁会买理财，谁会流失"])
def test_other_texts_are_whole(text: str) -> None:
    assert parts_of(text) == ()


def test_two_requests_are_understood_in_order_the_second_with_what_the_first_named() -> None:
    found = understand("先看下冯涛的持仓，再给他写条企微", "rm")
    assert [one.intent for one in found.requests] == ["customer_profile", "write_copy"]
    assert found.intent == "customer_profile"
    assert found.requests[1].slots["customer"] == "冯涛"
    assert found.requests[1].slots["channel"] == "wecom"


@pytest.mark.parametrize(
    ("text", "persona"),
    [
        ("客户嫌收益低。怎么回？", "rm"),
        ("昨天降准了。该联系谁？", "rm"),
        ("我买的理财亏了，然后没人管我，我要投诉", "customer"),
        ("把浦东的客户列出来，再按资产排", "rm"),
    ],
)
def test_a_circumstance_or_a_refinement_is_no_second_request(text: str, persona: str) -> None:
    assert understand(text, persona).requests == ()
