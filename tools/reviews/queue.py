"""Requests for release as readers see them."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar

from prompts.messages import say
from tools.access import parse
from tools.drafts import BLOCKING, CHECKER, MAKERS, require
from tools.facts import Figure
from tools.ledger.reviews import Review
from tools.ledger.texts import Finding, Text
from tools.reviews.arguments import QueueQuery

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

READERS = MAKERS | {CHECKER}
_SHOWN = 40
"""Characters of a text that tell it from others in a list."""
_CLAUSE = re.compile(r"[^，。；！？,;!?\n]*[，。；！？,;!?\n]?")
_HOUR = 3600
_DAY = 24 * _HOUR


@dataclass(frozen=True)
class Item:
    """A request for release as a reader sees it. ``state`` says also ``expired``; ``maker`` is the
    role of who wants to send it; ``waited_days`` and ``waited_hours`` (within the day) count from
    its submission while it waits.
    """

    review_id: Annotated[str, Figure("id", "送审编号")]
    state: str
    text_id: Annotated[str, Figure("id", "内容编号")]
    channel: str
    title: Annotated[str | None, Figure("text", "标题")]
    body: Annotated[str, Figure("text", "送审的文案")]
    product_id: str | None
    recipients: tuple[str, ...]
    verdict: str
    pack: Annotated[str, Figure("id", "规则包")]
    findings: tuple[Finding, ...]
    submitted_by: Annotated[str, Figure("id", "送审人")]
    submitted_at: Annotated[datetime, Figure("datetime", "送审时间")]
    reason: Annotated[str, Figure("text", "送审说明")]
    expires_at: Annotated[datetime, Figure("datetime", "有效至")]
    decided_by: Annotated[str | None, Figure("id", "审核人")]
    decided_at: Annotated[datetime | None, Figure("datetime", "审核时间")]
    decision: Annotated[str | None, Figure("text", "审核意见")]
    evidence: Annotated[str | None, Figure("text", "证据")]
    replaced_by: Annotated[str | None, Figure("id", "改写为")]
    engine: str
    text: str
    """What came of it, in a sentence."""
    maker: str = ""
    opening: Annotated[str, Figure("text", "开头")] = ""
    waited_days: Annotated[int | None, Figure("days", "已等天数")] = None
    waited_hours: Annotated[int | None, Figure("number", "已等小时")] = None
    reached: Annotated[int, Figure("people", "收件人")] = 0

    @property
    def holding(self) -> tuple[Finding, ...]:
        """The findings for which it may not go out by itself."""
        return tuple(one for one in self.findings if one.verdict in BLOCKING)


@dataclass(frozen=True)
class Queue:
    """Requests for release, oldest first; ``whole``: everybody's, not the asker's own."""

    facts_root: ClassVar[str] = "reviews"
    facts_source: ClassVar[str] = "reviews"

    items: tuple[Item, ...]
    whole: bool = False
    waiting: Annotated[int, Figure("count", "在等审核")] = 0
    expired: Annotated[int, Figure("count", "过期未审")] = 0


def review_queue(toolbox: "Toolbox", scope: "Scope", query: QueueQuery) -> Queue:
    """The queue: a checker sees all of it, a maker what they submitted."""
    require(scope, READERS, "see the review queue")
    by = None if scope.role is CHECKER else str(scope)
    state = None if query.state == "all" else query.state
    found = toolbox.ledger.reviews.list(state, by)
    if query.review_id is not None:
        found = tuple(one for one in found if one.review_id == query.review_id)
    known = {text.text_id: text for text in toolbox.ledger.texts.list(text_ids=_texts(found))}
    items = tuple(
        item_of(toolbox, one, known[one.text_id])
        for one in found
        if query.channel in (None, known[one.text_id].channel)
    )
    return Queue(
        items,
        whole=by is None,
        waiting=sum(one.state == "waiting" for one in items),
        expired=sum(one.state == "expired" for one in items),
    )


def item_of(toolbox: "Toolbox", review: Review, text: Text) -> Item:
    """A request as it stands now."""
    live = review.state in ("waiting", "approved")
    state = "expired" if live and review.expires_at <= toolbox.now else review.state
    waited = int((toolbox.now - review.submitted_at).total_seconds())
    days, rest = divmod(max(waited, 0), _DAY)
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
        maker=str(parse(review.submitted_by).role),
        opening=_opening(text.body),
        waited_days=days if state == "waiting" else None,
        waited_hours=rest // _HOUR if state == "waiting" else None,
        reached=len(review.recipients),
    )


def _texts(found: tuple[Review, ...]) -> list[str]:
    return sorted({one.text_id for one in found})


def _opening(body: str) -> str:
    """The first clauses of a text, whole ones, so that no figure is cut in two."""
    said = ""
    for clause in _CLAUSE.findall(body):
        if said and len(said) + len(clause) > _SHOWN:
            return said.rstrip("，,；;\n") + "……"
        said += clause
    return said.rstrip("\n")
