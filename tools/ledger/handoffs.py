"""Customers who asked for a person, or who must have one: on record before they are told so.

What they said is free text and may name people: it stays in the row, where it can be deleted; the
chain keeps that there is something.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from tools.ledger.canonical import Json
from tools.ledger.tables import handoffs
from tools.ledger.writing import Writing, moment, stamp

if TYPE_CHECKING:
    from tools.ledger.ledger import Ledger


@dataclass(frozen=True)
class Handoff:
    """One request. ``reason`` is ``person``, ``complaint``, or why the screen handed them over
    (``distress``, ``defrauded``, ...); ``note`` what they said, without numbers that are personal.
    """

    key: str
    at: datetime
    customer_id: str
    reason: str
    thread: str
    note: str | None = None


class Handoffs:
    """The requests of a ledger."""

    def __init__(self, ledger: "Ledger") -> None:
        self._ledger = ledger

    def since(
        self, first: datetime, customer_ids: Iterable[str] | None = None
    ) -> tuple[Handoff, ...]:
        """Requests from ``first`` on, oldest first; of these customers, or of all."""
        query = select(handoffs).where(handoffs.c.at >= stamp(first))
        if customer_ids is not None:
            query = query.where(handoffs.c.customer_id.in_(list(customer_ids)))
        with self._ledger.reading() as connection:
            rows = connection.execute(query.order_by(handoffs.c.at, handoffs.c.key)).mappings()
            return tuple(_handoff(dict(row)) for row in rows)


def add(writing: Writing, handoff: Handoff) -> bool:
    """Keep a request in a transaction that is open; False where its key is stored already."""
    if writing.find(handoffs, handoff.key) is not None:
        return False
    row: dict[str, Json] = {
        "key": handoff.key,
        "at": stamp(handoff.at),
        "customer_id": handoff.customer_id,
        "reason": handoff.reason,
        "thread": handoff.thread,
        "note": handoff.note,
    }
    said = {name: value for name, value in row.items() if name != "note"}
    writing.put(handoffs, row, "handoff", {**said, "noted": handoff.note is not None})
    return True


def _handoff(row: dict[str, str]) -> Handoff:
    told = {name: row[name] for name in Handoff.__dataclass_fields__}
    return Handoff(**{**told, "at": moment(row["at"])})  # type: ignore[arg-type]
