"""Through which channel a contact helps and when it is taken: said where known, and obeyed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_models.policy import ContactPolicy, may_contact
from decision_models.scoring.touch import Touch
from home.clock import SHANGHAI
from tools import contact_policy
from tools.access import Scope, parse
from tools.agenda import DayQuery, my_day
from tools.contact_effects import next_in_hours, preferred
from tools.contact_policy import contact_facts, contact_permission
from tools.customers import CONSENT_CHANNELS, Person, people, since
from tools.prospects import ProspectQuery, find_prospects
from tools.recommendations import OfferQuery, next_best_offer
from tools.toolbox import Toolbox

NOON = datetime(2026, 9, 30, 12, tzinfo=SHANGHAI)
HELPS, HARMS = Touch(0.02, "lifts"), Touch(-0.02, "lowers")


@given(
    st.integers(0, 60 * 24 * 3),
    st.integers(0, 23),
    st.integers(1, 24),
    st.tuples(st.integers(0, 22), st.integers(1, 23)),
)
def test_a_moment_in_hours_is_the_first_that_the_institution_allows(
    minutes: int, first: int, length: int, opening: tuple[int, int]
) -> None:
    opens, closes = min(opening), max(opening[0] + 1, opening[1])
    policy = ContactPolicy(opens=time(opens), closes=time(closes))
    hours, start = (first, min(first + length, 24)), NOON + timedelta(minutes=minutes)
    found = next_in_hours(start, hours, policy)
    low, high = max(first, opens), min(hours[1], closes)
    if low >= high:
        assert found is None
        return
    assert found is not None
    assert start <= found <= start + timedelta(days=1)
    assert low <= found.hour < high
    earlier = found - timedelta(minutes=1)
    assert found == start or earlier < start or not low <= earlier.hour < high


@given(
    st.permutations(CONSENT_CHANNELS),
    st.dictionaries(
        st.sampled_from(CONSENT_CHANNELS),
        st.tuples(st.floats(-0.1, 0.1), st.sampled_from(["lifts", "lowers", "unclear"])),
    ),
)
def test_what_helps_comes_first_and_what_harms_last(
    channels: list[str], said: Mapping[str, tuple[float, str]]
) -> None:
    touches = {channel: Touch(*told) for channel, told in said.items()}
    chosen = preferred(channels, touches)
    helps = [c for c in channels if c in touches and touches[c].verdict == "lifts"]
    harms = [c for c in channels if c in touches and touches[c].verdict == "lowers"]
    if helps:
        assert chosen in helps
        assert touches[chosen].uplift == max(touches[c].uplift for c in helps)
    elif len(harms) < len(channels):
        assert chosen == next(c for c in channels if c not in harms)
    else:
        assert chosen == channels[0]
    assert preferred([], touches) is None


@pytest.fixture
def anyone(toolbox: Toolbox) -> tuple[Scope, Person]:
    """A customer who agrees to profiling and may be called and messaged now."""
    scope = parse("manager:B00")
    view = toolbox.view(scope)
    wanted = toolbox.view(scope).rows(Person, "open to all", lambda: _open(people(view)))
    for one in wanted:
        known = since(toolbox, [one.customer_id])[one.customer_id]
        facts = contact_facts(toolbox, one, known)
        if all(may_contact(facts, c, toolbox.now).allowed for c in ("sms", "outbound_call")):
            return scope, one
    raise AssertionError("the demo bank must have somebody who may be contacted")


def _open(rows: object) -> object:
    wanted = rows.consent_sms & rows.consent_outbound_call & rows.consent_profiling  # type: ignore[attr-defined]
    return rows.filter(wanted & rows.refused_at.isnull()).limit(40)  # type: ignore[attr-defined]


def _told(monkeypatch: pytest.MonkeyPatch, touches: Mapping[str, Touch]) -> None:
    monkeypatch.setattr(
        contact_policy, "touches_of", lambda _box, ids: {one: dict(touches) for one in ids}
    )


def test_the_channel_that_helps_is_chosen_and_said(
    toolbox: Toolbox, anyone: tuple[Scope, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    scope, one = anyone
    for helps, other in (("sms", "outbound_call"), ("outbound_call", "sms")):
        _told(monkeypatch, {helps: HELPS, other: HARMS})
        found = contact_permission(toolbox, scope, one.customer_id).contact
        assert (found.channel, found.effect, found.uplift) == (helps, "lifts", 0.02)
        assert "有效" in found.advice
        asked = contact_permission(toolbox, scope, one.customer_id, other).contact
        assert (asked.allowed, asked.effect) == (True, "lowers")
        assert "降低" in asked.advice


def test_what_is_unclear_is_not_said(
    toolbox: Toolbox, anyone: tuple[Scope, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    scope, one = anyone
    plain = contact_permission(toolbox, scope, one.customer_id).contact
    _told(monkeypatch, {channel: Touch(0.05, "unclear") for channel in CONSENT_CHANNELS})
    found = contact_permission(toolbox, scope, one.customer_id).contact
    assert found == plain
    assert (found.uplift, found.advice) == (None, "")


@pytest.mark.parametrize("hours", [(9, 12), (12, 14), (14, 18), (18, 20)])
def test_the_best_time_lies_in_the_best_hours_and_is_allowed(
    toolbox: Toolbox,
    anyone: tuple[Scope, Person],
    monkeypatch: pytest.MonkeyPatch,
    hours: tuple[int, int],
) -> None:
    scope, one = anyone
    _told(monkeypatch, {"outbound_call": Touch(hours=hours, expected=0.6, usual=0.4)})
    found = contact_permission(toolbox, scope, one.customer_id, "outbound_call").contact
    assert found.best_time is not None
    assert hours[0] <= found.best_time.hour < hours[1]
    known = since(toolbox, [one.customer_id])[one.customer_id]
    facts = contact_facts(toolbox, one, known)
    assert may_contact(facts, "outbound_call", found.best_time).allowed
    assert f"{hours[0]}点至{hours[1]}点更可能接通" in found.advice


def test_hours_outside_the_institutions_own_are_not_named(
    toolbox: Toolbox, anyone: tuple[Scope, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    scope, one = anyone
    _told(monkeypatch, {"outbound_call": Touch(hours=(18, 20))})
    early = replace(toolbox, policy=ContactPolicy(closes=time(18)))
    found = contact_permission(early, scope, one.customer_id, "outbound_call").contact
    assert "点" not in found.advice
    assert found.best_time is not None
    assert found.best_time.hour < 18
    early.close()


def test_who_refused_to_be_profiled_is_no_matter_of_models(
    toolbox: Toolbox, anyone: tuple[Scope, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    scope, one = anyone
    _told(monkeypatch, dict.fromkeys(CONSENT_CHANNELS, HELPS))
    monkeypatch.setattr(contact_policy, "refuses", lambda *_: True)
    found = contact_permission(toolbox, scope, one.customer_id).contact
    assert (found.effect, found.advice) == ("unclear", "")


def test_lists_tell_it_and_the_day_asks_for_nobody_whom_it_drives_away(
    toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = parse("manager:B00")
    likely = {"purchase", "attrition"}
    before = {one.kind for one in my_day(toolbox, scope, DayQuery()).sections}
    assert before & likely
    _told(monkeypatch, dict.fromkeys(CONSENT_CHANNELS, HARMS))
    after = my_day(toolbox, scope, DayQuery()).sections
    for section in after:
        if section.kind in likely:
            assert all(item.contact.effect != "lowers" for item in section.items)
    listed = find_prospects(toolbox, scope, ProspectQuery(top_k=10)).items
    assert any(item.contact.effect == "lowers" and item.contact.advice for item in listed)


def test_a_customer_is_not_told_what_experiments_say_of_them(
    toolbox: Toolbox, anyone: tuple[Scope, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    scope, one = anyone
    _told(monkeypatch, dict.fromkeys(CONSENT_CHANNELS, HELPS))
    own = next_best_offer(toolbox, parse(f"customer:{one.customer_id}"), OfferQuery())
    assert own.contact.advice == ""
    staff = next_best_offer(toolbox, scope, OfferQuery(customer_id=one.customer_id))
    assert staff.contact.advice != ""
