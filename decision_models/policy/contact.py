"""May this customer be contacted through this channel at this moment, and if not, when.

Consent and refusal are law (广告法 43, 消法 29, 个保法 24: no electronic advertising without
consent, and after a refusal never again). Hours, caps, and whether one more contact is worth the
risk of a refusal, are the institution's policy, labelled as policy, not law, and configurable.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from decision_models.policy.contact_policy import ContactPolicy
from decision_models.policy.facts import ContactFacts, ContactVerdict
from home.clock import SHANGHAI

DISPLAY_CHANNELS = frozenset({"app_banner", "moments"})
"""Shown to whoever looks, sent to nobody: no hours, no caps, and consent unless withdrawn."""
CALL_CHANNELS = frozenset({"outbound_call"})

FORBIDDEN = frozenset({"refused", "consent_missing", "minor"})
"""Rules that waiting does not change: neither a contact nor a text for one."""

_WEEK = timedelta(days=7)
_MONTH = timedelta(days=30)


DEFAULT = ContactPolicy()


def may_contact(
    contact: ContactFacts, channel: str, at: datetime, policy: ContactPolicy = DEFAULT
) -> ContactVerdict:
    """The first rule that forbids a contact by ``channel`` at ``at`` (time-zone aware), or ``ok``.

    Rules in order: ``refused``, ``consent_missing``, ``minor`` (never by waiting), then
    ``cap_touches_month``, ``cap_calls_week``, ``cap_calls_day``, ``worn_out``, ``quiet_hours``,
    each with the next allowed moment in ``best_time``; None where no rest within half a year makes
    a contact worth its risk.
    """
    if at.tzinfo is None:
        raise ValueError(f"at must carry a time zone, got {at!r}")
    forbidden = _forbidden(contact, channel, policy)
    if forbidden is not None:
        return forbidden
    local = at.astimezone(SHANGHAI)
    if channel in DISPLAY_CHANNELS:
        return ContactVerdict(True, "ok", best_time=local)
    waits = _caps(contact, channel, local, policy)
    earliest = max([local, *(until for _, _, until in waits)])
    tired = _tired(contact, channel, local, policy)
    rested = _rested(contact, channel, earliest, policy)
    best_time = None if rested is None else _into_hours(rested, policy)
    if waits:
        rule, params, _ = waits[0]
        return ContactVerdict(False, rule, params, best_time)
    if tired is not None:
        return ContactVerdict(False, "worn_out", tired, best_time)
    if best_time != local:
        hours = {"opens": f"{policy.opens:%H:%M}", "closes": f"{policy.closes:%H:%M}"}
        return ContactVerdict(False, "quiet_hours", hours, best_time)
    return ContactVerdict(True, "ok", best_time=local)


def _forbidden(contact: ContactFacts, channel: str, policy: ContactPolicy) -> ContactVerdict | None:
    if contact.refused_at is not None:
        day = contact.refused_at.astimezone(SHANGHAI).date().isoformat()
        return ContactVerdict(False, "refused", {"refused_on": day})
    if not contact.consents.get(channel, channel in DISPLAY_CHANNELS):
        return ContactVerdict(False, "consent_missing", {"channel": channel})
    if contact.age is not None and contact.age < policy.minimum_age:
        return ContactVerdict(
            False, "minor", {"age": contact.age, "minimum_age": policy.minimum_age}
        )
    return None


def _caps(
    contact: ContactFacts, channel: str, local: datetime, policy: ContactPolicy
) -> list[tuple[str, Mapping[str, str | int | float], datetime]]:
    """The caps that are reached: rule, figures, and when it is no longer reached."""
    reached: list[tuple[str, Mapping[str, str | int | float], datetime]] = []
    cap = policy.touches_per_month
    if contact.touches_30d >= cap:
        until = _under(contact.touch_times, contact.touches_30d, cap, _MONTH, local)
        reached.append(("cap_touches_month", {"count": contact.touches_30d, "cap": cap}, until))
    if channel not in CALL_CHANNELS:
        return reached
    cap = policy.calls_per_week
    if contact.calls_7d >= cap:
        until = _under(contact.call_times, contact.calls_7d, cap, _WEEK, local)
        reached.append(("cap_calls_week", {"count": contact.calls_7d, "cap": cap}, until))
    cap = policy.calls_per_day
    if contact.calls_today >= cap:
        tomorrow = datetime.combine(local.date() + timedelta(days=1), policy.opens, SHANGHAI)
        reached.append(("cap_calls_day", {"count": contact.calls_today, "cap": cap}, tomorrow))
    return reached


def _tired(
    contact: ContactFacts, channel: str, local: datetime, policy: ContactPolicy
) -> Mapping[str, str | int | float] | None:
    """The figures where a refusal is likelier than a contact is worth, else None."""
    weariness = contact.weariness.get(channel)
    if weariness is None:
        return None
    chance, most = weariness.chance(local), policy.most_chance(contact.gains.get(channel))
    if chance <= most:
        return None
    return {
        "channel": channel,
        "chance": round(chance, 3),
        "usual": round(weariness.usual, 3),
        "most": round(most, 3),
        "count": contact.touches_30d,
    }


def _rested(
    contact: ContactFacts, channel: str, earliest: datetime, policy: ContactPolicy
) -> datetime | None:
    """From when on a contact is worth its risk; None where no rest makes it so."""
    weariness = contact.weariness.get(channel)
    if weariness is None:
        return earliest
    return weariness.rested(earliest, policy.most_chance(contact.gains.get(channel)))


def _under(
    times: Sequence[datetime], count: int, cap: int, window: timedelta, local: datetime
) -> datetime:
    """When fewer than ``cap`` contacts lie in the window. Without their times: when surely none
    of today's does.
    """
    inside = sorted(time for time in times if time > local - window)
    if len(inside) < count:
        return local + window
    return max(local, (inside[len(inside) - cap] + window).astimezone(SHANGHAI))


def _into_hours(local: datetime, policy: ContactPolicy) -> datetime:
    if local.timetz().replace(tzinfo=None) < policy.opens:
        return datetime.combine(local.date(), policy.opens, SHANGHAI)
    if local.timetz().replace(tzinfo=None) >= policy.closes:
        return datetime.combine(local.date() + timedelta(days=1), policy.opens, SHANGHAI)
    return local
