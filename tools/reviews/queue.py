"""Requests for release as readers see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from prompts.messages import say
from tools.drafts import CHECKER, MAKERS, require
from tools.ledger.reviews import Review
from tools.ledger.texts import Finding, Text
from tools.reviews.arguments import QueueQuery

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

READERS = MAKERS | {CHECKER}


@dataclass(frozen=True)
class Item:
    """A request for release as a reader sees it. ``state`` says also ``expired``."""

    review_id: str
    state: str
    text_id: str
    channel: str
    title: str | None
    body: str
    product_id: str | None
    recipients: tuple[str, ...]
    verdict: str
    pack: str
    findings: tuple[Finding, ...]
    submitted_by: str
    submitted_at: datetime
    reason: str
    expires_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    evidence: str | None
    replaced_by: str | None
    engine: str
    text: str
    """What came of it, in a sentence."""


@dataclass(frozen=True)
class Queue:
    """Requests for release, oldest first."""

    items: tuple[Item, ...]


def review_queue(toolbox: "Toolbox", scope: "Scope", query: QueueQuery) -> Queue:
    """The queue: a checker sees all of it, a maker what they submitted."""
    require(scope, READERS, "see the review queue")
    by = None if scope.role is CHECKER else str(scope)
    state = None if query.state == "all" else query.state
    found = toolbox.ledger.reviews.list(state, by)
    known = {text.text_id: text for text in toolbox.ledger.texts.list(text_ids=_texts(found))}
    return Queue(tuple(item_of(toolbox, one, known[one.text_id]) for one in found))


def item_of(toolbox: "Toolbox", review: Review, text: Text) -> Item:
    """A request as it stands now."""
    live = review.state in ("waiting", "approved")
    state = "expired" if live and review.expires_at <= toolbox.now else review.state
    return Item(
        review_id=review.review_id,
        state=state,
        text_id=text.text_id,
        channel=text.channel,
        title=text.title,
        body=text.body,
        product_id=text.product_id,
        recipients=review.recipients,
        verdict=text.verdict,
        pack=review.pack or text.pack,
        findings=text.findings,
        submitted_by=review.submitted_by,
        submitted_at=review.submitted_at,
        reason=review.reason,
        expires_at=review.expires_at,
        decided_by=review.decided_by,
        decided_at=review.decided_at,
        decision=review.decision,
        evidence=review.evidence,
        replaced_by=review.replaced_by,
        engine=text.engine,
        text=say(f"review.{state}", review_id=review.review_id, by=review.decided_by or ""),
    )


def _texts(found: tuple[Review, ...]) -> list[str]:
    return sorted({one.text_id for one in found})
