"""What customers do in the app: traces of what they think of, through the habit of each."""

from dataclasses import dataclass

import numpy as np

from decision_models.mart.demo_bank.bank import Bank
from decision_models.mart.demo_bank.intents import Intents
from decision_models.mart.demo_bank.outreach import Outreach
from decision_models.mart.demo_bank.processes import PROCESSES
from decision_models.mart.demo_bank.timeline import (
    DAYS,
    WEEKS,
    Floats,
    Ints,
    Rng,
    first_day,
    last_day,
)
from decision_models.mart.demo_bank.traits import Traits

EVENTS = ("login", "search", "view_product", "view_news", "calculator", "click_banner")
LOGIN, SEARCH, VIEW, NEWS, CALCULATOR, BANNER = range(6)
_C = len(PROCESSES)

# Events a week of a customer of average habit, by process, when interest is at nought.
_VIEW = np.array([0.062, 0.057, 0.030, 0.022, 0.018, 0.022, 0.009, 0.010, 0.006, 0.016, 0.014])
_NEWS = 0.55 * np.array([0.05, 0.09, 0.02, 0.02, 0.02, 0.05, 0.02, 0.02, 0.03, 0.0, 0.0])
_SEARCH = 0.22 * _VIEW
_CALCULATOR = 0.16 * np.array([0.05, 0.03, 0.04, 0.03, 0.03, 0.01, 0.02, 0.01, 0.01, 0.0, 0.05])
_LOGIN = 0.46
_BANNER = 0.02
_GAIN = {VIEW: 0.95, NEWS: 0.55, SEARCH: 0.75, CALCULATOR: 0.90}
_PARTS = ((VIEW, _VIEW), (NEWS, _NEWS), (SEARCH, _SEARCH), (CALCULATOR, _CALCULATOR))


@dataclass(frozen=True)
class Behaviour:
    """App events, one entry each; ``product`` and ``process`` are -1 where there is none."""

    customer: Ints
    day: Ints
    event: Ints
    process: Ints
    product: Ints
    seconds: Ints


def draw_behaviour(
    rng: Rng, bank: Bank, traits: Traits, intents: Intents, outreach: Outreach, liking: Floats
) -> Behaviour:
    """All app events of one block, by customer and week."""
    weights = _weights(traits, intents)
    total = weights.sum(axis=2, dtype=np.float64)
    habit = np.exp(0.85 * traits.digital - 0.36)
    quiet = np.exp(-0.22 * np.clip(intents.unrest, -2, 3))
    weeks = np.arange(WEEKS)[:, None]
    span = np.array([last_day(w) - first_day(w) + 1 for w in range(WEEKS)]) / 7
    rate = total * habit * quiet * span[:, None] * (weeks >= traits.opened_week)
    counts = rng.poisson(rate.T).ravel()
    customer, week = np.divmod(np.repeat(np.arange(counts.size), counts), WEEKS)
    sums = np.cumsum(weights[week, customer], axis=1, dtype=np.float64)
    kind = (rng.random(week.size)[:, None] * sums[:, -1:] > sums).sum(axis=1)
    starts = np.array([first_day(w) for w in range(WEEKS)])
    day = starts[week] + (rng.random(week.size) * 7 * span[week]).astype(np.int64)
    event = np.array([e for e, _ in _PARTS for _ in range(_C)] + [LOGIN, BANNER])[kind]
    process = np.where(kind < _C * len(_PARTS), kind % _C, -1)
    clicks = _clicks(rng, outreach)
    columns = [
        np.concatenate(pair) for pair in zip((customer, day, event, process), clicks, strict=True)
    ]
    return _finish(rng, bank, traits, liking, *columns)


def _weights(traits: Traits, intents: Intents) -> Floats:
    """Week x customer x sort: the four kinds of event by process, then login and banner."""
    lean = 0.25 * traits.affinity[None, :, :]
    weights = np.empty((WEEKS, traits.size, _C * len(_PARTS) + 2), dtype=np.float32)
    for number, (event, base) in enumerate(_PARTS):
        place = slice(number * _C, (number + 1) * _C)
        weights[:, :, place] = base * np.exp(_GAIN[event] * (intents.interest - 0.35) + lean)
    weights[:, :, -2], weights[:, :, -1] = _LOGIN, _BANNER
    return weights


def _clicks(rng: Rng, outreach: Outreach) -> tuple[Ints, Ints, Ints, Ints]:
    """Some of those who get a banner or a push message click on it."""
    reached = (outreach.treated == 1) & (outreach.process >= 0)
    clicks = np.flatnonzero(reached & (rng.random(outreach.customer.size) < 0.04))
    count = clicks.size
    day = np.minimum(outreach.day[clicks] + rng.integers(0, 2, count), DAYS - 1)
    return outreach.customer[clicks], day, np.full(count, BANNER), outreach.process[clicks]


def _finish(
    rng: Rng,
    bank: Bank,
    traits: Traits,
    liking: Floats,
    customer: Ints,
    day: Ints,
    event: Ints,
    process: Ints,
) -> Behaviour:
    keep = day >= traits.opened[customer]
    customer, day, event, process = (c[keep] for c in (customer, day, event, process))
    order = np.lexsort((day, customer))
    customer, day, event, process = (c[order] for c in (customer, day, event, process))
    product = np.full(customer.size, -1)
    shelf = bank.shelf
    shows = np.isin(event, (VIEW, CALCULATOR, BANNER)) & (process >= 0)
    for number in range(_C):
        rows = np.flatnonzero(shows & (process == number))
        places = np.flatnonzero(shelf.process == number)
        score = liking[customer[rows][:, None], places] + 1.1 * rng.gumbel(
            size=(rows.size, places.size)
        )
        on_sale = (shelf.opens[places] <= day[rows, None] + 7) & (
            shelf.closes[places] >= day[rows, None]
        )
        score = np.where(on_sale, score, -1e9)
        best = score.argmax(axis=1) if rows.size else np.zeros(0, dtype=np.int64)
        product[rows] = np.where(score.max(axis=1, initial=-1e9) > -1e9, places[best], -1)
    typical = np.array([60, 40, 75, 90, 110, 15])[event]
    seconds = np.maximum(1, typical * rng.lognormal(-0.3, 0.8, customer.size)).astype(np.int64)
    return Behaviour(customer, day, event, process, product, seconds)
