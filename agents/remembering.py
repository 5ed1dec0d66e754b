"""What a thread remembers of what was decided: 第一位, 他, 上面那只 in what is asked next."""

from collections.abc import Sequence
from dataclasses import replace

from agents.state import Decision, Memory, ToolCall

_REMEMBERED_LIST = 50
_WISHED = ("amount", "horizon_days")
_RANKED = ("category", "goal")
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
    subject, model = old.subject, old.model
    for decision in decisions:
        for made in decision.calls:
            items = getattr(made.result, "items", None) or getattr(made.result, "sections", None)
            found = _customers(items) if items else []
            if found:
                listed, customer_id = tuple(found[:_REMEMBERED_LIST]), None
                listed_by = {key: made.arguments[key] for key in _RANKED if key in made.arguments}
            elif about := made.arguments.get("customer_id"):
                wish = wish if str(about) == old.customer_id else {}
                customer_id = str(about)
            wish = {
                **wish,
                **{key: made.arguments[key] for key in _WISHED if key in made.arguments},
            }
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
        subject=subject,
        model=model,
    )


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
