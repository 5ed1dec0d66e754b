"""Who is contacted when: randomised campaigns with controls, and managers' own contacts.

Within a campaign the draw of who is contacted and who is control looks at nothing about the
customer; who may be drawn at all needs consent and no earlier refusal.
"""

from dataclasses import dataclass

import numpy as np

from decision_models.mart.demo_bank.bank import Bank, Campaign
from decision_models.mart.demo_bank.intents import Intents
from decision_models.mart.demo_bank.names import OCCUPATIONS
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
from decision_models.mart.schema import CHANNELS

CONSENT_CHANNELS = ("sms", "push", "wecom", "outbound_call", "email")
_GRANTED = (0.84, 0.72, 0.58, 0.60, 0.36)
_REFUSAL = {"outbound_call": 0.022, "wecom": 0.009, "sms": 0.007}
_HURRY = {"医生": 0.8, "企业主": 0.7, "销售": 0.6, "工程师": 0.4, "退休": -0.8, "学生": -0.5}
"""How much sooner some trades say no, in log-odds."""
_FADE = 0.84  # of weariness from one week to the next
_MANAGER_RATE = 0.010  # contacts a week that a manager makes of their own accord


@dataclass(frozen=True)
class Outreach:
    """One entry a contact (or control), by time; and what contacts did to each customer.

    ``delta`` is the effect on the log-odds of a purchase of ``process`` (-1: none), were the
    customer contacted; ``refusal`` the chance that they refuse, were they. ``weariness`` is week x
    customer. ``granted`` and ``withdrawn`` (day) are
    customer x ``CONSENT_CHANNELS``.
    """

    customer: Ints
    campaign: Ints
    day: Ints
    week: Ints
    channel: Ints
    treated: Ints
    wave: Ints
    process: Ints
    delta: Floats
    refused: Ints
    refusal: Floats
    weariness: Floats
    granted: Ints
    withdrawn: Ints


class _Draw:
    def __init__(self, rng: Rng, traits: Traits, intents: Intents) -> None:
        self.rng, self.traits, self.intents = rng, traits, intents
        size = traits.size
        self.granted = (rng.random((size, len(CONSENT_CHANNELS))) < np.array(_GRANTED)).astype(int)
        spontaneous = rng.random(self.granted.shape) < 0.05
        days = rng.integers(-400, DAYS, self.granted.shape)
        days = np.maximum(days, traits.opened[:, None] + 20)
        self.withdrawn = np.where(spontaneous & (days < DAYS) & (self.granted > 0), days, FOREVER)
        self.refused_day = np.full(size, FOREVER)
        self.recent = np.zeros(size)
        self.parts: list[dict[str, Ints | Floats]] = []
        self.weariness = np.zeros((WEEKS, size))
        hurry = np.array([_HURRY.get(name, 0.0) for name in OCCUPATIONS])[traits.occupation]
        self.hurried = np.exp(hurry - 0.45 * np.cos(2.4 * (traits.age - 46) / 14)) * 0.85

    def reachable(self, channel: int, day: int) -> Ints:
        able = (self.traits.opened <= day - 14) & (self.refused_day > day)
        name = CHANNELS[channel]
        if name in CONSENT_CHANNELS:
            place = CONSENT_CHANNELS.index(name)
            able &= (self.granted[:, place] > 0) & (self.withdrawn[:, place] > day)
        return np.flatnonzero(able)

    def campaign(self, campaign: Campaign, week: int) -> None:
        rng = self.rng
        able = self.reachable(campaign.channel, first_day(week))
        share = campaign.share / len(campaign.weeks) * 1.6
        chosen = able[rng.random(able.size) < share]
        treated = (rng.random(chosen.size) >= campaign.control).astype(int)
        count = chosen.size
        tired = 0.22 * self.recent[chosen] * np.clip(1 + 0.5 * self.traits.weary[chosen], 0, 3)
        delta = self.traits.response[chosen, campaign.channel] - tired
        self.add(
            customer=chosen,
            campaign=np.full(count, campaign.number),
            day=first_day(week) + rng.integers(0, 2, count),
            week=np.full(count, week),
            channel=np.full(count, campaign.channel),
            treated=treated,
            wave=np.full(count, campaign.weeks.index(week) + 1),
            process=np.full(count, campaign.process),
            delta=delta,
        )

    def managers(self, week: int) -> None:
        rng, traits = self.rng, self.traits
        rate = _MANAGER_RATE * np.exp(0.35 * traits.rich)
        drawn = np.flatnonzero(rng.random(traits.size) < rate)
        channel = np.where(
            rng.random(drawn.size) < 0.5, CHANNELS.index("wecom"), CHANNELS.index("outbound_call")
        )
        day = rng.integers(first_day(week), last_day(week) + 1, drawn.size)
        for code in np.unique(channel):
            able = np.isin(drawn, self.reachable(int(code), first_day(week))) & (channel == code)
            count = int(able.sum())
            self.add(
                customer=drawn[able],
                campaign=np.zeros(count, dtype=int),
                day=day[able],
                week=np.full(count, week),
                channel=channel[able],
                treated=np.ones(count, dtype=int),
                wave=np.full(count, -1),
                process=np.full(count, -1),
                delta=np.zeros(count),
            )

    def add(self, **columns: Ints | Floats) -> None:
        customer = np.asarray(columns["customer"], dtype=np.int64)
        channel, treated = columns["channel"], np.asarray(columns["treated"]) == 1
        base = np.array([_REFUSAL.get(name, 0.0) for name in CHANNELS])[channel]
        tired = np.exp(0.5 * self.recent[customer] + 0.5 * self.traits.weary[customer])
        chance = base * tired * self.hurried[customer]
        refused = treated & (self.rng.random(customer.size) < chance)
        columns["refused"] = refused.astype(int)
        columns["refusal"] = np.minimum(chance, 1.0)
        day = np.asarray(columns["day"], dtype=np.int64)
        self.refused_day[customer[refused]] = day[refused]
        for place, name in enumerate(CONSENT_CHANNELS):
            gone = (
                refused & (channel == CHANNELS.index(name)) & (self.rng.random(refused.size) < 0.7)
            )
            at = customer[gone]
            self.withdrawn[at, place] = np.minimum(self.withdrawn[at, place], day[gone])
        np.add.at(self.recent, customer[treated], 1.0)
        self.parts.append(columns)


def draw_outreach(rng: Rng, bank: Bank, traits: Traits, intents: Intents) -> Outreach:
    """All contacts of one block, in order of time. Weariness also feeds dissatisfaction."""
    draw = _Draw(rng, traits, intents)
    for week in range(WEEKS):
        draw.recent *= _FADE
        for campaign in bank.campaigns:
            if week in campaign.weeks:
                draw.campaign(campaign, week)
        draw.managers(week)
        draw.weariness[week] = draw.recent * np.clip(1 + 0.5 * traits.weary, 0, 3)
    intents.unrest[:] += 0.18 * draw.weariness
    columns = {
        name: np.concatenate([np.asarray(part[name]) for part in draw.parts])
        for name in draw.parts[0]
    }
    return Outreach(
        **columns,
        weariness=draw.weariness,
        granted=draw.granted,
        withdrawn=draw.withdrawn,
    )
