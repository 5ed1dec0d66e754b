"""What a simulated customer is like, and no table shows: wealth at all banks, appetite for risk,
life stage, digital habit, price sensitivity, thrift, loyalty, how contacts wear them out.
"""

from dataclasses import dataclass

import numpy as np

from decision_models.mart.demo_bank.bank import MANAGERS
from decision_models.mart.demo_bank.processes import (
    BOND,
    CARD,
    DEPOSIT,
    FOREX,
    FUND,
    GOLD,
    INSURANCE,
    LARGE,
    LOAN,
    PENSION,
    PROCESSES,
    WEALTH,
)
from decision_models.mart.demo_bank.timeline import DAYS, Flags, Floats, Ints, Rng, week_of
from decision_models.mart.schema import CHANNELS


@dataclass(frozen=True)
class Traits:
    """One entry a customer. Standard normal unless said otherwise.

    ``age`` years at the end · ``means`` wealth at all banks in yuan · ``share`` of it held here ·
    ``income`` yuan a month · ``opened`` day number (negative: before the start) · ``payday``
    day of the month · ``affinity`` customer by process · ``response`` what a contact by each
    channel does to the log-odds of a purchase · ``target`` demand money that they like to keep.
    """

    age: Floats
    female: Flags
    rich: Floats
    risk: Floats
    digital: Floats
    price: Floats
    thrift: Floats
    loyal: Floats
    weary: Floats
    means: Floats
    share: Floats
    income: Floats
    payroll: Flags
    payday: Ints
    opened: Ints
    manager: Ints
    affinity: Floats
    response: Floats
    target: Floats

    @property
    def size(self) -> int:
        """How many customers."""
        return self.age.size

    @property
    def opened_week(self) -> Ints:
        """The week in which they came, 0 for those who were there at the start."""
        return np.maximum(week_of(self.opened), 0)


def draw_traits(rng: Rng, size: int) -> Traits:
    """Traits of one block of customers."""
    age = np.clip(
        np.where(rng.random(size) < 0.5, 34, 54) + 10.5 * rng.standard_normal(size), 20, 86
    )
    older = (age - 46) / 14
    rich = rng.standard_normal(size)
    risk = _standard(-0.4 * older + 0.3 * rich + rng.standard_normal(size))
    digital = _standard(-0.6 * older + rng.standard_normal(size))
    price, thrift, loyal, weary = (rng.standard_normal(size) for _ in range(4))
    means = 300_000 * np.exp(1.05 * rich + 0.25 * np.clip(older, -1.5, 1.2))
    income = 8_500 * np.exp(0.42 * rich + 0.35 * rng.standard_normal(size))
    income = np.where(age >= 60, income * 0.6, income)
    payroll = rng.random(size) < np.where(age < 60, 0.46, 0.25)
    return Traits(
        age=age,
        female=rng.random(size) < 0.51,
        rich=rich,
        risk=risk,
        digital=digital,
        price=price,
        thrift=thrift,
        loyal=loyal,
        weary=weary,
        means=means,
        share=rng.beta(1.6, 2.6, size),
        income=income,
        payroll=payroll,
        payday=rng.choice(np.array([5, 8, 10, 15, 20, 25]), size),
        opened=_opened(rng, age),
        manager=rng.permutation(np.arange(size) % MANAGERS),
        affinity=_affinity(rng, older, rich, risk, thrift, income),
        response=_response(rng, older, digital, price, thrift),
        target=income * np.exp(0.4 + 0.45 * rng.standard_normal(size)) + 0.01 * means,
    )


def _standard(values: Floats) -> Floats:
    return np.asarray((values - values.mean()) / values.std())


def _opened(rng: Rng, age: Floats) -> Ints:
    """One in eighteen came during the history; the rest up to decades before it, of full age."""
    size = age.size
    before = -30 - rng.exponential(7 * 365, size)
    grown = DAYS - (age - 18) * 365.25
    during = rng.integers(0, DAYS - 45, size)
    earliest = np.minimum(np.maximum(grown, -28 * 365), -30)
    day = np.where(rng.random(size) < 1 / 18, during, np.maximum(before, earliest))
    return day.astype(np.int64)


def _affinity(
    rng: Rng, older: Floats, rich: Floats, risk: Floats, thrift: Floats, income: Floats
) -> Floats:
    """Lasting inclination to each process, in log-odds. Several rise and fall again with age or
    wealth, so that no single threshold tells buyers apart.
    """
    middle = 1.0 - np.abs(older) * 1.3  # family years
    affinity = 0.42 * rng.standard_normal((rich.size, len(PROCESSES)))
    affinity[:, WEALTH] += 0.28 * thrift - 0.22 * risk**2 + 0.10 * rich
    affinity[:, FUND] += 0.38 * risk - 0.12 * older**2
    affinity[:, LARGE] += -0.25 * risk + 0.15 * older - 0.35 * np.maximum(rich - 0.6, 0) ** 2
    affinity[:, DEPOSIT] += -0.28 * risk + 0.15 * older - 0.2 * rich
    affinity[:, INSURANCE] += 0.45 * middle + 0.2 * thrift
    affinity[:, GOLD] += 0.2 * older + 0.15 * rich
    affinity[:, PENSION] += 0.5 * middle + 0.2 * np.log(income / 8500)
    affinity[:, BOND] += -0.3 * risk + 0.4 * older
    affinity[:, FOREX] += 0.4 * rich
    affinity[:, CARD] += -0.35 * older
    affinity[:, LOAN] += -0.3 * rich - 0.3 * thrift + 0.3 * middle
    return affinity


def _response(rng: Rng, older: Floats, digital: Floats, price: Floats, thrift: Floats) -> Floats:
    """Effect of a contact by channel. About a third of them are negative."""
    size = older.size
    effect = 0.35 * rng.standard_normal((size, len(CHANNELS)))
    shared = 0.22 * price - 0.18 * thrift
    lean = {
        "sms": 0.20 + 0.30 * older,
        "push": 0.15 + 0.45 * digital,
        "wecom": 0.35 + 0.25 * digital,
        "moments": 0.10 + 0.30 * digital,
        "app_banner": 0.15 + 0.40 * digital,
        "outbound_call": 0.35 + 0.45 * older - 0.25 * digital,
        "email": 0.05 + 0.10 * digital,
    }
    for channel, value in lean.items():
        effect[:, CHANNELS.index(channel)] += value + shared
    return np.clip(effect, -1.5, 1.8)
