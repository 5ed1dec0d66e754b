"""What is read aloud has every word of the answer, and none of its marks."""

from hypothesis import given, settings
from hypothesis import strategies as st

from api.web.speech import spoken


def test_lists_tables_and_sources_become_sentences() -> None:
    text = (
        "## 结论\n可以买**R2**产品[1]。\n\n1. 安心季季开\n   期限90天\n\n"
        "| 产品 | 期限 |\n|---|---|\n| 甲 | 90天 |"
    )
    assert spoken(text).split("\n") == [
        "结论。",
        "可以买R2产品。",
        "安心季季开。",
        "期限90天。",
        "产品，期限。",
        "甲，90天。",
    ]


@settings(deadline=None)
@given(st.text(alphabet="甲乙1. -*|>#[]\n字。", max_size=60))
def test_no_word_is_lost(text: str) -> None:
    said = spoken(text)
    for character in "甲乙字":
        assert said.count(character) == text.count(character)
