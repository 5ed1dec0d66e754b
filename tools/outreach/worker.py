"""The worker: takes due messages out of the outbox and hands each to its gateway, once.

A message's claim and the record of it are committed before it leaves; what became of it is
committed after. Dying in between leaves it ``sending``; its lease ends, it becomes ``unknown``, and
is settled with the gateway, never simply sent again.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from home.clock import Clock, system_clock
from tools.drafts import required_text
from tools.ledger import outbox
from tools.ledger.outbox import Entry, State
from tools.ledger.writing import Writing
from tools.outreach.clearance import decide, prepare, sender_of
from tools.outreach.gateways import Gateway, NotTaken, Outgoing, Refused
from tools.outreach.labels import aigc

if TYPE_CHECKING:
    from tools.toolbox import Toolbox

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """How long things may take, by the machine's clock.

    ``lease`` is longer than a gateway takes to answer or give up. ``settle`` is how long after the
    lease a gateway's word that it has nothing is believed: longer than anything can still be under
    way, a worker that was stopped and goes on included. ``attempts`` is how often a message that
    was surely not taken is tried, with ``rest`` doubling between.
    """

    lease: timedelta = timedelta(minutes=3)
    settle: timedelta = timedelta(minutes=10)
    attempts: int = 5
    rest: timedelta = timedelta(seconds=30)


@dataclass(frozen=True)
class Tally:
    """What became of the messages that a run looked at, by state; ``held`` wait for their time."""

    sent: int = 0
    held: int = 0
    cancelled: int = 0
    failed: int = 0
    unknown: int = 0
    retried: int = 0

    def plus(self, name: str) -> "Tally":
        """One more of a kind."""
        return replace(self, **{name: getattr(self, name) + 1})


class Worker:
    """One worker; any number run at once, in threads, processes or on several machines.

    Args:
        toolbox: what rules look at, and the ledger.
        gateways: the way out, by channel.
        name: who holds a claim.
        wall: the machine's clock; rules go by the home's own.
    """

    def __init__(
        self,
        toolbox: "Toolbox",
        gateways: Mapping[str, Gateway],
        name: str,
        wall: Clock = system_clock,
        limits: Limits | None = None,
    ) -> None:
        self._toolbox = toolbox
        self._gateways = gateways
        self._name = name
        self._wall = wall
        self._limits = limits or Limits()

    def run(self, limit: int = 100) -> Tally:
        """Settle what is unclear, then send what is due, at most ``limit`` messages."""
        tally = Tally()
        for entry in self._toolbox.ledger.outbox.overdue(self._wall()):
            self._change(entry, "unknown", "worker_lost")
        for entry in self._toolbox.ledger.outbox.list(["unknown"]):
            became = self._settle(entry)
            tally = tally.plus(became) if became else tally
        due = self._toolbox.ledger.outbox.due(self._toolbox.now, self._wall(), limit)
        for entry in due:
            became = self._send(entry)
            tally = tally.plus(became) if became else tally
        return tally

    def _send(self, entry: Entry) -> str | None:
        """One message, from its claim to what became of it; None where another worker has it."""
        gateway = self._gateways.get(entry.channel)
        if gateway is None:
            log.warning("no gateway for channel %s; message %s waits", entry.channel, entry.key)
            return None
        claimed = self._claim(entry, gateway.name)
        if isinstance(claimed, str) or claimed is None:
            return claimed
        entry, message = claimed
        try:
            receipt = gateway.send(message)
        except NotTaken as error:
            return self._again(entry, str(error))
        except Refused as error:
            return self._change(entry, "failed", "gateway_refused", note=str(error))
        except Exception as error:  # whatever it was, the message may have left
            note = f"{type(error).__name__}: {error}"
            log.warning("message %s: %s", entry.key, type(error).__name__)  # no addresses in logs
            return self._change(entry, "unknown", "no_answer", note=note)
        return self._change(entry, "sent", "", receipt=receipt)

    def _claim(self, entry: Entry, gateway: str) -> tuple[Entry, Outgoing] | str | None:
        """Check everything, then take the message; the record is written before it leaves."""
        text = required_text(self._toolbox, entry.text_id)
        by = sender_of(entry.queued_by)
        prepared = prepare(self._toolbox, text, entry.customer_id, by)
        with self._toolbox.ledger.writing() as writing:
            now = outbox.find(writing.connection, entry.key)
            if now is None or (now.state, now.attempts) != (entry.state, entry.attempts):
                return None  # another worker was here
            if now.expires_at <= self._toolbox.now:
                return self._put(writing, now, "cancelled", rule="expired")
            if text.sha256 != now.text_sha256:
                return self._put(writing, now, "cancelled", rule="text_changed")
            clearance = decide(self._toolbox, prepared, writing.connection)
            if not clearance.allowed and clearance.until is None:
                return self._put(writing, now, "cancelled", rule=clearance.rule)
            if not clearance.allowed:
                self._put(writing, now, "pending", clearance.rule, not_before=clearance.until)
                return "held"
            taken = replace(
                now,
                state="sending",
                rule="",
                attempts=now.attempts + 1,
                worker=self._name,
                gateway=gateway,
                lease_until=self._wall() + self._limits.lease,
                released_at=self._toolbox.now,
                updated_at=writing.now,
            )
            outbox.put(writing, taken)
            assert writing.last is not None
            record = (writing.last.seq, writing.last.hash)
        message = Outgoing(
            key=taken.key,
            customer_id=taken.customer_id,
            channel=taken.channel,
            title=text.title,
            body=text.body,
            text_id=text.text_id,
            campaign=taken.campaign,
            aigc=aigc(text),
            record=record,
        )
        return taken, message

    def _again(self, entry: Entry, note: str) -> str:
        """Let a message that was surely not taken rest, or give it up."""
        if entry.attempts >= self._limits.attempts:
            return self._change(entry, "failed", "not_taken", note=note)
        rest = self._limits.rest * 2 ** (entry.attempts - 1)
        self._change(entry, "pending", "not_taken", note=note, until=self._wall() + rest)
        return "retried"

    def _settle(self, entry: Entry) -> str | None:
        """Ask the gateway about a message whose fate is unknown; None where it cannot say yet."""
        gateway = self._gateways.get(entry.channel)
        if gateway is None:
            return None
        standing = gateway.ask(entry.key)
        if standing == "taken":
            return self._change(entry, "sent", "settled", receipt=entry.key)
        since = entry.lease_until or entry.updated_at
        if standing == "absent" and self._wall() >= since + self._limits.settle:
            return self._again(entry, "the gateway has no such message")
        return None

    def _change(
        self,
        entry: Entry,
        state: State,
        rule: str,
        *,
        note: str | None = None,
        receipt: str | None = None,
        until: datetime | None = None,
    ) -> str:
        """Note what became of a message, unless it ended meanwhile."""
        with self._toolbox.ledger.writing() as writing:
            now = outbox.find(writing.connection, entry.key)
            assert now is not None, "entries are never deleted"
            stale = (now.state, now.attempts) != (entry.state, entry.attempts)
            if stale and state != "sent":
                return now.state  # somebody settled it; only a receipt is news
            if now.state in outbox.ENDED:
                if now.state != state:  # settled by hand, and wrongly: that must not be lost
                    said = {"key": entry.key, "state": now.state, "was": state, "receipt": receipt}
                    writing.append("outbox_contradicted", said)
                return now.state
            self._put(writing, now, state, rule, note=note, receipt=receipt, lease_until=until)
        return state

    def _put(
        self,
        writing: Writing,
        entry: Entry,
        state: State,
        rule: str = "",
        *,
        not_before: datetime | None = None,
        note: str | None = None,
        receipt: str | None = None,
        lease_until: datetime | None = None,
    ) -> str:
        if state == "unknown":  # from here on the gateway's word is waited for
            lease_until = entry.lease_until or self._wall()
        made = replace(
            entry,
            state=state,
            rule=rule,
            not_before=not_before or entry.not_before,
            note=note,
            receipt=receipt,
            lease_until=lease_until,
            worker=self._name,
            updated_at=writing.now,
        )
        outbox.put(writing, made)
        return state
