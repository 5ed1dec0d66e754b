from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_models.policy import ContactFacts, ContactPolicy, may_contact
from home.clock import SHANGHAI

CHANNELS = ("sms", "push", "wecom", "outbound_call", "email")
ALL = dict.fromkeys(CHANNELS, True)
NOON = datetime(2026, 9, 30, 12, tzinfo=SHANGHAI)

channels = st.sampled_from(CHANNELS)
moments = st.integers(0, 700 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
counts = st.integers(0, 12)


@st.composite
def contacts(draw: st.DrawFn) -> ContactFacts:
    return ContactFacts(
        consents=draw(st.dictionaries(channels, st.booleans())),
        refused_at=draw(st.none() | moments),
        touches_30d=draw(counts),
        calls_today=draw(counts),
        calls_7d=draw(counts),
        age=draw(st.none() | st.integers(10, 95)),
    )


@given(contacts(), channels, moments)
def test_never_without_consent_never_after_a_refusal(
    contact: ContactFacts, channel: str, at: datetime
) -> None:
    verdict = may_contact(contact, channel, at)
    if contact.refused_at is not None or not contact.consents.get(channel, False):
        assert not verdict.allowed
        assert verdict.best_time is None
    assert verdict.allowed == (verdict.rule == "ok")


@given(contacts(), channels, moments)
def test_never_at_night_and_never_above_a_cap(
    contact: ContactFacts, channel: str, at: datetime
) -> None:
    if may_contact(contact, channel, at).allowed:
        assert time(9) <= at.astimezone(SHANGHAI).time() < time(20)
        assert contact.touches_30d < 8
        assert channel != "outbound_call" or (contact.calls_today < 1 and contact.calls_7d < 3)


def facts_at(moment: datetime, calls: list[datetime], touches: list[datetime]) -> ContactFacts:
    today = moment.astimezone(SHANGHAI).date()
    week = [c for c in calls if moment - timedelta(days=7) < c <= moment]
    month = [t for t in touches if moment - timedelta(days=30) < t <= moment]
    return ContactFacts(
        consents=ALL,
        touches_30d=len(month),
        calls_today=sum(c.astimezone(SHANGHAI).date() == today for c in week),
        calls_7d=len(week),
        call_times=tuple(week),
        touch_times=tuple(month),
    )


hours_ago = st.lists(st.integers(0, 40 * 24), max_size=14)


@given(channels, moments, hours_ago, hours_ago)
def test_the_best_time_is_allowed_and_no_hour_before_it_is(
    channel: str, at: datetime, call_hours: list[int], other_hours: list[int]
) -> None:
    calls = [at - timedelta(hours=hours) for hours in call_hours]
    touches = calls + [at - timedelta(hours=hours) for hours in other_hours]
    verdict = may_contact(facts_at(at, calls, touches), channel, at)
    best = verdict.best_time
    assert best is not None
    assert best >= at
    assert may_contact(facts_at(best, calls, touches), channel, best).allowed
    step = at
    while step < best:
        assert not may_contact(facts_at(step, calls, touches), channel, step).allowed
        step += timedelta(hours=1)


@given(channels, moments, counts, counts)
def test_without_times_the_best_time_is_late_enough(
    channel: str, at: datetime, calls: int, touches: int
) -> None:
    verdict = may_contact(
        ContactFacts(ALL, touches_30d=touches, calls_today=calls, calls_7d=calls), channel, at
    )
    assert verdict.best_time is not None
    assert may_contact(ContactFacts(ALL), channel, verdict.best_time).allowed
    if verdict.rule == "cap_touches_month":
        assert verdict.best_time >= at + timedelta(days=30)


@pytest.mark.parametrize(
    ("hour", "minute", "allowed"),
    [(8, 59, False), (9, 0, True), (19, 59, True), (20, 0, False), (23, 30, False)],
)
def test_contact_hours_are_shanghais(hour: int, minute: int, allowed: bool) -> None:
    at = datetime(2026, 9, 30, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)
    verdict = may_contact(ContactFacts(ALL), "sms", at)
    assert verdict.allowed == allowed
    if not allowed:
        day = 30 if hour < 9 else 31
        expected = datetime(2026, 9, 30, 9, tzinfo=SHANGHAI) + timedelta(days=day - 30)
        assert verdict.rule == "quiet_hours"
        assert verdict.best_time == expected


def test_one_call_a_day_then_tomorrow_morning() -> None:
    verdict = may_contact(ContactFacts(ALL, calls_today=1, calls_7d=1), "outbound_call", NOON)
    assert verdict.rule == "cap_calls_day"
    assert verdict.best_time == datetime(2026, 10, 1, 9, tzinfo=SHANGHAI)
    assert may_contact(ContactFacts(ALL, calls_today=1, calls_7d=1), "sms", NOON).allowed


def test_the_policy_is_the_institutions() -> None:
    at = NOON.replace(hour=21)
    assert may_contact(ContactFacts(ALL), "sms", at, ContactPolicy(closes=time(22))).allowed
    with pytest.raises(ValueError, match="opens must be before closes"):
        ContactPolicy(opens=time(20), closes=time(9))
    with pytest.raises(ValueError, match="cap must be 1 or more"):
        ContactPolicy(calls_per_day=0)


def test_a_banner_is_shown_at_night_but_not_to_who_refused_or_withdrew() -> None:
    night = NOON.replace(hour=23)
    assert may_contact(ContactFacts({}), "app_banner", night).allowed
    assert not may_contact(ContactFacts({"app_banner": False}), "app_banner", night).allowed
    refused = ContactFacts({}, refused_at=night)
    assert may_contact(refused, "app_banner", night).rule == "refused"


def test_minors_are_not_marketed_to() -> None:
    assert may_contact(ContactFacts(ALL, age=17), "sms", NOON).rule == "minor"
    assert may_contact(ContactFacts(ALL, age=18), "sms", NOON).allowed


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        may_contact(ContactFacts(ALL), "sms", datetime(2026, 9, 30, 12))  # noqa: DTZ001
