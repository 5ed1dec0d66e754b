"""Which product a simulated customer takes once they want one of its kind, or looks at."""

import numpy as np

from decision_models.mart.demo_bank.bank import Shelf
from decision_models.mart.demo_bank.processes import FUND
from decision_models.mart.demo_bank.timeline import FOREVER, Flags, Floats, Ints, Rng
from decision_models.mart.demo_bank.traits import Traits

_REFUSES = -1e9


def tastes(rng: Rng, shelf: Shelf, traits: Traits) -> Floats:
    """Customer by product: a lasting liking, by term, risk, rate and a taste of one's own."""
    free = shelf.term >= FOREVER
    term = np.where(free, 1, shelf.term)
    wanted = np.log(180) + 0.5 * traits.thrift + 0.8 * rng.standard_normal(traits.size)
    distance = np.where(free, 1.4, np.abs(np.log(term)[None, :] - wanted[:, None]))
    distance = distance + 1.5 * ((shelf.process == FUND) & ~free)  # long locks are rare in funds
    level = 2.6 + 0.8 * traits.risk
    risk = np.abs(shelf.risk[None, :] - level[:, None])
    rate = 40.0 * shelf.rate[None, :] * np.clip(traits.price, -1, 2)[:, None]
    own = 0.7 * rng.standard_normal((traits.size, shelf.risk.size))
    return np.asarray(-0.5 * distance - 0.45 * risk + rate + own)


def choose(
    rng: Rng,
    shelf: Shelf,
    liking: Floats,
    process: int,
    day: Ints,
    level: Ints,
    amount: Floats,
    senior: Flags,
) -> Ints:
    """A product of that process for each row, -1 where none fits.

    ``liking`` is row by product, ``level`` the highest risk that the customer may hold. A few
    sales go above the level, as they do in real books, and are for a check to find.
    """
    places = np.flatnonzero(shelf.process == process)
    if not day.size:
        return np.zeros(0, dtype=np.int64)
    slack = (rng.random(day.size) < 0.01).astype(int)
    cap = np.where(senior, np.minimum(level, 3), level) + slack
    fits = (
        (shelf.opens[places] <= day[:, None])
        & (shelf.closes[places] >= day[:, None])
        & (shelf.minimum[places] <= amount[:, None])
        & (shelf.risk[places] <= cap[:, None])
        & (~shelf.private[places] | (amount[:, None] >= 1_000_000))
    )
    noise = rng.gumbel(size=(day.size, places.size))
    score = np.where(fits, liking[:, places] + 0.6 * noise, _REFUSES)
    best = score.argmax(axis=1)
    return np.where(score[np.arange(day.size), best] > _REFUSES, places[best], -1)
