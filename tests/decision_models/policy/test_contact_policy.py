"""An institution's own limits on contact, and when one more contact is one too many."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_models.policy import ContactFacts, ContactPolicy, contact_policy, may_contact
from home.clock import SHANGHAI
from home.errors import BadInput

NOON = datetime(2026, 9, 30, 12, tzinfo=SHANGHAI)
CONSENT = {"sms": True, "outbound_call": True}


@dataclass(frozen=True)
class Tired:
    """A chance that halves every ten days."""

    now: float
    usual: float = 0.02

    def chance(self, at: datetime) -> float:
        return float(self.now * 0.5 ** ((at - NOON) / timedelta(days=10)))

    def rested(self, start: datetime, limit: float) -> datetime | None:
        days = (start + timedelta(days=n) for n in range(180))
        return next((day for day in days if self.chance(day) <= limit), None)


def facts(chance: float, gain: float | None = None, calls_today: int = 0) -> ContactFacts:
    gains = {} if gain is None else {"outbound_call": gain}
    weariness = {"outbound_call": Tired(chance)}
    return ContactFacts(CONSENT, calls_today=calls_today, weariness=weariness, gains=gains)


@given(st.floats(0.0001, 0.9), st.none() | st.floats(0.0001, 0.2), st.floats(0, 60))
def test_a_contact_is_put_off_where_the_refusal_costs_more_than_the_contact_brings(
    chance: float, gain: float | None, lost: float
) -> None:
    policy = ContactPolicy(contacts_lost=lost)
    verdict = may_contact(facts(chance, gain), "outbound_call", NOON, policy)
    brings = policy.usual_gain if gain is None else gain
    costs = chance * lost * policy.usual_gain
    if abs(costs - brings) > 1e-9 * brings:
        assert verdict.allowed == (costs <= brings)
    if verdict.allowed:
        return
    assert verdict.rule == "worn_out"
    assert verdict.params["chance"] == round(chance, 3)
    if verdict.best_time is not None:
        assert may_contact(facts(chance, gain), "outbound_call", verdict.best_time, policy).allowed


def test_another_channel_and_who_is_not_known_are_left_to_the_caps() -> None:
    assert may_contact(facts(0.5), "sms", NOON).allowed
    assert may_contact(ContactFacts(CONSENT), "outbound_call", NOON).allowed


def test_it_never_loosens_what_forbids_a_contact() -> None:
    welcome = 0.0001
    night = NOON.replace(hour=22)
    for given_, at, rule in (
        (ContactFacts({}, weariness={"sms": Tired(welcome)}), NOON, "consent_missing"),
        (ContactFacts(CONSENT, NOON, weariness={"sms": Tired(welcome)}), NOON, "refused"),
        (
            ContactFacts(CONSENT, touches_30d=8, weariness={"sms": Tired(welcome)}),
            NOON,
            "cap_touches_month",
        ),
        (ContactFacts(CONSENT, weariness={"sms": Tired(welcome)}), night, "quiet_hours"),
    ):
        assert may_contact(given_, "sms", at).rule == rule


def test_a_cap_is_named_first_and_the_wait_is_the_longer_of_both() -> None:
    verdict = may_contact(facts(0.5, calls_today=1), "outbound_call", NOON)
    assert verdict.rule == "cap_calls_day"
    assert verdict.best_time is not None
    assert verdict.best_time > NOON + timedelta(days=20)


def test_a_bank_names_what_differs_and_is_told_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "contacts.yaml"
    path.write_text('closes: "18:00"\ncontacts_lost: 0\n', encoding="utf-8")
    found = contact_policy(path)
    assert found.closes.hour == 18
    assert found.opens == ContactPolicy().opens
    assert may_contact(facts(0.9), "outbound_call", NOON, found).allowed
    for number, (text, said) in enumerate(
        {
            "contacts_lost: -1": "contacts_lost",
            'opens: "21:00"': "opens must be before closes",
            "touches_per_month: 0": "each cap must be 1 or more",
            "consent: false": "consent",
            "- 1": "entries",
            "a: [": "readable YAML",
        }.items()
    ):
        wrong = tmp_path / f"{number}.yaml"
        wrong.write_text(text, encoding="utf-8")
        with pytest.raises(BadInput, match=said):
            contact_policy(wrong)
