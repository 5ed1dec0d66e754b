"""What customers hold, lot by lot, and how each lot began and ended."""

from dataclasses import dataclass

import numpy as np

from decision_models.mart.demo_bank.bank import Shelf
from decision_models.mart.demo_bank.timeline import DAYS, FOREVER, Flags, Floats, Ints

BUY, REDEEM, MATURE = range(3)
SIDES = ("buy", "redeem", "mature")


@dataclass
class Lots:
    """Growing columns, one entry a lot. ``paid`` is what it cost; ``ended`` the day it ended
    (``FOREVER``: still held), ``proceeds`` what that brought, ``how`` its side.
    """

    customer: Ints
    product: Ints
    paid: Floats
    opened: Ints
    matures: Ints
    ended: Ints
    proceeds: Floats
    how: Ints
    count: int = 0

    @classmethod
    def with_room(cls, room: int) -> "Lots":
        """No lots yet, with room for some; it grows by itself."""
        whole = [np.zeros(room, dtype=np.int64) for _ in range(6)]
        money = [np.zeros(room) for _ in range(2)]
        return cls(whole[0], whole[1], money[0], whole[2], whole[3], whole[4], money[1], whole[5])

    def add(self, customer: Ints, product: Ints, paid: Floats, opened: Ints, matures: Ints) -> None:
        """Open lots."""
        end = self.count + customer.size
        while end > self.customer.size:
            self._grow()
        place = slice(self.count, end)
        self.customer[place], self.product[place], self.paid[place] = customer, product, paid
        self.opened[place], self.matures[place] = opened, matures
        self.ended[place] = FOREVER
        self.count = end

    def _grow(self) -> None:
        for name in (
            "customer",
            "product",
            "paid",
            "opened",
            "matures",
            "ended",
            "proceeds",
            "how",
        ):
            column = getattr(self, name)
            setattr(self, name, np.concatenate([column, np.zeros_like(column)]))

    def held(self) -> Flags:
        """Which lots have not ended."""
        return np.asarray(self.ended[: self.count] == FOREVER)

    def worth(self, shelf: Shelf, lots: Ints, day: Ints) -> Floats:
        """Their value on a day: cost at the unit price, and interest by days for fixed rates."""
        product, opened = self.product[lots], self.opened[lots]
        start = np.clip(opened, 0, DAYS - 1)
        growth = shelf.price[product, np.clip(day, 0, DAYS - 1)] / shelf.price[product, start]
        return self.paid[lots] * growth

    def end(self, shelf: Shelf, lots: Ints, day: Ints, how: int) -> Floats:
        """Close lots; returns what each brings."""
        product = self.product[lots]
        pays = shelf.fixed[product] & (how == MATURE)
        interest = 1 + pays * shelf.rate[product] * (day - self.opened[lots]) / 365
        proceeds = np.round(self.worth(shelf, lots, day) * interest, 2)
        self.ended[lots], self.proceeds[lots], self.how[lots] = day, proceeds, how
        return proceeds
