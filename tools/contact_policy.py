"""May this customer be contacted, through which channel, and when: rules on effective consent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from home.clock import SHANGHAI
from prompts.messages import say
from tools.arguments import Arguments, Channel
from tools.contact_effects import (
    Touches,
    advice,
    gains_of,
    next_in_hours,
    preferred,
    touches_of,
    weariness_of,
)
from tools.customers import ALL_CHANNELS, CONSENT_CHANNELS, Person, Since, person, same_day, since
from tools.facts import Figure
from tools.profiling import refuses
from tools.verdicts import why_contact

if TYPE_CHECKING:
    from decision_models.policy import ContactFacts
    from tools.access import Scope
    from tools.toolbox import Toolbox

_NOTHING_KNOWN: Touches = {}
# When the customer's own preference is not open, a manager's next choices.
_FALLBACKS = ("wecom", "outbound_call", "sms", "push", "email")


class PermissionQuery(Arguments):
    """Whom to contact, and through what."""

    customer_id: str = Field(description="客户编号", examples=["C0000123"])
    channel: Channel | None = Field(
        default=None, description="渠道；不填则选最合适的", examples=["outbound_call"]
    )


@dataclass(frozen=True)
class Contact:
    """Whether a customer may be contacted now, through which channel, and the first good moment.

    ``best_time`` (Asia/Shanghai) is None where waiting would not help. Where it is known in which
    hours customers like this one take a contact, it is the first allowed moment in them. ``effect``
    is what a contact through this channel does to a purchase: ``lifts``, ``lowers``, or
    ``unclear``; ``uplift`` by how much, None where it is unclear; ``advice`` says both in words.
    """

    allowed: bool
    channel: str
    rule: str
    why: Annotated[str, Figure("text", "触达说明")]
    best_time: Annotated[datetime | None, Figure("datetime", "可联系时间")]
    effect: str = "unclear"
    uplift: Annotated[float | None, Figure("fraction", "联系带来的成交概率变化", "effects")] = None
    advice: Annotated[str, Figure("text", "触达建议")] = ""

    @property
    def forbidden(self) -> bool:
        """Whether waiting changes nothing: no text is written for such a contact."""
        from decision_models.policy import FORBIDDEN

        return self.rule in FORBIDDEN


@dataclass(frozen=True)
class ContactPermission:
    """The answer for one channel, and every other channel's beside it."""

    facts_root: ClassVar[str] = "permission"
    facts_source: ClassVar[str] = "contact_policy"

    customer_id: Annotated[str, Figure("id", "客户编号")]
    name: Annotated[str, Figure("name", "客户姓名")]
    contact: Contact
    others: tuple[Contact, ...]
    contacts_30d: Annotated[int, Figure("count", "近30天触达次数")]
    calls_7d: Annotated[int, Figure("count", "近7天电话次数")]
    last_contact_at: Annotated[datetime | None, Figure("datetime", "最近一次触达")]
    policy_note: str
    lately: Annotated[str, Figure("text", "近期触达")] = ""


def contact_permission(
    toolbox: "Toolbox", scope: "Scope", customer_id: str, channel: str | None = None
) -> ContactPermission:
    """Whether, how and when a customer may be contacted; ``channel`` None chooses the best.

    Raises:
        NotFound: not one of the asker's customers.
    """
    one = person(toolbox.view(scope), customer_id)
    known = since(toolbox, [customer_id])[customer_id]
    touches = _touches(toolbox, [one], {customer_id: known})[customer_id]
    facts = contact_facts(toolbox, one, known, touches)
    chosen = contact_of(toolbox, one, known, channel, touches)
    others = [c for c in dict.fromkeys((*CONSENT_CHANNELS,)) if c != chosen.channel]
    last = max((m for m in (one.last_contact_at, *known.touches) if m), default=None)
    return ContactPermission(
        customer_id=one.customer_id,
        name=one.name,
        contact=chosen,
        others=tuple(judge(toolbox, facts, other, touches) for other in others),
        contacts_30d=facts.touches_30d,
        calls_7d=facts.calls_7d,
        last_contact_at=last,
        policy_note=say("contact.policy_note"),
        lately=""
        if last is None
        else say("contact.lately", at=last, touches=facts.touches_30d, calls=facts.calls_7d),
    )


def contact_of(
    toolbox: "Toolbox",
    one: Person,
    known: Since,
    channel: str | None = None,
    touches: "Touches | None" = None,
) -> Contact:
    """The verdict for ``channel``; without one, for an open channel of this customer's preference
    and a manager's usual order, one that is known to help before the others and one that is known
    to harm after them; or for the preferred one where none is open.
    """
    from decision_models.policy import DEFAULT, may_contact

    if touches is None:
        touches = _touches(toolbox, [one], {one.customer_id: known})[one.customer_id]
    facts = contact_facts(toolbox, one, known, touches)
    if channel is not None:
        return judge(toolbox, facts, channel, touches)
    order = list(dict.fromkeys((one.preferred_channel or _FALLBACKS[0], *_FALLBACKS)))
    policy = toolbox.policy or DEFAULT
    is_open = [each for each in order if may_contact(facts, each, toolbox.now, policy).allowed]
    return judge(toolbox, facts, preferred(is_open, touches) or order[0], touches)


def contact_facts(
    toolbox: "Toolbox", one: Person, known: Since, touches: "Touches | None" = None
) -> "ContactFacts":
    """The stricter of mart and ledger: what was agreed, how often they were contacted, and how that
    has wearied them. Every door asks with these. ``touches``: what models say, if it is known.
    """
    from decision_models.policy import ContactFacts

    if touches is None:
        touches = _touches(toolbox, [one], {one.customer_id: known})[one.customer_id]
    now = toolbox.now
    consents = one.consents()
    withdrawn = set(known.withdrawn)
    if ALL_CHANNELS in withdrawn:
        withdrawn |= {*consents, "moments", "app_banner"}
    consents.update(dict.fromkeys(withdrawn - {ALL_CHANNELS}, False))
    week = [at for at in known.touches if at > now - timedelta(days=7)]
    month = [at for at in known.touches if at > now - timedelta(days=30)]
    calls = [at for at in known.calls if at > now - timedelta(days=7)]
    return ContactFacts(
        consents=consents,
        refused_at=max((at for at in (one.refused_at, known.refused_at) if at), default=None),
        touches_30d=(one.contacts_30d or 0) + len(month),
        touches_7d=(one.contacts_7d or 0) + len(week),
        calls_today=(one.calls_today or 0) + same_day(known.calls, now),
        calls_7d=(one.calls_7d or 0) + len(calls),
        age=one.age,
        weariness=weariness_of(touches, known.touches),
        gains=gains_of(touches),
    )


def contacts_of(
    toolbox: "Toolbox",
    these: Sequence[Person],
    channel: str | None = None,
    known: Mapping[str, Since] | None = None,
) -> dict[str, Contact]:
    """``contact_of`` for many customers with one look into the ledger."""
    known = known if known is not None else since(toolbox, [one.customer_id for one in these])
    touches = _touches(toolbox, these, known)
    return {
        one.customer_id: contact_of(
            toolbox, one, known[one.customer_id], channel, touches[one.customer_id]
        )
        for one in these
    }


def _touches(
    toolbox: "Toolbox", these: Sequence[Person], known: Mapping[str, Since]
) -> dict[str, Touches]:
    """What models say of contacts with these customers; nothing of who refused to be profiled."""
    found = touches_of(toolbox, [one.customer_id for one in these])
    return {
        one.customer_id: {}
        if one.customer_id in found and refuses(toolbox, one, known[one.customer_id])
        else found.get(one.customer_id, {})
        for one in these
    }


def judge(
    toolbox: "Toolbox", facts: "ContactFacts", channel: str, touches: Touches = _NOTHING_KNOWN
) -> Contact:
    """The rules' verdict for one channel at this moment, with its reason in words, and what is
    known of contacts through it.
    """
    from decision_models.policy import DEFAULT, may_contact

    policy = toolbox.policy or DEFAULT
    verdict = may_contact(facts, channel, toolbox.now, policy)
    why = why_contact(verdict, channel)
    best = verdict.best_time.astimezone(SHANGHAI) if verdict.best_time else None
    touch = touches.get(channel)
    if touch is None or best is None:  # never by waiting: nothing to be advised
        return Contact(verdict.allowed, channel, verdict.rule, why, best)
    later = None if touch.hours is None else next_in_hours(best, touch.hours, policy)
    if later is not None and may_contact(facts, channel, later, policy).allowed:
        best = later
    else:
        touch = replace(touch, hours=None)
    sure = touch.verdict != "unclear"
    uplift = touch.uplift if sure else None
    return Contact(
        verdict.allowed,
        channel,
        verdict.rule,
        why,
        best,
        touch.verdict,
        uplift,
        advice(channel, touch),
    )
