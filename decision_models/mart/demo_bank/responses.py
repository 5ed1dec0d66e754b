"""What came of each contact, and the ground truth that only evaluation may read."""

import numpy as np

from decision_models.mart.demo_bank.bank import Bank
from decision_models.mart.demo_bank.encoding import Array, Rows, ids, numbers, times, words
from decision_models.mart.demo_bank.habits import Habits, leisure
from decision_models.mart.demo_bank.household import Bought
from decision_models.mart.demo_bank.outreach import Outreach
from decision_models.mart.demo_bank.timeline import (
    DAYS,
    Flags,
    Floats,
    Ints,
    Rng,
    hour_of,
    moments,
)
from decision_models.mart.demo_bank.traits import Traits
from decision_models.mart.schema import CHANNELS

RESPONSE_DAYS = 14
"""A purchase of the campaign's kind within so many days after the contact counts as converted."""
OUTCOMES = ("delivered", "opened", "clicked", "answered", "refused", "converted")
_DELIVERED, _OPENED, _CLICKED, _ANSWERED, _REFUSED, _CONVERTED = range(6)
_OPENS = {"push": 0.16, "wecom": 0.34, "email": 0.08, "app_banner": 0.20, "sms": 0.0}


def contact_rows(
    rng: Rng,
    bank: Bank,
    traits: Traits,
    habits: Habits,
    outreach: Outreach,
    bought: Bought,
    customers: Array,
    base: int,
) -> Rows:
    """The contacts table: controls have no outcome unless they bought by themselves."""
    converted, amount = _conversions(outreach, bought)
    luck = rng.random((2, outreach.customer.size))
    names = [f"K{campaign.number:02d}" for campaign in bank.campaigns]
    contents = [f"{name}-{letter}" for name in names for letter in "ABC"]
    version = (outreach.campaign - 1) * 3 + rng.integers(0, 3, outreach.customer.size)
    at = moments(rng, outreach.day, 9, 20)
    outcome = _outcomes(luck, traits, habits, outreach, hour_of(at))
    outcome = np.where(converted, _CONVERTED, outcome)
    shown = (outreach.campaign > 0) & (outreach.treated == 1)
    by_manager = (outreach.campaign == 0) | np.isin(
        outreach.channel, [CHANNELS.index("wecom"), CHANNELS.index("outbound_call")]
    )
    manager = np.where(by_manager & (outreach.treated == 1), traits.manager[outreach.customer], -1)
    columns = {
        "contact_id": ids("N", base + np.arange(outreach.customer.size), 12),
        "customer_id": words(outreach.customer, customers),
        "campaign_id": words(outreach.campaign - 1, names),
        "at": times(at),
        "channel": words(outreach.channel, CHANNELS),
        "treated": numbers(outreach.treated == 1),
        "wave": numbers(outreach.wave, outreach.wave > 0),
        "content_id": words(np.where(shown, version, -1), contents),
        "manager_id": words(manager, [f"M{i + 1:03d}" for i in range(len(bank.manager_names))]),
        "outcome": words(outcome, OUTCOMES),
        "converted_amount": numbers(amount, converted & (amount > 0)),
    }
    return Rows("contacts", columns, outreach.customer)


def truth_rows(bank: Bank, outreach: Outreach, effect: Floats, customers: Array, base: int) -> Rows:
    """The true effect of each campaign contact on the chance of a purchase, and the true chance
    that the customer refuses it, treated or not.
    """
    real = np.flatnonzero(outreach.process >= 0)
    names = [f"K{campaign.number:02d}" for campaign in bank.campaigns]
    columns = {
        "contact_id": ids("N", base + real, 12),
        "customer_id": words(outreach.customer[real], customers),
        "campaign_id": words(outreach.campaign[real] - 1, names),
        "channel": words(outreach.channel[real], CHANNELS),
        "effect": numbers(effect[real]),
        "refusal": numbers(outreach.refusal[real]),
    }
    return Rows("truth", columns, outreach.customer[real])


def _conversions(outreach: Outreach, bought: Bought) -> tuple[Flags, Floats]:
    key = (bought.customer * 16 + bought.process) * 1_024 + bought.day
    order = np.argsort(key, kind="stable")
    key, money = key[order], bought.amount[order]
    asked = (outreach.customer * 16 + outreach.process) * 1_024 + outreach.day
    place = np.minimum(np.searchsorted(key, asked, side="right"), max(key.size - 1, 0))
    ahead = key[place] - asked
    converted = (outreach.process >= 0) & (ahead > 0) & (ahead <= RESPONSE_DAYS)
    return converted, np.where(converted, money[place], 0.0)


def _outcomes(luck: Floats, traits: Traits, habits: Habits, outreach: Outreach, hour: Ints) -> Ints:
    digital = traits.digital[outreach.customer]
    opens = np.array([_OPENS.get(name, 0.0) for name in CHANNELS])[outreach.channel]
    free = leisure(traits.occupation[outreach.customer], hour)
    opens = opens * np.exp(0.4 * digital - 0.08) * habits.opening[outreach.customer] * free
    picks_up = 0.42 * np.exp(-0.15 * digital) * habits.answering[outreach.customer] * free
    draw = luck[0]
    outcome = np.where(luck[1] < 0.96, _DELIVERED, -1)
    outcome = np.where(draw < opens, _OPENED, outcome)
    outcome = np.where(draw < 0.25 * opens, _CLICKED, outcome)
    call = outreach.channel == CHANNELS.index("outbound_call")
    outcome = np.where(call, np.where(draw < picks_up, _ANSWERED, -1), outcome)
    outcome = np.where(outreach.refused == 1, _REFUSED, outcome)
    # Nothing is known yet of a contact made on the last day but that it went out.
    fresh = (outreach.day >= DAYS - 1) & (outcome != _REFUSED)
    outcome = np.where(fresh & (outcome > _DELIVERED), _DELIVERED, outcome)
    return np.where(outreach.treated == 1, outcome, -1)
