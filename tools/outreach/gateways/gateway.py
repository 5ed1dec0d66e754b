"""What a gateway is to the outbox: it takes a message, refuses it, or nobody knows."""

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

Standing: TypeAlias = Literal["taken", "absent", "cannot_say"]
"""What a gateway knows of a key: it has the message; it has not, and whatever was under way when
it is asked would have arrived; or it cannot be asked."""


class GatewayError(Exception):
    """A message was not taken, or may not have been; the message names no person."""


class NotTaken(GatewayError):
    """Surely not taken; the same may be tried again later."""


class Refused(GatewayError):
    """Surely not taken, and never will be."""


class Unclear(GatewayError):
    """It may have been taken: the answer was lost."""


@dataclass(frozen=True)
class Outgoing:
    """A message as it leaves. ``key`` is the same on each attempt: a gateway that knows it takes it
    once. ``record`` is the audit record written before it left, number and hash: whoever keeps
    messages keeps witnesses of the chain.
    """

    key: str
    customer_id: str
    channel: str
    title: str | None
    body: str
    text_id: str
    campaign: str
    aigc: dict[str, str]
    record: tuple[int, str]


class Gateway(Protocol):
    """A way out for a channel."""

    @property
    def name(self) -> str:
        """What the outbox and the audit call it."""
        ...

    def send(self, message: Outgoing) -> str:
        """Hand the message over; the gateway's own number for it.

        Raises:
            NotTaken, Refused, Unclear: as they say; anything else counts as ``Unclear``.
        """
        ...

    def ask(self, key: str) -> Standing:
        """Whether the gateway has this message."""
        ...
