"""Nothing of an answer's text is ever lost on a page, or turned into markup."""

from hypothesis import given, settings
from hypothesis import strategies as st

from api.web.rendering import render


@settings(deadline=None)
@given(st.text(alphabet="甲乙1. -*|>#[]\n字", max_size=80))
def test_every_character_that_is_said_is_shown(text: str) -> None:
    shown = render("answer_text.html", text=text)
    for character in "甲乙字":
        assert shown.count(character) == text.count(character)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_becomes_markup(text: str) -> None:
    hostile = f"<img src=x onerror=alert(1)>{text}</textarea><script>alert(1)</script>"
    shown = render("answer_text.html", text=hostile)
    assert "<img" not in shown
    assert "<script" not in shown
    assert "</textarea" not in shown
