"""Week by week: money comes, products mature, customers buy, redeem, move money, leave.

The log-odds of a purchase in a week are what they like (affinity), what they think of now
(interest), what lies idle, what just matured, what markets do, what a contact did to them and how
tired of contacts they are. Tables show traces of each, and none shows the sum.
"""

from dataclasses import dataclass, field

import numpy as np

from decision_models.mart.demo_bank.bank import Bank
from decision_models.mart.demo_bank.cash import (
    APP,
    OWN_ACCOUNT,
    TRANSFER,
    Cash,
    entries,
)
from decision_models.mart.demo_bank.choice import choose
from decision_models.mart.demo_bank.intents import Intents
from decision_models.mart.demo_bank.lots import MATURE, REDEEM, Lots
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
    LOAN,
    PENSION,
    PROCESSES,
    WEALTH,
)
from decision_models.mart.demo_bank.suitability import Assessments
from decision_models.mart.demo_bank.timeline import (
    DAYS,
    FOREVER,
    WEEKS,
    Floats,
    Ints,
    Rng,
    first_day,
    last_day,
)
from decision_models.mart.demo_bank.traits import Traits

_C = len(PROCESSES)


def _by_process(**values: float) -> Floats:
    return np.array([values.get(name, 0.0) for name in PROCESSES])


BASE = _by_process(
    wealth=-6.15,
    fund=-5.95,
    large_deposit=-5.3,
    deposit=-6.2,
    insurance=-6.6,
    gold=-6.5,
    pension=-7.2,
    bond=-6.8,
    forex=-8.4,
    credit_card=-6.6,
    loan=-6.9,
)
"""Log-odds of a purchase in a week, all else at nought."""

IDLE = _by_process(
    wealth=0.55, fund=0.35, large_deposit=0.6, deposit=0.4, gold=0.25, bond=0.35, loan=-0.35
)
IDLE_AND_KEEN = _by_process(wealth=0.45, fund=0.35, large_deposit=0.45, insurance=0.3)
MATURED = _by_process(wealth=1.0, fund=0.4, large_deposit=1.1, deposit=0.6, bond=0.5, insurance=0.3)
TIRED = _by_process(wealth=-0.12, fund=-0.12, large_deposit=-0.08, insurance=-0.15)
_AFTER_CONTACT = (1.0, 1.0, 0.4, 0.4)
"""How much of a contact's effect acts in its week and the three after it."""


@dataclass
class History:
    """What the simulation leaves behind: purchases, transfers, matured money, and contacts' truth."""

    lots: Lots
    transfers: list[Cash] = field(default_factory=list)
    bought_customer: list[Ints] = field(default_factory=list)
    bought_process: list[Ints] = field(default_factory=list)
    bought_day: list[Ints] = field(default_factory=list)
    bought_amount: list[Floats] = field(default_factory=list)


class Simulation:
    """One block's run. Call ``run`` once; then read ``history``, ``effect`` and ``stays_away``."""

    def __init__(
        self,
        rng: Rng,
        bank: Bank,
        traits: Traits,
        intents: Intents,
        outreach: Outreach,
        assessments: Assessments,
        liking: Floats,
        lots: Lots,
        at_call: Floats,
        net: Floats,
    ) -> None:
        self.rng, self.bank, self.traits, self.intents = rng, bank, traits, intents
        self.outreach, self.assessments, self.liking = outreach, assessments, liking
        self.net, self.demand = net, at_call.copy()
        self.outside = traits.means * (1 - traits.share)
        self.history = History(lots)
        size = traits.size
        self.cooling = np.zeros((size, _C))
        self.matured = np.zeros(size)
        self.draining = np.zeros(size, dtype=np.int64)
        self.worth = np.maximum(traits.means * traits.share, 5_000.0)
        self.boost = np.zeros((WEEKS + len(_AFTER_CONTACT), size, _C))
        self._spread_contacts()
        self.stay_treated = np.zeros(outreach.customer.size)
        self.stay_control = np.zeros(outreach.customer.size)

    def _spread_contacts(self) -> None:
        out = self.outreach
        real = (out.treated == 1) & (out.process >= 0)
        for later, weight in enumerate(_AFTER_CONTACT):
            place = (out.week[real] + later, out.customer[real], out.process[real])
            np.add.at(self.boost, place, out.delta[real] * weight)

    def run(self) -> History:
        """All weeks in turn."""
        for week in range(WEEKS):
            self.demand += self.net[week]
            self._mature(week)
            self._bring_in(week)
            odds = self._log_odds(week)
            self._remember_effect(week, odds)
            self._purchases(week, odds)
            self._redeem(week)
            self._leave(week)
            self._cover(week)
            self.cooling *= 0.75
            self.matured *= 0.72
        return self.history

    @property
    def effect(self) -> Floats:
        """For each contact with a process: P(buys within two weeks | contacted) less without."""
        return np.exp(self.stay_control) - np.exp(self.stay_treated)

    def _days(self, week: int, size: int) -> Ints:
        return self.rng.integers(first_day(week), last_day(week) + 1, size)

    def _add(self, who: Ints, money: Floats) -> None:
        self.demand += np.bincount(who, money, self.traits.size)

    def _mature(self, week: int) -> None:
        lots = self.history.lots
        due = np.flatnonzero(lots.held() & (lots.matures[: lots.count] <= last_day(week)))
        day = np.maximum(lots.matures[due], 0)
        proceeds = lots.end(self.bank.shelf, due, day, MATURE)
        who = lots.customer[due]
        self._add(who, proceeds)
        share = proceeds / np.maximum(self.worth[who], 1.0)
        self.matured += np.bincount(who, np.clip(2.5 * share, 0, 1.2), self.traits.size)
        np.clip(self.matured, 0, 1.3, out=self.matured)

    def _bring_in(self, week: int) -> None:
        """Some who think of investing first move money over from other banks."""
        interest = self.intents.interest[week]
        keen = np.maximum(interest[:, WEALTH], np.maximum(interest[:, LARGE], interest[:, FUND]))
        chance = 0.004 + 0.05 / (1 + np.exp(-2.0 * (keen - 1.5)))
        chance *= (self.outside > 20_000) & (self.traits.opened_week <= week)
        who = np.flatnonzero(self.rng.random(keen.size) < chance)
        money = np.floor(self.outside[who] * self.rng.uniform(0.04, 0.30, who.size) / 1000) * 1000
        self._transfer(
            who[money > 0], self._days(week, int((money > 0).sum())), money[money > 0], 1
        )

    def _transfer(self, who: Ints, day: Ints, money: Floats, into: int) -> None:
        sort = {"kind": TRANSFER, "counterparty": OWN_ACCOUNT, "channel": APP}
        self.history.transfers.append(entries(who, day, money, into=into, **sort))
        sign = 1 if into else -1
        self._add(who, sign * money)
        self.outside -= np.bincount(who, sign * money, self.traits.size)
        np.maximum(self.outside, 0, out=self.outside)

    def idle(self) -> Floats:
        """How much more lies at call than they like, as a logarithm between -1.5 and 2.2."""
        ratio = (np.maximum(self.demand, 0) + 1_000) / (self.traits.target + 1_000)
        return np.clip(np.log(ratio), -1.5, 2.2)

    def _log_odds(self, week: int) -> Floats:
        interest = self.intents.interest[week]
        idle = self.idle()[:, None]
        keen = np.maximum(idle, 0) * np.tanh(interest)
        weary = self.outreach.weariness[week][:, None]
        odds = BASE + self.traits.affinity + interest + self.bank.mood[week] + IDLE * idle
        odds += IDLE_AND_KEEN * keen + MATURED * self.matured[:, None] + TIRED * weary
        odds += self.boost[week] - self.cooling
        odds[self.traits.opened_week > week] = -50.0
        return np.asarray(odds)

    def _remember_effect(self, week: int, odds: Floats) -> None:
        """What each contact of this week and the last changes, all else as it is."""
        out = self.outreach
        near = np.flatnonzero((out.process >= 0) & (out.week <= week) & (out.week >= week - 1))
        now = odds[out.customer[near], out.process[near]]
        acted = out.delta[near] * out.treated[near]
        span = (last_day(week) - first_day(week) + 1) / 7
        for stay, shift in ((self.stay_treated, out.delta[near]), (self.stay_control, 0.0)):
            chance = span / (1 + np.exp(-(now - acted + shift)))
            stay[near] += np.log1p(-chance)

    def _purchases(self, week: int, odds: Floats) -> None:
        span = (last_day(week) - first_day(week) + 1) / 7
        drawn = self.rng.random(odds.shape) < span / (1 + np.exp(-odds))
        earliest = np.full(self.traits.size, first_day(week))
        here = (self.outreach.week == week) & (self.outreach.process >= 0)
        earliest[self.outreach.customer[here]] = self.outreach.day[here] + 1
        for process in self.rng.permutation(_C):
            who = np.flatnonzero(drawn[:, process])
            start = np.minimum(earliest[who], last_day(week))
            day = self.rng.integers(start, last_day(week) + 1)
            if process < CARD:
                self._invest(int(process), who, day)
            else:
                self._record(who, int(process), day, np.zeros(who.size))

    def _invest(self, process: int, who: Ints, day: Ints) -> None:
        amount = self._amount(process, who)
        level = self.assessments.level_for_purchase(
            self.rng, who, day, process not in (LARGE, DEPOSIT)
        )
        senior = self.traits.age[who] >= 65
        shelf = self.bank.shelf
        product = choose(self.rng, shelf, self.liking[who], process, day, level, amount, senior)
        reach = amount <= np.maximum(self.demand[who], 0) + 0.6 * self.outside[who]
        fits = (product >= 0) & reach & (amount > 0)
        who, day, amount, product = who[fits], day[fits], amount[fits], product[fits]
        short = np.maximum(amount - np.maximum(self.demand[who], 0), 0)
        pulls = short > 0
        money = np.ceil(short[pulls] / 1000) * 1000
        self._transfer(who[pulls], day[pulls], money, 1)
        self._add(who, -amount)
        term = shelf.term[product]
        matures = np.where(term >= FOREVER, FOREVER, day + term)
        self.history.lots.add(who, product, amount, day, matures)
        self._record(who, process, day, amount)
        self.cooling[who] += 0.25
        self.cooling[who, process] += 0.9

    def _record(self, who: Ints, process: int, day: Ints, amount: Floats) -> None:
        self.history.bought_customer.append(who)
        self.history.bought_process.append(np.full(who.size, process))
        self.history.bought_day.append(day)
        self.history.bought_amount.append(amount)

    def _amount(self, process: int, who: Ints) -> Floats:
        rng, money = self.rng, np.maximum(self.demand[who], 0)
        income, reach = self.traits.income[who], money + 0.25 * self.outside[who]
        share = rng.random(who.size)
        match process:
            case x if x == WEALTH:
                amount = np.where(share < 0.25, reach * 0.6, money * (0.35 + 0.6 * share))
                amount = np.maximum(amount, 1_000)
            case x if x == FUND:
                amount = np.maximum(money * (0.05 + 0.5 * share), 100)
            case x if x == LARGE:
                amount = np.maximum(LARGE_DEPOSIT, reach * (0.5 + 0.4 * share))
            case x if x == DEPOSIT:
                amount = np.maximum(money * (0.2 + 0.5 * share), 1_000)
            case x if x == INSURANCE:
                amount = income * (0.3 + 3.0 * share**2)
            case x if x == GOLD:
                amount = np.maximum(money * 0.15 * share, 1_200)
            case x if x == PENSION:
                amount = np.minimum(12_000, 1_000 * np.ceil(12 * share))
            case x if x == BOND:
                amount = np.maximum(money * (0.1 + 0.5 * share), 1_000)
            case x if x == FOREX:
                amount = np.maximum(35_000, money * 0.3 * share)
            case _:
                amount = np.zeros(who.size)
        step = np.select(
            [amount < 5_000, amount < 50_000, amount < 500_000], [100, 1_000, 5_000], 10_000
        )
        return np.floor(amount / step) * step

    def _redeem(self, week: int) -> None:
        """Products without a term are given back now and then, more often by the discontented."""
        lots = self.history.lots
        free = np.flatnonzero(
            lots.held()
            & (lots.matures[: lots.count] == FOREVER)
            & (self.bank.shelf.process[lots.product[: lots.count]] != INSURANCE)
        )
        who = lots.customer[free]
        unrest, need = self.intents.unrest[week][who], np.maximum(-self.idle()[who], 0)
        chance = 0.006 * np.exp(0.35 * unrest + 0.7 * need)
        chance = np.where(self.draining[who] > 0, 0.5, chance)
        going = free[self.rng.random(free.size) < chance]
        self._close(going, week)

    def _close(self, going: Ints, week: int) -> None:
        lots = self.history.lots
        day = np.maximum(self._days(week, going.size), lots.opened[going] + 1)
        going, day = going[day <= last_day(week)], day[day <= last_day(week)]
        proceeds = lots.end(self.bank.shelf, going, day, REDEEM)
        self._add(lots.customer[going], proceeds)

    def _leave(self, week: int) -> None:
        """Money goes to other banks: a decision of the discontented, carried out in some weeks."""
        traits, rng = self.traits, self.rng
        unrest = self.intents.unrest[week]
        odds = -7.0 + 1.05 * unrest - 0.45 * traits.loyal + 0.5 * self.matured * (1 + traits.price)
        decided = (rng.random(traits.size) < 1 / (1 + np.exp(-odds))) & (traits.opened_week < week)
        self.draining[decided] = rng.integers(2, 6, int(decided.sum()))
        self._break_terms(week, decided)
        tests = rng.random(traits.size) < 0.02 * np.exp(0.7 * (unrest - 1.0))
        out = (self.draining > 0) | tests
        who = np.flatnonzero(out & (self.demand > 2_000) & (traits.opened_week < week))
        share = np.where(
            self.draining[who] > 0,
            rng.uniform(0.5, 0.95, who.size),
            rng.uniform(0.03, 0.25, who.size),
        )
        money = np.floor(self.demand[who] * share / 100) * 100
        self._transfer(
            who[money > 0], self._days(week, int((money > 0).sum())), money[money > 0], 0
        )
        self.draining = np.maximum(self.draining - 1, 0)

    def _break_terms(self, week: int, decided: Floats) -> None:
        lots = self.history.lots
        fixed = lots.held() & (lots.matures[: lots.count] < FOREVER)
        fixed &= decided[lots.customer[: lots.count]] > 0
        fixed &= np.isin(self.bank.shelf.process[lots.product[: lots.count]], (LARGE, DEPOSIT))
        going = np.flatnonzero(fixed)
        self._close(going[self.rng.random(going.size) < 0.55], week)

    def _cover(self, week: int) -> None:
        """Nobody goes below nought, and few let very much lie: the rest is moved."""
        short = np.flatnonzero(self.demand < 0)
        money = np.ceil((0.25 * self.traits.target[short] - self.demand[short]) / 100) * 100
        self._transfer(short, np.full(short.size, first_day(week)), money, 1)
        rich = (self.idle() > 1.2) & (self.rng.random(self.traits.size) < 0.035)
        who = np.flatnonzero(rich & (self.traits.opened_week < week))
        spare = self.demand[who] - 2.0 * self.traits.target[who]
        money = np.floor(spare * self.rng.uniform(0.2, 0.6, who.size) / 1000) * 1000
        self._transfer(
            who[money > 0], self._days(week, int((money > 0).sum())), money[money > 0], 0
        )


__all__ = ["DAYS", "LOAN", "PENSION", "History", "Simulation"]
