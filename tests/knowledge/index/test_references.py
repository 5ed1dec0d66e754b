import pytest

from knowledge.documents import Document
from knowledge.index.references import links


def _linked(*documents: Document) -> set[tuple[str, str]]:
    return {(documents[a].id, documents[b].id) for a, b in links(documents)}


TARGET = Document("procedures/p-131", "P-131 Replacing a lost card", "Block first, ask second.")


@pytest.mark.parametrize(
    "text",
    [
        "Then see P-131.",
        "Then follow procedure P131 and note it.",
        "See [there](../procedures/p-131.md#steps).",
        'See <a href="p-131.html">there</a>.',
        'Go on with "Replacing a lost card".',
        "Afterwards replacing a lost card is due.",
        "Open [[procedures/p-131]].",
    ],
)
def test_a_reference_is_recognised(text: str) -> None:
    assert _linked(Document("a", "Claims", text), TARGET) == {("a", TARGET.id)}


def test_chinese_titles_in_book_quotes() -> None:
    rule = Document("r", "个人外汇管理办法实施细则", "……")
    assert _linked(Document("a", "购汇", "依据《个人外汇管理办法实施细则》办理"), rule) == {
        ("a", "r")
    }


@pytest.mark.parametrize("text", ["On May 15 it rained.", "P-1310 is another.", "a lost card", ""])
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert _linked(Document("a", "Claims", text), TARGET) == set()


def test_a_name_of_two_documents_refers_to_none() -> None:
    twin = Document("x/p-131", "P-131 Something else", "Other text.")
    assert _linked(Document("a", "Claims", "see P-131"), TARGET, twin) == set()


def test_links_stay_within_a_collection() -> None:
    elsewhere = Document("a", "Claims", "see P-131", collection="other")
    assert _linked(elsewhere, TARGET) == set()
