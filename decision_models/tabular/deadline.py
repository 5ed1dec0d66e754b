"""The budget, and whether what is left of it still allows the last fits on all rows."""

import time as clock
from dataclasses import dataclass, field

_LAST = 1.3  # a fit on all rows against one on the rows of a fold
_SLACK = 0.05  # of the budget: for blending, calibration and writing
_A_CELL, _A_COLUMN = 0.7e-6, 0.7e-3  # seconds to read one and to look at it, on one core
_LEAST_WORK = 0.2  # of the budget


def reading_seconds(rows: int, columns: int) -> float:
    """About what a table takes before the first learner sees it."""
    return _A_CELL * rows * columns + _A_COLUMN * columns


class OutOfTime(Exception):
    """The clock ran out while a candidate was being fitted."""


@dataclass
class Deadline:
    """When to stop starting new work.

    Attributes:
        seconds: the budget. started: when it began to run.
        reading: what of it the table takes, by its size alone.
    """

    seconds: float
    started: float = field(default_factory=clock.monotonic)
    reading: float = 0.0

    @property
    def work(self) -> float:
        """Seconds left for learning, from which the plan follows: never from a clock."""
        return max(_LEAST_WORK * self.seconds, self.seconds - self.reading)

    def left(self) -> float:
        """Seconds until the budget is spent."""
        return self.seconds - (clock.monotonic() - self.started)

    def first(self, share: float) -> "Deadline":
        """Of a share of the budget, running since the same moment."""
        return Deadline(share * self.seconds, self.started, self.reading)

    def rest(self, share: float) -> "Deadline":
        """Of what ``first`` leaves, running from when that was to end, or now if it ended early."""
        begun = min(self.started + share * self.seconds, clock.monotonic())
        return Deadline((1 - share) * self.seconds, begun)


class Guard:
    """Keeps back the time that the last fits will take, from what the folds took."""

    def __init__(self, deadline: Deadline, folds: int) -> None:
        self.deadline = deadline
        self.folds = folds
        self.one_fold = 0.0  # seconds of one fold of all candidates that are done
        self.begun = 0  # folds of the candidate at hand
        self.began = deadline.left()
        self.done = 0

    def next_fold(self) -> None:
        """A fold begins.

        Raises:
            OutOfTime: no time is left for it.
        """
        self.check()
        self.begun += 1

    def finish(self) -> None:
        """A candidate is done."""
        now = self.deadline.left()
        self.one_fold += (self.began - now) / max(1, self.begun)
        self.began, self.begun = now, 0
        self.done += 1

    def late(self) -> bool:
        """Whether to end the work at hand; never for the first candidate."""
        now = self.deadline.left()
        at_hand = (self.began - now) / max(1, self.begun)
        need = _LAST * (self.one_fold + at_hand) + _SLACK * self.deadline.seconds
        return self.done > 0 and now < need

    def over(self, folds: int) -> bool:
        """Whether the first candidate, without which there is no model, keeps the ``folds`` that it
        has: at least two, and the whole budget is gone."""
        return self.done == 0 and folds >= 2 and self.deadline.left() < 0

    def check(self) -> None:
        """Go on, or raise ``OutOfTime``."""
        if self.late():
            raise OutOfTime

    def room_for(self, seeds: int) -> bool:
        """Whether the last fits can be repeated with so many seeds."""
        return self.deadline.left() > _LAST * seeds * self.one_fold
