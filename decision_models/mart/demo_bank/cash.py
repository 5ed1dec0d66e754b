"""Money that comes and goes whatever the customer invests in: salaries, spending, repayments.

Drawn before the weekly simulation; the transfers that the simulation itself causes come on top.
"""

from dataclasses import dataclass

import numpy as np

from decision_models.mart.demo_bank.intents import Intents
from decision_models.mart.demo_bank.processes import FUND, LOAN, WEALTH
from decision_models.mart.demo_bank.timeline import (
    DAYS,
    WEEKS,
    Floats,
    Ints,
    Rng,
    date_of,
    first_day,
    last_day,
    week_of,
)
from decision_models.mart.demo_bank.traits import Traits

KINDS = ("salary", "transfer", "consumption", "repayment", "third_party_payment", "fee")
SALARY, TRANSFER, CONSUMPTION, REPAYMENT, THIRD_PARTY, FEE = range(6)
COUNTERPARTIES = (
    "employer",
    "own_account",
    "person",
    "merchant",
    "payment_platform",
    "securities",
    "lender",
    "bank",
)
EMPLOYER, OWN_ACCOUNT, PERSON, MERCHANT, PLATFORM, SECURITIES, LENDER, BANK = range(8)
_SPLITS = 0.6
"""Of those who move their salary, how many move a part of it first."""
_SHORTEST_SPLIT, _LONGEST_SPLIT = 30, 120
_DIPS = 0.04
"""How often a salary is lower for reasons of its own: leave, a change of post, a lean month."""
CHANNEL_WORDS = ("app", "branch", "pos", "online", "system")
APP, BRANCH, POS, ONLINE, SYSTEM = range(5)


@dataclass(frozen=True)
class Cash:
    """Transactions, one entry each. ``into`` is 1 for money coming in; ``amount`` is positive."""

    customer: Ints
    day: Ints
    amount: Floats
    into: Ints
    kind: Ints
    counterparty: Ints
    channel: Ints

    def weekly(self, size: int) -> Floats:
        """Net money in by week and customer."""
        signed = np.where(self.into == 1, self.amount, -self.amount)
        cell = week_of(self.day) * size + self.customer
        net = np.bincount(cell, signed, WEEKS * size).reshape(WEEKS, size)
        return np.asarray(net, dtype=np.float64)


def join(parts: list[Cash]) -> Cash:
    """Several into one, in that order."""
    names = Cash.__dataclass_fields__
    return Cash(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def entries(
    customer: Ints,
    day: Ints,
    amount: Floats,
    *,
    into: int,
    kind: int,
    counterparty: int,
    channel: int,
) -> Cash:
    """Transactions of one sort."""
    count = customer.size
    return Cash(
        customer=customer.astype(np.int64),
        day=day.astype(np.int64),
        amount=np.round(np.maximum(amount, 0.01), 2),
        into=np.full(count, into),
        kind=np.full(count, kind),
        counterparty=np.full(count, counterparty),
        channel=np.full(count, channel),
    )


def draw_cash(rng: Rng, pay: Rng, traits: Traits, intents: Intents, first_deposit: Floats) -> Cash:
    """Everything of one block; ``first_deposit`` is what newcomers bring on their first day."""
    new = np.flatnonzero(traits.opened >= 0)
    parts = [
        *_salaries(rng, pay, traits, intents),
        *_incomes(rng, traits),
        _large(rng, traits, intents.bonus_weeks, intents.bonus, employer=True),
        _large(rng, traits, intents.windfall_week, intents.windfall, employer=False),
        _spending(rng, traits, intents),
        entries(
            new,
            traits.opened[new],
            first_deposit[new],
            into=1,
            kind=TRANSFER,
            counterparty=OWN_ACCOUNT,
            channel=BRANCH,
        ),
    ]
    cash = join(parts)
    keep = (cash.day >= traits.opened[cash.customer]) & (cash.day < DAYS)
    return Cash(**{name: getattr(cash, name)[keep] for name in Cash.__dataclass_fields__})


def _paydays(payday: Ints) -> tuple[Ints, Ints]:
    """Day numbers on which each customer is paid, customer by customer."""
    days = np.array([date_of(day).day for day in range(DAYS)])
    customer, day = np.nonzero(days[None, :] == payday[:, None])
    return customer, day


def _salaries(rng: Rng, pay: Rng, traits: Traits, intents: Intents) -> list[Cash]:
    paid = np.flatnonzero(traits.payroll)
    place, day = _paydays(traits.payday[paid])
    customer = paid[place]
    # The discontented move their salary elsewhere, for good; months later they leave.
    unrest = intents.unrest[week_of(day), customer]
    stops = rng.random(customer.size) < 0.02 * np.exp(0.9 * (unrest - 1.2))
    stopped = np.full(traits.size, DAYS)
    np.minimum.at(stopped, customer[stops], day[stops])
    keep = day < stopped[customer]
    customer, day = customer[keep], day[keep]
    amount = traits.income[customer] * np.exp(0.05 * rng.standard_normal(customer.size))
    # Some try the other account with a part first; a salary may shrink for other reasons, too.
    splits = pay.random(traits.size) < _SPLITS
    since = stopped - pay.integers(_SHORTEST_SPLIT, _LONGEST_SPLIT + 1, traits.size)
    part = pay.uniform(0.4, 0.85, traits.size)
    dip = np.where(pay.random(customer.size) < _DIPS, pay.uniform(0.5, 1, customer.size), 1.0)
    split = splits[customer] & (day >= since[customer])
    amount = amount * np.where(split, part[customer], dip)
    sort = {"into": 1, "kind": SALARY, "counterparty": EMPLOYER, "channel": SYSTEM}
    return [entries(customer, day, amount, **sort)]


def _incomes(rng: Rng, traits: Traits) -> list[Cash]:
    """Those not paid through this bank bring their income over, more or less of it."""
    others = np.flatnonzero(~traits.payroll)
    place, day = _paydays(traits.payday[others])
    customer = others[place]
    came = rng.random(customer.size) < 0.75
    customer = customer[came]
    day = np.minimum(day[came] + rng.integers(0, 8, customer.size), DAYS - 1)
    amount = traits.income[customer] * rng.lognormal(0.12, 0.55, customer.size)
    sort = {"into": 1, "kind": TRANSFER, "counterparty": OWN_ACCOUNT, "channel": ONLINE}
    return [entries(customer, day, amount, **sort)]


def _large(rng: Rng, traits: Traits, week: Ints, amount: Floats, *, employer: bool) -> Cash:
    customer = np.flatnonzero((week >= 0) & (amount > 0) & (traits.payroll | (not employer)))
    starts = np.array([first_day(w) for w in range(WEEKS)])[week[customer]]
    ends = np.array([last_day(w) for w in range(WEEKS)])[week[customer]]
    day = rng.integers(starts, ends + 1)
    return entries(
        customer,
        day,
        amount[customer],
        into=1,
        kind=SALARY if employer else TRANSFER,
        counterparty=EMPLOYER if employer else PERSON,
        channel=SYSTEM if employer else ONLINE,
    )


_SORTS = (  # kind, counterparty, into, channel, rate a week, share of income a month
    (CONSUMPTION, MERCHANT, 0, POS, 1.00, 0.50),
    (THIRD_PARTY, PLATFORM, 0, ONLINE, 0.50, 0.20),
    (THIRD_PARTY, SECURITIES, 0, ONLINE, 0.045, 0.06),
    (TRANSFER, PERSON, 0, APP, 0.14, 0.14),
    (TRANSFER, PERSON, 1, APP, 0.11, 0.10),
    (REPAYMENT, LENDER, 0, SYSTEM, 0.13, 0.16),
    (FEE, BANK, 0, SYSTEM, 0.03, 0.0005),
)


def _spending(rng: Rng, traits: Traits, intents: Intents) -> Cash:
    """Everyday transactions: how many depends on the week, what they are on the customer."""
    active = np.exp(0.3 * rng.standard_normal(traits.size))
    rates = np.array([sort[4] for sort in _SORTS])
    interest, unrest = intents.interest, intents.unrest
    scale = np.ones((WEEKS, traits.size, len(_SORTS)))
    scale[:, :, 0] = np.exp(-0.10 * interest[:, :, WEALTH])  # saving up
    scale[:, :, 2] = np.exp(0.45 * interest[:, :, FUND] + 0.4 * unrest + 0.4 * traits.risk)
    scale[:, :, 1] = np.exp(0.12 * unrest)
    scale[:, :, 5] = np.exp(0.15 * interest[:, :, LOAN])
    weights = scale * rates
    total = weights.sum(axis=2) * active
    days = np.array([last_day(w) - first_day(w) + 1 for w in range(WEEKS)])
    counts = rng.poisson(total * (days / 7)[:, None])
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    week, customer = np.divmod(cell, traits.size)
    shares = np.cumsum(weights.reshape(-1, len(_SORTS))[cell], axis=1)
    sort = (rng.random(cell.size)[:, None] * shares[:, -1:] > shares).sum(axis=1)
    starts = np.array([first_day(w) for w in range(WEEKS)])
    day = starts[week] + (rng.random(cell.size) * days[week]).astype(np.int64)
    columns = [np.array([sort_[i] for sort_ in _SORTS])[sort] for i in range(4)]
    part = np.array([s[5] / (s[4] * 4.35) for s in _SORTS])[sort] / active[customer]
    level = np.exp(-0.08 * traits.thrift)
    noise = rng.lognormal(-0.32, 0.8, cell.size)
    amount = traits.income[customer] * level[customer] * part * noise
    return Cash(
        customer=customer,
        day=day,
        amount=np.round(np.maximum(amount, 0.5), 2),
        into=columns[2],
        kind=columns[0],
        counterparty=columns[1],
        channel=columns[3],
    )
