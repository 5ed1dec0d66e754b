import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.question import take_apart
from knowledge.search.relevance import FOUND, relevance


def test_a_short_question_has_no_parts() -> None:
    question = take_apart("最近金价怎么样？")
    assert question.parts == ()
    assert question.asks_for_recent
    assert not question.english


def test_what_asks_for_several_things_has_a_part_for_each() -> None:
    question = take_apart("卡丢了先怎么弄？另外，把短信广告都关了")
    assert [part.text for part in question.parts] == ["卡丢了先怎么弄", "把短信广告都关了"]
    assert question.embedded == (question.text, *(part.text for part in question.parts))
    english = take_apart("How do I close the account? And who sends the last statement?")
    assert len(english.parts) == 2


@pytest.mark.parametrize("text", ["我爸走了，他卡上还有两万多怎么取", "活期利率，一年期多少", "TD"])
def test_one_question_is_not_cut(text: str) -> None:
    assert take_apart(text).parts == ()


SENTENCES = st.lists(
    st.text("abcdefgh ", min_size=20, max_size=200).filter(lambda text: text.strip()),
    min_size=1,
    max_size=60,
)


@given(SENTENCES)
def test_windows_cover_a_story_and_overlap(sentences: list[str]) -> None:
    sentences = [f"{text.strip()}x{number}" for number, text in enumerate(sentences)]
    question = take_apart(". ".join(sentences))
    assert len(question.parts) <= 24
    if question.story:
        assert question.embedded == tuple(part.text for part in question.parts)
        together = " ".join(question.embedded)
        if len(question.parts) < 13:  # of a longer one every second or third window is read
            assert all(sentence.split()[-1] in together for sentence in sentences)


@pytest.mark.parametrize("closeness", [None, 0.5, 0.6])
def test_relevance_grows_with_common_words(closeness: float | None) -> None:
    shares = (0.0, 0.2, 0.6, 1.0)
    found = [relevance(share, closeness, english=False, passage=False) for share in shares]
    assert found == sorted(found)
    assert 0 <= found[0] < found[-1] <= 1


def test_nothing_in_common_is_not_found() -> None:
    assert relevance(0.0, 0.50, english=False, passage=False) < FOUND
    assert relevance(0.0, None, english=False, passage=False) < FOUND
    assert relevance(0.9, 0.62, english=False, passage=False) > FOUND


@pytest.mark.parametrize("query", ["", " ", "\0\ud800", "？？", "🎉" * 9, "x" * 2000, "啊" * 2000])
def test_any_string_is_taken_apart(query: str) -> None:
    question = take_apart(query)
    assert len(question.parts) <= 24
    assert question.readable is (query != "x" * 2000)
    "".join(question.embedded).encode()  # what cannot be said is gone


@pytest.mark.parametrize(
    "text", ["xkqj wvzpt lmrrn", "asdkfj zxmcn qwrtp", "a" * 60, "qzxv wplk mnbt"]
)
def test_random_letters_are_not_read_for_meaning(text: str) -> None:
    assert not take_apart(text).readable


@pytest.mark.parametrize(
    "text",
    [
        "LPR MLF SLF",
        "brent crude september",
        "what strengths and rhythms",
        "PMI CPI PPI 八月数据",
        "TD",
    ],
)
def test_words_and_abbreviations_are(text: str) -> None:
    assert take_apart(text).readable
