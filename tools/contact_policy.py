"""May this customer be contacted, through which channel, and when: rules on effective consent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from home.clock import SHANGHAI
from prompts.messages import say
from tools.arguments import Arguments, Channel
from tools.customers import ALL_CHANNELS, CONSENT_CHANNELS, Person, Since, person, same_day, since
from tools.facts import Figure
from tools.verdicts import why_contact

if TYPE_CHECKING:
    from decision_models.policy import ContactFacts
    from tools.access import Scope
    from tools.toolbox import Toolbox

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

    ``best_time`` (Asia/Shanghai) is None where waiting would not help.
    """

    allowed: bool
    channel: str
    rule: str
    why: Annotated[str, Figure("text", "触达说明")]
    best_time: Annotated[datetime | None, Figure("datetime", "可联系时间")]


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


def contact_permission(
    toolbox: "Toolbox", scope: "Scope", customer_id: str, channel: str | None = None
) -> ContactPermission:
    """Whether, how and when a customer may be contacted; ``channel`` None chooses the best.

    Raises:
        NotFound: not one of the asker's customers.
    """
    one = person(toolbox.view(scope), customer_id)
    known = since(toolbox, [customer_id])[customer_id]
    facts = contact_facts(toolbox, one, known)
    chosen = contact_of(toolbox, one, known, channel)
    others = [c for c in dict.fromkeys((*CONSENT_CHANNELS,)) if c != chosen.channel]
    return ContactPermission(
        customer_id=one.customer_id,
        name=one.name,
        contact=chosen,
        others=tuple(judge(toolbox, facts, other) for other in others),
        contacts_30d=facts.touches_30d,
        calls_7d=facts.calls_7d,
        last_contact_at=max((m for m in (one.last_contact_at, *known.touches) if m), default=None),
        policy_note=say("contact.policy_note"),
    )


def contact_of(
    toolbox: "Toolbox", one: Person, known: Since, channel: str | None = None
) -> Contact:
    """The verdict for ``channel``; without one, for the first open channel of this customer's
    preference and a manager's usual order, or for the preferred one where none is open.
    """
    facts = contact_facts(toolbox, one, known)
    if channel is not None:
        return judge(toolbox, facts, channel)
    order = list(dict.fromkeys((one.preferred_channel or _FALLBACKS[0], *_FALLBACKS)))
    judged = [judge(toolbox, facts, each) for each in order]
    return next((each for each in judged if each.allowed), judged[0])


def contact_facts(toolbox: "Toolbox", one: Person, known: Since) -> "ContactFacts":
    """The stricter of mart and ledger: what was agreed, and how often they were contacted."""
    from decision_models.policy import ContactFacts

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
    )


def contacts_of(
    toolbox: "Toolbox",
    these: Sequence[Person],
    channel: str | None = None,
    known: Mapping[str, Since] | None = None,
) -> dict[str, Contact]:
    """``contact_of`` for many customers with one look into the ledger."""
    known = known if known is not None else since(toolbox, [one.customer_id for one in these])
    return {
        one.customer_id: contact_of(toolbox, one, known[one.customer_id], channel) for one in these
    }


def judge(toolbox: "Toolbox", facts: "ContactFacts", channel: str) -> Contact:
    """The rules' verdict for one channel at this moment, with its reason in words."""
    from decision_models.policy import DEFAULT, may_contact

    verdict = may_contact(facts, channel, toolbox.now, toolbox.policy or DEFAULT)
    best = verdict.best_time.astimezone(SHANGHAI) if verdict.best_time else None
    return Contact(verdict.allowed, channel, verdict.rule, why_contact(verdict, channel), best)
