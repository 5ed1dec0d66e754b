"""The review queue: who asked for a text's release, who decided, and what exactly was approved."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from sqlalchemy import Connection, select

from tools.ledger.canonical import Json, canonical
from tools.ledger.tables import reviews
from tools.ledger.texts import Text
from tools.ledger.writing import Row, Writing, moment, stamp, text_hash

if TYPE_CHECKING:
    from tools.ledger.ledger import Ledger

State: TypeAlias = Literal["waiting", "approved", "rejected", "edited"]


@dataclass(frozen=True)
class Review:
    """One request for release, and what became of it.

    ``recipients`` are customers' ids, none for a text that is shown publicly. ``expires_at`` ends
    the wait, and after an approval the approval. ``lifted`` are the findings that the checker saw
    and lifted (``Finding.mark``); ``binding`` is the hash of what was approved.
    """

    review_id: str
    text_id: str
    submitted_at: datetime
    submitted_by: str
    reason: str
    recipients: tuple[str, ...]
    state: State
    expires_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None
    decision: str | None = None
    evidence: str | None = None
    pack: str | None = None
    lifted: tuple[str, ...] = ()
    binding: str | None = None
    replaced_by: str | None = None


def binding_of(text: Text, recipients: Iterable[str], pack: str, lifted: Iterable[str]) -> str:
    """The hash of what an approval holds for: the exact words, where and about what they go out,
    to whom, the rules that were in force, and what the checker lifted. Void when any of it changes.
    """
    bound: dict[str, Json] = {
        "text_id": text.text_id,
        "text": text.sha256,
        "channel": text.channel,
        "purpose": text.purpose,
        "product_id": text.product_id,
        "pack": pack,
        "recipients": sorted(set(recipients)),
        "lifted": sorted(set(lifted)),
    }
    return text_hash(canonical(bound))


def put(writing: Writing, review: Review, event: str, by: str) -> None:
    """Write a review as it is now, with the record of what happened to it.

    Reasons are free words that may name people: the chain keeps that they were given, and through
    the row's hash which, not what they say.
    """
    said: dict[str, Json] = {
        "review_id": review.review_id,
        "text_id": review.text_id,
        "by": by,
        "state": review.state,
        "recipients": len(review.recipients),
        "pack": review.pack,
        "binding": review.binding,
        "replaced_by": review.replaced_by,
        "reasoned": bool(review.decision or review.reason),
    }
    writing.put(reviews, _row(review), f"review_{event}", said)


def find(connection: Connection, review_id: str) -> Review | None:
    """The review of that number."""
    query = select(reviews).where(reviews.c.review_id == review_id)
    row = connection.execute(query).mappings().first()
    return None if row is None else _review(dict(row))


def of_text(connection: Connection, text_id: str) -> tuple[Review, ...]:
    """A text's reviews, oldest first."""
    query = select(reviews).where(reviews.c.text_id == text_id)
    query = query.order_by(reviews.c.submitted_at, reviews.c.review_id)
    return tuple(_review(dict(row)) for row in connection.execute(query).mappings())


class Reviews:
    """The reviews of a ledger."""

    def __init__(self, ledger: "Ledger") -> None:
        self._ledger = ledger

    def find(self, review_id: str) -> Review | None:
        """The review of that number, or None."""
        with self._ledger.reading() as connection:
            return find(connection, review_id)

    def of_text(self, text_id: str) -> tuple[Review, ...]:
        """A text's reviews, oldest first."""
        with self._ledger.reading() as connection:
            return of_text(connection, text_id)

    def list(self, state: str | None = None, by: str | None = None) -> tuple[Review, ...]:
        """Reviews, oldest first; in one state, submitted by one person."""
        query = select(reviews).order_by(reviews.c.submitted_at, reviews.c.review_id)
        if state is not None:
            query = query.where(reviews.c.state == state)
        if by is not None:
            query = query.where(reviews.c.submitted_by == by)
        with self._ledger.reading() as connection:
            return tuple(_review(dict(row)) for row in connection.execute(query).mappings())


def _row(review: Review) -> Row:
    row: dict[str, Json] = {}
    for name in Review.__dataclass_fields__:
        value = getattr(review, name)
        row[name] = stamp(value) if isinstance(value, datetime) else value
    lists = {"recipients": review.recipients, "lifted": review.lifted}
    return {**row, **{name: canonical(list(value)) for name, value in lists.items()}}


def _review(row: dict[str, object]) -> Review:
    decided = row["decided_at"]
    return Review(
        **{
            **{name: row[name] for name in Review.__dataclass_fields__},
            "recipients": tuple(json.loads(str(row["recipients"]))),
            "lifted": tuple(json.loads(str(row["lifted"]))),
            "submitted_at": moment(str(row["submitted_at"])),
            "expires_at": moment(str(row["expires_at"])),
            "decided_at": moment(str(decided)) if decided else None,
        }  # type: ignore[arg-type]
    )
