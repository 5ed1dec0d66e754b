from types import SimpleNamespace

import pytest

from home.errors import BadInput
from tools.access import parse
from weiwo.asked import SETS, questions, written


@pytest.mark.parametrize("name", SETS)
def test_every_question_has_an_asker_and_what_is_wanted(name: str) -> None:
    found = list(questions(name))
    assert len({one["id"] for one in found}) == len(found) > 100
    for one in found:
        assert str(parse(one["who"])) == one["who"]
        assert one["text"].strip()
        assert one["wanted"].strip()


def test_an_unknown_set_is_named() -> None:
    with pytest.raises(BadInput, match="fourth"):
        list(questions("fourth"))


def test_an_answer_stands_under_what_was_wanted() -> None:
    said = SimpleNamespace(intent="my_day", answer="先联系她。")
    parts = SimpleNamespace(ask=lambda who, text, thread: said)
    one = {"id": "a1", "who": "rm:M001", "thread": "t", "text": "谁", "wanted": "a list"}
    (text,) = written(parts, iter([one]))
    assert text.splitlines()[0] == "## a1 t rm:M001 [my_day]"
    assert text.index("WANTED: a list") < text.index("先联系她。")
