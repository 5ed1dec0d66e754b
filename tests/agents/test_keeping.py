"""Messages are kept as texts before they are shown; what is withheld waits for review."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agents.answering import Answering
from agents.composition import copywriter
from agents.recording import UNNAMED, unnamed
from tests.agents.talking import Talk, answering
from tests.tools.bank import customers, rm_of
from tests.tools.writing_desk import CHECKER, reachable
from tools import drafts
from tools.reviews import Approval, QueueQuery, approve_text, review_queue
from tools.toolbox import Toolbox


@pytest.fixture
def bank(desk: Toolbox, tmp_path: Path) -> Iterator[Answering]:
    with answering(desk, tmp_path / "threads") as opened:
        yield opened


def named(answer: object) -> "list[dict[str, str]]":
    return answer.trace["texts"]  # type: ignore[attr-defined,no-any-return]


def test_each_message_is_a_text_that_passes_again_by_itself(desk: Toolbox, bank: Answering) -> None:
    one = reachable(desk)[0]
    talk = Talk.of(bank, str(rm_of(one)))
    answer = talk.ask(f"给{one.customer_id}写两条短信")
    kept = [desk.ledger.texts.find(made["text_id"]) for made in named(answer)]
    assert len(kept) == 2
    for text in kept:
        assert text is not None
        assert text.body in answer.answer
        assert text.customer_id == one.customer_id
        assert text.by == str(rm_of(one))
        assert (text.engine, text.model, text.verdict) == ("template", "weiwo-templates", "pass")
        assert text.provider
        found = drafts.judge(desk, text, drafts.reader(desk, text), consent=True)
        assert found.verdict == "pass", found.why
    kinds = [record.kind for record in desk.ledger.records()]
    assert kinds == ["text", "text", "answer"]
    assert desk.ledger.verify().ok


@pytest.mark.parametrize(
    "question", ["写一条理财的朋友圈", "写一条基金的App横幅", "写一封理财邮件"]
)
def test_a_text_to_anybody_is_kept_without_a_customer(bank: Answering, question: str) -> None:
    answer = Talk.of(bank, "marketer:li").ask(question)
    (made,) = named(answer)
    text = bank.toolbox.ledger.texts.find(made["text_id"])
    assert text is not None
    assert text.customer_id is None
    assert not text.personalised
    assert drafts.judge(bank.toolbox, text, None).verdict == "pass"


def test_a_label_that_was_taken_off_is_missed(bank: Answering) -> None:
    (made,) = named(Talk.of(bank, "marketer:li").ask("写一条理财短信"))
    text = bank.toolbox.ledger.texts.find(made["text_id"])
    assert text is not None
    bare = replace(text, body=text.body.replace("（AI生成）", ""))
    found = drafts.judge(bank.toolbox, bare, None)
    assert found.verdict == "violation"
    assert {one.rule for one in found.findings} == {"G14"}


def test_what_the_check_holds_back_waits_for_a_person(
    bank: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = copywriter.write

    def boasting(request: copywriter.CopyRequest, *given: Any) -> copywriter.Message:
        made = write(request, *given)
        return replace(made, body="本行连续三年获评同业服务第一名。" + made.body)

    monkeypatch.setattr(copywriter, "write", boasting)
    desk = bank.toolbox
    answer = Talk.of(bank, "marketer:li").ask("写一条理财短信")
    assert "第一名" not in answer.answer.replace("“第一名”", "")
    assert "已送合规审核" in answer.answer
    (made,) = named(answer)
    (waiting,) = review_queue(desk, CHECKER, QueueQuery()).items
    assert waiting.review_id == made["review_id"]
    assert "第一名" in waiting.body
    given = Approval(review_id=waiting.review_id, reason="有证书", evidence="证书2026-17")
    assert approve_text(desk, CHECKER, given).state == "approved"


def test_copy_is_of_a_product_of_the_rating_that_was_named(bank: Answering) -> None:
    for rating in ("R2", "R3"):
        answer = Talk.of(bank, "marketer:li").ask(f"给{rating}理财写一条短信")
        assert len(named(answer)) == 1
        assert f"（{rating}（" in answer.answer.split("\n")[0]


def test_of_who_refused_profiling_a_text_says_nothing_but_their_name(
    desk: Toolbox, bank: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[copywriter.CopyRequest] = []
    write = copywriter.write

    def seen(request: copywriter.CopyRequest, *given: Any) -> copywriter.Message:
        asked.append(request)
        return write(request, *given)

    monkeypatch.setattr(copywriter, "write", seen)
    refusers = [one for one in customers(desk) if not one.consent_profiling]
    for number, one in enumerate(refusers[:12]):
        talk = Talk.of(bank, str(rm_of(one)), f"r{number}")
        for made in named(talk.ask(f"给{one.customer_id}写一条邮件")):
            text = desk.ledger.texts.find(made["text_id"])
            assert text is not None
            assert not text.personalised
    assert asked, "some of them must be reachable"
    for request in asked:
        assert (request.age, request.customer_risk, request.maturity_on) == (None, None, None)


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("给王女士写一条短信", f"给{UNNAMED}女士写一条短信"),
        ("王总什么时候到期", f"{UNNAMED}总什么时候到期"),
        ("看看欧阳锦程的资产总额", f"看看{UNNAMED}的资产总额"),
        ("我名下最有可能买理财的是谁", "我名下最有可能买理财的是谁"),
        ("黄金还能买吗", "黄金还能买吗"),
    ],
)
def test_the_chain_keeps_questions_without_names(question: str, kept: str) -> None:
    found = unnamed(question)
    assert found.replace(f"{UNNAMED}女士", UNNAMED) == kept.replace(f"{UNNAMED}女士", UNNAMED)


def test_the_record_of_an_answer_names_nobody(desk: Toolbox, bank: Answering) -> None:
    one = reachable(desk)[0]
    Talk.of(bank, str(rm_of(one))).ask(f"看看{one.name}长什么样")
    record = list(desk.ledger.records("answer"))[-1]
    assert one.name not in str(record.payload)
    assert one.customer_id in str(record.payload)
