"""A checker's decision: approve, edit, reject. Who had a hand in the words cannot release them."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from home.errors import BadInput, NotFound, RefusedByPolicy
from tools import drafts
from tools.drafts import CHECKER, judged, reader, require, required_text
from tools.ledger import reviews, texts
from tools.ledger.reviews import Review, binding_of
from tools.ledger.texts import Text, content_number
from tools.ledger.writing import Writing
from tools.reviews.arguments import Approval, Edit, Rejection
from tools.reviews.queue import READERS, Item, item_of
from tools.reviews.submitting import waiting, why

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

HOLDS = timedelta(days=30)
"""How long an approval holds."""


def approve_text(toolbox: "Toolbox", scope: "Scope", given: Approval) -> Item:
    """Release a text, to its recipients, under today's rules.

    Raises:
        RefusedByPolicy: not a checker; or the checker had a hand in the words; or it waited too
            long; or today's rules forbid it, or ask for evidence that was not given.
        NotFound: no such request.
        BadInput: it is decided already.
    """
    require(scope, frozenset({CHECKER}), "approve texts")
    review, text = _waiting_one(toolbox, given.review_id)
    found = drafts.judge(toolbox, text, reader(toolbox, text))
    if found.verdict == "violation":
        raise RefusedByPolicy(f"text {text.text_id} breaks a rule of {found.pack}: {found.why}")
    if found.verdict == "evidence_required" and not given.evidence:
        raise RefusedByPolicy(
            f"text {text.text_id} needs evidence that is named with the approval: {found.why}"
        )
    with toolbox.ledger.writing() as writing:
        review = _still(writing, review.review_id, "waiting")
        hands = texts.makers(writing.connection, text) | {review.submitted_by}
        if str(scope) in hands:
            raise RefusedByPolicy(
                f"{scope} had a hand in text {text.text_id}; another checker must approve it"
            )
        approved = replace(
            review,
            state="approved",
            expires_at=writing.now + HOLDS,
            decided_at=writing.now,
            decided_by=str(scope),
            decision=given.reason,
            evidence=given.evidence,
            pack=found.pack,
            lifted=found.marks,
            binding=binding_of(text, review.recipients, found.pack, found.marks),
        )
        reviews.put(writing, approved, "approved", str(scope))
    return item_of(toolbox, approved, text)


def edit_text(toolbox: "Toolbox", scope: "Scope", given: Edit, *, key: str) -> Item:
    """Put other words in place of those that wait; they are checked, and wait in their turn.

    Raises:
        RefusedByPolicy: neither a checker nor who submitted it; or the new words break a rule.
        NotFound: no such request.
        BadInput: it is decided already, or nothing was changed.
    """
    require(scope, READERS, "edit texts in review")
    review, text = _waiting_one(toolbox, given.review_id)
    if scope.role is not CHECKER and review.submitted_by != str(scope):
        raise NotFound(f"review_id must be one of {scope}'s requests, got {given.review_id!r}")
    title = given.title if given.title is not None else text.title
    if (title, given.body) == (text.title, text.body):
        raise BadInput(f"an edit of {review.review_id} must change the text, got the same words")
    made = replace(
        text,
        text_id=content_number(text.text_id, str(scope), given.body, title or ""),
        at=toolbox.now,
        by=str(scope),
        title=title,
        body=given.body,
        derived_from=text.text_id,
    )
    made = judged(toolbox, made, reader(toolbox, made))
    if made.verdict == "violation":
        raise RefusedByPolicy(f"the edited text breaks a rule: {why(made)}")
    with toolbox.ledger.writing() as writing:
        review = _still(writing, review.review_id, "waiting")
        texts.add(writing, made)
        new = waiting(writing, made, str(scope), given.reason, review.recipients, key)
        done = replace(
            review,
            state="edited",
            decided_at=writing.now,
            decided_by=str(scope),
            decision=given.reason,
            replaced_by=new.review_id,
        )
        reviews.put(writing, done, "edited", str(scope))
    return item_of(toolbox, new, made)


def reject_text(toolbox: "Toolbox", scope: "Scope", given: Rejection) -> Item:
    """Send a text back, with the reason; or take an approval back: what has not left stays.

    Raises:
        RefusedByPolicy: not a checker.
        NotFound: no such request.
        BadInput: it is decided already.
    """
    require(scope, frozenset({CHECKER}), "reject texts")
    found = toolbox.ledger.reviews.find(given.review_id)
    if found is None:
        raise NotFound(f"review_id must be one of the queue's, got {given.review_id!r}")
    text = required_text(toolbox, found.text_id)
    with toolbox.ledger.writing() as writing:
        review = _still(writing, found.review_id, "waiting", "approved")
        rejected = replace(
            review,
            state="rejected",
            decided_at=writing.now,
            decided_by=str(scope),
            decision=given.reason,
        )
        reviews.put(writing, rejected, "rejected", str(scope))
    return item_of(toolbox, rejected, text)


def _waiting_one(toolbox: "Toolbox", review_id: str) -> tuple[Review, Text]:
    found = toolbox.ledger.reviews.find(review_id)
    if found is None:
        raise NotFound(f"review_id must be one of the queue's, got {review_id!r}")
    _must_be(found, "waiting")
    if found.expires_at <= toolbox.now:
        raise RefusedByPolicy(
            f"review {review_id} must be decided by {found.expires_at.isoformat()}, and that has "
            "passed; the maker must submit the text anew"
        )
    return found, required_text(toolbox, found.text_id)


def _still(writing: Writing, review_id: str, *states: str) -> Review:
    """The review as it is now, in one of these states."""
    found = reviews.find(writing.connection, review_id)
    assert found is not None, "reviews are never deleted"
    _must_be(found, *states)
    return found


def _must_be(review: Review, *states: str) -> None:
    if review.state not in states:
        wanted = " or ".join(states)
        raise BadInput(f"review {review.review_id} must be {wanted}, got {review.state}")
