"""Money that moves without a purchase: what matures, what is redeemed, what comes and leaves."""

import numpy as np

from decision_models.mart.demo_bank.household import Households
from decision_models.mart.demo_bank.lots import MATURE
from decision_models.mart.demo_bank.processes import DEPOSIT, FUND, INSURANCE, LARGE, WEALTH
from decision_models.mart.demo_bank.timeline import FOREVER, Flags, first_day, last_day


def mature(houses: Households, week: int) -> None:
    """Pay out what ends this week. Part of the money that came for a certificate of deposit goes
    where it came from when that ends.
    """
    lots = houses.lots
    due = np.flatnonzero(lots.held() & (lots.matures[: lots.count] <= last_day(week)))
    proceeds = lots.end(houses.bank.shelf, due, lots.matures[due], MATURE)
    who = lots.customer[due]
    houses.add(who, proceeds)
    share = proceeds / np.maximum(houses.traits.here[who], 5_000)
    houses.matured += np.bincount(who, np.clip(2.5 * share, 0, 1.2), houses.traits.size)
    np.clip(houses.matured, 0, 1.3, out=houses.matured)
    hot = houses.bank.shelf.process[lots.product[due]] == LARGE
    goes = houses.rng.random(due.size) < np.clip(0.30 + 0.15 * houses.traits.price[who], 0, 1)
    houses.draining[who[hot & goes]] = 1


def bring_in(houses: Households, week: int) -> None:
    """Some who think of investing first move money over from other banks."""
    interest = houses.intents.interest[week]
    keen = np.max(interest[:, [WEALTH, FUND, LARGE]], axis=1)
    chance = 0.002 + 0.05 / (1 + np.exp(-2.0 * (keen - 1.5)))
    chance *= (houses.outside > 20_000) & houses.were_here(week)
    who = np.flatnonzero(houses.rng.random(keen.size) < chance)
    share = houses.rng.uniform(0.02, 0.14, who.size)
    money = np.floor(houses.outside[who] * share / 1000) * 1000
    houses.transfer(who, houses.days(week, who.size), money, into=1)


def redeem(houses: Households, week: int) -> None:
    """Products without a term are given back now and then, more often by the discontented."""
    lots = houses.lots
    process = houses.bank.shelf.process[lots.product[: lots.count]]
    open_ended = (lots.matures[: lots.count] == FOREVER) & (process != INSURANCE)
    free = np.flatnonzero(lots.held() & open_ended)
    who = lots.customer[free]
    unrest, need = houses.intents.unrest[week][who], np.maximum(-houses.idle()[who], 0)
    chance = 0.006 * np.exp(0.35 * unrest + 0.7 * need)
    chance = np.where(houses.draining[who] > 0, 0.5, chance)
    houses.close(free[houses.rng.random(free.size) < chance], week)


def leave(houses: Households, week: int) -> None:
    """Money goes to other banks: a decision of the discontented, carried out over some weeks, and
    small sums by which others try another bank out.
    """
    traits, rng, size = houses.traits, houses.rng, houses.traits.size
    unrest, here = houses.intents.unrest[week], houses.were_here(week)
    odds = -7.0 + 1.05 * unrest - 0.45 * traits.loyal + 0.5 * houses.matured * (1 + traits.price)
    decided = (rng.random(size) < 1 / (1 + np.exp(-odds))) & here
    houses.draining[decided] = rng.integers(2, 6, int(decided.sum()))
    _break_terms(houses, week, decided)
    tries = rng.random(size) < 0.02 * np.exp(0.7 * (unrest - 1.0))
    who = np.flatnonzero(((houses.draining > 0) | tries) & (houses.demand > 2_000) & here)
    most, little = rng.uniform(0.5, 0.95, who.size), rng.uniform(0.03, 0.25, who.size)
    share = np.where(houses.draining[who] > 0, most, little)
    money = np.floor(houses.demand[who] * share / 100) * 100
    houses.transfer(who, houses.days(week, who.size), money, into=0)
    houses.draining = np.maximum(houses.draining - 1, 0)


def _break_terms(houses: Households, week: int, decided: Flags) -> None:
    lots = houses.lots
    fixed = lots.held() & (lots.matures[: lots.count] < FOREVER)
    fixed &= decided[lots.customer[: lots.count]]
    fixed &= np.isin(houses.bank.shelf.process[lots.product[: lots.count]], (LARGE, DEPOSIT))
    going = np.flatnonzero(fixed)
    houses.close(going[houses.rng.random(going.size) < 0.55], week)


def settle(houses: Households, week: int) -> None:
    """Nobody stays below nought, and few let very much lie: the rest is moved."""
    traits, rng = houses.traits, houses.rng
    short = np.flatnonzero(houses.demand < 0)
    missing = np.ceil((0.25 * traits.target[short] - houses.demand[short]) / 100) * 100
    day = np.maximum(np.minimum(traits.opened[short], last_day(week)), first_day(week))
    houses.transfer(short, day, missing, into=1)
    much = (houses.idle() > 0.8) & (rng.random(traits.size) < 0.05)
    who = np.flatnonzero(much & houses.were_here(week))
    spare = houses.demand[who] - 1.3 * traits.target[who]
    money = np.floor(spare * rng.uniform(0.1, 0.35, who.size) / 1000) * 1000
    houses.transfer(who, houses.days(week, who.size), money, into=0)
