"""One block of customers: drawn, simulated, and turned into the rows of every table.

A block depends on the bank and on its own number, never on how many blocks there are.
"""

from collections.abc import Iterator

import numpy as np

from decision_models.mart.demo_bank import behaviour as acts
from decision_models.mart.demo_bank.appetite import Appetite
from decision_models.mart.demo_bank.bank import BRANCHES, MANAGERS, Bank
from decision_models.mart.demo_bank.cash import draw_cash, join
from decision_models.mart.demo_bank.choice import tastes
from decision_models.mart.demo_bank.debts import card_rows, draw_cards, loan_rows
from decision_models.mart.demo_bank.encoding import Array, Rows, days, ids, numbers, times, words
from decision_models.mart.demo_bank.habits import draw_habits
from decision_models.mart.demo_bank.household import Households
from decision_models.mart.demo_bank.instalments import draw_instalments
from decision_models.mart.demo_bank.intents import draw_intents
from decision_models.mart.demo_bank.movements import (
    balance_rows,
    month_end_balances,
    order_rows,
    position_rows,
    transaction_rows,
)
from decision_models.mart.demo_bank.opening import open_portfolios
from decision_models.mart.demo_bank.outreach import draw_outreach
from decision_models.mart.demo_bank.persons import draw_persons, person_rows
from decision_models.mart.demo_bank.purchases import Purchases
from decision_models.mart.demo_bank.records import (
    assessment_rows,
    consent_rows,
    request_rows,
)
from decision_models.mart.demo_bank.responses import contact_rows, truth_rows
from decision_models.mart.demo_bank.simulation import simulate
from decision_models.mart.demo_bank.suitability import Assessments, initial_levels
from decision_models.mart.demo_bank.timeline import Ints, Rng, moments
from decision_models.mart.demo_bank.traits import Traits, draw_traits

BLOCK = 2_000
"""Customers a block."""
_ROOM = 10_000_000  # identifiers kept for the rows of one block


def block_rows(bank: Bank, seed: int, number: int) -> Iterator[Rows]:
    """The rows of every customer table for block ``number`` (from 0)."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(1, number)))
    apart = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(2, number)))
    traits = draw_traits(rng, BLOCK)
    habits = draw_habits(apart, traits)
    persons = draw_persons(rng, traits, MANAGERS // BRANCHES)
    intents = draw_intents(rng, traits)
    outreach = draw_outreach(rng, bank, traits, intents)
    liking = tastes(rng, bank.shelf, traits)
    assessments = Assessments(rng, traits)
    lots, at_call = open_portfolios(rng, bank.shelf, traits, liking, initial_levels(assessments))
    pay = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(3, number)))
    cash = draw_cash(rng, pay, traits, intents, traits.here * 0.6)
    houses = Households.at_start(rng, bank, traits, intents, lots, at_call)
    appetite = Appetite(outreach, traits.size)
    purchases = Purchases(houses, outreach, assessments, liking)
    simulate(houses, appetite, purchases, cash.weekly(traits.size))
    assessments.renew_lapsed(rng)
    cash = join([cash, *houses.transfers])
    bought = houses.bought()
    balances = month_end_balances(bank, traits, lots, cash, at_call)
    base = number * _ROOM
    customers = ids("C", number * BLOCK + 1 + np.arange(BLOCK), 7)

    yield person_rows(traits, persons, customers, balances[:, -1, :].sum(axis=1))
    yield _assignment_rows(traits, customers)
    yield consent_rows(rng, traits, outreach, customers)
    yield assessment_rows(assessments, customers)
    cards = draw_cards(rng, traits, bought)
    yield card_rows(cards, customers, base)
    since = cards.credit_since(traits.size)
    instalments = draw_instalments(apart, traits, habits, cash, since)
    yield loan_rows(rng, traits, bought, instalments, customers, base)
    yield request_rows(rng, traits, habits, intents, customers, base)
    yield contact_rows(rng, bank, traits, habits, outreach, bought, customers, base)
    yield truth_rows(bank, outreach, appetite.effect, customers, base)
    yield order_rows(rng, bank, traits, lots, customers, base)
    yield position_rows(bank, lots, customers)
    yield balance_rows(traits, balances, customers)
    yield transaction_rows(rng, cash, customers, base)
    seen = acts.draw_behaviour(rng, bank, traits, intents, outreach, liking)
    yield _event_rows(rng, bank, seen, customers, base)


def _assignment_rows(traits: Traits, customers: Array) -> Rows:
    branch = traits.manager // (MANAGERS // BRANCHES)
    columns = {
        "customer_id": customers,
        "manager_id": words(traits.manager, [f"M{i + 1:03d}" for i in range(MANAGERS)]),
        "branch_id": words(branch, [f"B{i + 1:02d}" for i in range(BRANCHES)]),
        "since": days(np.maximum(traits.opened, -700 - 13 * traits.manager)),
    }
    return Rows("assignments", columns, np.arange(traits.size))


def _event_rows(rng: Rng, bank: Bank, seen: acts.Behaviour, customers: Array, base: int) -> Rows:
    products = bank.shelf.products
    themes = sorted({theme for product in products for theme in product.themes})
    by_process = _themes_of_processes(bank, themes)
    theme = np.full(seen.customer.size, -1)
    for process, codes in by_process.items():
        rows = np.flatnonzero(
            (seen.process == process) & np.isin(seen.event, (acts.SEARCH, acts.NEWS))
        )
        theme[rows] = rng.choice(codes, rows.size)
    columns = {
        "event_id": ids("E", base + np.arange(seen.customer.size), 12),
        "customer_id": words(seen.customer, customers),
        "at": times(moments(rng, seen.day, 7, 23)),
        "event": words(seen.event, acts.EVENTS),
        "product_id": words(seen.product, [product.product_id for product in products]),
        "theme": words(theme, themes),
        "seconds": numbers(seen.seconds),
    }
    return Rows("app_events", columns, seen.customer)


def _themes_of_processes(bank: Bank, themes: list[str]) -> dict[int, Ints]:
    found: dict[int, list[int]] = {}
    for product, process in zip(bank.shelf.products, bank.shelf.process.tolist(), strict=True):
        found.setdefault(process, []).extend(themes.index(theme) for theme in product.themes)
    return {process: np.array(codes) for process, codes in found.items() if codes}
