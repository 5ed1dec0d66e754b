"""Until when a text model may take: one moment, passed down from the turn to each request."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

Monotonic: TypeAlias = Callable[[], float]
"""Seconds that only ever go forward; ``time.monotonic``, or a test's own."""


@dataclass(frozen=True)
class Deadline:
    """A moment ``at`` on ``clock``, in seconds."""

    at: float
    clock: Monotonic = time.monotonic

    @classmethod
    def after(cls, seconds: float, clock: Monotonic = time.monotonic) -> "Deadline":
        """The moment ``seconds`` from now."""
        return cls(clock() + seconds, clock)

    def left(self) -> float:
        """Seconds until then; 0 once it has passed."""
        return max(0.0, self.at - self.clock())

    @property
    def passed(self) -> bool:
        """Whether it is too late."""
        return self.left() <= 0

    @property
    def called_off(self) -> bool:
        """Whether nobody waits any more: its clock has gone to the end of time."""
        return math.isinf(self.clock())

    def within(self, seconds: float) -> "Deadline":
        """The sooner of this and ``seconds`` from now."""
        return Deadline(min(self.at, self.clock() + seconds), self.clock)
