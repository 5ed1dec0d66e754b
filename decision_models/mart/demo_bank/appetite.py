"""The log-odds of a purchase in a week, and what a contact adds to them.

They are what customers like (affinity), what they think of now (interest), what lies idle, what
just matured, what markets do, what a contact did to them and how tired of contacts they are.
Tables show traces of each, and none shows the sum.
"""

import numpy as np

from decision_models.mart.demo_bank.household import Households
from decision_models.mart.demo_bank.outreach import Outreach
from decision_models.mart.demo_bank.processes import PROCESSES
from decision_models.mart.demo_bank.timeline import WEEKS, Floats, first_day, last_day


def _by_process(**values: float) -> Floats:
    return np.array([values.get(name, 0.0) for name in PROCESSES])


BASE = _by_process(
    wealth=-6.35,
    fund=-6.3,
    large_deposit=-6.8,
    deposit=-6.5,
    insurance=-6.95,
    gold=-6.75,
    pension=-6.95,
    bond=-6.8,
    forex=-8.4,
    credit_card=-6.8,
    loan=-6.9,
)
"""Log-odds of a purchase in a week, all else at nought."""

IDLE = _by_process(
    wealth=0.42, fund=0.3, large_deposit=0.25, deposit=0.4, gold=0.25, bond=0.35, loan=-0.35
)
IDLE_AND_KEEN = _by_process(wealth=0.7, fund=0.6, large_deposit=0.65, insurance=0.3)
MATURED = _by_process(wealth=1.4, fund=0.7, large_deposit=1.4, deposit=0.6, bond=0.5, insurance=0.3)
TIRED = _by_process(wealth=-0.12, fund=-0.12, large_deposit=-0.08, insurance=-0.15)
_AFTER_CONTACT = (1.0, 1.0, 0.4, 0.4)
"""How much of a contact's effect acts in its week and the three after it."""
_NEVER = -50.0


def span(week: int) -> float:
    """The part of a whole week that a week has: the first one is short."""
    return (last_day(week) - first_day(week) + 1) / 7


class Appetite:
    """Log-odds week by week, and along with them the true effect of each contact.

    The true effect is that on the chance that the customer decides to buy within two weeks, all
    else as it was; whether means and suitability then allow it is not part of it.
    """

    def __init__(self, outreach: Outreach, size: int) -> None:
        self._outreach = outreach
        self._boost = np.zeros((WEEKS + len(_AFTER_CONTACT), size, len(PROCESSES)))
        real = (outreach.treated == 1) & (outreach.process >= 0)
        for later, weight in enumerate(_AFTER_CONTACT):
            place = (outreach.week[real] + later, outreach.customer[real], outreach.process[real])
            np.add.at(self._boost, place, outreach.delta[real] * weight)
        self._stay_treated = np.zeros(outreach.customer.size)
        self._stay_control = np.zeros(outreach.customer.size)

    def log_odds(self, houses: Households, week: int) -> Floats:
        """Customer by process, for a whole week."""
        interest = houses.intents.interest[week]
        idle = houses.idle()[:, None]
        keen = np.maximum(idle, 0) * np.tanh(interest)
        weary = self._outreach.weariness[week][:, None]
        odds = BASE + houses.traits.affinity + interest + houses.bank.mood[week] + IDLE * idle
        odds += IDLE_AND_KEEN * keen + MATURED * houses.matured[:, None] + TIRED * weary
        odds += self._boost[week] - houses.cooling
        odds[~houses.were_here(week)] = _NEVER
        self._remember(week, odds)
        return np.asarray(odds)

    def _remember(self, week: int, odds: Floats) -> None:
        out = self._outreach
        near = np.flatnonzero((out.process >= 0) & (out.week <= week) & (out.week >= week - 1))
        now = odds[out.customer[near], out.process[near]]
        without = now - out.delta[near] * out.treated[near]
        for stay, shift in ((self._stay_treated, out.delta[near]), (self._stay_control, 0.0)):
            stay[near] += np.log1p(-span(week) / (1 + np.exp(-(without + shift))))

    @property
    def effect(self) -> Floats:
        """For each contact of a campaign: P(decides to buy | contacted) less that without."""
        return np.asarray(np.exp(self._stay_control) - np.exp(self._stay_treated))
