"""What a thread remembers of what was decided: 第一位, 他, 上面那只 in what is asked next."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from agents.state import Decision, Memory, ToolCall

_REMEMBERED_LIST = 50
_WISHED = ("amount", "horizon_days")
_RANKED = ("category", "goal")
_REPORTS = frozenset(
    {
        "segment_report",
        "requests_report",
        "campaign_result",
        "segment_products",
        "movements_report",
    }
)
"""Tools whose answer a brief question may change: another group, another time."""
_SUBJECTS = {
    "models_in_use": "models",
    "model_card": "models",
    "review_queue": "reviews",
    "contact_rules": "contact_rules",
    "compliance_rules": "rules",
}
"""What a tool on how the house itself works is about."""


def after_decisions(old: Memory, decisions: Sequence[Decision]) -> Memory:
    """``old`` with whom and what the decisions were about; they may be of one turn or of parts of
    it (列一份名单，再给第一位写条短信).
    """
    listed, customer_id, product_id = old.listed, old.customer_id, old.product_id
    topic, channel, wish, listed_by = old.topic, old.channel, old.wish, old.listed_by
    list_tool, list_arguments = old.list_tool, old.list_arguments
    case, barred, shown, kind = old.case, old.barred, old.shelf, old.kind
    asked = old.asked
    subject, model = old.subject, old.model
    for decision in decisions:
        for made in decision.calls:
            items = getattr(made.result, "items", None) or getattr(made.result, "sections", None)
            found = _customers(items) if items else []
            if found:
                listed, customer_id = tuple(found[:_REMEMBERED_LIST]), None
                listed_by = {key: made.arguments[key] for key in _RANKED if key in made.arguments}
                list_tool, list_arguments = made.tool, dict(made.arguments)
            elif about := made.arguments.get("customer_id"):
                if case is not None and not case.kin and str(about) != old.customer_id:
                    case = None  # 那他呢 is the customer of the book now
                wish = wish if str(about) == old.customer_id else {}
                customer_id = str(about)
            wish = {
                **wish,
                **{key: made.arguments[key] for key in _WISHED if key in made.arguments},
            }
        case = decision.case or case
        barred = _barred(decision, barred)
        shown = _products_of(decision) or shown
        kind = _kind_of(decision) or kind
        if decision.outcome == "answer":
            asked = _asked(decision)
        if decision.calls:
            subject = _subject(decision.calls[0], subject)
            model = str(subject["model"]) if "model" in subject else model
        product_id = decision.products[0] if decision.products else product_id
        topic = decision.topic or topic
        channel = decision.channel or channel
    return replace(
        old,
        listed=listed,
        customer_id=customer_id,
        product_id=product_id,
        topic=topic,
        channel=channel,
        wish=wish,
        listed_by=listed_by,
        list_tool=list_tool,
        list_arguments=list_arguments,
        case=case,
        barred=barred,
        shelf=shown,
        kind=kind,
        asked=asked,
        subject=subject,
        model=model,
        checked=next((one.text for one in decisions if one.text), old.checked),
    )


def _products_of(decision: Decision) -> tuple[str, ...]:
    """The products that an answer lists, in order; nothing where it speaks of one."""
    for made in decision.calls:
        result: Any = made.result
        found = getattr(result, "sheets", None) or getattr(result, "offers", None)
        if made.arguments.get("products"):
            continue  # some of a list that was shown before, or named by the asker
        if made.tool in ("product_info", "next_best_offer") and found and len(found) > 1:
            return tuple(one.product_id for one in found)
    return ()


def _kind_of(decision: Decision) -> str | None:
    """The kind of products that an answer is about."""
    for made in decision.calls:
        if made.tool == "product_info" and made.arguments.get("kind"):
            return str(made.arguments["kind"])
        if made.tool == "compare_kinds":
            return str(made.result.items[0].name)  # type: ignore[attr-defined]
    return None


_GOODS = ("customer_id", "product_id", "risk_level", "category")


def _barred(decision: Decision, old: dict[str, object]) -> dict[str, object]:
    """What a rule was found to keep from a customer, the last of it; nothing once it may be."""
    for made in decision.calls:
        result: Any = made.result
        if made.tool == "check_suitability" and made.arguments.get("customer_id"):
            if result.allowed:
                return {}
            return {name: made.arguments[name] for name in _GOODS if name in made.arguments}
        if made.tool == "next_best_offer" and not result.offers and result.why_none:
            risk = made.arguments.get("product_risk") or made.arguments.get("min_risk") or "R1"
            return {"customer_id": made.arguments["customer_id"], "risk_level": risk}
    return old


def _asked(decision: Decision) -> dict[str, object]:
    """What a report was asked with, or a greeting was for; nothing where the answer is neither."""
    if decision.occasion is not None:
        about = {"occasion": decision.occasion, "audience": decision.audience}
        one = next((made.arguments.get("customer_id") for made in decision.calls), None)
        told = {**about, "tone": decision.tone, "customer_id": one}
        return {"tool": "greeting", "arguments": told}
    made = next((one for one in decision.calls if one.tool in _REPORTS), None)
    return {} if made is None else {"tool": made.tool, "arguments": dict(made.arguments)}


def _subject(made: ToolCall, before: dict[str, object]) -> dict[str, object]:
    """What a thread is about after this call; nothing after one about customers or products."""
    about = _SUBJECTS.get(made.tool)
    if about is None:
        return {}
    found: dict[str, object] = {"about": about, **made.arguments}
    if about == "reviews":
        # One of a list was looked at: 第二条 is still the list's.
        one = "review_id" in made.arguments and before.get("about") == about
        items = getattr(made.result, "items", ())
        asked = made.arguments.get("state")
        found["listed"] = (
            before["listed"]
            if one
            else [item.review_id for item in items if asked != "waiting" or item.state == asked]
        )
    if about == "rules":
        found["listed"] = [rule.rule_id for rule in getattr(made.result, "found", ())]
    return found


def _customers(items: object) -> list[str]:
    """The customers of a list, or of a list of lists, in order, once each."""
    found: dict[str, None] = {}
    for item in items if isinstance(items, tuple | list) else ():
        inner = getattr(item, "items", ())
        for one in (item, *inner) if isinstance(inner, tuple | list) else (item,):
            customer_id = getattr(one, "customer_id", None)
            if customer_id:
                found[customer_id] = None
    return list(found)
