"""The review queue for use outside: an auditor's table of what was asked, decided, and on what."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.ledger.canonical import Json
from tools.reviews.arguments import QueueQuery
from tools.reviews.queue import Item, review_queue

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox


@dataclass(frozen=True)
class ReviewRow:
    """A request as its reader sees it, with the hash of its words and of what was approved."""

    item: Item
    sha256: str
    binding: str | None


@dataclass(frozen=True)
class ReviewExport:
    """The rows as they leave, and the number of the audit record that says who took them."""

    rows: tuple[ReviewRow, ...]
    record: int


def export_reviews(toolbox: "Toolbox", scope: "Scope", query: QueueQuery) -> ReviewExport:
    """What ``review_queue`` lists, with its record: everybody's for a checker, else one's own.

    Raises:
        RefusedByPolicy: the role sees no queue.
    """
    items = review_queue(toolbox, scope, query).items
    texts = toolbox.ledger.texts.list(text_ids=sorted({one.text_id for one in items}))
    words = {text.text_id: text.sha256 for text in texts}
    bound = {one.review_id: one.binding for one in toolbox.ledger.reviews.list()}
    ids: list[Json] = [one.review_id for one in items]
    said: dict[str, Json] = {"by": str(scope), "state": query.state, "reviews": ids}
    record = toolbox.ledger.append("reviews_exported", said)
    rows = tuple(ReviewRow(one, words[one.text_id], bound[one.review_id]) for one in items)
    return ReviewExport(rows, record.seq)
