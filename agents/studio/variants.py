"""One text in several variants, for one customer or for anybody, each judged and kept."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic import Field

from agents.composition import copywriter
from agents.composition.copywriter import CopyRequest, Message, Tone
from agents.composition.judging import UNITS
from agents.composition.messages import Recipient, recipient_of, request_for
from agents.guardrails.context import Fact as CheckFact
from agents.guardrails.grounding import bind
from agents.keeping import TEMPLATES
from home.clock import SHANGHAI, business_day
from prompts.messages import say
from tools import drafts
from tools.access import Role
from tools.arguments import Arguments, Channel
from tools.catalogue import call
from tools.entities import shown
from tools.facts import facts_of
from tools.ledger import texts
from tools.ledger.texts import Evidence, Text, content_number
from tools.senders import Sender, SenderQuery, bank_name, sender
from tools.shelf import ProductSheet

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.contact_policy import Contact
    from tools.customer_profile import CustomerProfile
    from tools.toolbox import Toolbox

PUBLIC = frozenset({"moments", "app_banner"})


class Wish(Arguments):
    """What is to be written. Without a product the decision core chooses it for the customer."""

    channel: Channel = Field(description="渠道", examples=["sms"])
    customer_id: str | None = Field(default=None, description="写给谁；不填表示给任何人")
    product_id: str | None = Field(default=None, description="说哪只产品", examples=["P003"])
    tone: Tone | None = Field(default=None, description="语气")
    variants: int = Field(default=3, ge=1, le=6, description="要几个版本")


@dataclass(frozen=True)
class Variants:
    """The texts, judged; none where ``why_none`` says what stands in the way. ``contact`` is the
    permission for the channel, None for a text to anybody.
    """

    texts: tuple[Text, ...]
    sheet: ProductSheet | None
    contact: "Contact | None"
    why_none: str = ""


@dataclass(frozen=True)
class _About:
    """Whom a text is for, and about what."""

    sheet: ProductSheet | None
    profile: "CustomerProfile | None" = None
    contact: "Contact | None" = None
    personalised: bool = False
    why_none: str = ""


def write(toolbox: "Toolbox", scope: "Scope", wish: Wish, *, key: str) -> Variants:
    """Write the variants and keep them in the ledger with the verdict on each.

    Raises:
        RefusedByPolicy: the role writes no texts to customers.
        NotFound: not one of the asker's customers, or no such product.
        NotReady: this process has no rules to judge by.
    """
    drafts.require(scope, drafts.MAKERS, "write texts to customers")
    about = _about(toolbox, scope, wish)
    if about.sheet is None or about.why_none:
        return Variants((), about.sheet, about.contact, about.why_none)
    job = Job(scope, about.sheet, sender_of(toolbox, scope), _recipient(toolbox, about), key)
    request = request_of(toolbox, job, wish.channel, wish.tone)
    messages = copywriter.several(request, wish.variants)
    made = [judged(toolbox, one, request, job, number) for number, one in enumerate(messages)]
    different = {text.body: text for text in made}
    with toolbox.ledger.writing() as writing:
        for text in different.values():
            texts.add(writing, text)
    return Variants(tuple(different.values()), about.sheet, about.contact)


def judged(
    toolbox: "Toolbox", message: Message, request: CopyRequest, job: "Job", number: int = 0
) -> Text:
    """A message as a text with the verdict on it; nothing is kept."""
    one = job.recipient
    text = Text(
        text_id=content_number(str(job.scope), job.key, str(number), message.text),
        at=toolbox.now,
        by=str(job.scope),
        channel=request.channel,
        title=message.title,
        body=message.text,
        product_id=job.sheet.product_id,
        customer_id=one.customer_id if one else None,
        personalised=one is not None and one.personalised,
        engine="template",
        verdict="",
        pack="",
        provider=bank_name(toolbox),
        model=TEMPLATES,
        evidence=_evidence(message, request, job),
    )
    return drafts.judged(toolbox, text, drafts.reader(toolbox, text))


@dataclass(frozen=True)
class Job:
    """Who writes what to whom; ``key`` makes each text the same one when it is made again."""

    scope: "Scope"
    sheet: ProductSheet
    sender: Sender
    recipient: Recipient | None
    key: str


def _about(toolbox: "Toolbox", scope: "Scope", wish: Wish) -> _About:
    sheet = shown(toolbox.store, scope, wish.product_id) if wish.product_id else None
    if wish.customer_id is None or wish.channel in PUBLIC:
        none = "" if sheet else say("ask.which_product")
        return _About(sheet, why_none=none)
    given = {"customer_id": wish.customer_id}
    profile = call(toolbox, scope, "customer_profile", given)
    allowed = call(toolbox, scope, "contact_permission", {**given, "channel": wish.channel})
    offers = call(toolbox, scope, "next_best_offer", given)
    contact, why = allowed.contact, ""  # type: ignore[attr-defined]
    if sheet is None and offers.offers:  # type: ignore[attr-defined]
        sheet = offers.offers[0].sheet  # type: ignore[attr-defined]
    if contact.forbidden:
        why = contact.why
    elif sheet is None:
        why = offers.why_none  # type: ignore[attr-defined]
    elif wish.product_id:
        asked = {**given, "product_id": wish.product_id}
        verdict = call(toolbox, scope, "check_suitability", asked)
        why = "" if verdict.allowed else verdict.why  # type: ignore[attr-defined]
    personalised = offers.personalised  # type: ignore[attr-defined]
    return _About(sheet, profile, contact, personalised, why)  # type: ignore[arg-type]


def request_of(toolbox: "Toolbox", job: Job, channel: str, tone: str | None) -> CopyRequest:
    """What the copywriter composes from."""
    request = request_for(
        job.sheet,
        channel,
        business_day(toolbox.now),
        job.sender,
        job.recipient,
        tone=tone,
        hour=toolbox.now.astimezone(SHANGHAI).hour,
    )
    # Who is no manager signs as the bank: what names a person stays with who is one.
    return request if job.scope.role is Role.RM else replace(request, sender=request.bank)


def sender_of(toolbox: "Toolbox", scope: "Scope") -> Sender:
    """Whose message it is."""
    return sender(toolbox, scope, SenderQuery())


def _recipient(toolbox: "Toolbox", about: _About) -> Recipient | None:
    if about.profile is None or about.contact is None:
        return None
    consent = about.contact.rule != "consent_missing"
    on = business_day(toolbox.now)
    return recipient_of(about.profile, on, consent, personalised=about.personalised)


def _evidence(message: Message, request: CopyRequest, job: Job) -> tuple[Evidence, ...]:
    """The facts beside the product's own that the figures rest on."""
    facts = [
        CheckFact(id=f"message.phrases.{number}", value=phrase)
        for number, phrase in enumerate(message.phrases)
    ]
    facts += [
        CheckFact(id=one.id, value=one.value, unit=UNITS.get(one.unit))
        for one in facts_of(job.sender, "sender")
    ]
    if job.recipient is not None:
        facts.append(CheckFact(id="message.honorific", value=copywriter.addressed(request)))
    if request.maturity_on is not None:
        on = request.maturity_on.isoformat()
        facts.append(CheckFact(id="customer.next_maturity_on", value=on, unit="date"))
    used = {one.fact for one in bind(message.text, facts).bindings if one.fact}
    return tuple(Evidence(one.id, one.value, one.unit) for one in facts if one.id in used)
