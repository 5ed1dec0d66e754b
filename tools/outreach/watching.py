"""The outbox for people: what waits, left, failed; each message with its words and its approval."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from home.clock import SHANGHAI
from home.errors import NotFound
from prompts.messages import knows, say
from tools.access import Scope
from tools.customers import persons
from tools.drafts import required_text
from tools.ledger.outbox import Entry
from tools.ledger.reviews import Review
from tools.ledger.texts import Text
from tools.outreach.queueing import OutboxQuery, outbox_state

if TYPE_CHECKING:
    from tools.toolbox import Toolbox

STATES = ("pending", "sending", "unknown", "sent", "failed", "cancelled")
MOST = 100
"""Messages of one look; the newest."""


@dataclass(frozen=True)
class Line:
    """One message of the list; ``name`` as the asker sees it, ``why`` what stands in its way."""

    entry: Entry
    name: str
    why: str


@dataclass(frozen=True)
class Outbox:
    """The newest messages in a state, and how many there are in each."""

    counts: Mapping[str, int]
    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True)
class Step:
    """One thing that happened to a message; the moment in Asia/Shanghai."""

    seq: int
    at: datetime
    kind: str
    by: str
    why: str


@dataclass(frozen=True)
class Message:
    """One message: its words, who approved them, what happened to it; ``again`` whether the same
    words may be sent on another occasion.
    """

    line: Line
    text: Text
    approval: Review | None
    steps: tuple[Step, ...]
    again: bool


def outbox(toolbox: "Toolbox", scope: Scope, state: str = "all") -> Outbox:
    """The messages that the asker may see: a maker's own, all for compliance.

    Raises:
        RefusedByPolicy: the role neither sends nor watches.
    """
    every = outbox_state(toolbox, scope, OutboxQuery()).items
    found = [one for one in every if state in ("all", one.state)][::-1]
    lines = _lines(toolbox, scope, found[:MOST])
    return Outbox(Counter(one.state for one in every), lines, max(0, len(found) - MOST))


def message(toolbox: "Toolbox", scope: Scope, key: str) -> Message:
    """One message.

    Raises:
        RefusedByPolicy: the role neither sends nor watches.
        NotFound: not one of the asker's messages.
    """
    every = outbox_state(toolbox, scope, OutboxQuery()).items
    entry = next((one for one in every if one.key == key), None)
    if entry is None:
        raise NotFound(f"key must name one of {scope}'s messages, got {key[:70]!r}")
    (line,) = _lines(toolbox, scope, [entry])
    asked = toolbox.ledger.reviews.of_text(entry.text_id)
    return Message(
        line=line,
        text=required_text(toolbox, entry.text_id),
        approval=next((one for one in reversed(asked) if one.state == "approved"), None),
        steps=_steps(toolbox, entry),
        again=entry.state in ("failed", "cancelled"),
    )


def rule_said(rule: str) -> str:
    """Why a message waits or has ended, for people; empty where nothing stands in its way."""
    if not rule:
        return ""
    key = f"outbox_rules.{rule}"
    return say(key) if knows(key) else rule


def _lines(toolbox: "Toolbox", scope: Scope, found: list[Entry]) -> tuple[Line, ...]:
    """With names; the name of who is no longer the asker's is not said."""
    ids = sorted({one.customer_id for one in found})
    mine = persons(toolbox.view(scope), ids) if ids else {}
    names = {customer_id: one.name for customer_id, one in mine.items()}
    return tuple(Line(one, names.get(one.customer_id, ""), rule_said(one.rule)) for one in found)


def _steps(toolbox: "Toolbox", entry: Entry) -> tuple[Step, ...]:
    steps = []
    for record in toolbox.ledger.records_about(entry.key):
        said = record.payload if isinstance(record.payload, dict) else {}
        if said.get("key") == entry.key:
            at = datetime.fromisoformat(record.at).astimezone(SHANGHAI)
            by, rule = str(said.get("by") or ""), str(said.get("rule") or "")
            steps.append(Step(record.seq, at, record.kind, by, rule_said(rule)))
    return tuple(steps)
