"""Stopping a turn: its asker wants no answer any more."""

import math
import threading
import time
from collections.abc import Iterable

from agents.state import Decision
from tools.calling import Effect
from tools.catalogue import find


class Stop:
    """What the asker of one turn may press, from any thread; looked at between the steps of the
    graph, and by whatever waits for a text model.
    """

    def __init__(self) -> None:
        self._pressed = threading.Event()

    def press(self) -> None:
        """No answer is wanted any more."""
        self._pressed.set()

    @property
    def pressed(self) -> bool:
        """Whether it was."""
        return self._pressed.is_set()

    def clock(self) -> float:
        """A deadline's clock: once stopped, whatever time there was is over."""
        return math.inf if self.pressed else time.monotonic()


def has_acted(decisions: Iterable[Decision]) -> bool:
    """Whether a decision has written something. Such a turn is not stopped any more: its receipt
    says what was done, and nobody would know otherwise.
    """
    return any(
        find(made.tool).effect is Effect.WRITE for decision in decisions for made in decision.calls
    )
