"""One transaction of the ledger: rows change together with the records that say so."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, Table, select

from home.clock import Clock
from tools.ledger import chain
from tools.ledger.canonical import Json, canonical
from tools.ledger.chain import AuditRecord

Row = Mapping[str, Json]


class Writing:
    """A writing transaction. Writers take turns: the second waits until the first has ended.

    Args:
        connection: inside a writing transaction.
        clock: what stamps the records.
    """

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self.connection = connection
        self.now = clock()
        self.last: AuditRecord | None = None
        chain.stored_head(connection, for_update=True)  # from here on nobody else writes

    def append(self, kind: str, payload: Json) -> AuditRecord:
        """Add a record to the chain."""
        self.last = chain.append(self.connection, self.now, kind, payload)
        return self.last

    def find(self, table: Table, key: str) -> Row | None:
        """A row as it is now, or None."""
        column = table.primary_key.columns[0]
        found = self.connection.execute(select(table).where(column == key)).mappings().first()
        return None if found is None else dict(found)

    def put(self, table: Table, row: Row, kind: str, said: Mapping[str, Json]) -> AuditRecord:
        """Write a row whole, new or in place of what it was, and the record that says so.

        The record's payload is ``said`` and the row's hash: a later change of the row that no
        record speaks of does not go unseen.
        """
        column = table.primary_key.columns[0]
        key = str(row[column.name])
        if "audit_seq" in table.columns:
            row = {**row, "audit_seq": chain.stored_head(self.connection).seq + 1}
        if self.find(table, key) is None:
            self.connection.execute(table.insert().values(**row))
        else:
            self.connection.execute(table.update().where(column == key).values(**row))
        stored = self.find(table, key)
        assert stored is not None, "a row that was written must be there"
        bound = {"table": table.name, "key": key, "sha256": row_hash(table.name, stored)}
        return self.append(kind, {**said, "row": bound})


def row_hash(table: str, row: Row) -> str:
    """SHA-256 over a row as it is read back, as hexadecimal digits."""
    return hashlib.sha256(canonical([table, dict(row)]).encode()).hexdigest()


def text_hash(*parts: str | None) -> str:
    """SHA-256 over texts and where one ends and the next begins."""
    return hashlib.sha256(canonical(list(parts)).encode()).hexdigest()


def stamp(moment: datetime) -> str:
    """A moment as it is stored: UTC, milliseconds; sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def moment(text: str) -> datetime:
    """A stored moment."""
    return datetime.fromisoformat(text)
