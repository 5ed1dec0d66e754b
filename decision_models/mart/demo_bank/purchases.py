"""Buying: who decides to, how much, with which money, and which product within suitability."""

import numpy as np

from decision_models.mart.demo_bank.appetite import span
from decision_models.mart.demo_bank.choice import choose
from decision_models.mart.demo_bank.household import Bought, Households
from decision_models.mart.demo_bank.outreach import Outreach
from decision_models.mart.demo_bank.processes import (
    BOND,
    CARD,
    DEPOSIT,
    FOREX,
    FUND,
    GOLD,
    INSURANCE,
    LARGE,
    LARGE_DEPOSIT,
    PENSION,
    PROCESSES,
    WEALTH,
)
from decision_models.mart.demo_bank.suitability import Assessments
from decision_models.mart.demo_bank.timeline import FOREVER, Floats, Ints, first_day, last_day

_SENIOR = 65
_YEARLY_PENSION = 12_000
"""What may be paid into a personal pension a year, in yuan (国办发〔2022〕7号)."""


class Purchases:
    """The purchases of one block."""

    def __init__(
        self, houses: Households, outreach: Outreach, assessments: Assessments, liking: Floats
    ) -> None:
        self._houses, self._outreach = houses, outreach
        self._assessments, self._liking = assessments, liking

    def make(self, week: int, odds: Floats) -> None:
        """A week's purchases; whoever was contacted in it buys after that, if at all."""
        houses = self._houses
        drawn = houses.rng.random(odds.shape) < span(week) / (1 + np.exp(-odds))
        earliest = np.full(houses.traits.size, first_day(week))
        here = (self._outreach.week == week) & (self._outreach.process >= 0)
        np.maximum.at(earliest, self._outreach.customer[here], self._outreach.day[here] + 1)
        for process in houses.rng.permutation(len(PROCESSES)):
            who = np.flatnonzero(drawn[:, process])
            start = np.minimum(earliest[who], last_day(week))
            day = houses.rng.integers(start, last_day(week) + 1)
            if process < CARD:
                self._invest(int(process), who, day)
            else:
                self._record(who, int(process), day, np.zeros(who.size))

    def _invest(self, process: int, who: Ints, day: Ints) -> None:
        houses, shelf = self._houses, self._houses.bank.shelf
        amount = self._amount(process, who)
        level = self._assessments.level_for_purchase(
            houses.rng, who, day, process not in (LARGE, DEPOSIT)
        )
        senior = houses.traits.age[who] >= _SENIOR
        liking = self._liking[who]
        product = choose(houses.rng, shelf, liking, process, day, level, amount, senior)
        if process == INSURANCE:  # premiums follow what the policy costs
            amount = np.minimum(amount, 12 * shelf.minimum[product])
        reach = np.maximum(houses.demand[who], 0) + 0.6 * houses.outside[who]
        fits = (product >= 0) & (amount <= reach) & (amount > 0)
        who, day, amount, product = who[fits], day[fits], amount[fits], product[fits]
        short = np.maximum(amount - np.maximum(houses.demand[who], 0), 0)
        houses.transfer(who, day, np.ceil(short / 1000) * 1000, into=1)
        houses.add(who, -amount)
        term = shelf.term[product]
        matures = np.where(term >= FOREVER, FOREVER, day + term)
        houses.lots.add(who, product, amount, day, matures)
        self._record(who, process, day, amount)
        houses.cooling[who] += 0.25
        houses.cooling[who, process] += 0.9

    def _record(self, who: Ints, process: int, day: Ints, amount: Floats) -> None:
        self._houses.purchases.append(Bought(who, np.full(who.size, process), day, amount))

    def _amount(self, process: int, who: Ints) -> Floats:
        houses = self._houses
        money = np.maximum(houses.demand[who], 0)
        reach = money + 0.25 * houses.outside[who]
        share = houses.rng.random(who.size)
        all_in = np.where(share < 0.25, reach * 0.6, money * (0.35 + 0.6 * share))
        amount = {
            WEALTH: np.maximum(all_in, 1_000),
            FUND: np.maximum(money * (0.05 + 0.5 * share), 100),
            LARGE: np.maximum(LARGE_DEPOSIT, reach * (0.5 + 0.4 * share)),
            DEPOSIT: np.maximum(money * (0.2 + 0.5 * share), 1_000),
            INSURANCE: houses.traits.income[who] * (0.3 + 3.0 * share**2),
            GOLD: np.maximum(money * 0.15 * share, 1_200),
            PENSION: np.minimum(_YEARLY_PENSION, 1_000 * np.ceil(12 * share)),
            BOND: np.maximum(money * (0.1 + 0.5 * share), 1_000),
            FOREX: np.maximum(35_000, money * 0.3 * share),
        }[process]
        sizes = [amount < 5_000, amount < 50_000, amount < 500_000]
        step = np.select(sizes, [100, 1_000, 5_000], 10_000)
        return np.asarray(np.floor(amount / step) * step)
