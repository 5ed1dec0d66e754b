"""A list of customers as a page shows it: prospects of a model, or those whom news concerns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prompts.messages import catalogue, moment


@dataclass(frozen=True)
class CustomerRow:
    """One customer; ``share`` is the bar's length in percent of the longest in the list."""

    customer_id: str
    name: str
    probability: str
    share: int
    lift: str
    reasons: tuple[str, ...]
    product: str
    product_note: str
    suitable: bool | None
    allowed: bool | None
    contact: str


@dataclass(frozen=True)
class CustomerList:
    """The rows, and whether any has a probability."""

    rows: tuple[CustomerRow, ...]
    scored: bool


def customer_list(
    items: Sequence[Mapping[str, Any]], now: datetime | None = None
) -> CustomerList | None:
    """The list of ``decision.items`` as seen at ``now``; None where those are no customers."""
    rows = [item for item in items if item.get("customer_id") and "contact" in item]
    if not rows:
        return None
    longest = max((row.get("probability") or 0.0 for row in rows), default=0.0)
    return CustomerList(tuple(_row(row, longest, now) for row in rows), scored=longest > 0)


def _row(row: Mapping[str, Any], longest: float, now: datetime | None) -> CustomerRow:
    contact = row.get("contact") or {}
    probability, lift = row.get("probability"), row.get("lift")
    product = row.get("product_name") or row.get("product_id")
    if "offer_product_id" in row:  # a lead's own product is what the news touched
        product = row.get("offer_product_name") or row.get("offer_product_id")
    return CustomerRow(
        customer_id=row["customer_id"],
        name=row.get("name") or row["customer_id"],
        probability="—" if probability is None else f"{probability * 100:.1f}%",
        share=round(100 * probability / longest) if probability and longest else 0,
        lift="" if lift is None else f"{lift:.1f}倍",
        reasons=tuple(str(reason) for reason in row.get("reasons") or () if reason),
        product=product or "",
        product_note=_product_note(row),
        suitable=row.get("suitable"),
        allowed=contact.get("allowed"),
        contact=contact_words(contact, now),
    )


def _product_note(row: Mapping[str, Any]) -> str:
    if row.get("suitable") is False:
        return str(row.get("unsuitable_why") or "")
    risk = row.get("product_risk")
    return catalogue().get(f"names.{risk}", str(risk)) if risk else ""


def contact_words(contact: Mapping[str, Any], now: datetime | None = None) -> str:
    """Why a contact is allowed or not, and from when it is where that is not now."""
    why = "；".join(str(contact[key]) for key in ("why", "advice") if contact.get(key))
    best = contact.get("best_time")
    if not best or (now is not None and datetime.fromisoformat(best) <= now):
        return why
    time = iso_moment(str(best))
    if contact.get("allowed"):
        return f"{why}，建议{time}" if why else f"建议{time}"
    return f"{why}；最早{time}" if why else f"最早{time}"


def iso_moment(iso: str) -> str:
    """A moment in ISO text as people in Shanghai say it; other text stays."""
    try:
        return moment(datetime.fromisoformat(iso))
    except ValueError:
        return iso
