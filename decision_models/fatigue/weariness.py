"""What contacts have left behind in one customer: a chance of refusal that fades with rest.

The model's log-odds are a part of the person and a part that each contact adds to and time takes
from, by half-lives. So the chance of a later day, and after contacts that only the ledger knows, is
a formula and no second run of the model.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HALF_LIVES = (7.0, 28.0, 90.0, 28.0)
"""Days after which half of what a contact left is gone: last week's, last month's, last quarter's,
and once more last month's by the same channel.
"""
_LONGEST_REST = 180
_DAY = 86_400.0


@dataclass(frozen=True)
class Weariness:
    """Of one customer and channel.

    Args:
        at: the moment that ``worn`` is of.
        fixed: log-odds of a refusal by somebody whom nobody contacted lately.
        worn: what earlier contacts add to it at ``at``, by half-life.
        step: what one more contact adds, by half-life.
        usual: the mean chance of a refusal in this channel.
        later: contacts since ``at``; each counts as one by this channel.
    """

    at: datetime
    fixed: float
    worn: tuple[float, ...]
    step: tuple[float, ...]
    usual: float
    later: tuple[datetime, ...] = ()

    def chance(self, at: datetime) -> float:
        """That a contact at this moment is refused, if there is none between."""
        worn = _faded(self.worn, _days(self.at, at))
        worn += sum(_faded(self.step, _days(made, at)) for made in self.later)
        return 1 / (1 + math.exp(-(self.fixed + worn)))

    def rested(self, start: datetime, limit: float) -> datetime | None:
        """The first day from ``start`` on, at the same hour, on which the chance is at most
        ``limit``; None where half a year of rest does not bring it there.
        """
        if self.chance(start) <= limit:
            return start
        if self.chance(start + timedelta(days=_LONGEST_REST)) > limit:
            return None
        low, high = 1, _LONGEST_REST
        while low < high:
            middle = (low + high) // 2
            if self.chance(start + timedelta(days=middle)) > limit:
                low = middle + 1
            else:
                high = middle
        return start + timedelta(days=low)


def _faded(parts: Sequence[float], days: float) -> float:
    return sum(
        part * math.exp2(-days / half_life)
        for part, half_life in zip(parts, HALF_LIVES, strict=True)
    )


def _days(start: datetime, end: datetime) -> float:
    return max((end - start).total_seconds() / _DAY, 0.0)
