"""What a simulated customer is like, and no table shows: wealth at all banks, appetite for risk,
life stage, digital habit, price sensitivity, thrift, loyalty, how contacts wear them out.
"""

from dataclasses import dataclass

import numpy as np

from decision_models.mart.demo_bank.bank import MANAGERS
from decision_models.mart.demo_bank.inclinations import draw_affinity, draw_response
from decision_models.mart.demo_bank.livelihood import draw_education, draw_industry, draw_occupation
from decision_models.mart.demo_bank.timeline import DAYS, Flags, Floats, Ints, Rng, week_of


@dataclass(frozen=True)
class Traits:
    """One entry a customer. Standard normal unless said otherwise.

    ``age`` years at the end · ``here`` wealth at this bank at the start and ``outside`` at
    others, in yuan · ``income`` yuan a month · ``opened`` day number (negative: before the
    start) · ``payday`` day of the month · ``occupation``, ``industry``, ``education`` codes of
    ``names`` · ``affinity`` customer by process · ``response`` what a contact by each channel
    does to the log-odds of a purchase · ``target`` demand money that they like to keep.
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
    here: Floats
    outside: Floats
    income: Floats
    payroll: Flags
    payday: Ints
    opened: Ints
    manager: Ints
    occupation: Ints
    industry: Ints
    education: Ints
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
    few = np.where(rng.random(size) < 0.008, 40.0, 1.0)  # private banking
    here = 88_000 * few * np.exp(1.1 * rich + 0.6 * rng.standard_normal(size) + 0.15 * older)
    outside = 420_000 * np.exp(0.45 * rich + 0.8 * rng.standard_normal(size))
    income = 8_500 * np.exp(0.42 * rich + 0.35 * rng.standard_normal(size))
    income = np.where(age >= 60, income * 0.6, income)
    payroll = rng.random(size) < np.where(age < 60, 0.46, 0.25)
    female = rng.random(size) < 0.51
    occupation = draw_occupation(rng, age, female, rich)
    industry = draw_industry(rng, occupation)
    education = draw_education(rng, age, rich, occupation)
    return Traits(
        age=age,
        female=female,
        rich=rich,
        risk=risk,
        digital=digital,
        price=price,
        thrift=thrift,
        loyal=loyal,
        weary=weary,
        here=here,
        outside=outside,
        income=income,
        payroll=payroll,
        payday=rng.choice(np.array([5, 8, 10, 15, 20, 25]), size),
        opened=_opened(rng, age),
        manager=rng.permutation(np.arange(size) % MANAGERS),
        occupation=occupation,
        industry=industry,
        education=education,
        affinity=draw_affinity(
            rng, older, rich, risk, thrift, income, occupation, industry, education
        ),
        response=draw_response(rng, older, digital, price, thrift),
        target=income * np.exp(0.4 + 0.45 * rng.standard_normal(size)) + 0.02 * here,
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
