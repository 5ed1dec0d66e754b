"""Whether the other tables are as the chain says: each row's last record carries its hash.

The chain alone would not show that a refusal was deleted from ``consent_changes``, or that a
review's state was set to approved by hand.
"""

import json
from collections.abc import Iterator

from sqlalchemy import Connection, Table, select

from tools.ledger.canonical import record_hash
from tools.ledger.chain import Break
from tools.ledger.tables import (
    audit,
    consent_changes,
    feedback,
    handoffs,
    model_changes,
    notices,
    outbox,
    ratings,
    reviews,
    texts,
)
from tools.ledger.writing import row_hash

BOUND = (
    consent_changes,
    feedback,
    texts,
    reviews,
    outbox,
    model_changes,
    ratings,
    handoffs,
    notices,
)
_EARLIER = {"consent_change": consent_changes.name, "feedback": feedback.name}
"""Records of schema version 1: the payload is the row, a note left out."""


def compare(connection: Connection) -> tuple[Break, ...]:
    """Rows that were edited, deleted or added past the chain; none where all agree."""
    said = _last_words(connection)
    return tuple(_breaks(connection, said))


def holds(connection: Connection, table: Table, key: str) -> bool:
    """Whether one row is as the record that it points to says, and that record as it was written.

    For the moment of sending: a row that was edited past the chain releases nothing.
    """
    column = table.primary_key.columns[0]
    row = connection.execute(select(table).where(column == key)).mappings().first()
    if row is None:
        return False
    query = select(audit).where(audit.c.seq == row["audit_seq"])
    record = connection.execute(query).mappings().first()
    if record is None:
        return False
    parts = (record["seq"], record["at"], record["kind"], record["payload"], record["previous"])
    if record["hash"] != record_hash(*parts):
        return False
    payload = json.loads(record["payload"])
    bound = {"table": table.name, "key": key, "sha256": row_hash(table.name, dict(row))}
    return isinstance(payload, dict) and payload.get("row") == bound


def _last_words(connection: Connection) -> dict[tuple[str, str], tuple[int, str | None, object]]:
    """By table and key: the last record's number, the row's hash, and an earlier record's row."""
    said: dict[tuple[str, str], tuple[int, str | None, object]] = {}
    query = select(audit.c.seq, audit.c.kind, audit.c.payload).order_by(audit.c.seq)
    for seq, kind, text in connection.execute(query):
        try:
            payload = json.loads(text)
        except ValueError:
            continue  # an edited record, which the walk along the chain names
        row = payload.get("row") if isinstance(payload, dict) else None
        if isinstance(row, dict):
            said[str(row.get("table")), str(row.get("key"))] = (seq, row.get("sha256"), None)
        elif kind in _EARLIER and isinstance(payload, dict):
            said[_EARLIER[kind], str(payload.get("key"))] = (seq, None, payload)
    return said


def _breaks(
    connection: Connection, said: dict[tuple[str, str], tuple[int, str | None, object]]
) -> Iterator[Break]:
    left = dict(said)
    for table in BOUND:
        key = table.primary_key.columns[0].name
        for row in connection.execute(select(table)).mappings():
            name = f"{table.name} {row[key]}"
            seq, digest, earlier = left.pop((table.name, str(row[key])), (0, None, None))
            if not seq:
                yield Break(0, "row", f"{name} is there, and no record says so")
            elif digest is not None and digest != row_hash(table.name, dict(row)):
                yield Break(seq, "row", f"{name} is not as its last record says")
            elif digest is None and not _as_said(dict(row), earlier):
                yield Break(seq, "row", f"{name} is not as its record says")
    for (table_name, gone), (seq, _, _) in left.items():
        yield Break(seq, "row", f"{table_name} {gone} is gone, and no record says so")


def _as_said(row: dict[str, object], payload: object) -> bool:
    if not isinstance(payload, dict):
        return False
    return all(payload[name] == value for name, value in row.items() if name in payload)
