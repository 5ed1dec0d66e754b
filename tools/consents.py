"""A customer's word that they want no more contact: in force from the moment it is stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from home.clock import SHANGHAI
from home.errors import BadInput
from prompts.messages import say
from tools.access import Role
from tools.arguments import Arguments, Channel
from tools.contact_policy import Contact, contact_facts, judge
from tools.customers import ALL_CHANNELS, CONSENT_CHANNELS, person, since
from tools.facts import Figure
from tools.ledger import ConsentChange

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox


class OptOut(Arguments):
    """Who wants no more marketing, and through which channel; or no more profiling."""

    customer_id: str | None = Field(
        default=None, description="客户编号；客户本人提出时可不填", examples=["C0000123"]
    )
    channel: Channel | None = Field(
        default=None, description="只停这个渠道；不填表示停止全部营销联系", examples=["sms"]
    )
    purpose: Literal["marketing", "profiling"] = Field(
        default="marketing",
        description="marketing 停止营销联系；profiling 不再画像、不做个性化推荐",
        examples=["profiling"],
    )


@dataclass(frozen=True)
class OptOutReceipt:
    """What is in force now, channel by channel."""

    facts_root: ClassVar[str] = "opt_out"
    facts_source: ClassVar[str] = "consent_changes"

    customer_id: Annotated[str, Figure("id", "客户编号")]
    channel: str | None
    at: Annotated[datetime, Figure("datetime", "生效时间")]
    stored: bool
    contacts: tuple[Contact, ...]
    text: str


def opt_out(toolbox: "Toolbox", scope: "Scope", request: OptOut, *, key: str) -> OptOutReceipt:
    """Store a withdrawal of consent, to marketing or to profiling. The same ``key`` again changes
    nothing.

    广告法 43 and 消法 29: after a refusal nothing more is sent; 个保法 24: who refuses automated
    decisions gets what rests on nothing personal. The effective consent is the stricter of mart
    and ledger, so this holds before the bank's own systems know of it.

    Raises:
        NotFound: not one of the asker's customers.
        BadInput: a member of staff did not say which customer.
    """
    customer_id = themself(scope, request.customer_id)
    one = person(toolbox.view(scope), customer_id)
    at = toolbox.now
    marketing = request.purpose == "marketing"
    stored = toolbox.ledger.change_consent(
        ConsentChange(
            key=key,
            at=at,
            by=str(scope),
            customer_id=customer_id,
            purpose=request.purpose,
            channel=request.channel if marketing and request.channel else ALL_CHANNELS,
            granted=False,
        )
    )
    known = since(toolbox, [customer_id])[customer_id]
    # What models say of a customer's patience is for staff, as in their own offers.
    facts = contact_facts(toolbox, one, known, {} if scope.role is Role.CUSTOMER else None)
    ending = "profiling" if not marketing else "one" if request.channel else "all"
    return OptOutReceipt(
        customer_id=customer_id,
        channel=request.channel,
        at=at.astimezone(SHANGHAI),
        stored=stored,
        contacts=tuple(judge(toolbox, facts, channel) for channel in CONSENT_CHANNELS),
        text=say(f"consents.opted_out_{ending}", channel=request.channel),
    )


def themself(scope: "Scope", customer_id: str | None) -> str:
    """Whom a request is about: the one named, or the customer who asks.

    Raises:
        BadInput: nobody was named, and the asker is no customer.
    """
    if customer_id is not None:
        return customer_id
    if scope.role is Role.CUSTOMER:
        return scope.subject
    raise BadInput(f"customer_id must be given when {scope} asks, got none")
