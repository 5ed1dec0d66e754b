"""Ends of the audit chain that are kept elsewhere: receipts, and what gateways were handed."""

import hashlib
import hmac
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from home.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.ledger import AuditRecord, Head


class Receipt(BaseModel):
    """The chain's end at a moment, signed by this installation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seq: int
    hash: str
    at: datetime
    signature: str

    def signed_by(self, key: bytes) -> bool:
        """Whether this installation wrote it."""
        return hmac.compare_digest(self.signature, _sign(key, self.seq, self.hash, self.at))


def receipt(head: "Head", at: datetime, key: bytes) -> Receipt:
    """A receipt of the chain's end, to be kept where nobody who writes here can write."""
    return Receipt(
        seq=head.seq, hash=head.hash, at=at, signature=_sign(key, head.seq, head.hash, at)
    )


def read(path: Path, key: bytes) -> "Iterator[Head]":
    """The ends of the chain that a file holds: receipts, or messages with their ``record``.

    Raises:
        BadInput: it cannot be read, holds none, or a receipt is not this installation's.
    """
    from tools.ledger import Head

    found = 0
    for number, line in enumerate(_lines(path), start=1):
        given = _object(line)
        record = given.get("record")
        if isinstance(record, list) and len(record) == 2:
            yield Head(int(record[0]), str(record[1]))
        elif "signature" in given:
            one = Receipt.model_validate(given)
            if not one.signed_by(key):
                raise BadInput(f"{path} line {number} must be signed by this home, and is not")
            yield Head(one.seq, one.hash)
        else:
            continue
        found += 1
    if not found:
        raise BadInput(f"{path} must hold receipts of `weiwo audit head` or sent messages")


def read_copy(path: Path) -> "Iterator[AuditRecord]":
    """The records of an export.

    Raises:
        BadInput: it cannot be read, or a line is no record; names the line.
    """
    from tools.ledger import AuditRecord

    for number, line in enumerate(_lines(path), start=1):
        try:
            yield AuditRecord(**_object(line))  # type: ignore[arg-type]
        except TypeError as error:
            raise BadInput(f"{path} line {number} must be a record, got {line[:60]!r}") from error


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} must be a readable file of JSON lines: {error}") from error
    return [line for line in text.split("\n") if line.strip()]


def _object(line: str) -> dict[str, object]:
    try:
        given = json.loads(line)
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _sign(key: bytes, seq: int, digest: str, at: datetime) -> str:
    said = f"{seq} {digest} {at.isoformat()}".encode()
    return hmac.new(key, said, hashlib.sha256).hexdigest()
