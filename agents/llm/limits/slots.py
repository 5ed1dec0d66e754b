"""How many requests one endpoint is sent at once; one too many waits, but not for ever."""

import threading


class Slots:
    """``count`` places; safe from any thread."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._free = threading.Semaphore(count)
        self._lock = threading.Lock()
        self._taken = 0

    @property
    def taken(self) -> int:
        """How many are in use."""
        return self._taken

    def take(self, seconds: float) -> bool:
        """Take a place, waiting at most ``seconds`` for one; False where none came free."""
        got = (
            self._free.acquire(timeout=seconds)
            if seconds > 0
            else self._free.acquire(blocking=False)
        )
        if got:
            with self._lock:
                self._taken += 1
        return got

    def give_back(self) -> None:
        """Let the next one in."""
        with self._lock:
            self._taken -= 1
        self._free.release()
