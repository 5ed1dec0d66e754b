import pytest

from knowledge.search.question import take_apart
from knowledge.search.relevance import FOUND, relevance


def test_a_short_question_has_no_parts() -> None:
    question = take_apart("最近金价怎么样？")
    assert question.parts == ()
    assert question.asks_for_recent
    assert not question.english


def test_a_story_has_its_sentences() -> None:
    story = (
        "My husband passed away in March and I have been dreading this call. His sister tells me "
        "he named me to get the savings. What do I have to send in? And who pays the funeral home?"
    )
    question = take_apart(story)
    assert len(question.parts) == 3
    assert question.english
    assert question.parts[1].startswith("His sister tells me")


@pytest.mark.parametrize("closeness", [None, 0.5, 0.6])
def test_relevance_grows_with_common_words(closeness: float | None) -> None:
    shares = (0.0, 0.2, 0.6, 1.0)
    found = [relevance(share, closeness, english=False) for share in shares]
    assert found == sorted(found)
    assert 0 <= found[0] < found[-1] <= 1


def test_nothing_in_common_is_not_found() -> None:
    assert relevance(0.0, 0.50, english=False) < FOUND
    assert relevance(0.0, None, english=False) < FOUND
    assert relevance(0.9, 0.62, english=False) > FOUND
