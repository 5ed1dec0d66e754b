"""The documents of one version of the knowledge base: the source of truth, in one SQLite file."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.documents import Document

_COLUMNS = tuple(field.name for field in fields(Document))
_DAYS = ("published", "valid_until")
_FLAGS = ("simulated", "suspicious")
_LISTS = ("themes", "corrects")
_LATER = ("licence", "corrects")  # fields that files of an earlier release have no column for


@dataclass(frozen=True)
class StoredDocument:
    """A document as it is kept.

    ``fingerprint`` is the hash of everything that was taken in; ``signature`` serves the search
    for near duplicates; ``folded_into`` is the id, in the same collection, of the document that
    stands for this one.
    """

    document: Document
    fingerprint: str
    signature: bytes
    folded_into: str | None = None
    corrected: bool = False

    def folding(self, into: str | None, *, corrected: bool = False) -> "StoredDocument":
        """The same document with another standing for it, or none."""
        if self.folded_into == into and self.corrected == corrected:
            return self
        return replace(self, folded_into=into, corrected=corrected)


def fingerprint(document: Document) -> str:
    """The hash of a document's content. Where the file lies is no part of it."""
    values = [
        str(getattr(document, name))
        for name in _COLUMNS
        # Fields of a later release count where they say something: else all would be changed.
        if name != "origin" and (name not in _LATER or getattr(document, name))
    ]
    return hashlib.blake2b("\x1f".join(values).encode(), digest_size=16).hexdigest()


def write(path: Path, documents: Iterable[StoredDocument]) -> None:
    """Write a new file with ``documents``, in the order that the index counts them in."""
    names = (*_COLUMNS, "fingerprint", "signature", "folded_into", "corrected")
    db = sqlite3.connect(path)
    try:
        db.execute("PRAGMA journal_mode = OFF")  # the version is built aside; nobody reads it yet
        columns = ", ".join(f'"{name}"' for name in names)
        db.execute(f"CREATE TABLE documents (position INTEGER PRIMARY KEY, {columns})")
        marks = ", ".join("?" * (len(names) + 1))
        rows = ((at, *_row(stored)) for at, stored in enumerate(documents))
        db.executemany(f"INSERT INTO documents VALUES ({marks})", rows)
        db.execute("CREATE INDEX by_id ON documents (id)")
        db.commit()
    finally:
        db.close()


def read_all(path: Path) -> Iterator[StoredDocument]:
    """Every document of the file, in order."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        cursor = db.execute("SELECT * FROM documents ORDER BY position")
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield _stored(dict(zip(names, row, strict=True)))
    finally:
        db.close()


def _row(stored: StoredDocument) -> tuple[object, ...]:
    values: list[object] = []
    for name in _COLUMNS:
        value = getattr(stored.document, name)
        if name in _LISTS:
            value = json.dumps(value, ensure_ascii=False)
        elif name in _DAYS:
            value = value.isoformat() if value else None
        values.append(int(value) if name in _FLAGS else value)
    return (
        *values,
        stored.fingerprint,
        stored.signature,
        stored.folded_into,
        int(stored.corrected),
    )


def _stored(row: dict[str, Any]) -> StoredDocument:
    values = {name: row[name] for name in _COLUMNS if name not in _LATER or name in row}
    for name in _LISTS:
        if name in values:
            values[name] = tuple(json.loads(row[name])) if row[name] != "[]" else ()
    for name in _DAYS:
        values[name] = date.fromisoformat(row[name]) if row[name] else None
    for name in _FLAGS:
        values[name] = bool(row[name])
    return StoredDocument(
        Document(**values),
        row["fingerprint"],
        row["signature"],
        row["folded_into"],
        bool(row.get("corrected", False)),
    )
