"""What the call centre was told of customers who wait: one row a request, from its first try on.

The request itself (``tools.ledger.handoffs``) is what is queued, in the transaction of the answer
that promised a person: what nobody was told of yet has no row here.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from sqlalchemy import Connection, and_, func, select

from tools.ledger.canonical import Json
from tools.ledger.tables import handoffs, notices
from tools.ledger.writing import Row, Writing, moment, stamp

if TYPE_CHECKING:
    from tools.ledger.ledger import Ledger

State: TypeAlias = Literal["sending", "resting", "sent", "over"]
ENDED = frozenset({"sent", "over"})


@dataclass(frozen=True)
class Notice:
    """One request, as the call centre knows of it.

    Args:
        key: the request's.
        state: ``sending`` is in a worker's hands, ``resting`` was not taken (or nobody knows), both
            until ``until``; ``sent`` was taken; ``over`` needs no telling: the customer was reached
            first, or is known to wait for the same.
        until: by the machine's clock.
        note: what the last try met.
    """

    key: str
    state: State
    attempts: int
    worker: str
    updated_at: datetime
    until: datetime | None = None
    receipt: str | None = None
    note: str | None = None


class Notices:
    """The notices of a ledger."""

    def __init__(self, ledger: "Ledger") -> None:
        self._ledger = ledger

    def due(self, first: datetime, wall: datetime) -> tuple[str, ...]:
        """Keys of requests from ``first`` on that have to be told of now, oldest first."""
        after = notices.c.key == handoffs.c.key
        waits = notices.c.state.not_in(ENDED) & (notices.c.until <= stamp(wall))
        query = (
            select(handoffs.c.key)
            .join(notices, after, isouter=True)
            .where(and_(handoffs.c.at >= stamp(first), notices.c.key.is_(None) | waits))
            .order_by(handoffs.c.at, handoffs.c.key)
        )
        with self._ledger.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def counts(self) -> dict[str, int]:
        """How many are in each state."""
        query = select(notices.c.state, func.count()).group_by(notices.c.state)
        with self._ledger.reading() as connection:
            return {str(state): int(count) for state, count in connection.execute(query)}

    def find(self, key: str) -> Notice | None:
        """The notice of that request, or None."""
        with self._ledger.reading() as connection:
            return find(connection, key)


def find(connection: Connection, key: str) -> Notice | None:
    """The notice of that request."""
    row = connection.execute(select(notices).where(notices.c.key == key)).mappings().first()
    return None if row is None else _notice(dict(row))


def claim(
    writing: Writing, key: str, worker: str, wall: datetime, until: datetime
) -> Notice | None:
    """Take a request in hand until then; None where another worker has it or it is told."""
    known = find(writing.connection, key)
    if known is not None and (known.state in ENDED or (known.until or wall) > wall):
        return None
    attempts = known.attempts + 1 if known is not None else 1
    made = Notice(key, "sending", attempts, worker, writing.now, until)
    put(writing, made)
    return made


def put(writing: Writing, notice: Notice) -> None:
    """Write a notice in its new state, with the record of the change."""
    notice = replace(notice, updated_at=writing.now)
    said: dict[str, Json] = {
        "key": notice.key,
        "by": notice.worker,
        "attempts": notice.attempts,
        "receipt": notice.receipt,
    }
    writing.put(notices, _row(notice), f"notice_{notice.state}", said)


def _row(notice: Notice) -> Row:
    row: dict[str, Json] = {}
    for name in Notice.__dataclass_fields__:
        value = getattr(notice, name)
        row[name] = stamp(value) if isinstance(value, datetime) else value
    return row


def _notice(row: dict[str, object]) -> Notice:
    given = {name: row[name] for name in Notice.__dataclass_fields__}
    until = moment(str(row["until"])) if row["until"] else None
    return Notice(**{**given, "updated_at": moment(str(row["updated_at"])), "until": until})  # type: ignore[arg-type]
