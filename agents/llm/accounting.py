"""What the text models were asked and what it cost, since the process began."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass

Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Prices:
    """What a million tokens cost, in the institution's currency; 0 where it owns the hardware."""

    prompt: float = 0.0
    completion: float = 0.0
    cached: float | None = None

    def cost(self, prompt_tokens: int, completion_tokens: int, cached_tokens: int = 0) -> float:
        """The cost of one reply; cached prompt tokens at their own price, where there is one."""
        cached_price = self.prompt if self.cached is None else self.cached
        fresh = max(0, prompt_tokens - cached_tokens)
        total = fresh * self.prompt + cached_tokens * cached_price
        return (total + completion_tokens * self.completion) / 1e6


@dataclass(frozen=True)
class Sample:
    """One number of ``/metrics``."""

    name: str
    labels: Labels
    value: float


class Account:
    """Totals by endpoint and model; safe from any thread. Holds nothing about any person."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._totals: dict[tuple[str, Labels], float] = {}

    def add(self, name: str, amount: float, **labels: str) -> None:
        """Add to a total."""
        key = (name, tuple(sorted(labels.items())))
        with self._lock:
            self._totals[key] = self._totals.get(key, 0.0) + amount

    def samples(self) -> Iterator[Sample]:
        """Every total, in order."""
        with self._lock:
            totals = sorted(self._totals.items())
        for (name, labels), value in totals:
            yield Sample(name, labels, value)
