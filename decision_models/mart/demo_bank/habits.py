"""Lasting habits of how customers take contacts and pay, drawn apart from everything else.

They have a random stream of their own, so that a habit that is added changes nothing but what it
is read for.
"""

from dataclasses import dataclass

import numpy as np

from decision_models.mart.demo_bank.names import OCCUPATIONS
from decision_models.mart.demo_bank.timeline import Floats, Ints, Rng
from decision_models.mart.demo_bank.traits import Traits

_ANSWERING = 0.45
_OPENING = 0.55
_VOCAL = 1.3
_PAYS_LATER = {
    "销售": 0.6,
    "自由职业": 0.5,
    "工人": 0.4,
    "企业职员": 0.2,
    "教师": -0.5,
    "公务员": -0.6,
    "退休": -0.5,
}

_AT_HOME = frozenset({"退休", "自由职业", "学生"})
_OFFICE_HOURS = {9: 0.85, 10: 0.85, 11: 0.9, 12: 1.3, 13: 1.2, 18: 1.35, 19: 1.35}
_HOME_HOURS = {9: 1.25, 10: 1.3, 11: 1.15, 12: 0.8, 13: 0.65, 18: 0.85, 19: 0.9}


@dataclass(frozen=True)
class Habits:
    """One entry a customer. ``answering`` and ``opening`` multiply the chance that a call is
    answered and a message opened, and ``vocal`` that discontent becomes a complaint: 1 on average.
    ``pays_later`` is standard normal.
    """

    answering: Floats
    opening: Floats
    vocal: Floats
    pays_later: Floats


def draw_habits(rng: Rng, traits: Traits) -> Habits:
    """The habits of one block. The old are at home and pick up, who is weary of contacts does not
    open them, some complain again and again, the young and some trades pay later.
    """
    size = traits.size
    older = (traits.age - 46) / 14
    answering = 0.25 * older - 0.20 * traits.weary + _ANSWERING * rng.standard_normal(size)
    opening = _OPENING * rng.standard_normal(size) - 0.35 * traits.weary
    vocal = _VOCAL * rng.standard_normal(size)
    trade = np.array([_PAYS_LATER.get(name, 0.0) for name in OCCUPATIONS])[traits.occupation]
    later = 0.5 * np.cos(2.2 * older + 0.9) + trade - 0.3 * traits.thrift
    later = later + 0.25 * rng.standard_normal(size)
    return Habits(
        answering=_around_one(answering),
        opening=_around_one(opening),
        vocal=_around_one(vocal),
        pays_later=(later - later.mean()) / later.std(),
    )


def _around_one(log_odds: Floats) -> Floats:
    factor = np.exp(log_odds)
    return np.asarray(factor / factor.mean())


def leisure(occupation: Ints, hour: Ints) -> Floats:
    """What the hour does to the chance that a contact is taken: 1 on average from 9 to 20.

    Who works has time at noon and in the evening, who is at home in the morning and not at nap
    time.
    """
    at_home = np.array([name in _AT_HOME for name in OCCUPATIONS])[occupation]
    home, office = (
        np.array([hours.get(hour, rest) for hour in range(24)])
        for hours, rest in ((_HOME_HOURS, 1.0), (_OFFICE_HOURS, 0.8))
    )
    return np.asarray(
        np.where(at_home, home[hour] / home[9:20].mean(), office[hour] / office[9:20].mean())
    )
