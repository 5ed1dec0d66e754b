"""Into the outbox and out of it: who may send what to whom, what waits, what was stopped."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from pydantic import Field
from sqlalchemy import Connection

from home.errors import BadInput, NotFound, RefusedByPolicy
from prompts.messages import say
from tools.access import Role, Scope
from tools.arguments import Arguments
from tools.drafts import CHECKER, MAKERS, own_text, require
from tools.ledger import outbox
from tools.ledger.outbox import Entry, key_of
from tools.ledger.texts import Text
from tools.outreach.clearance import Clearance, clear
from tools.reviews.submitting import recipients_of

if TYPE_CHECKING:
    from tools.toolbox import Toolbox

WAITS = timedelta(days=7)
"""How long a message may wait for its time: after that its occasion is gone."""
MOST_RECIPIENTS = 5_000
_WATCHERS = MAKERS | {CHECKER, Role.OPERATOR}


class SendRequest(Arguments):
    """A text of one's own, to one's customers."""

    text_id: str = Field(description="内容编号", examples=["T0123456789AB"])
    recipients: list[str] = Field(
        default_factory=list,
        max_length=MOST_RECIPIENTS,
        description="收件客户编号；写给一位客户的文案不用填",
    )
    campaign: str = Field(
        default="",
        max_length=100,
        description="活动或由头；同一文案对同一客户同一由头只发一次",
        examples=["K01"],
    )


class OutboxQuery(Arguments):
    """Which messages to list."""

    state: Literal["pending", "sending", "sent", "unknown", "failed", "cancelled", "all"] = Field(
        default="all", description="状态"
    )
    text_id: str | None = Field(default=None, description="只看这条文案", examples=["T01"])


class MessageKey(Arguments):
    """One message of the outbox."""

    key: str = Field(min_length=8, max_length=64, description="消息编号，前8位即可")
    reason: str = Field(min_length=1, max_length=500, description="理由")


class Settlement(MessageKey):
    """What a person found out about a message whose fate is unknown."""

    outcome: Literal["sent", "not_sent"] = Field(description="对方是否收到", examples=["sent"])


@dataclass(frozen=True)
class Standing:
    """One message, or why there is none. ``key`` is empty where nothing was put into the outbox."""

    customer_id: str
    allowed: bool
    rule: str
    why: str
    until: datetime | None
    key: str
    state: str


@dataclass(frozen=True)
class Dispatch:
    """What became of a request, recipient by recipient."""

    text_id: str
    channel: str
    items: tuple[Standing, ...]
    text: str


@dataclass(frozen=True)
class Messages:
    """Messages of the outbox, first queued first."""

    items: tuple[Entry, ...]


def may_send(toolbox: "Toolbox", scope: Scope, given: SendRequest) -> Dispatch:
    """What would become of a request now, and why; nothing is changed.

    Raises:
        RefusedByPolicy: the role sends nothing.
        NotFound: not the asker's text, or not their customers.
        BadInput: nobody to send it to.
    """
    text, verdicts = _verdicts(toolbox, scope, given)
    with toolbox.ledger.reading() as connection:
        entries = {one: _find(connection, text, one, given) for one in verdicts}
    return _dispatch(text, verdicts, entries, "outreach.looked_at")


def queue_message(toolbox: "Toolbox", scope: Scope, given: SendRequest) -> Dispatch:
    """Put a text into the outbox, for each recipient whom no rule forbids for good.

    The same text to the same customer on the same occasion is one message, however often this is
    asked. Everything is checked again when it leaves.

    Raises:
        RefusedByPolicy: the role sends nothing.
        NotFound: not the asker's text, or not their customers.
        BadInput: nobody to send it to.
    """
    text, verdicts = _verdicts(toolbox, scope, given)
    entries: dict[str, Entry | None] = {}
    with toolbox.ledger.writing() as writing:
        for one, verdict in verdicts.items():
            entry = _find(writing.connection, text, one, given)
            if entry is None and (verdict.allowed or verdict.until is not None):
                entry = _entry(writing.now, scope, text, one, given.campaign, verdict)
                outbox.put(writing, entry)
            entries[one] = entry
    return _dispatch(text, verdicts, entries, "outreach.queued")


def _verdicts(
    toolbox: "Toolbox", scope: Scope, given: SendRequest
) -> tuple[Text, dict[str, Clearance]]:
    require(scope, MAKERS, "send messages to customers")
    text = own_text(toolbox, scope, given.text_id)
    recipients = recipients_of(toolbox, scope, text, given.recipients)
    if not recipients:
        raise BadInput(f"text {text.text_id} must be given recipients, got none")
    return text, {one: clear(toolbox, text, one, scope) for one in recipients}


def _find(connection: Connection, text: Text, customer_id: str, given: SendRequest) -> Entry | None:
    key = key_of(text.sha256, customer_id, text.channel, given.campaign)
    return outbox.find(connection, key)


def _entry(
    now: datetime, scope: Scope, text: Text, customer_id: str, campaign: str, verdict: Clearance
) -> Entry:
    return Entry(
        key=key_of(text.sha256, customer_id, text.channel, campaign),
        text_id=text.text_id,
        text_sha256=text.sha256,
        customer_id=customer_id,
        channel=text.channel,
        campaign=campaign,
        queued_at=now,
        queued_by=str(scope),
        expires_at=now + WAITS,
        state="pending",
        not_before=verdict.until or now,
        updated_at=now,
        rule="" if verdict.allowed else verdict.rule,
    )


def _dispatch(
    text: Text, verdicts: dict[str, Clearance], entries: dict[str, Entry | None], key: str
) -> Dispatch:
    items = tuple(_standing(one, verdict, entries[one]) for one, verdict in verdicts.items())
    said = say(key, count=sum(bool(item.key) for item in items), of=len(items))
    return Dispatch(text.text_id, text.channel, items, said)


def outbox_state(toolbox: "Toolbox", scope: Scope, query: OutboxQuery) -> Messages:
    """Messages: a maker's own; all for compliance and the operator."""
    require(scope, _WATCHERS, "see the outbox")
    by = str(scope) if scope.role in MAKERS else None
    states = None if query.state == "all" else [query.state]
    return Messages(toolbox.ledger.outbox.list(states, by, query.text_id))


def cancel_message(toolbox: "Toolbox", scope: Scope, given: MessageKey) -> Entry:
    """Stop a message that has not left.

    Raises:
        RefusedByPolicy: the role sends nothing; or it is on its way, and cannot be called back.
        NotFound: not one of the asker's messages.
    """
    require(scope, MAKERS | {Role.OPERATOR}, "cancel messages")
    found = _mine(toolbox, scope, given.key)
    with toolbox.ledger.writing() as writing:
        entry = outbox.find(writing.connection, found.key)
        assert entry is not None, "entries are never deleted"
        if entry.state == "cancelled":
            return entry
        if entry.state != "pending":
            raise RefusedByPolicy(
                f"message {entry.key[:8]} must be pending to be cancelled, got {entry.state}"
            )
        made = replace(
            entry,
            state="cancelled",
            rule="by_hand",
            note=given.reason,
            worker=str(scope),
            updated_at=writing.now,
        )
        outbox.put(writing, made)
    return made


def settle_message(toolbox: "Toolbox", scope: Scope, given: Settlement) -> Entry:
    """Say what became of a message whose gateway cannot be asked.

    ``not_sent`` ends it as failed: it is never sent again by itself; who means to says so anew.

    Raises:
        RefusedByPolicy: the role sends nothing.
        NotFound: not one of the asker's messages.
        BadInput: its fate is known.
    """
    require(scope, MAKERS | {Role.OPERATOR}, "settle messages")
    found = _mine(toolbox, scope, given.key)
    with toolbox.ledger.writing() as writing:
        entry = outbox.find(writing.connection, found.key)
        assert entry is not None, "entries are never deleted"
        if entry.state != "unknown":
            raise BadInput(f"message {entry.key[:8]} must be unknown, got {entry.state}")
        made = replace(
            entry,
            state="sent" if given.outcome == "sent" else "failed",
            rule="by_hand",
            note=given.reason,
            worker=str(scope),
            updated_at=writing.now,
        )
        outbox.put(writing, made)
    return made


def _mine(toolbox: "Toolbox", scope: Scope, key: str) -> Entry:
    """The one message whose key begins so."""
    messages = outbox_state(toolbox, scope, OutboxQuery()).items
    found = [entry for entry in messages if entry.key.startswith(key)]
    if len(found) != 1:
        raise NotFound(f"key must name one of {scope}'s messages, got {key!r} ({len(found)})")
    return found[0]


def _standing(customer_id: str, verdict: Clearance, entry: Entry | None) -> Standing:
    return Standing(
        customer_id=customer_id,
        allowed=verdict.allowed,
        rule=verdict.rule,
        why=verdict.why,
        until=verdict.until,
        key=entry.key if entry else "",
        state=entry.state if entry else _without_entry(verdict),
    )


def _without_entry(verdict: Clearance) -> str:
    """``clear`` to be queued, ``waiting`` for its time, or ``refused``."""
    if verdict.allowed:
        return "clear"
    return "refused" if verdict.until is None else "waiting"
