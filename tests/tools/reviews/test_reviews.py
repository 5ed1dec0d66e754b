"""The review queue: maker is not checker, and what is approved is exactly that text."""

import pytest

from home.errors import BadInput, NotFound, RefusedByPolicy
from tests.conftest import Watch
from tests.tools.bank import customers, rm_of
from tests.tools.writing_desk import (
    CHECKER,
    CLEAN,
    DOUBTFUL,
    FORBIDDEN,
    MARKETER,
    OTHER,
    written,
)
from tools.access import parse
from tools.catalogue import call
from tools.ledger.reviews import binding_of
from tools.reviews import (
    Approval,
    Edit,
    Item,
    QueueQuery,
    Rejection,
    Submission,
    approve_text,
    edit_text,
    reject_text,
    review_queue,
    submit_text,
)
from tools.reviews.deciding import HOLDS
from tools.reviews.submitting import WAITS
from tools.toolbox import Toolbox


def submitted(desk: Toolbox, body: str = DOUBTFUL, to: "list[str] | None" = None) -> Item:
    text = written(desk, MARKETER, body)
    recipients = to if to is not None else [customers(desk)[0].customer_id]
    given = Submission(text_id=text.text_id, recipients=recipients)
    return submit_text(desk, MARKETER, given, key="s")


def approval(item: Item, evidence: str | None = "D-12 服务质量报告") -> Approval:
    return Approval(review_id=item.review_id, reason="已核对", evidence=evidence)


def test_a_doubtful_text_waits_with_law_and_article(desk: Toolbox) -> None:
    item = submitted(desk)
    assert item.state == "waiting"
    assert item.verdict == "evidence_required"
    assert all(one.law and one.article for one in item.findings)
    (listed,) = review_queue(desk, CHECKER, QueueQuery()).items
    assert listed == item
    assert review_queue(desk, MARKETER, QueueQuery()).items == (item,)
    assert review_queue(desk, parse("marketer:other"), QueueQuery()).items == ()
    with pytest.raises(RefusedByPolicy):
        review_queue(desk, parse("customer:C0000001"), QueueQuery())


def test_submitting_again_while_it_waits_changes_nothing(desk: Toolbox) -> None:
    first = submitted(desk)
    again = submit_text(
        desk,
        MARKETER,
        Submission(text_id=first.text_id, recipients=list(first.recipients)),
        key="another",
    )
    assert again.review_id == first.review_id
    assert len(review_queue(desk, CHECKER, QueueQuery()).items) == 1


def test_an_approval_is_bound_to_text_pack_and_recipients(desk: Toolbox) -> None:
    item = approve_text(desk, CHECKER, approval(submitted(desk)))
    review = desk.ledger.reviews.find(item.review_id)
    text = desk.ledger.texts.find(item.text_id)
    assert review is not None
    assert text is not None
    assert review.state == "approved"
    assert review.decided_by == str(CHECKER)
    assert review.lifted
    assert review.expires_at == desk.now + HOLDS
    bound = (text, review.recipients, review.pack or "", review.lifted)
    assert review.binding == binding_of(*bound)
    assert review.binding != binding_of(text, (), *bound[2:])
    assert review.binding != binding_of(*bound[:2], "cn-2027@1", bound[3])
    record = list(desk.ledger.records("review_approved"))[-1]
    assert isinstance(record.payload, dict)
    assert record.payload["binding"] == review.binding
    assert desk.ledger.verify().ok


def test_who_had_a_hand_in_the_words_cannot_approve_them(desk: Toolbox) -> None:
    first = submitted(desk)
    second = edit_text(
        desk,
        CHECKER,
        Edit(review_id=first.review_id, body=DOUBTFUL.replace("三年", "两年"), reason="年数不对"),
        key="e",
    )
    assert second.text_id != first.text_id
    assert second.state == "waiting"
    old = desk.ledger.reviews.find(first.review_id)
    assert old is not None
    assert (old.state, old.replaced_by) == ("edited", second.review_id)
    with pytest.raises(BadInput, match="must be waiting, got edited"):
        approve_text(desk, OTHER, approval(first))
    with pytest.raises(RefusedByPolicy, match="another checker"):
        approve_text(desk, CHECKER, approval(second))
    third = edit_text(
        desk,
        OTHER,
        Edit(review_id=second.review_id, body=DOUBTFUL.replace("三年", "四年"), reason="再改"),
        key="e",
    )
    for hand in (CHECKER, OTHER):  # also who edited it two texts ago
        with pytest.raises(RefusedByPolicy, match="another checker"):
            approve_text(desk, hand, approval(third))
    assert approve_text(desk, parse("compliance:sun"), approval(third)).state == "approved"


@pytest.mark.parametrize(
    "asker", ["rm:M001", "manager:B00", "marketer:li", "analyst:x", "operator:x", "customer:C1"]
)
def test_only_compliance_approves_or_rejects(desk: Toolbox, asker: str) -> None:
    item = submitted(desk)
    for tool in ("approve_text", "reject_text"):
        with pytest.raises(RefusedByPolicy):
            call(desk, parse(asker), tool, {"review_id": item.review_id, "reason": "x"}, key="k")
    review = desk.ledger.reviews.find(item.review_id)
    assert review is not None
    assert review.state == "waiting"


def test_compliance_writes_and_submits_nothing(desk: Toolbox) -> None:
    with pytest.raises(RefusedByPolicy):
        written(desk, CHECKER)
    text = written(desk, MARKETER)
    with pytest.raises(RefusedByPolicy):
        submit_text(desk, CHECKER, Submission(text_id=text.text_id), key="k")


def test_evidence_must_be_named_where_it_is_asked_for(desk: Toolbox) -> None:
    item = submitted(desk)
    with pytest.raises(RefusedByPolicy, match="needs evidence"):
        approve_text(desk, CHECKER, approval(item, evidence=None))
    clean = submitted(desk, CLEAN)
    assert approve_text(desk, CHECKER, approval(clean, evidence=None)).state == "approved"


def test_nobody_releases_what_a_law_forbids(desk: Toolbox) -> None:
    with pytest.raises(RefusedByPolicy, match="no approval lifts"):
        submitted(desk, FORBIDDEN)
    item = submitted(desk)
    with pytest.raises(RefusedByPolicy, match="G1"):
        edit_text(
            desk, CHECKER, Edit(review_id=item.review_id, body=FORBIDDEN, reason="x"), key="e"
        )
    assert [one.review_id for one in review_queue(desk, CHECKER, QueueQuery()).items] == [
        item.review_id
    ]


def test_a_rejection_carries_its_reason_to_the_maker(desk: Toolbox) -> None:
    item = submitted(desk)
    reject_text(desk, CHECKER, Rejection(review_id=item.review_id, reason="没有出处"))
    (mine,) = review_queue(desk, MARKETER, QueueQuery(state="rejected")).items
    assert (mine.decision, mine.decided_by) == ("没有出处", str(CHECKER))
    with pytest.raises(BadInput, match="must be waiting, got rejected"):
        approve_text(desk, OTHER, approval(item))
    again = submitted(desk)  # with the evidence in hand it may come again
    assert again.review_id != item.review_id


def test_a_request_and_an_approval_expire(desk: Toolbox, watch: Watch) -> None:
    late = submitted(desk)
    watch.pass_by(WAITS)
    with pytest.raises(RefusedByPolicy, match="has passed"):
        approve_text(desk, CHECKER, approval(late))
    (shown,) = review_queue(desk, CHECKER, QueueQuery()).items
    assert shown.state == "expired"


def test_the_same_words_are_no_edit_and_strangers_edit_nothing(desk: Toolbox) -> None:
    item = submitted(desk)
    with pytest.raises(BadInput, match="must change the text"):
        edit_text(desk, CHECKER, Edit(review_id=item.review_id, body=DOUBTFUL, reason="x"), key="e")
    stranger = parse("marketer:other")
    edit = Edit(review_id=item.review_id, body=CLEAN, reason="x")
    with pytest.raises(NotFound):
        edit_text(desk, stranger, edit, key="e")
    assert edit_text(desk, MARKETER, edit, key="e").submitted_by == str(MARKETER)


def test_texts_and_recipients_must_be_the_makers_own(desk: Toolbox) -> None:
    book = customers(desk)
    mine = book[0]
    theirs = next(one for one in book if one.manager_id != mine.manager_id)
    text = written(desk, rm_of(mine))
    with pytest.raises(NotFound, match=theirs.customer_id):
        submit_text(
            desk,
            rm_of(mine),
            Submission(text_id=text.text_id, recipients=[theirs.customer_id]),
            key="k",
        )
    with pytest.raises(NotFound, match=text.text_id):
        submit_text(desk, rm_of(theirs), Submission(text_id=text.text_id), key="k")
    one = written(desk, rm_of(mine), customer_id=mine.customer_id, key="one")
    with pytest.raises(BadInput, match="alone"):
        submit_text(
            desk,
            rm_of(mine),
            Submission(text_id=one.text_id, recipients=[book[1].customer_id, mine.customer_id]),
            key="k",
        )
    with pytest.raises(NotFound):
        written(desk, rm_of(mine), customer_id=theirs.customer_id, key="theirs")


def test_an_approval_can_be_taken_back(desk: Toolbox) -> None:
    item = approve_text(desk, CHECKER, approval(submitted(desk)))
    reject_text(desk, OTHER, Rejection(review_id=item.review_id, reason="证书已过期"))
    review = desk.ledger.reviews.find(item.review_id)
    assert review is not None
    assert (review.state, review.decided_by) == ("rejected", str(OTHER))
    with pytest.raises(BadInput, match="waiting or approved, got rejected"):
        reject_text(desk, OTHER, Rejection(review_id=item.review_id, reason="x"))


def test_reasons_stay_out_of_the_chain_but_cannot_be_changed(desk: Toolbox) -> None:
    item = submitted(desk)
    reject_text(desk, CHECKER, Rejection(review_id=item.review_id, reason="王芳说没有出处"))
    assert not any("王芳" in str(record.payload) for record in desk.ledger.records())
    with desk.ledger.writing() as writing:
        writing.connection.exec_driver_sql("UPDATE reviews SET decision = '同意'")
    (found,) = desk.ledger.verify().breaks
    assert found.kind == "row"
    assert item.review_id in found.detail
