"""What moves under the surface, week by week: interest in each kind of product, dissatisfaction,
and money coming into the house. Tables show only noisy traces of it.
"""

from dataclasses import dataclass

import numpy as np

from decision_models.mart.demo_bank.processes import FUND, LARGE, LOAN, PROCESSES, WEALTH
from decision_models.mart.demo_bank.timeline import WEEKS, Floats, Ints, Rng
from decision_models.mart.demo_bank.traits import Traits

_STAY = 0.92  # of an interest from one week to the next: it halves in eight weeks
_DWELL = 0.94  # of dissatisfaction
_SPREAD = 1.1


@dataclass(frozen=True)
class Intents:
    """Hidden states.

    ``interest`` week x customer x process, log-odds around 0 · ``unrest`` week x customer,
    dissatisfaction · ``bonus_week`` per customer (-1: none), ``bonus`` yuan · ``windfall_week``
    (-1: none), ``windfall`` yuan.
    """

    interest: Floats
    unrest: Floats
    bonus_weeks: Ints
    bonus: Floats
    windfall_week: Ints
    windfall: Floats


def draw_intents(rng: Rng, traits: Traits) -> Intents:
    """The hidden states of one block."""
    size = traits.size
    shape = (WEEKS, size, len(PROCESSES))
    shocks = rng.standard_normal(shape, dtype=np.float32)
    mood = rng.standard_normal((WEEKS, size), dtype=np.float32)
    for process in (WEALTH, FUND, LARGE):  # who thinks of one way to invest thinks of others
        shocks[:, :, process] = 0.87 * shocks[:, :, process] + 0.5 * mood
    interest = _wander(shocks, _STAY, _SPREAD)
    unrest = _wander(rng.standard_normal((WEEKS, size), dtype=np.float32), _DWELL, 1.0)
    bonus_weeks, bonus = _bonuses(rng, traits)
    windfall_week, windfall = _windfalls(rng, traits)
    states = Intents(interest, unrest, bonus_weeks, bonus, windfall_week, windfall)
    _raise_interest(rng, traits, states)
    return states


def _wander(shocks: Floats, stay: float, spread: float) -> Floats:
    states = np.empty_like(shocks)
    states[0] = spread * shocks[0]
    step = spread * np.sqrt(1 - stay**2)
    for week in range(1, WEEKS):
        states[week] = stay * states[week - 1] + step * shocks[week]
    return states


def _bonuses(rng: Rng, traits: Traits) -> tuple[Ints, Floats]:
    """A yearly bonus around the new year for six in ten who work; one falls into the history's
    first winter only, as it holds one winter.
    """
    has = (rng.random(traits.size) < 0.6) & (traits.age < 60)
    week = np.where(has, rng.integers(36, 48, traits.size), -1)
    amount = traits.income * rng.uniform(0.8, 4.5, traits.size) * has
    return week, amount


def _windfalls(rng: Rng, traits: Traits) -> tuple[Ints, Floats]:
    """A flat sold, an inheritance, a business paid out, money moved home: once for some."""
    has = rng.random(traits.size) < 0.35
    week = np.where(has, rng.integers(0, WEEKS, traits.size), -1)
    amount = 0.6 * traits.outside * np.clip(rng.lognormal(-1.6, 0.8, traits.size), 0.03, 1.5) * has
    return week, amount


def _raise_interest(rng: Rng, traits: Traits, states: Intents) -> None:
    """Money on the way raises interest before and after it comes, in the ones that plan for it."""
    weeks = np.arange(WEEKS)[:, None]
    for start, strength in ((states.bonus_weeks, 0.5), (states.windfall_week, 0.9)):
        distance = weeks - np.where(start < 0, 10_000, start)[None, :]
        wave = np.where(distance >= -2, np.exp(-np.maximum(distance, 0) / 5.0), 0.0)
        wave = np.where(distance < -2, 0.0, wave) * strength
        planning = np.clip(0.8 + 0.5 * traits.thrift, 0, 2)[None, :]
        for process in (WEALTH, LARGE, FUND):
            lean = np.clip(rng.normal(0.7, 0.5, traits.size), 0, 2)[None, :]
            states.interest[:, :, process] += wave * planning * lean
        states.interest[:, :, LOAN] -= 0.5 * wave
