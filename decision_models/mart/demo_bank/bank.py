"""What all customers of a demo bank share: its people, its shelf, its markets, its campaigns.

Drawn once from the seed, before any customer, so that a block of customers does not depend on how
many there are.
"""

from dataclasses import dataclass

import numpy as np

from decision_models.mart.demo_bank.names import MEN, SURNAMES, WOMEN
from decision_models.mart.demo_bank.processes import (
    BOND,
    CARD,
    DEPOSIT,
    FUND,
    GOLD,
    INSURANCE,
    LARGE,
    PENSION,
    PROCESSES,
    WEALTH,
    process_of,
)
from decision_models.mart.demo_bank.shelf import ShelfProduct, shelf
from decision_models.mart.demo_bank.timeline import (
    DAYS,
    FOREVER,
    WEEKS,
    Flags,
    Floats,
    Ints,
    Rng,
    first_day,
    number_of,
)
from decision_models.mart.schema import CHANNELS

MANAGERS = 40
BRANCHES = 8
CAMPAIGNS = 24
_PLAN = (
    ("P004", "sms"),
    ("P022", "push"),
    ("P042", "outbound_call"),
    ("P049", "app_banner"),
    ("P005", "wecom"),
    ("P057", "sms"),
    ("P029", "push"),
    ("P038", "outbound_call"),
    ("P012", "sms"),
    ("P026", "wecom"),
    ("P043", "sms"),
    ("P007", "outbound_call"),
)
"""Product and channel of the campaigns, in turn; a second round repeats them in other channels."""


@dataclass(frozen=True)
class Shelf:
    """The products as arrays, one entry each, and the price of a unit by product and day.

    ``fixed`` products pay ``rate`` at the end of their term and have no price of their own.
    """

    products: tuple[ShelfProduct, ...]
    process: Ints
    risk: Ints
    minimum: Floats
    term: Ints
    opens: Ints
    closes: Ints
    rate: Floats
    private: Flags
    fixed: Flags
    price: Floats

    def number(self, product_id: str) -> int:
        """The place of a product."""
        return [product.product_id for product in self.products].index(product_id)


@dataclass(frozen=True)
class Campaign:
    """One randomised campaign: what, through which channel, when, and to whom."""

    number: int
    product: int
    process: int
    channel: int
    weeks: tuple[int, ...]
    starts: int
    ends: int
    share: float
    control: float


@dataclass(frozen=True)
class Bank:
    """The bank-level draw. ``mood`` is the markets' push on each process, week by process."""

    shelf: Shelf
    campaigns: tuple[Campaign, ...]
    manager_names: tuple[str, ...]
    manager_skills: tuple[tuple[str, ...], ...]
    mood: Floats


def draw_bank(seed: int) -> Bank:
    """The bank of that seed."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0,)))
    equity, gold, bonds = _markets(rng)
    arrays = _shelf(shelf(), equity, gold, bonds)
    return Bank(
        shelf=arrays,
        campaigns=_campaigns(rng, arrays),
        manager_names=_manager_names(rng),
        manager_skills=_skills(rng),
        mood=_mood(rng, equity, gold),
    )


def _markets(rng: Rng) -> tuple[Floats, Floats, Floats]:
    """Daily levels of equities, gold and bonds, 1 on the first day."""
    levels = []
    for drift, volatility in ((0.06, 0.17), (0.18, 0.15), (0.028, 0.012)):
        steps = drift / 365 + volatility / np.sqrt(365) * rng.standard_normal(DAYS - 1)
        levels.append(np.exp(np.concatenate([[0.0], np.cumsum(steps)])))
    return levels[0], levels[1], levels[2]


def _shelf(
    products: tuple[ShelfProduct, ...], equity: Floats, gold: Floats, bonds: Floats
) -> Shelf:
    risk = np.array([product.risk for product in products])
    rate = np.array([product.benchmark_low or 0.0 for product in products])
    process = np.array([process_of(product) for product in products])
    exposure = np.select([risk <= 1, risk == 2, risk == 3], [0.0, 0.02, 0.35], 0.9)[:, None]
    price = bonds[None, :] ** 0.8 * equity[None, :] ** exposure
    fixed = ~np.isin(process, (FUND, GOLD)) & (rate > 0)
    price = np.where(fixed[:, None], 1.0, price)
    golden = np.array(
        [product.category == "gold" or "黄金ETF" in product.name for product in products]
    )
    price = np.where(golden[:, None], gold[None, :], price)
    price[np.isin(process, (INSURANCE, PENSION))] = 1.0
    return Shelf(
        products=products,
        process=process,
        risk=risk,
        minimum=np.array([product.min_amount or 0.0 for product in products]),
        term=np.array([product.term_days or FOREVER for product in products]),
        opens=np.array([number_of(product.on_sale_from) for product in products]),
        closes=np.array([number_of(product.on_sale_to) for product in products]),
        rate=rate,
        private=np.array([product.private for product in products]),
        fixed=fixed,
        price=price,
    )


def _campaigns(rng: Rng, arrays: Shelf) -> tuple[Campaign, ...]:
    """One every three weeks, one to three waves, about a third of each as control."""
    channels = ("sms", "push", "wecom", "outbound_call", "app_banner", "sms")
    made = []
    for number in range(CAMPAIGNS):
        product_id, channel = _PLAN[number % len(_PLAN)]
        if number >= len(_PLAN):
            channel = channels[int(rng.integers(len(channels)))]
        week = 2 + int(number * (WEEKS - 6) / CAMPAIGNS)
        weeks = tuple(range(week, week + 1 + int(rng.integers(3))))
        product = arrays.number(product_id)
        made.append(
            Campaign(
                number=number + 1,
                product=product,
                process=int(arrays.process[product]),
                channel=CHANNELS.index(channel),
                weeks=weeks,
                starts=first_day(weeks[0]),
                ends=min(first_day(weeks[-1]) + 20, DAYS - 1),
                share=float(rng.uniform(0.22, 0.36)),
                control=float(rng.uniform(0.28, 0.38)),
            )
        )
    return tuple(made)


def _manager_names(rng: Rng) -> tuple[str, ...]:
    given = rng.permutation(np.array([*MEN, *WOMEN]))
    surnames = rng.permutation(np.array(SURNAMES[:60]))
    return tuple(f"{surnames[i]}{given[i]}" for i in range(MANAGERS))


def _skills(rng: Rng) -> tuple[tuple[str, ...], ...]:
    fields = np.array(["wealth", "fund", "insurance", "deposit", "gold", "pension", "loan"])
    return tuple(
        tuple(str(skill) for skill in np.sort(rng.choice(fields, 2, replace=False)))
        for _ in range(MANAGERS)
    )


def _mood(rng: Rng, equity: Floats, gold: Floats) -> Floats:
    """How markets and policy push each process: momentum, and three easings with their fading."""
    mood = np.zeros((WEEKS, len(PROCESSES)))
    for week in range(WEEKS):
        day = first_day(week)
        back = max(0, day - 28)
        mood[week, FUND] += 2.0 * np.log(equity[day] / equity[back])
        mood[week, GOLD] += 2.5 * np.log(gold[day] / gold[back])
    easings = (6, 34 + int(rng.integers(-3, 4)), 75)  # the last falls into the demo's last month
    for easing in easings:
        fading = 0.30 * np.exp(-(np.arange(WEEKS) - easing) / 4.0) * (np.arange(WEEKS) >= easing)
        for process, share in ((LARGE, 1.0), (BOND, 1.0), (DEPOSIT, 0.6), (WEALTH, 0.5)):
            mood[:, process] += share * fading
    rush = (np.arange(WEEKS) >= 14) & (np.arange(WEEKS) < 22)  # before a lower guaranteed rate
    mood[rush, INSURANCE] += 0.35
    season = np.array([first_day(week) % 365 for week in range(WEEKS)])
    mood[:, CARD] += 0.1 * np.sin(season / 58.0)
    return np.clip(mood, -0.45, 0.45)
