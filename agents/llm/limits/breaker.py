"""The circuit breaker of one endpoint: who keeps failing is left alone for a while.

Closed: requests go through. Open after ``failures`` faults in a row, or for as long as the server
asked to be left alone: none goes through, so that answers do not wait for a dead server. Half-open
when the time is over: one request tries, and its outcome closes or opens it again.
(M. Nygard, Release It!, 2nd ed., ch. 5.)
"""

import threading
import time
from typing import Literal

from agents.llm.deadline import Monotonic

State = Literal["closed", "open", "half_open"]


class Breaker:
    """Safe from any thread. Every admitted request must end in ``succeeded`` or ``failed``."""

    def __init__(
        self, failures: int = 5, seconds: float = 30.0, clock: Monotonic = time.monotonic
    ) -> None:
        self.failures = failures
        self.seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._until: float | None = None
        self._trying = False

    @property
    def state(self) -> State:
        """Where it stands now."""
        with self._lock:
            return self._state()

    def _state(self) -> State:
        if self._until is None:
            return "closed"
        return "open" if self._clock() < self._until else "half_open"

    def admits(self) -> bool:
        """Whether a request may go through; in the half-open state, only the one that tries."""
        with self._lock:
            state = self._state()
            if state == "closed":
                return True
            if state == "open" or self._trying:
                return False
            self._trying = True
            return True

    def succeeded(self) -> None:
        """The endpoint is alive, whatever it thought of the request."""
        with self._lock:
            self._in_a_row, self._until, self._trying = 0, None, False

    def failed(self) -> None:
        """The endpoint is to blame."""
        with self._lock:
            self._in_a_row += 1
            if self._trying or self._in_a_row >= self.failures:
                self._until = self._clock() + self.seconds
            self._trying = False

    def rest(self, seconds: float) -> None:
        """The endpoint asked to be left alone for so long (``Retry-After``)."""
        with self._lock:
            self._until = max(self._until or 0.0, self._clock() + seconds)
            self._trying = False
