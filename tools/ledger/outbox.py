"""The outbox: what is to be sent to whom, once. Every change of state has its audit record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from sqlalchemy import Connection, Select, func, select

from tools.ledger.canonical import Json
from tools.ledger.tables import outbox
from tools.ledger.writing import Row, Writing, moment, stamp, text_hash

if TYPE_CHECKING:
    from tools.ledger.ledger import Ledger

State: TypeAlias = Literal["pending", "sending", "sent", "unknown", "failed", "cancelled"]
ENDED = frozenset({"sent", "failed", "cancelled"})
TOUCHING = ("sending", "sent", "unknown")
"""States in which the customer was, or may have been, reached."""

_NEXT: dict[str, frozenset[str]] = {
    "pending": frozenset({"pending", "sending", "cancelled", "sent"}),
    "sending": frozenset({"pending", "sent", "unknown", "failed"}),
    "unknown": frozenset({"unknown", "pending", "sent", "failed"}),
    "sent": frozenset(),
    "failed": frozenset(),
    "cancelled": frozenset(),
}


@dataclass(frozen=True)
class Entry:
    """One message to one customer.

    Args:
        key: made of what is sent (``key_of``).
        state: ``pending`` waits; ``sending`` is in a worker's hands until ``lease_until``;
            ``sent`` was taken by the gateway; ``unknown`` may have been; ``failed`` was refused
            for good; ``cancelled`` was stopped before it left.
        rule: why it waits, failed or was cancelled; empty where nothing stands in the way.
        not_before: when rules allow it, by the home's clock (a demo home's stands still).
        lease_until: until when a worker holds it, or lets it rest after a failure, by the
            machine's clock.
        attempts: how often it was handed to a gateway.
        released_at: when it was last handed to a gateway.
        note: why somebody settled it by hand.
    """

    key: str
    text_id: str
    text_sha256: str
    customer_id: str
    channel: str
    campaign: str
    queued_at: datetime
    queued_by: str
    expires_at: datetime
    state: State
    not_before: datetime
    updated_at: datetime
    rule: str = ""
    attempts: int = 0
    worker: str | None = None
    lease_until: datetime | None = None
    released_at: datetime | None = None
    gateway: str | None = None
    receipt: str | None = None
    note: str | None = None


def key_of(text_sha256: str, customer_id: str, channel: str, campaign: str) -> str:
    """What makes two messages one: the words, the reader, the way and the occasion.

    No day and no attempt: a message that is tried again past midnight is still the same message.
    Who means to say the same thing again names another campaign.
    """
    return text_hash(text_sha256, customer_id, channel, campaign)


def put(writing: Writing, entry: Entry) -> None:
    """Write an entry in its new state, with the record of the change.

    Raises:
        ValueError: no such change of state; the entry is left as it is.
    """
    known = writing.find(outbox, entry.key)
    if known is None and entry.state != "pending":
        raise ValueError(f"an outbox entry must begin as pending, got {entry.state}")
    if known is not None and entry.state not in _NEXT[str(known["state"])]:
        raise ValueError(f"an outbox entry that is {known['state']} cannot become {entry.state}")
    event: str = "queued" if known is None else entry.state
    if event == "pending":
        event = "held" if entry.rule else "requeued"
    said: dict[str, Json] = {
        "key": entry.key,
        "text_id": entry.text_id,
        "text_sha256": entry.text_sha256,
        "customer_id": entry.customer_id,
        "channel": entry.channel,
        "campaign": entry.campaign,
        "by": entry.worker or entry.queued_by,
        "rule": entry.rule,
        "attempts": entry.attempts,
        "gateway": entry.gateway,
        "receipt": entry.receipt,
    }
    writing.put(outbox, _row(entry), f"outbox_{event}", said)


def find(connection: Connection, key: str) -> Entry | None:
    """The entry of that key."""
    row = connection.execute(select(outbox).where(outbox.c.key == key)).mappings().first()
    return None if row is None else _entry(dict(row))


class Outbox:
    """The outbox of a ledger."""

    def __init__(self, ledger: "Ledger") -> None:
        self._ledger = ledger

    def find(self, key: str) -> Entry | None:
        """The entry of that key, or None."""
        with self._ledger.reading() as connection:
            return find(connection, key)

    def list(
        self,
        states: Sequence[str] | None = None,
        by: str | None = None,
        text_id: str | None = None,
        limit: int | None = None,
    ) -> tuple[Entry, ...]:
        """Entries, first queued first; in these states, queued by one person, of one text."""
        query = _ordered().limit(limit) if limit is not None else _ordered()
        if states is not None:
            query = query.where(outbox.c.state.in_(states))
        if by is not None:
            query = query.where(outbox.c.queued_by == by)
        if text_id is not None:
            query = query.where(outbox.c.text_id == text_id)
        return self._read(query)

    def due(self, now: datetime, wall: datetime, limit: int) -> tuple[Entry, ...]:
        """Pending entries whose time has come, first queued first."""
        rested = outbox.c.lease_until.is_(None) | (outbox.c.lease_until <= stamp(wall))
        due = (outbox.c.state == "pending") & (outbox.c.not_before <= stamp(now)) & rested
        return self._read(_ordered().where(due).limit(limit))

    def overdue(self, wall: datetime) -> tuple[Entry, ...]:
        """Entries in the hands of a worker that has not come back in time."""
        late = (outbox.c.state == "sending") & (outbox.c.lease_until <= stamp(wall))
        return self._read(_ordered().where(late))

    def counts(self) -> dict[str, int]:
        """How many entries are in each state."""
        query = select(outbox.c.state, func.count()).group_by(outbox.c.state)
        with self._ledger.reading() as connection:
            return {str(state): int(count) for state, count in connection.execute(query)}

    def touches(self, customer_ids: Iterable[str] | None = None) -> tuple[Entry, ...]:
        """Entries by which customers were, or may have been, reached."""
        query = _ordered().where(outbox.c.state.in_(TOUCHING))
        if customer_ids is not None:
            query = query.where(outbox.c.customer_id.in_(list(customer_ids)))
        return self._read(query)

    def _read(self, query: Select[tuple[object, ...]]) -> tuple[Entry, ...]:
        with self._ledger.reading() as connection:
            return tuple(_entry(dict(row)) for row in connection.execute(query).mappings())


def _ordered() -> Select[tuple[object, ...]]:
    return select(outbox).order_by(outbox.c.queued_at, outbox.c.key)


_MOMENTS = ("queued_at", "expires_at", "not_before", "updated_at", "lease_until", "released_at")


def _row(entry: Entry) -> Row:
    row: dict[str, Json] = {}
    for name in Entry.__dataclass_fields__:
        value = getattr(entry, name)
        row[name] = stamp(value) if isinstance(value, datetime) else value
    return row


def _entry(row: dict[str, object]) -> Entry:
    moments = {name: moment(str(row[name])) if row[name] else None for name in _MOMENTS}
    given = {name: row[name] for name in Entry.__dataclass_fields__}
    return Entry(**{**given, **moments})  # type: ignore[arg-type]
