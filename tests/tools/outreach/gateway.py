"""A gateway of tests: it loses answers, takes late, says no, and counts what it took."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from tools.outreach.gateways import NotTaken, Outgoing, Refused, Standing, Unclear

Mood = Literal["fine", "lost", "lost_untaken", "busy", "no", "broken", "killed", "killed_after"]


class Killed(BaseException):
    """The process is gone: nothing after it runs."""


@dataclass
class FakeGateway:
    """``lost``: takes the message, and the answer is lost. ``lost_untaken``: neither arrives.
    ``killed`` and ``killed_after``: the worker dies before, or after, it was taken.
    """

    moods: list[Mood] = field(default_factory=list)
    name: str = "fake"
    speaks: bool = True
    taken: "Counter[str]" = field(default_factory=Counter)
    bodies: dict[str, Outgoing] = field(default_factory=dict)

    def send(self, message: Outgoing) -> str:
        mood = self.moods.pop(0) if self.moods else "fine"
        if mood == "busy":
            raise NotTaken("busy")
        if mood == "no":
            raise Refused("no such reader")
        if mood == "lost_untaken":
            raise Unclear("no answer")
        if mood == "killed":
            raise Killed
        self.taken[message.key] += 1
        self.bodies[message.key] = message
        if mood == "lost":
            raise Unclear("no answer")
        if mood == "broken":
            raise ValueError("an answer that is no answer")
        if mood == "killed_after":
            raise Killed
        return f"n-{len(self.taken)}"

    def ask(self, key: str) -> Standing:
        if not self.speaks:
            return "cannot_say"
        return "taken" if self.taken[key] else "absent"
