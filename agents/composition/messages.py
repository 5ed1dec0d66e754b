"""From tool results to a message: what the copywriter needs, and what the rules look at."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from agents.composition.copywriter import CopyProduct, CopyRequest
from agents.composition.required import is_agency, required_sentences
from agents.guardrails.context import CheckContext
from tools.customer_profile import CustomerProfile
from tools.customers import Person
from tools.senders import Sender
from tools.shelf import ProductSheet

SOON = 45
"""Days ahead within which a maturity is worth mentioning."""


@dataclass(frozen=True)
class Recipient:
    """Whom a message is for, as far as the text and the rules need to know."""

    customer_id: str
    name: str
    gender: str | None
    age: int | None
    risk_level: str | None
    risk_expires_on: date | None
    maturity_on: date | None
    consent: bool | None
    personalised: bool = True


def recipient_of(
    profile: CustomerProfile | Person, on: date, consent: bool | None, *, personalised: bool = True
) -> Recipient:
    """The recipient from a portrait, or from a customer's row; ``personalised`` is False where they
    refused profiling.
    """
    maturity = profile.next_maturity_on
    soon = maturity is not None and 0 <= (maturity - on).days <= SOON
    return Recipient(
        customer_id=profile.customer_id,
        name=profile.name,
        gender=profile.gender,
        age=profile.age,
        risk_level=profile.risk_level,
        risk_expires_on=profile.risk_expires_on,
        maturity_on=maturity if soon else None,
        consent=consent,
        personalised=personalised,
    )


def product_of(sheet: ProductSheet) -> CopyProduct:
    """What a message may say of a product."""
    return CopyProduct(
        product_id=sheet.product_id,
        name=sheet.name,
        category=sheet.category,
        risk_level=sheet.risk_level,
        term_days=sheet.term_days,
        min_amount=sheet.min_amount,
        open_rule=sheet.open_rule,
    )


def request_for(
    sheet: ProductSheet,
    channel: str,
    on: date,
    sender: Sender,
    recipient: Recipient | None,
    *,
    tone: str | None = None,
    topic: str | None = None,
    speaker: str = "human",
    hour: int = 10,
) -> CopyRequest:
    """What the copywriter composes from; of who refused profiling only how they are addressed
    (个保法 24: the content then rests on nothing that is known of them).
    """
    product = product_of(sheet)
    about: dict[str, Any] = {}
    if recipient is not None and channel not in ("moments", "app_banner"):
        about = {
            "customer_id": recipient.customer_id,
            "name": recipient.name,
            "gender": recipient.gender,
        }
    if about and recipient is not None and recipient.personalised:
        about |= {
            "age": recipient.age,
            "customer_risk": recipient.risk_level,
            "maturity_on": recipient.maturity_on,
        }
    return CopyRequest(
        channel=channel,
        product=product,
        on=on,
        sender=sender.signature,
        bank=sender.bank,
        required=required_sentences(sheet.category, sheet.issuer, sender.bank),
        hotline=sender.hotline,
        tone=tone,
        speaker=speaker,
        news_theme=topic,
        hour=hour,
        **about,
    )


def context_for(
    sheet: ProductSheet,
    channel: str,
    on: date,
    recipient: Recipient | None,
    sender: Sender,
    speaker: str = "human",
) -> CheckContext:
    """What the rules look at beside the text."""
    customer = None
    if recipient is not None:
        customer = {
            "risk_level": recipient.risk_level,
            "age": recipient.age,
            "risk_expires_on": recipient.risk_expires_on,
        }
    product = {
        "name": sheet.name,
        "category": sheet.category,
        "risk_level_issuer": sheet.risk_level_issuer,
        "risk_level_seller": sheet.risk_level_seller,
        "private": sheet.private,
        "issuer": sheet.issuer,
        "agency": is_agency(sheet.category, sheet.issuer, sender.bank),
    }
    return CheckContext.model_validate(
        {
            "customer": customer,
            "product": product,
            "channel": channel,
            "consent": recipient.consent if recipient else None,
            "speaker": speaker,
            "complete": True,
            "date": on,
        }
    )
