"""The audit chain: append-only records, each bound to the one before by its hash."""

import fcntl
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from sqlalchemy import Connection, select

from home.errors import NotReady
from home.versions import switch_pointer
from tools.ledger.canonical import Json, canonical, record_hash, refuse_personal_data
from tools.ledger.schema import GENESIS
from tools.ledger.tables import audit, audit_head

BreakKind: TypeAlias = Literal[
    "edited", "missing", "reordered", "cut_tail", "head", "witness", "row"
]


@dataclass(frozen=True)
class AuditRecord:
    """One thing that happened. ``at`` is ISO 8601 in UTC; ``payload`` names people by id only."""

    seq: int
    at: str
    kind: str
    payload: Json
    previous: str
    hash: str


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold: the record's number, what was done, and how it shows."""

    seq: int
    kind: BreakKind
    detail: str


@dataclass(frozen=True)
class VerifyReport:
    """The outcome of a walk along the whole chain."""

    records: int
    head: str
    breaks: tuple[Break, ...]

    @property
    def ok(self) -> bool:
        """Whether every record is where, and as, it was written."""
        return not self.breaks


@dataclass(frozen=True)
class Head:
    """The end of the chain as somebody remembers it."""

    seq: int
    hash: str


def append(connection: Connection, at: datetime, kind: str, payload: Json) -> AuditRecord:
    """Add one record inside the caller's transaction, which must be a writing one.

    Raises:
        BadInput: the payload is not plain JSON or carries personal data in clear.
    """
    refuse_personal_data(payload)
    if at.tzinfo is None:
        raise ValueError(f"at must carry a time zone, got {at!r}")
    text = canonical(payload)
    head = stored_head(connection, for_update=True)
    stamp = at.astimezone(UTC).isoformat(timespec="milliseconds")
    seq = head.seq + 1
    digest = record_hash(seq, stamp, kind, text, head.hash)
    row = {"seq": seq, "at": stamp, "kind": kind, "payload": text}
    connection.execute(audit.insert().values(**row, previous=head.hash, hash=digest))
    moved = connection.execute(audit_head.update().values(seq=seq, hash=digest))
    if moved.rowcount != 1:
        raise NotReady("the ledger must have its head row, got none; run `weiwo audit verify`")
    return AuditRecord(seq, stamp, kind, json.loads(text), head.hash, digest)


def stored_head(connection: Connection, *, for_update: bool = False) -> Head:
    """The end of the chain as the database's own head row has it."""
    query = select(audit_head.c.seq, audit_head.c.hash)
    row = connection.execute(query.with_for_update() if for_update else query).first()
    return Head(row.seq, row.hash) if row else Head(0, GENESIS)


def read(
    connection: Connection, kind: str | None = None, after: int = 0, naming: str | None = None
) -> Iterator[AuditRecord]:
    """The records in order, as stored; ``after`` leaves out those up to that number, ``naming``
    those whose payload does not hold the id.
    """
    query = select(audit).where(audit.c.seq > after).order_by(audit.c.seq)
    if kind is not None:
        query = query.where(audit.c.kind == kind)
    if naming is not None:
        query = query.where(audit.c.payload.contains(f'"{naming}"', autoescape=True))
    for row in connection.execute(query):
        payload = json.loads(row.payload)
        yield AuditRecord(row.seq, row.at, row.kind, payload, row.previous, row.hash)


def verify(
    connection: Connection, remembered: Head | None, witnesses: Iterable[Head] = ()
) -> VerifyReport:
    """Walk the chain from its first record and compare its end with both remembered heads.

    ``remembered`` is the head file's content, written after each commit: it may lag behind the
    chain (a process died in between), but it can never be ahead of it or disagree with it. The
    same holds for ``witnesses``, ends of the chain that were kept where nobody here may write.
    """
    rows = connection.execute(select(audit).order_by(audit.c.seq)).all()
    records = [
        _Stored(row.seq, row.at, row.kind, row.payload, row.previous, row.hash) for row in rows
    ]
    breaks, end = _walk(records)
    known = {row.seq: row.hash for row in rows}
    breaks.extend(_compare("head row", stored_head(connection), end, known, exact=True))
    if remembered is not None:
        breaks.extend(_compare("head file", remembered, end, known, exact=False))
    elif rows:
        breaks.append(Break(end.seq, "head", "the head file is missing or unreadable"))
    breaks.extend(_witnessed(witnesses, end, known))
    return VerifyReport(len(rows), end.hash, tuple(breaks))


def verify_copy(records: Iterable[AuditRecord], witnesses: Iterable[Head] = ()) -> VerifyReport:
    """The same walk along a whole export, for whoever has no database: an auditor."""
    stored = [
        _Stored(one.seq, one.at, one.kind, canonical(one.payload), one.previous, one.hash)
        for one in records
    ]
    breaks, end = _walk(stored)
    breaks.extend(_witnessed(witnesses, end, {one.seq: one.hash for one in stored}))
    return VerifyReport(len(stored), end.hash, tuple(breaks))


class _Stored(NamedTuple):
    """A record with its payload as the text that was hashed."""

    seq: int
    at: str
    kind: str
    payload: str
    previous: str
    hash: str


def _walk(rows: list[_Stored]) -> tuple[list[Break], Head]:
    """Where the chain does not hold, and where it ends."""
    hashes = {row.hash for row in rows}
    breaks: list[Break] = []
    previous, expected = GENESIS, 1
    for row in rows:
        if row.seq != expected:
            breaks.append(Break(expected, "missing", f"records {expected} to {row.seq - 1}"))
        elif row.previous != previous:
            moved = row.previous in hashes or row.previous == GENESIS
            kind: BreakKind = "reordered" if moved else "edited"
            breaks.append(Break(row.seq, kind, "is not bound to the record before it"))
        elif row.hash != record_hash(row.seq, row.at, row.kind, row.payload, row.previous):
            breaks.append(Break(row.seq, "edited", "content does not match its hash"))
        previous, expected = row.hash, row.seq + 1
    return breaks, Head(expected - 1, previous)


def _witnessed(witnesses: Iterable[Head], end: Head, known: dict[int, str]) -> Iterator[Break]:
    for witness in witnesses:
        if witness.seq > end.seq:
            yield Break(end.seq + 1, "cut_tail", f"a witness holds record {witness.seq}")
        elif witness.seq and known.get(witness.seq) != witness.hash:
            yield Break(witness.seq, "witness", f"a witness holds another record {witness.seq}")


def _compare(
    what: str, head: Head, end: Head, known: dict[int, str], *, exact: bool
) -> Iterable[Break]:
    if head.seq > end.seq:
        yield Break(end.seq + 1, "cut_tail", f"the {what} remembers record {head.seq}")
    elif exact and head.seq < end.seq:
        yield Break(head.seq + 1, "head", f"the {what} ends at record {head.seq}")
    elif head.seq and known.get(head.seq) != head.hash:
        yield Break(head.seq, "edited", f"the {what} remembers another record {head.seq}")


def read_head(path: Path) -> Head | None:
    """The head file's content, or None where there is none that can be read."""
    try:
        seq, digest = path.read_text(encoding="utf-8").split()
        return Head(int(seq), digest)
    except (OSError, ValueError):
        return None


def remember_head(path: Path, record: AuditRecord) -> None:
    """Note the chain's end outside the database, unless a later one is noted already."""
    with path.with_name(path.name + ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = read_head(path)
        if known is None or known.seq < record.seq:
            switch_pointer(path, f"{record.seq} {record.hash}\n")
