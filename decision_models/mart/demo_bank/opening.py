"""What customers hold when the history begins."""

import numpy as np

from decision_models.mart.demo_bank.bank import Shelf
from decision_models.mart.demo_bank.choice import choose
from decision_models.mart.demo_bank.lots import Lots
from decision_models.mart.demo_bank.processes import INVESTMENTS
from decision_models.mart.demo_bank.timeline import FOREVER, Flags, Floats, Ints, Rng
from decision_models.mart.demo_bank.traits import Traits

_WEIGHT = (0.34, 0.12, 0.26, 0.20, 0.09, 0.03, 0.015, 0.04, 0.01)
_HOLDS = (0.42, 0.26, 0.30, 0.40, 0.22, 0.10, 0.08, 0.06, 0.015)
_LONGEST_AGO = 900  # days; what was bought earlier and is still held counts as bought then
_SMALLEST_AGO = 3


def open_portfolios(
    rng: Rng, shelf: Shelf, traits: Traits, liking: Floats, level: Ints
) -> tuple[Lots, Floats]:
    """The lots held on the first day, and the money at call; newcomers have neither yet."""
    lots = Lots.with_room(traits.size * 14)
    here = traits.here * (traits.opened < 0)
    at_call = np.minimum(traits.target * rng.lognormal(0, 0.5, traits.size), 0.7 * here)
    weight = np.array(_WEIGHT) * np.exp(0.6 * traits.affinity[:, list(INVESTMENTS)])
    weight *= rng.random(weight.shape) < np.array(_HOLDS) * np.exp(
        0.5 * weight / np.array(_WEIGHT) - 0.5
    )
    weight *= rng.uniform(0.4, 1.6, weight.shape)
    total = weight.sum(axis=1)
    at_call = np.where(total > 0, at_call, here * rng.uniform(0.5, 1.0, traits.size))
    for process in INVESTMENTS:
        amount = (here - at_call) * np.divide(
            weight[:, process], total, out=np.zeros_like(total), where=total > 0
        )
        bought = _buy(rng, shelf, traits, liking, level, lots, process, amount)
        at_call += np.where(bought, 0.0, amount * 0.5)
    return lots, at_call * (traits.opened < 0)


def _buy(
    rng: Rng,
    shelf: Shelf,
    traits: Traits,
    liking: Floats,
    level: Ints,
    lots: Lots,
    process: int,
    amount: Floats,
) -> Flags:
    who = np.flatnonzero(amount >= 50)
    size = np.floor(amount[who] / 100) * 100
    yesterday = np.full(who.size, -1)
    product = choose(
        rng, shelf, liking[who], process, yesterday, level[who], size, traits.age[who] >= 65
    )
    fits = product >= 0
    who, size, product = who[fits], size[fits], product[fits]
    room = np.minimum(-traits.opened[who], -shelf.opens[product])
    term = np.minimum(shelf.term[product], np.minimum(_LONGEST_AGO, room))
    term = np.maximum(term - 1, _SMALLEST_AGO)
    opened = -1 - (rng.random(who.size) * (term - 1)).astype(np.int64)
    opened = np.maximum(opened, traits.opened[who] + 1)
    matures = np.where(shelf.term[product] >= FOREVER, FOREVER, opened + shelf.term[product])
    lots.add(who, product, size, opened, matures)
    bought = np.zeros(traits.size, dtype=bool)
    bought[who] = True
    return bought
