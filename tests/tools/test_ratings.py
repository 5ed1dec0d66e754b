"""A reader's word on an answer: on their own alone, by reference, seen by whom it helps."""

import sqlite3
from pathlib import Path

import pytest

from agents.answering import Answer
from home.errors import NotFound, RefusedByPolicy
from tests.agents.talking import Talk, answering
from tools.access import parse
from tools.catalogue import call
from tools.toolbox import Toolbox

RM = parse("rm:M001")
COMPLIANCE, ANALYST = parse("compliance:wang"), parse("analyst:li")
NOTE = "王国强不是我的客户"


@pytest.fixture
def answer(writable: Toolbox, tmp_path: Path) -> Answer:
    with answering(writable, tmp_path / "threads") as opened:
        return Talk.of(opened, str(RM)).ask("理财和存款有什么区别？")


def rate(box: Toolbox, answer: Answer, opinion: str, who: str = "rm:M001", **more: object) -> bool:
    given = {"answer": answer.trace["audit"], "opinion": opinion, **more}
    return bool(call(box, parse(who), "rate_answer", given, "k").stored)  # type: ignore[attr-defined]


def test_a_rating_is_bound_to_the_answers_record(writable: Toolbox, answer: Answer) -> None:
    assert rate(writable, answer, "down", reasons=["unclear", "off_point"], note=NOTE)
    (record,) = writable.ledger.records("rating")
    assert isinstance(record.payload, dict)
    assert record.payload["answer"] == answer.trace["audit"]
    assert str(record.payload["answer_hash"]).startswith(str(answer.trace["hash"]))
    assert record.payload["reasons"] == ["off_point", "unclear"]
    assert record.payload["noted"] is True
    assert "王国强" not in str(record.payload)
    assert writable.ledger.verify().ok


def test_the_latest_word_counts_and_the_same_again_is_none(
    writable: Toolbox, answer: Answer
) -> None:
    assert rate(writable, answer, "down", reasons=["wrong"])
    assert not rate(writable, answer, "down", reasons=["wrong"])
    assert rate(writable, answer, "up")
    found = call(writable, ANALYST, "answer_ratings", {})
    assert (found.up, found.down) == (1, 0)  # type: ignore[attr-defined]
    assert len(list(writable.ledger.records("rating"))) == 2
    assert writable.ledger.verify().ok


@pytest.mark.parametrize("who", ["rm:M002", "customer:C0000001", "compliance:wang"])
def test_another_askers_answer_is_not_there(writable: Toolbox, answer: Answer, who: str) -> None:
    with pytest.raises(NotFound):
        rate(writable, answer, "up", who)


def test_what_is_no_answer_is_not_there(writable: Toolbox, answer: Answer) -> None:
    other = writable.ledger.append("reading", {"asker": str(RM)})
    for seq in (other.seq, 4_000):
        with pytest.raises(NotFound):
            call(writable, RM, "rate_answer", {"answer": seq, "opinion": "up"}, "k")


def test_compliance_reads_who_said_what_and_an_analyst_totals(
    writable: Toolbox, answer: Answer
) -> None:
    rate(writable, answer, "down", reasons=["wrong"], note=NOTE)
    whole = call(writable, COMPLIANCE, "answer_ratings", {"opinion": "down"})
    (one,) = whole.items  # type: ignore[attr-defined]
    assert (one.by, one.note, one.intent) == (str(RM), NOTE, answer.intent)
    assert one.question == "理财和存款有什么区别？"
    totals = call(writable, ANALYST, "answer_ratings", {})
    (seen,) = totals.items  # type: ignore[attr-defined]
    assert (seen.role, seen.by, seen.note, seen.question, seen.noted) == (
        "rm",
        None,
        None,
        None,
        True,
    )
    assert totals.by_reason == (("wrong", 1),)  # type: ignore[attr-defined]
    helpful = call(writable, COMPLIANCE, "answer_ratings", {"opinion": "up"})
    assert helpful.items == ()  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", ["rm:M001", "customer:C0000001", "manager:B00", "marketer:li"])
def test_ratings_are_for_analyst_and_compliance(writable: Toolbox, who: str) -> None:
    with pytest.raises(RefusedByPolicy):
        call(writable, parse(who), "answer_ratings", {})


def test_a_rating_that_was_changed_by_hand_does_not_go_unseen(
    writable: Toolbox, answer: Answer
) -> None:
    rate(writable, answer, "down", reasons=["wrong"])
    location = writable.ledger.location
    assert isinstance(location, Path)
    with sqlite3.connect(location) as connection:
        connection.execute("UPDATE ratings SET opinion = 'up'")
    (found,) = writable.ledger.verify().breaks
    assert "ratings" in found.detail
