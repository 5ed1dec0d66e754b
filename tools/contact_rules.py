"""The institution's rules on contacting customers, as they are configured: hours, caps, consent."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeAlias, get_args

from pydantic import Field

from home.clock import SHANGHAI
from tools.access import STAFF
from tools.arguments import Arguments, Channel
from tools.drafts import require
from tools.facts import Figure

if TYPE_CHECKING:
    from decision_models.policy import ContactPolicy
    from tools.access import Scope
    from tools.toolbox import Toolbox

_MONTH = 30
_WEEK = 7


Aspect: TypeAlias = Literal["hours", "weekend", "caps", "gap", "consent", "breach"]


class RulesQuery(Arguments):
    """Of which channel, and at which time of day one would like to contact somebody."""

    aspect: Aspect | None = Field(default=None, description="最想知道的", examples=["caps"])

    channel: Channel | None = Field(default=None, description="渠道", examples=["outbound_call"])
    at: time | None = Field(default=None, description="想在几点联系", examples=["20:30"])


@dataclass(frozen=True)
class ChannelRules:
    """What holds for one channel. ``kept_hours``: it is closed outside the hours; ``asks_first``:
    nobody is contacted through it who did not agree (else: who withdrew).
    """

    channel: str
    kept_hours: bool
    asks_first: bool
    per_day: Annotated[int | None, Figure("count", "每天最多")]
    per_week: Annotated[int | None, Figure("count", "每周最多")]
    per_month: Annotated[int | None, Figure("count", "30天内合计最多")]


@dataclass(frozen=True)
class ContactRules:
    """The limits in force. Windows roll: the last so many days, counted back from the moment.

    Args:
        opens, closes: Shanghai; ``closes`` is the first quiet moment.
        asked_at: the time of day that was asked about; ``asked_open`` whether it lies in the hours.
        every_day: weekends and holidays are as other days.
        touches_per_month: by all channels together.
        watches_refusals: contacts are put off, too, where a refusal is likelier than worth it;
            ``refusal_chance`` is the chance up to which one more is worth it where nothing is known
            of its gain.
        waits_days: how long a message in the outbox waits for its time before it is dropped.
        configured: the institution named limits of its own; else those that come with the house.
    """

    facts_root: ClassVar[str] = "contact_rules"
    facts_source: ClassVar[str] = "contact_policy"

    aspect: str | None
    channel: str | None
    opens: Annotated[str, Figure("time", "最早")]
    closes: Annotated[str, Figure("time", "最晚")]
    asked_at: Annotated[str | None, Figure("time", "问的时间")]
    asked_open: bool | None
    every_day: bool
    calls_per_day: Annotated[int, Figure("count", "电话每天最多")]
    calls_per_week: Annotated[int, Figure("count", "电话每周最多")]
    week: Annotated[int, Figure("days", "一周")]
    touches_per_month: Annotated[int, Figure("count", "全部渠道合计最多")]
    month: Annotated[int, Figure("days", "窗口")]
    minimum_age: Annotated[int, Figure("age", "最低年龄")]
    watches_refusals: bool
    refusal_chance: Annotated[float | None, Figure("fraction", "还值得联系的拒绝概率")]
    waits_days: Annotated[int, Figure("days", "发件箱里最多等")]
    channels: tuple[ChannelRules, ...]
    configured: bool


def contact_rules(toolbox: "Toolbox", scope: "Scope", query: RulesQuery) -> ContactRules:
    """The rules that every door asks before a contact, as figures.

    Raises:
        RefusedByPolicy: a customer asks; their own contacts are said otherwise.
    """
    from decision_models.policy import DEFAULT
    from tools.outreach.queueing import WAITS

    require(scope, STAFF, "see the rules on contact")
    policy = toolbox.policy or DEFAULT
    watches = policy.contacts_lost > 0
    return ContactRules(
        aspect=query.aspect,
        channel=query.channel,
        opens=f"{policy.opens:%H:%M}",
        closes=f"{policy.closes:%H:%M}",
        asked_at=None if query.at is None else f"{query.at:%H:%M}",
        asked_open=None if query.at is None else _open(policy, _monday(toolbox.now), query.at),
        every_day=_every_day(policy, toolbox.now),
        calls_per_day=policy.calls_per_day,
        calls_per_week=policy.calls_per_week,
        week=_WEEK,
        touches_per_month=policy.touches_per_month,
        month=_MONTH,
        minimum_age=policy.minimum_age,
        watches_refusals=watches,
        refusal_chance=policy.most_chance(None) if watches else None,
        waits_days=WAITS.days,
        channels=tuple(_rules(policy, name) for name in get_args(Channel)),
        configured=toolbox.policy is not None and toolbox.policy != DEFAULT,
    )


def _rules(policy: "ContactPolicy", channel: str) -> ChannelRules:
    from decision_models.policy.contact import CALL_CHANNELS, DISPLAY_CHANNELS

    shown, called = channel in DISPLAY_CHANNELS, channel in CALL_CHANNELS
    return ChannelRules(
        channel=channel,
        kept_hours=not shown,
        asks_first=not shown,
        per_day=policy.calls_per_day if called else None,
        per_week=policy.calls_per_week if called else None,
        per_month=None if shown else policy.touches_per_month,
    )


def _every_day(policy: "ContactPolicy", now: datetime) -> bool:
    """Whether a contact at the opening is as open on each day of a week: the rules are asked."""
    monday = _monday(now)
    return len({_open(policy, monday + timedelta(days=day), policy.opens) for day in range(7)}) == 1


def _open(policy: "ContactPolicy", on: datetime, at: time) -> bool:
    """Whether somebody who agreed, and was never contacted, may be at that moment."""
    from decision_models.policy import ContactFacts, may_contact

    anyone = ContactFacts(consents={"sms": True})
    moment = datetime.combine(on.date(), at, SHANGHAI)
    return may_contact(anyone, "sms", moment, policy).allowed


def _monday(now: datetime) -> datetime:
    local = now.astimezone(SHANGHAI)
    return local - timedelta(days=local.weekday())
