"""Risk assessments of simulated customers: what they know of themselves, with noise, for a year."""

import numpy as np

from decision_models.mart.demo_bank.timeline import DAYS, FOREVER, Flags, Ints, Rng
from decision_models.mart.demo_bank.traits import Traits

VALID_DAYS = 365
"""An assessment is valid for 12 months (适当性办法 2025/7, in force from 2026-02-01)."""
_EDGES = np.array([-1.25, -0.25, 0.75, 1.6])


class Assessments:
    """The assessments of one block, growing as customers are assessed again.

    ``customer``, ``day`` and ``level`` (1 to 5) are lists of arrays, one entry an assessment.
    """

    def __init__(self, rng: Rng, traits: Traits) -> None:
        self._risk = traits.risk
        self.last_day = np.full(traits.size, -FOREVER)
        self.last_level = np.ones(traits.size, dtype=np.int64)
        self.customer: list[Ints] = []
        self.day: list[Ints] = []
        self.level: list[Ints] = []
        ever = np.flatnonzero((traits.opened < -30) & (rng.random(traits.size) < 0.93))
        oldest = np.maximum(-900, traits.opened[ever])
        earlier = oldest + (rng.random(ever.size) ** 0.6 * -oldest).astype(np.int64)
        self._assess(rng, ever, np.minimum(earlier, -1))
        new = np.flatnonzero((traits.opened >= 0) & (rng.random(traits.size) < 0.75))
        self._assess(
            rng, new, np.minimum(traits.opened[new] + rng.integers(0, 15, new.size), DAYS - 1)
        )
        self._renew(rng)

    def _assess(self, rng: Rng, who: Ints, day: Ints) -> Ints:
        level = 1 + np.searchsorted(_EDGES, self._risk[who] + 0.45 * rng.standard_normal(who.size))
        self.customer.append(who)
        self.day.append(day)
        self.level.append(level)
        self.last_day[who], self.last_level[who] = day, level
        return np.asarray(level)

    def _renew(self, rng: Rng) -> None:
        """Some renew soon after it expires, whatever they buy; up to the start of the history."""
        for _ in range(2):
            lapsed = (self.last_day > -FOREVER) & (self.last_day < -VALID_DAYS)
            who = np.flatnonzero(lapsed & (rng.random(lapsed.size) < 0.75))
            wait = rng.integers(0, 150, who.size)
            self._assess(rng, who, np.minimum(self.last_day[who] + VALID_DAYS + wait, -1))

    def level_for_purchase(self, rng: Rng, who: Ints, day: Ints, needed: Flags | bool) -> Ints:
        """The level that counts when they want to buy on that day, assessing them anew where it
        has expired and they agree; 0 where there is none and 1 where none is ``needed``.
        """
        if not needed:
            return np.ones(who.size, dtype=np.int64)
        level = self.last_level[who].copy()
        expired = (day - self.last_day[who] >= VALID_DAYS) | (self.last_day[who] > day)
        agrees = expired & (rng.random(who.size) < 0.85) & (self.last_day[who] < day)
        level[expired] = 0
        level[agrees] = self._assess(rng, who[agrees], day[agrees])
        return level

    def renew_lapsed(self, rng: Rng) -> None:
        """Half of those whose assessment lapsed in the history renewed it of their own accord."""
        lapsed_on = self.last_day + VALID_DAYS
        could = (self.last_day > -FOREVER) & (lapsed_on >= 0) & (lapsed_on < DAYS - 8)
        who = np.flatnonzero(could & (rng.random(could.size) < 0.5))
        span = DAYS - 8 - lapsed_on[who]
        wait = np.minimum(rng.exponential(45, who.size), span - 1).astype(np.int64)
        self._assess(rng, who, lapsed_on[who] + np.maximum(wait, 0))

    def columns(self) -> tuple[Ints, Ints, Ints]:
        """Customer, day and level of all assessments."""
        return np.concatenate(self.customer), np.concatenate(self.day), np.concatenate(self.level)


def initial_levels(assessments: Assessments) -> Ints:
    """The level on the first day of the history, 2 for who was never assessed."""
    known = assessments.last_day < 0
    return np.where(known & (assessments.last_day > -FOREVER), assessments.last_level, 2)
