"""How often one asker, and one address, may ask. Counted in each process for itself."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from api.problems import TooMany

USER_A_MINUTE = 120
"""Enough for somebody who works with it all day; a program that needs more says so."""
CLIENT_A_MINUTE = 6000
"""Of one address, before anybody is known: a branch behind one gateway, not a guesser of tokens."""
_MOST = 50_000  # names remembered
_BURST = 0.5  # of a minute's allowance at once


@dataclass
class _Bucket:
    left: float
    at: float


class Rate:
    """A bucket for each name, which fills by ``a_minute`` and holds half of that.

    Args:
        a_minute: requests; 0 lifts the limit.
        what: whose limit it is, in errors.
        now: a clock in seconds that never goes back.
    """

    def __init__(self, a_minute: int, what: str, now: Callable[[], float] = time.monotonic) -> None:
        self._a_minute = a_minute
        self._holds = max(1.0, a_minute * _BURST)
        self._what = what
        self._now = now
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, name: str) -> None:
        """Count one request of ``name``.

        Raises:
            TooMany: says after how many seconds the next is taken.
        """
        if not self._a_minute:
            return
        a_second = self._a_minute / 60
        with self._lock:
            now = self._now()
            bucket = self._buckets.setdefault(name, _Bucket(self._holds, now))
            bucket.left = min(self._holds, bucket.left + (now - bucket.at) * a_second)
            bucket.at = now
            self._buckets.move_to_end(name)
            while len(self._buckets) > _MOST:
                self._buckets.popitem(last=False)
            if bucket.left < 1:
                wait = ceil((1 - bucket.left) / a_second)
                raise TooMany(
                    f"{self._what} may send at most {self._a_minute} requests a minute, got more",
                    wait,
                )
            bucket.left -= 1


class Rates:
    """The limits of an installation."""

    def __init__(
        self,
        user_a_minute: int = USER_A_MINUTE,
        client_a_minute: int = CLIENT_A_MINUTE,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.users = Rate(user_a_minute, "one asker", now)
        self.clients = Rate(client_a_minute, "one client", now)
