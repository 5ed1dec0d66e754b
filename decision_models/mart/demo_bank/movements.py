"""Orders, positions, balances and transactions of a block, all from the same money."""

import numpy as np

from decision_models.mart.demo_bank.bank import Bank
from decision_models.mart.demo_bank.cash import CHANNEL_WORDS, COUNTERPARTIES, KINDS, Cash
from decision_models.mart.demo_bank.encoding import Array, Rows, days, ids, numbers, times, words
from decision_models.mart.demo_bank.lots import BUY, SIDES, Lots
from decision_models.mart.demo_bank.timeline import (
    DAYS,
    FOREVER,
    Floats,
    Ints,
    Rng,
    moments,
    month_ends,
)
from decision_models.mart.demo_bank.traits import Traits
from decision_models.mart.schema import BALANCE_CATEGORIES

_ALWAYS = 6  # categories that every customer has a row for each month
ORDER_CHANNELS = ("app", "branch", "manager")


def order_rows(
    rng: Rng, bank: Bank, traits: Traits, lots: Lots, customers: Array, base: int
) -> Rows:
    """Every purchase and its end. What was held when the history began is among them with its
    first purchase, so that holdings at any moment follow from orders.
    """
    count = lots.count
    over = np.flatnonzero(lots.ended[:count] < FOREVER)
    customer = np.concatenate([lots.customer[:count], lots.customer[over]])
    product = np.concatenate([lots.product[:count], lots.product[over]])
    side = np.concatenate([np.full(count, BUY), lots.how[over]])
    amount = np.concatenate([lots.paid[:count], lots.proceeds[over]])
    day = np.concatenate([lots.opened[:count], lots.ended[over]])
    order = np.lexsort((day, customer))
    customer, product, side, amount, day = (
        column[order] for column in (customer, product, side, amount, day)
    )
    digital = 1 / (1 + np.exp(-1.4 * traits.digital[customer] - 0.4))
    at_branch = rng.random(customer.size) > digital
    channel = np.where(at_branch, 1 + (rng.random(customer.size) < 0.4), 0)
    columns = {
        "order_id": ids("O", base + np.arange(customer.size), 12),
        "customer_id": words(customer, customers),
        "product_id": words(product, [p.product_id for p in bank.shelf.products]),
        "side": words(side, SIDES),
        "amount": numbers(amount),
        "at": times(moments(rng, day, 9, 21)),
        "channel": words(np.where(side == 2, -1, channel), ORDER_CHANNELS),
    }
    return Rows("orders", columns, customer)


def position_rows(bank: Bank, lots: Lots, customers: Array) -> Rows:
    """What is held at the end of the last day; lots of one product and day are one position."""
    held = np.flatnonzero(lots.held())
    amount = lots.worth(bank.shelf, held, np.full(held.size, DAYS - 1))
    key = (lots.customer[held] * 1_000 + lots.product[held]) * 4_096 + lots.opened[held] + 2_048
    unique, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    total = np.bincount(inverse, amount, unique.size)
    lot = held[first]
    customer = lots.customer[lot]
    columns = {
        "customer_id": words(customer, customers),
        "product_id": words(lots.product[lot], [p.product_id for p in bank.shelf.products]),
        "amount": numbers(np.round(total, 2)),
        "opened_on": days(lots.opened[lot]),
        "matures_on": days(lots.matures[lot]),
    }
    return Rows("positions", columns, customer)


def month_end_balances(
    bank: Bank, traits: Traits, lots: Lots, cash: Cash, at_call: Floats
) -> Floats:
    """Customer x month-end x ``BALANCE_CATEGORIES`` in yuan."""
    ends = month_ends()
    size, months = traits.size, ends.size
    balances = np.zeros((size, months, len(BALANCE_CATEGORIES)))
    balances[:, :, 0] = at_call[:, None] + _at_call_changes(lots, cash, size, ends)
    np.maximum(balances, 0, out=balances)
    category = np.array(
        [
            BALANCE_CATEGORIES.index(p.category) if p.category in BALANCE_CATEGORIES else -1
            for p in bank.shelf.products
        ]
    )
    lot = np.arange(lots.count)
    for month, end in enumerate(ends):
        there = lot[(lots.opened[lot] <= end) & (lots.ended[lot] > end)]
        value = lots.worth(bank.shelf, there, np.full(there.size, end))
        place = lots.customer[there] * len(BALANCE_CATEGORIES) + category[lots.product[there]]
        total = np.bincount(place, value, size * len(BALANCE_CATEGORIES))
        balances[:, month, :] += total.reshape(size, -1)
    return np.round(balances, 2)


def _at_call_changes(lots: Lots, cash: Cash, size: int, ends: Ints) -> Floats:
    count = lots.count
    bought = np.flatnonzero(lots.opened[:count] >= 0)
    over = np.flatnonzero(lots.ended[:count] < FOREVER)
    customer = np.concatenate([cash.customer, lots.customer[bought], lots.customer[over]])
    day = np.concatenate([cash.day, lots.opened[bought], lots.ended[over]])
    signed = np.where(cash.into == 1, cash.amount, -cash.amount)
    money = np.concatenate([signed, -lots.paid[bought], lots.proceeds[over]])
    month = np.searchsorted(ends, day)
    flows = np.bincount(customer * ends.size + month, money, size * ends.size)
    return np.cumsum(flows.reshape(size, ends.size), axis=1)


def balance_rows(traits: Traits, balances: Floats, customers: Array) -> Rows:
    """A row a month-end and category since the customer came; rare categories where held."""
    ends = month_ends()
    shown = np.ones(balances.shape, dtype=bool)
    shown[:, :, _ALWAYS:] = balances[:, :, _ALWAYS:] > 0
    shown &= (traits.opened[:, None] <= ends[None, :])[:, :, None]
    customer, month, category = np.nonzero(shown)
    columns = {
        "customer_id": words(customer, customers),
        "as_of": days(ends[month]),
        "category": words(category, BALANCE_CATEGORIES),
        "balance": numbers(balances[shown]),
    }
    return Rows("balances", columns, customer)


def transaction_rows(rng: Rng, cash: Cash, customers: Array, base: int) -> Rows:
    """Account movements by customer and day."""
    order = np.argsort(cash.customer * 1_024 + cash.day, kind="stable")
    customer = cash.customer[order]
    columns = {
        "transaction_id": ids("T", base + np.arange(order.size), 12),
        "customer_id": words(customer, customers),
        "at": times(moments(rng, cash.day[order], 7, 22)),
        "amount": numbers(cash.amount[order]),
        "direction": words(cash.into[order], ("out", "in")),
        "kind": words(cash.kind[order], KINDS),
        "counterparty_kind": words(cash.counterparty[order], COUNTERPARTIES),
        "channel": words(cash.channel[order], CHANNEL_WORDS),
    }
    return Rows("transactions", columns, customer)
