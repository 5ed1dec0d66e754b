"""The state of a block of customers while the weeks go by: money here, elsewhere, in products."""

from dataclasses import dataclass, field

import numpy as np

from decision_models.mart.demo_bank.bank import Bank
from decision_models.mart.demo_bank.cash import APP, OWN_ACCOUNT, TRANSFER, Cash, entries
from decision_models.mart.demo_bank.intents import Intents
from decision_models.mart.demo_bank.lots import REDEEM, Lots
from decision_models.mart.demo_bank.processes import PROCESSES
from decision_models.mart.demo_bank.timeline import Flags, Floats, Ints, Rng, first_day, last_day
from decision_models.mart.demo_bank.traits import Traits


@dataclass(frozen=True)
class Bought:
    """Purchases, one entry each: cards and loans taken have no amount."""

    customer: Ints
    process: Ints
    day: Ints
    amount: Floats


@dataclass
class Households:
    """What changes from week to week, customer by customer.

    ``demand`` and ``outside`` are yuan at call here and wealth at other banks; ``cooling`` lowers
    the odds of another purchase soon after one; ``matured`` is recently matured money against
    wealth; ``draining`` counts the weeks for which money still leaves.
    """

    rng: Rng
    bank: Bank
    traits: Traits
    intents: Intents
    lots: Lots
    demand: Floats
    outside: Floats
    cooling: Floats
    matured: Floats
    draining: Ints
    transfers: list[Cash] = field(default_factory=list)
    purchases: list[Bought] = field(default_factory=list)

    @classmethod
    def at_start(
        cls, rng: Rng, bank: Bank, traits: Traits, intents: Intents, lots: Lots, at_call: Floats
    ) -> "Households":
        """On the first day: holdings and money at call as given, nothing bought yet."""
        return cls(
            rng=rng,
            bank=bank,
            traits=traits,
            intents=intents,
            lots=lots,
            demand=at_call.copy(),
            outside=traits.outside.copy(),
            cooling=np.zeros((traits.size, len(PROCESSES))),
            matured=np.zeros(traits.size),
            draining=np.zeros(traits.size, dtype=np.int64),
        )

    def days(self, week: int, count: int) -> Ints:
        """Random days of a week."""
        return self.rng.integers(first_day(week), last_day(week) + 1, count)

    def were_here(self, week: int) -> Flags:
        """Whether each was a customer before that week began."""
        return self.traits.opened < first_day(week)

    def add(self, who: Ints, money: Floats) -> None:
        """Put money at call (negative: take it)."""
        self.demand += np.bincount(who, money, self.traits.size)

    def transfer(self, who: Ints, day: Ints, money: Floats, *, into: int) -> None:
        """Move money from (1) or to (0) their accounts at other banks; sums of nought are left."""
        real = money > 0
        who, day, money = who[real], day[real], money[real]
        sort = {"kind": TRANSFER, "counterparty": OWN_ACCOUNT, "channel": APP}
        self.transfers.append(entries(who, day, money, into=into, **sort))
        sign = 1 if into else -1
        self.add(who, sign * money)
        self.outside -= np.bincount(who, sign * money, self.traits.size)
        np.maximum(self.outside, 0, out=self.outside)

    def idle(self) -> Floats:
        """How much more lies at call than they like, as a logarithm between -1.5 and 2.2."""
        ratio = (np.maximum(self.demand, 0) + 1_000) / (self.traits.target + 1_000)
        return np.clip(np.log(ratio), -1.5, 2.2)

    def close(self, going: Ints, week: int) -> None:
        """Redeem lots on random days of the week."""
        day = np.maximum(self.days(week, going.size), self.lots.opened[going] + 1)
        going, day = going[day <= last_day(week)], day[day <= last_day(week)]
        proceeds = self.lots.end(self.bank.shelf, going, day, REDEEM)
        self.add(self.lots.customer[going], proceeds)

    def bought(self) -> Bought:
        """All purchases so far."""
        names = Bought.__dataclass_fields__
        return Bought(
            **{name: np.concatenate([getattr(p, name) for p in self.purchases]) for name in names}
        )
