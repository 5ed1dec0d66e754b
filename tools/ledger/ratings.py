"""What readers said of answers: a word and its reasons, bound to the answer's record by reference.

A note is free text and may name people: it stays in the row, where it can be deleted; the chain
keeps that there is one.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from tools.ledger.canonical import Json, canonical
from tools.ledger.chain import AuditRecord
from tools.ledger.tables import audit, ratings
from tools.ledger.writing import moment, stamp

if TYPE_CHECKING:
    from tools.ledger.ledger import Ledger

Opinion = Literal["up", "down"]


@dataclass(frozen=True)
class Rating:
    """One reader's word on one answer; ``answer`` is the number of the answer's record."""

    at: datetime
    by: str
    answer: int
    opinion: Opinion
    reasons: tuple[str, ...] = ()
    note: str | None = None


class Ratings:
    """The ratings of a ledger."""

    def __init__(self, ledger: "Ledger") -> None:
        self._ledger = ledger

    def answer(self, seq: int) -> AuditRecord | None:
        """The record of the answer of that number, or None."""
        found = next(self._ledger.records("answer", after=seq - 1), None)
        return found if found is not None and found.seq == seq else None

    def put(self, rating: Rating, answer: AuditRecord) -> bool:
        """Keep a reader's word, in place of what they said before; False where it is the same."""
        row: dict[str, Json] = {
            "key": str(rating.answer),
            "at": stamp(rating.at),
            "by": rating.by,
            "answer_seq": answer.seq,
            "answer_hash": answer.hash,
            "opinion": rating.opinion,
            "reasons": canonical(list(rating.reasons)),
            "note": rating.note,
        }
        with self._ledger.writing() as writing:
            known = writing.find(ratings, str(rating.answer))
            told = ("by", "opinion", "reasons", "note")
            if known is not None and all(known[name] == row[name] for name in told):
                return False
            said: dict[str, Json] = {
                "by": rating.by,
                "answer": answer.seq,
                "answer_hash": answer.hash,
                "opinion": rating.opinion,
                "reasons": list(rating.reasons),
                "noted": rating.note is not None,
            }
            writing.put(ratings, row, "rating", said)
        return True

    def all(self) -> Iterator[tuple[Rating, dict[str, Json]]]:
        """Every rating with what the record of its answer says, the latest first."""
        joined = ratings.join(audit, audit.c.seq == ratings.c.answer_seq)
        query = select(ratings, audit.c.payload).select_from(joined)
        with self._ledger.reading() as connection:
            rows = connection.execute(query.order_by(ratings.c.audit_seq.desc())).mappings().all()
        for row in rows:
            payload = json.loads(row["payload"])
            rating = Rating(
                at=moment(row["at"]),
                by=row["by"],
                answer=row["answer_seq"],
                opinion=row["opinion"],
                reasons=tuple(json.loads(row["reasons"])),
                note=row["note"],
            )
            yield rating, payload
