"""What happened to one text, from the audit chain: made, submitted, decided, sent, handed out."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from home.clock import SHANGHAI
from home.errors import NotFound
from tools.drafts import CHECKER, own_text, require
from tools.ledger.texts import Text
from tools.reviews.queue import READERS

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox


@dataclass(frozen=True)
class Event:
    """One record of the chain; the moment in Asia/Shanghai. ``by`` is ROLE:ID, or empty."""

    seq: int
    at: datetime
    kind: str
    by: str
    state: str
    hash: str


@dataclass(frozen=True)
class Trail:
    """A text with its records, oldest first, and the text that it was edited from."""

    text: Text
    events: tuple[Event, ...]
    origin: Text | None


def audit_trail(toolbox: "Toolbox", scope: "Scope", text_id: str) -> Trail:
    """The records about a text: all for a checker, of their own texts for a maker.

    Raises:
        RefusedByPolicy: the role neither writes nor checks texts.
        NotFound: no such text for this asker.
    """
    require(scope, READERS, "read the trail of a text")
    ledger = toolbox.ledger
    found = ledger.texts.find(text_id) if scope.role is CHECKER else None
    if scope.role is not CHECKER:
        found = own_text(toolbox, scope, text_id)
    if found is None:
        raise NotFound(f"text_id must be one of the ledger's texts, got {text_id!r}")
    events = []
    for record in ledger.records_about(found.text_id):
        said = record.payload if isinstance(record.payload, dict) else {}
        events.append(
            Event(
                seq=record.seq,
                at=datetime.fromisoformat(record.at).astimezone(SHANGHAI),
                kind=record.kind,
                by=str(said.get("by") or ""),
                state=str(said.get("state") or ""),
                hash=record.hash,
            )
        )
    origin = ledger.texts.find(found.derived_from) if found.derived_from else None
    return Trail(found, tuple(events), origin)
