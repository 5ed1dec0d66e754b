"""What is known of contacting a customer: through which channel it helps, and when it is taken.

Said of nobody but those for whose kind an experiment, or later contacts, have shown it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias

from home.clock import SHANGHAI
from prompts.messages import say

if TYPE_CHECKING:
    from decision_models.fatigue.weariness import Weariness
    from decision_models.policy import ContactPolicy
    from decision_models.scoring.touch import Touch
    from tools.toolbox import Toolbox

Touches: TypeAlias = "Mapping[str, Touch]"
"""By channel."""

_TAKEN = {"outbound_call": "answered"}
_OPENED = "opened"


def touches_of(toolbox: "Toolbox", customer_ids: Iterable[str]) -> "dict[str, dict[str, Touch]]":
    """By customer and channel, of the last scoring run; empty where none was made."""
    return toolbox.lookup.touches(list(customer_ids))


def weariness_of(touches: Touches, later: tuple[datetime, ...]) -> "dict[str, Weariness]":
    """By channel, how contacts have wearied the customer; ``later``: those that only the ledger
    knows.
    """
    return {
        channel: replace(touch.weariness, later=later)
        for channel, touch in touches.items()
        if touch.weariness is not None
    }


def gains_of(touches: Touches) -> dict[str, float]:
    """By channel, what a contact adds to the chance of a purchase, where it is known to help."""
    return {
        channel: touch.uplift
        for channel, touch in touches.items()
        if touch.verdict == "lifts" and touch.uplift is not None and touch.uplift > 0
    }


def preferred(channels: Sequence[str], touches: Touches) -> str | None:
    """Of the channels that are open, in the usual order: the one that helps most where one is
    known to help, else the first that is not known to harm, else the first.
    """
    helps = [c for c in channels if c in touches and touches[c].verdict == "lifts"]
    if helps:
        return max(helps, key=lambda channel: touches[channel].uplift or 0.0)
    harmless = [c for c in channels if c not in touches or touches[c].verdict != "lowers"]
    return next(iter(harmless or channels), None)


def next_in_hours(
    earliest: datetime, hours: tuple[int, int], policy: "ContactPolicy"
) -> datetime | None:
    """The first moment from ``earliest`` within the hours and the institution's own, in Shanghai;
    None where these do not meet.
    """
    opens = max(time(hours[0]), policy.opens)
    closes = policy.closes if hours[1] > 23 else min(time(hours[1]), policy.closes)
    if opens >= closes:
        return None
    local = earliest.astimezone(SHANGHAI)
    if local.time() < opens:
        return datetime.combine(local.date(), opens, SHANGHAI)
    if local.time() < closes:
        return local
    return datetime.combine(local.date() + timedelta(days=1), opens, SHANGHAI)


def advice(channel: str, touch: "Touch") -> str:
    """What may be said, in Chinese; empty where nothing is known."""
    said = []
    if touch.verdict in ("lifts", "lowers"):
        said.append(say(f"contact.{touch.verdict}", channel=channel))
    if touch.hours is not None:
        first, last = touch.hours
        key = f"contact.hours_{_TAKEN.get(channel, _OPENED)}"
        said.append(say(key, first=first, last=last))
    return "；".join(said)
