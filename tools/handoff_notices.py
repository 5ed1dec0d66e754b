"""Tells the call centre who waits for a person, as soon as somebody does, until it has heard.

A customer in distress must not wait because an answer was lost: unlike a message to a customer, a
notice whose fate is unknown is sent again, with the same key, by which the receiver folds it.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from home.clock import Clock, system_clock
from tools.access import Role, Scope
from tools.customers import persons
from tools.handoffs import DAYS, Waiting, waiting
from tools.ledger import notices
from tools.ledger.notices import Notice
from tools.outreach.gateways import GatewayError

if TYPE_CHECKING:
    from tools.ledger.canonical import Json
    from tools.ledger.writing import Writing
    from tools.toolbox import Toolbox

log = logging.getLogger(__name__)

EVENT = "customer_waits"
_EVERYBODY = Scope(Role.COMPLIANCE, "handoff-notices")
_LEASE = timedelta(minutes=1)
_REST = timedelta(seconds=5)
_LONGEST_REST = timedelta(minutes=15)


class Receiver(Protocol):
    """The call centre's door; ``tools.outreach.gateways.webhook`` is one."""

    def post(self, key: str, body: "dict[str, Json]") -> str:
        """Hand a notice over; the receiver's own number for it.

        Raises:
            GatewayError: it was not taken, or nobody knows.
        """
        ...


@dataclass(frozen=True)
class Told:
    """What a run came to: notices taken by the call centre, not taken, and no longer needed."""

    sent: int = 0
    resting: int = 0
    over: int = 0


class Notifier:
    """Any number run at once, in threads, processes or on several machines.

    Args:
        toolbox: who waits, and the ledger.
        receiver: the call centre's door.
        name: who holds a claim.
        wall: the machine's clock.
    """

    def __init__(
        self, toolbox: "Toolbox", receiver: Receiver, name: str, wall: Clock = system_clock
    ) -> None:
        self._toolbox = toolbox
        self._receiver = receiver
        self._name = name
        self._wall = wall

    def run(self) -> Told:
        """Tell of everybody who waits and of whom it was not told, the urgent first.

        What is told is what ``waiting_customers`` shows: who was reached meanwhile, or waits for
        the same already, is not told of again. Nothing is given up while the customer waits.
        """
        since = self._toolbox.now - timedelta(days=DAYS)
        due = self._toolbox.ledger.notices.due(since, self._wall())
        if not due:
            return Told()
        with self._toolbox.pinned():
            found = waiting(self._toolbox, self._toolbox.view(_EVERYBODY))
            wait = [one for one in found if one.key in due]
            told = Told(over=self._leave(set(due) - {one.key for one in wait}))
            for one in wait:
                state = self._tell(one)
                if state is not None:
                    told = replace(told, **{state: getattr(told, state) + 1})
        return told

    def _leave(self, keys: set[str]) -> int:
        done = 0
        for key in sorted(keys):
            with self._toolbox.ledger.writing() as writing:
                held = self._claim(writing, key)
                if held is not None:
                    notices.put(writing, replace(held, state="over", until=None))
                    done += 1
        return done

    def _tell(self, one: Waiting) -> str | None:
        """One notice, from its claim to what became of it; None where another worker has it."""
        with self._toolbox.ledger.writing() as writing:
            held = self._claim(writing, one.key)
            record = writing.last
        if held is None or record is None:
            return None
        try:
            receipt = self._receiver.post(one.key, self._body(one, record.seq, record.hash))
        except Exception as error:  # whatever it was: told twice is better than not at all
            note = str(error) if isinstance(error, GatewayError) else type(error).__name__
            log.warning("the call centre did not take a notice: %s", note)
            return self._became(replace(held, state="resting", note=note))
        return self._became(replace(held, state="sent", until=None, receipt=receipt))

    def _claim(self, writing: "Writing", key: str) -> Notice | None:
        wall = self._wall()
        return notices.claim(writing, key, self._name, wall, wall + _LEASE)

    def _became(self, notice: Notice) -> str | None:
        if notice.state == "resting":
            notice = replace(notice, until=self._wall() + _rest(notice.attempts))
        with self._toolbox.ledger.writing() as writing:
            now = notices.find(writing.connection, notice.key)
            assert now is not None, "notices are never deleted"
            if now.state == "sent" or (now.attempts != notice.attempts and notice.state != "sent"):
                return None  # another worker took over; only that it was taken is news
            notices.put(writing, notice)
        return notice.state

    def _body(self, one: Waiting, seq: int, digest: str) -> "dict[str, Json]":
        """What is told: who waits, why, since when, whose customer; no name, for the number says
        who it is to whoever may know.
        """
        view = self._toolbox.view(_EVERYBODY)
        who = persons(view, [one.customer_id])[one.customer_id]
        return {
            "event": EVENT,
            "key": one.key,
            "customer_id": one.customer_id,
            "manager_id": who.manager_id,
            "branch_id": who.branch_id,
            "at": _moment(one.at),
            "reason": one.reason,
            "urgent": one.urgent,
            "text": one.text,
            "note": one.note,
            "thread": one.thread,
            "record": [seq, digest],
        }


def _rest(attempts: int) -> timedelta:
    doubled: timedelta = _REST * 2 ** min(attempts - 1, 12)
    return min(doubled, _LONGEST_REST)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
