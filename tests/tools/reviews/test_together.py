"""Many texts at once: each waits, and is released, for itself alone."""

from dataclasses import replace

import pytest

from home.errors import RefusedByPolicy
from tests.tools.writing_desk import (
    CHECKER,
    CLEAN,
    DOUBTFUL,
    FORBIDDEN,
    MARKETER,
    OTHER,
    reachable,
    written,
)
from tools.access import Scope, parse
from tools.ledger.reviews import binding_of
from tools.ledger.texts import Text
from tools.outreach.clearance import clear
from tools.reviews import (
    Edit,
    QueueQuery,
    Rejection,
    decide_together,
    edit_text,
    reject_text,
    review_queue,
    sent_with,
    submit_together,
)
from tools.toolbox import Toolbox


def batch(desk: Toolbox, count: int = 3, body: str = CLEAN) -> list[Text]:
    people = reachable(desk, count=count)
    return [
        written(desk, MARKETER, body, customer_id=one.customer_id, key=one.customer_id)
        for one in people
    ]


def allowed(desk: Toolbox, text: Text) -> str | None:
    found = clear(desk, text, str(text.customer_id), MARKETER)
    return None if found.allowed else found.rule


def test_each_waits_for_its_reader_and_goes_out_once_released(desk: Toolbox) -> None:
    # Who refuses profiling gets no personal text, whoever releases it.
    texts = [text for text in batch(desk, 6) if allowed(desk, text) is None][:3]
    assert len(texts) == 3
    seen: list[tuple[int, int]] = []
    done = submit_together(
        desk, MARKETER, texts, "整批", key="b", progress=lambda *at: seen.append(at)
    )
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert [item.text_id for item in done.queued] == [text.text_id for text in texts]
    assert [item.recipients for item in done.queued] == [(text.customer_id,) for text in texts]
    assert {item.submitted_by for item in done.queued} == {str(MARKETER)}
    assert [allowed(desk, text) for text in texts] == ["not_reviewed"] * 3
    waits = review_queue(desk, CHECKER, QueueQuery()).items
    together = sent_with(waits[0], waits)
    assert set(together) == set(waits)
    decided = decide_together(desk, CHECKER, together, "approve", "抽看过")
    assert len(decided.done) == 3
    assert [allowed(desk, text) for text in texts] == [None] * 3
    for text in texts:
        (review,) = [r for r in desk.ledger.reviews.list() if r.text_id == text.text_id]
        assert review.binding == binding_of(text, [str(text.customer_id)], text.pack, review.lifted)
        assert (review.decided_by, review.decision) == (str(CHECKER), "抽看过")
    assert desk.ledger.verify().ok


def test_again_it_queues_what_is_not_there_yet(desk: Toolbox) -> None:
    texts = batch(desk)
    submit_together(desk, MARKETER, texts[:1], "抽样", key="a")
    done = submit_together(desk, MARKETER, texts, "整批", key="b")
    assert (len(done.queued), [text.text_id for text in done.known]) == (2, [texts[0].text_id])
    waits = review_queue(desk, CHECKER, QueueQuery()).items
    decide_together(desk, CHECKER, waits, "approve", "看过")
    assert submit_together(desk, MARKETER, texts, "整批", key="c").queued == ()
    item = review_queue(desk, CHECKER, QueueQuery(state="approved")).items[0]
    reject_text(desk, CHECKER, Rejection(review_id=item.review_id, reason="撤回"))
    again = submit_together(desk, MARKETER, texts, "整批", key="d")
    assert [one.text_id for one in again.queued] == [item.text_id]


def test_what_no_approval_lifts_is_told_and_what_is_held_says_why(desk: Toolbox) -> None:
    doubtful, forbidden = batch(desk, 1, DOUBTFUL), batch(desk, 1, FORBIDDEN)
    done = submit_together(desk, MARKETER, [*doubtful, *forbidden], "", key="b")
    assert [text.text_id for text in done.forbidden] == [forbidden[0].text_id]
    (item,) = done.queued
    assert item.holding[0].message in item.reason
    assert sent_with(item, [item]) == (), "what is held up is looked at one by one"
    kept = decide_together(desk, CHECKER, [item], "approve", "看过").kept
    assert kept == (item,), "and evidence is named for it"


def test_stopped_in_between_the_rest_is_left(desk: Toolbox) -> None:
    texts = batch(desk)
    stops = iter([False, True])
    done = submit_together(desk, MARKETER, texts, "整批", key="b", stop=lambda: next(stops))
    assert (len(done.queued), done.left) == (1, 2)
    stops = iter([True])
    decided = decide_together(
        desk, CHECKER, done.queued, "reject", "不发", stop=lambda: next(stops)
    )
    assert (decided.done, decided.left) == ((), 1)


def test_what_went_together_is_of_one_maker_reason_and_product(desk: Toolbox) -> None:
    texts = batch(desk)
    (first, second, third) = submit_together(desk, MARKETER, texts, "整批", key="b").queued
    others = (
        replace(second, reason="另一批"),
        replace(second, submitted_by="marketer:other"),
        replace(second, channel="push"),
        replace(second, product_id="P003"),
        replace(second, state="approved"),
    )
    assert sent_with(first, [first, *others, third]) == (first, third)


def test_a_hand_in_it_and_another_checkers_word_leave_it_as_it_is(desk: Toolbox) -> None:
    texts = batch(desk)
    items = submit_together(desk, MARKETER, texts, "整批", key="b").queued
    words = CLEAN.replace("手机银行", "手机银行App")
    edit = Edit(review_id=items[0].review_id, body=words, reason="改")
    edited = edit_text(desk, CHECKER, edit, key="e")
    reject_text(desk, OTHER, Rejection(review_id=items[1].review_id, reason="不发"))
    decided = decide_together(desk, CHECKER, [edited, *items[1:]], "approve", "看过")
    assert [one.review_id for one in decided.kept] == [edited.review_id, items[1].review_id]
    assert [one.review_id for one in decided.done] == [items[2].review_id]


@pytest.mark.parametrize("who", ["analyst:x", "compliance:zhao", "customer:C0000001"])
def test_only_makers_submit(desk: Toolbox, who: str) -> None:
    with pytest.raises(RefusedByPolicy):
        submit_together(desk, parse(who), batch(desk, 1), "整批", key="b")


@pytest.mark.parametrize("who", [MARKETER, parse("analyst:x"), parse("rm:M001")])
def test_only_checkers_decide(desk: Toolbox, who: Scope) -> None:
    items = submit_together(desk, MARKETER, batch(desk, 1), "整批", key="b").queued
    with pytest.raises(RefusedByPolicy):
        decide_together(desk, who, items, "approve", "看过")
