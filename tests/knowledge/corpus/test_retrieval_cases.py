"""The retrieval questions: well formed, over ids that exist, in words of their own."""

import re
from collections import Counter
from datetime import date

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field

from tests.knowledge.corpus.bundled import AS_OF, BY_ID, ROOT, grams


class Case(BaseModel):
    """One question with its graded relevance."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^rt-\d{3}$")
    split: str = Field(pattern="^(dev|held_out)$")
    query: str = Field(min_length=2, max_length=80)
    relevant: dict[str, int]
    access: str = "public"


CASES = [
    Case.model_validate(entry)
    for entry in yaml.safe_load(
        (ROOT / "evals" / "cases" / "retrieval.yaml").read_text(encoding="utf-8")
    )["cases"]
]
READABLE = {"public": {"public"}, "staff": {"public", "staff"}}


def test_half_of_the_questions_are_held_out() -> None:
    assert Counter(case.split for case in CASES) == {"dev": 95, "held_out": 95}
    assert len({case.id for case in CASES}) == len({case.query for case in CASES}) == 190


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_each_question_has_an_answer_that_its_asker_may_read(case: Case) -> None:
    assert set(case.relevant.values()) <= {1, 2}
    answers = [doc for doc, grade in case.relevant.items() if grade == 2]
    assert answers
    for answer in answers:
        assert BY_ID[answer].access in READABLE[case.access]
    for doc in case.relevant:
        assert (BY_ID[doc].valid_until or date.max) >= AS_OF


def test_questions_do_not_copy_the_documents() -> None:
    """No question shares a run of eight characters with a text that answers it."""
    copied = [
        (case.id, doc)
        for case in CASES
        for doc in case.relevant
        if grams(re.sub(r"\s", "", case.query)) & grams(BY_ID[doc].text)
    ]
    assert copied == []


def test_the_questions_reach_much_of_the_corpus() -> None:
    answers = {doc for case in CASES for doc, grade in case.relevant.items() if grade == 2}
    assert len(answers) >= 110
