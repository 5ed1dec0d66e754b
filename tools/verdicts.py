"""A rule's verdict as a Chinese sentence with its figures."""

from datetime import date
from typing import TYPE_CHECKING

from prompts.messages import knows, say

if TYPE_CHECKING:
    from decision_models.policy import ContactVerdict, Verdict


def why_sellable(verdict: "Verdict", on: date) -> str:
    """Why a product may, or may not, be sold to a customer on the day that was judged."""
    params = dict(verdict.params)
    if verdict.allowed:
        return say(
            "policy.suitable" if "product_risk" in params else "policy.suitable_unrated", **params
        )
    key = f"policy.{verdict.rule}"
    match verdict.rule:
        case "assessment_expired" if "expires_on" not in params:
            key += "_unknown"
        case "not_on_sale":
            ended = "on_sale_to" in params and str(params["on_sale_to"]) < on.isoformat()
            key += "_to" if ended else "_from"
    return say(key, **params)


def why_contact(verdict: "ContactVerdict", channel: str) -> str:
    """Why a customer may, or may not, be contacted through a channel now."""
    key = f"contact.{verdict.rule}"
    return say(key if knows(key) else "contact.other", **{"channel": channel, **verdict.params})
