from evals.stories.writing import pages, stories
from knowledge.documents import Document
from knowledge.index.references import links


def test_several_hundred_documents_of_ordinary_length() -> None:
    written = pages()
    assert len({page.id for page in written}) == len(written) >= 300
    lengths = [len(page.text.split()) for page in written]
    assert min(lengths) >= 50
    assert max(lengths) <= 400
    assert not any("{" in page.text for page in written)


def test_stories_are_whole_and_the_same_at_every_run() -> None:
    known = {page.id for page in pages()}
    for split in ("dev", "held_out"):
        told = stories(split)
        assert told == stories(split)
        assert len(told) >= 20
        assert all(150 <= len(story.text.split()) <= 400 for story in told)
        assert all(story.relevant.keys() <= known for story in told)
        assert all(2 in story.relevant.values() for story in told)


def test_halves_share_no_sentence_of_a_need() -> None:
    heard, unheard = (
        {sentence for story in stories(split) for sentence in story.text.split(". ")}
        for split in ("dev", "held_out")
    )
    assert all(len(sentence.split()) < 20 for sentence in heard & unheard)


def test_references_are_such_as_a_reader_follows() -> None:
    documents = [Document(page.id, page.title, page.text) for page in pages()]
    found = links(documents)
    assert len(found) > 250
    assert {documents[to].id.split("/")[0] for _, to in found} == {"procedures"}
