"""Purchases that are turned into instalments: by holders of a credit card who like to pay later,
after weeks in which they spent more than is usual for them.
"""

from dataclasses import dataclass

import numpy as np

from decision_models.mart.demo_bank.cash import CONSUMPTION, THIRD_PARTY, Cash
from decision_models.mart.demo_bank.habits import Habits
from decision_models.mart.demo_bank.timeline import (
    DAYS,
    WEEKS,
    Floats,
    Ints,
    Rng,
    first_day,
    last_day,
    week_of,
)
from decision_models.mart.demo_bank.traits import Traits

_BASE = -6.5  # log-odds a week of a card holder
_AFTER_SPENDING = 0.9
_WEEKS_SPENT = 4
_MONTHS = np.array([3, 6, 12, 24])


@dataclass(frozen=True)
class Instalments:
    """Instalment plans, one entry each: ``amount`` in yuan, ``term`` in days."""

    customer: Ints
    day: Ints
    amount: Floats
    term: Ints
    rate: Floats


def draw_instalments(
    rng: Rng, traits: Traits, habits: Habits, cash: Cash, card_since: Ints
) -> Instalments:
    """The plans of one block; ``card_since`` is the day of each customer's first credit card
    (beyond the last day: none).
    """
    spent = _spent(cash, traits.size)
    usual = spent.mean(axis=0) + 1.0
    heavy = np.clip(np.log((spent + 0.2 * usual) / (1.2 * usual)), -1.5, 1.5)
    odds = _BASE + 1.2 * habits.pays_later + _AFTER_SPENDING * heavy
    starts = np.array([first_day(week) for week in range(WEEKS)])
    holds = card_since[None, :] < starts[:, None]
    holds &= traits.opened[None, :] < starts[:, None]
    week, customer = np.nonzero((rng.random(odds.shape) < 1 / (1 + np.exp(-odds))) & holds)
    ends = np.array([last_day(number) for number in range(WEEKS)])
    day = np.minimum(rng.integers(starts[week], ends[week] + 1), DAYS - 1)
    months = rng.choice(_MONTHS, week.size, p=[0.2, 0.3, 0.4, 0.1])
    amount = spent[week, customer] * rng.uniform(0.3, 0.9, week.size)
    rate = np.round(0.12 + 0.03 * rng.random(week.size), 4)
    return Instalments(customer, day, np.maximum(np.round(amount, -2), 600.0), months * 30, rate)


def _spent(cash: Cash, size: int) -> Floats:
    """Week by customer: what was spent in that week and the three before it."""
    spending = np.isin(cash.kind, (CONSUMPTION, THIRD_PARTY)) & (cash.into == 0)
    cell = week_of(cash.day[spending]) * size + cash.customer[spending]
    weekly = np.bincount(cell, cash.amount[spending], WEEKS * size).reshape(WEEKS, size)
    total = np.cumsum(weekly, axis=0)
    total[_WEEKS_SPENT:] -= total[:-_WEEKS_SPENT].copy()
    return np.asarray(total)
