"""Texts that somebody may send: written once with what was checked, never changed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, select

from tools.ledger.canonical import Json, canonical
from tools.ledger.tables import texts
from tools.ledger.writing import Row, Writing, moment, stamp, text_hash

if TYPE_CHECKING:
    from tools.ledger.ledger import Ledger

Engine = Literal["template", "llm", "human"]


@dataclass(frozen=True)
class Finding:
    """What a rule had against a stretch of a text, as it stood when it was checked."""

    rule: str
    law: str
    article: str
    quote: str
    message: str
    suggestion: str
    verdict: str

    @property
    def mark(self) -> str:
        """What tells this finding from another: the rule, and the words that it is about."""
        return f"{self.rule}:{self.verdict}:{self.quote}"


@dataclass(frozen=True)
class Evidence:
    """A fact that the text's figures may rest on."""

    id: str
    value: bool | int | float | str
    unit: str | None = None


@dataclass(frozen=True)
class Text:
    """A text with everything that release depends on; ``text_id`` is its content number.

    Args:
        customer_id: whom it was written for; None for a text that fits anybody.
        personalised: whether it speaks of what is known of that customer (个保法 24).
        engine: who worded it; ``provider`` and ``model`` name the system where one did.
        verdict: of the check when it was made, under ``pack``, with its ``findings``.
        evidence: the facts beside the product's own that its figures rest on.
        derived_from: the text of which it is an edit.
    """

    text_id: str
    at: datetime
    by: str
    channel: str
    title: str | None
    body: str
    product_id: str | None
    customer_id: str | None
    personalised: bool
    engine: Engine
    verdict: str
    pack: str
    provider: str | None = None
    model: str | None = None
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    derived_from: str | None = None
    purpose: str = "marketing"

    @property
    def sha256(self) -> str:
        """The hash of the exact words."""
        return text_hash(self.title, self.body)

    @property
    def generated(self) -> bool:
        """Whether a machine worded it, or what it was edited from (标识办法: the label stays)."""
        return self.engine != "human"


def content_number(*parts: str) -> str:
    """A text's number, the same for the same origin: what runs again makes no second text."""
    return f"T{text_hash(*parts)[:12].upper()}"


def add(writing: Writing, text: Text) -> bool:
    """Keep a text; False where its number is kept already."""
    if writing.find(texts, text.text_id) is not None:
        return False
    said: dict[str, Json] = {
        "text_id": text.text_id,
        "text_sha256": text.sha256,
        "by": text.by,
        "channel": text.channel,
        "product_id": text.product_id,
        "customer_id": text.customer_id,
        "engine": text.engine,
        "provider": text.provider,
        "model": text.model,
        "verdict": text.verdict,
        "pack": text.pack,
        "rules": sorted({finding.rule for finding in text.findings}),
        "derived_from": text.derived_from,
    }
    writing.put(texts, _row(text), "text", said)
    return True


def find(connection: Connection, text_id: str) -> Text | None:
    """The text of that number."""
    row = connection.execute(select(texts).where(texts.c.text_id == text_id)).mappings().first()
    return None if row is None else _text(dict(row))


class Texts:
    """The texts of a ledger."""

    def __init__(self, ledger: "Ledger") -> None:
        self._ledger = ledger

    def find(self, text_id: str) -> Text | None:
        """The text of that number, or None."""
        with self._ledger.reading() as connection:
            return find(connection, text_id)

    def list(self, by: str | None = None, text_ids: Sequence[str] | None = None) -> list[Text]:
        """Texts, oldest first: one maker's, or these, or all."""
        query = select(texts).order_by(texts.c.at, texts.c.text_id)
        if by is not None:
            query = query.where(texts.c.by == by)
        if text_ids is not None:
            query = query.where(texts.c.text_id.in_(text_ids))
        with self._ledger.reading() as connection:
            return [_text(dict(row)) for row in connection.execute(query).mappings()]


def makers(connection: Connection, text: Text) -> frozenset[str]:
    """Everybody who had a hand in the words: none of them may approve them."""
    hands = {text.by}
    seen = {text.text_id}
    while text.derived_from and text.derived_from not in seen:
        seen.add(text.derived_from)
        earlier = find(connection, text.derived_from)
        if earlier is None:
            break
        hands.add(earlier.by)
        text = earlier
    return frozenset(hands)


def _row(text: Text) -> Row:
    findings = [
        {name: getattr(finding, name) for name in Finding.__dataclass_fields__}
        for finding in text.findings
    ]
    evidence = [{"id": fact.id, "value": fact.value, "unit": fact.unit} for fact in text.evidence]
    return {
        "text_id": text.text_id,
        "at": stamp(text.at),
        "by": text.by,
        "channel": text.channel,
        "purpose": text.purpose,
        "title": text.title,
        "body": text.body,
        "sha256": text.sha256,
        "product_id": text.product_id,
        "customer_id": text.customer_id,
        "personalised": text.personalised,
        "engine": text.engine,
        "provider": text.provider,
        "model": text.model,
        "verdict": text.verdict,
        "pack": text.pack,
        "findings": canonical(findings),
        "evidence": canonical(evidence),
        "derived_from": text.derived_from,
    }


def _text(row: dict[str, object]) -> Text:
    given = {name: value for name, value in row.items() if name in Text.__dataclass_fields__}
    return Text(
        **{
            **given,
            "at": moment(str(row["at"])),
            "findings": tuple(Finding(**one) for one in json.loads(str(row["findings"]))),
            "evidence": tuple(Evidence(**one) for one in json.loads(str(row["evidence"]))),
        }  # type: ignore[arg-type]
    )
