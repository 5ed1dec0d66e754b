"""A marked text says every character once, and each mark belongs to its finding."""

from hypothesis import given, settings
from hypothesis import strategies as st

from api.web.marking import compared, marked
from tools.ledger.texts import Finding


def finding(quote: str, verdict: str = "violation") -> Finding:
    return Finding("G1", "法", "条", quote, "m", "s", verdict)


@settings(deadline=None)
@given(
    st.text(alphabet="甲乙丙。", max_size=30), st.lists(st.text("甲乙丙。", max_size=4), max_size=4)
)
def test_nothing_is_lost(body: str, quotes: list[str]) -> None:
    pieces = marked(body, [finding(quote) for quote in quotes])
    assert "".join(piece.text for piece in pieces) == body


def test_a_mark_stands_where_its_words_stand() -> None:
    found = marked("保本，先到先得，保本", [finding("保本"), finding("先到先得", "advisory")])
    assert [(p.text, p.number, p.blocks) for p in found] == [
        ("保本", 1, True),
        ("，", 0, False),
        ("先到先得", 2, False),
        ("，", 0, False),
        ("保本", 1, True),
    ]


def test_what_is_said_of_the_whole_marks_none_of_it() -> None:
    (piece,) = marked("全文。", [finding("全文。")])
    assert piece.number == 0


def test_compared_by_sentence() -> None:
    steps = compared("甲。乙。", "甲。丙。")
    assert [(one.kind, one.text) for one in steps] == [
        ("same", "甲。"),
        ("gone", "乙。"),
        ("new", "丙。"),
    ]
