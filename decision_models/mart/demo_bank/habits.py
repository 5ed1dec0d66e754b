"""Lasting habits of how customers take contacts and pay, drawn apart from everything else.

They have a random stream of their own, so that a habit that is added changes nothing but what it
is read for.
"""

from dataclasses import dataclass

import numpy as np

from decision_models.mart.demo_bank.names import OCCUPATIONS
from decision_models.mart.demo_bank.timeline import Floats, Rng
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
