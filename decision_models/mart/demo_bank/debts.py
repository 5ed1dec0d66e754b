"""Cards and loans of a block."""

from dataclasses import dataclass

import numpy as np

from decision_models.mart.demo_bank.encoding import Array, Rows, days, ids, numbers, words
from decision_models.mart.demo_bank.household import Bought
from decision_models.mart.demo_bank.instalments import Instalments
from decision_models.mart.demo_bank.processes import CARD, LOAN
from decision_models.mart.demo_bank.timeline import DAYS, FOREVER, Floats, Ints, Rng
from decision_models.mart.demo_bank.traits import Traits

LOAN_KINDS = ("mortgage", "consumer", "business", "instalment")
_INSTALMENT = LOAN_KINDS.index("instalment")


@dataclass(frozen=True)
class Cards:
    """Cards, one entry each; ``credit`` is 1 for a credit card."""

    customer: Ints
    opened: Ints
    credit: Ints
    limit: Floats

    def credit_since(self, size: int) -> Ints:
        """The day of each customer's first credit card, ``FOREVER`` where there is none."""
        since = np.full(size, FOREVER)
        owns = self.credit == 1
        np.minimum.at(since, self.customer[owns], self.opened[owns])
        return since


def draw_cards(rng: Rng, traits: Traits, bought: Bought) -> Cards:
    """A debit card each; a credit card for some, and for those who took one."""
    customer, process, day = bought.customer, bought.process, bought.day
    had = np.flatnonzero((rng.random(traits.size) < 0.34) & (traits.opened < -60))
    since = traits.opened[had] + (rng.random(had.size) * -traits.opened[had]).astype(np.int64)
    took = process == CARD
    who = np.concatenate([np.arange(traits.size), had, customer[took]])
    opened = np.concatenate([traits.opened, np.minimum(since, -1), day[took]])
    credit = np.concatenate([np.zeros(traits.size, int), np.ones(had.size + took.sum(), int)])
    limit = np.clip(
        np.round(traits.income[who] * rng.uniform(1.0, 4.0, who.size), -3), 3_000, 300_000
    )
    order = np.lexsort((opened, who))
    return Cards(who[order], opened[order], credit[order], limit[order])


def card_rows(cards: Cards, customers: Array, base: int) -> Rows:
    """The cards table."""
    columns = {
        "card_id": ids("D", base + np.arange(cards.customer.size), 12),
        "customer_id": words(cards.customer, customers),
        "kind": words(cards.credit, ("debit", "credit")),
        "limit": numbers(cards.limit, cards.credit == 1),
        "opened_on": days(cards.opened),
    }
    return Rows("cards", columns, cards.customer)


def loan_rows(
    rng: Rng,
    traits: Traits,
    bought: Bought,
    instalments: Instalments,
    customers: Array,
    base: int,
) -> Rows:
    """Mortgages of family years, consumer and business loans, those taken in the history, and
    instalments on credit cards.
    """
    customer, process, day = bought.customer, bought.process, bought.day
    took = customer[process == LOAN]
    homes = np.flatnonzero(
        (traits.age > 27)
        & (traits.age < 56)
        & (rng.random(traits.size) < 0.16)
        & (traits.opened < -400)
    )
    older = np.flatnonzero((rng.random(traits.size) < 0.035) & (traits.opened < -100))
    who = np.concatenate([homes, older, took])
    sort = np.concatenate(
        [np.zeros(homes.size), rng.integers(1, 4, older.size), rng.integers(1, 4, took.size)]
    ).astype(int)
    back = [np.minimum(-traits.opened[w] - 5, far) for w, far in ((homes, 3_000), (older, 500))]
    before = [-(rng.random(b.size) * b).astype(np.int64) - 1 for b in back]
    opened = np.concatenate([*before, day[process == LOAN]])
    term = np.where(
        sort == 0, rng.integers(10, 31, who.size) * 365, rng.integers(1, 4, who.size) * 365
    )
    amount = traits.income[who] * np.where(
        sort == 0, rng.uniform(60, 150, who.size), rng.uniform(3, 14, who.size)
    )
    rate = np.round(np.where(sort == 0, 0.033, 0.042) + 0.012 * rng.random(who.size), 4)
    late = np.where(rng.random(who.size) < 0.02, rng.integers(1, 45, who.size), 0)
    who = np.concatenate([who, instalments.customer])
    sort = np.concatenate([sort, np.full(instalments.customer.size, _INSTALMENT)])
    opened = np.concatenate([opened, instalments.day])
    term = np.concatenate([term, instalments.term])
    amount = np.concatenate([amount, instalments.amount])
    rate = np.concatenate([rate, instalments.rate])
    late = np.concatenate([late, np.zeros(instalments.customer.size, dtype=np.int64)])
    left = np.clip(1 - (DAYS - opened) / term, 0, 1)
    late = late * (left > 0)
    order = np.lexsort((opened, who))
    columns = {
        "loan_id": ids("L", base + np.arange(who.size), 12),
        "customer_id": words(who[order], customers),
        "kind": words(sort[order], LOAN_KINDS),
        "balance": numbers(np.round(amount * left, 2)[order]),
        "rate": numbers(rate[order]),
        "opened_on": days(opened[order]),
        "matures_on": days((opened + term)[order]),
        "overdue_days": numbers(late[order]),
    }
    return Rows("loans", columns, who[order])
