"""A rule's verdict as a Chinese sentence with its figures."""

from datetime import date
from typing import TYPE_CHECKING

from prompts.messages import knows, say
from tools.access import Role

if TYPE_CHECKING:
    from decision_models.policy import ContactVerdict, Verdict
    from tools.access import Scope


def why_sellable(verdict: "Verdict", on: date, scope: "Scope", whom: str | None = None) -> str:
    """Why a product may, or may not, be sold to a customer on the day that was judged; the
    customer is ``whom``, by default 您 where they ask themselves.
    """
    params = {**verdict.params, "who": whom or who(scope)}
    if verdict.allowed:
        rated = {"product_risk", "customer_risk"} <= params.keys()
        return say("policy.suitable" if rated else "policy.suitable_unrated", **params)
    key = f"policy.{verdict.rule}"
    match verdict.rule:
        case "assessment_expired" if "expires_on" not in params:
            key += "_unknown"
        case "not_on_sale":
            ended = "on_sale_to" in params and str(params["on_sale_to"]) < on.isoformat()
            key += "_to" if ended else "_from"
    return say(key, **params)


def who(scope: "Scope") -> str:
    """How the customer is spoken of: 您 where they ask themselves."""
    return say("who.you" if scope.role is Role.CUSTOMER else "who.customer")


def why_contact(verdict: "ContactVerdict", channel: str) -> str:
    """Why a customer may, or may not, be contacted through a channel now."""
    key = f"contact.{verdict.rule}"
    if verdict.rule == "worn_out" and not verdict.params["count"]:
        key += "_by_nature"
    return say(key if knows(key) else "contact.other", **{"channel": channel, **verdict.params})
