"""Replies that were given before: the least recently used go first."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence

from agents.understanding.second_reading.reply import SecondReply


class Memo:
    """At most ``size`` replies, by a digest of what was asked; safe from any thread."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._replies: OrderedDict[str, SecondReply] = OrderedDict()

    @staticmethod
    def key(parts: Sequence[str]) -> str:
        """A digest: what was asked is not kept."""
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

    def get(self, key: str) -> SecondReply | None:
        """The reply to the same words, if it is still there."""
        with self._lock:
            if key in self._replies:
                self._replies.move_to_end(key)
            return self._replies.get(key)

    def put(self, key: str, reply: SecondReply) -> None:
        """Keep a reply."""
        with self._lock:
            self._replies[key] = reply
            self._replies.move_to_end(key)
            while len(self._replies) > self._size:
                self._replies.popitem(last=False)

    def __len__(self) -> int:
        return len(self._replies)
