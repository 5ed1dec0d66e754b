"""May this customer be contacted through this channel at this moment, and if not, when.

Consent and refusal are law (广告法 43, 消法 29, 个保法 24: no electronic advertising without
consent, and after a refusal never again). Hours and caps are the institution's policy, labelled
as policy, not law, and configurable.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from decision_models.policy.facts import ContactFacts, ContactVerdict
from home.clock import SHANGHAI

DISPLAY_CHANNELS = frozenset({"app_banner", "moments"})
"""Shown to whoever looks, sent to nobody: no hours, no caps, and consent unless withdrawn."""
CALL_CHANNELS = frozenset({"outbound_call"})

_WEEK = timedelta(days=7)
_MONTH = timedelta(days=30)


@dataclass(frozen=True)
class ContactPolicy:
    """An institution's limits; hours are Asia/Shanghai, ``closes`` is the first quiet moment."""

    opens: time = time(9)
    closes: time = time(20)
    calls_per_day: int = 1
    calls_per_week: int = 3
    touches_per_month: int = 8
    minimum_age: int = 18

    def __post_init__(self) -> None:
        if not self.opens < self.closes:
            raise ValueError(f"opens must be before closes, got {self.opens} and {self.closes}")
        if min(self.calls_per_day, self.calls_per_week, self.touches_per_month) < 1:
            raise ValueError("each cap must be 1 or more; to stop contact, withhold consent")


DEFAULT = ContactPolicy()


def may_contact(
    contact: ContactFacts, channel: str, at: datetime, policy: ContactPolicy = DEFAULT
) -> ContactVerdict:
    """The first rule that forbids a contact by ``channel`` at ``at`` (time-zone aware), or ``ok``.

    Rules in order: ``refused``, ``consent_missing``, ``minor`` (never by waiting), then
    ``cap_touches_month``, ``cap_calls_week``, ``cap_calls_day``, ``quiet_hours``, each with the
    next allowed moment in ``best_time``.
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
    best_time = _into_hours(earliest, policy)
    if waits:
        rule, params, _ = waits[0]
        return ContactVerdict(False, rule, params, best_time)
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
