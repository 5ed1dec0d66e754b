"""What to say: the customer and the product are decided first, then texts are written for them."""

import re

from agents.composition.objection_kinds import OTHER, is_told, kind_of
from agents.composition.texts import text_to_check
from agents.decisions import news
from agents.decisions.stated import risk_bounds
from agents.decisions.turn import Ask, Turn
from agents.state import Decision, ToolCall
from agents.understanding.lexicons import lexicon
from prompts.messages import say
from tools.access import Role

_DEFAULT_CHANNEL = "sms"
_PUBLIC = frozenset({"moments", "app_banner"})
_ABOUT_ONE_TEXT = re.compile(
    r"[这那][条段句篇份]|(?:文案|话术|短信|稿子?)[^，。？?]{0,8}(?:拦|退回|打回|毙|不通过|没通过|没过|驳回)"
)
_NEVER = frozenset({"refused", "consent_missing", "minor"})
"""Rules that waiting does not change: no text is written for such a contact."""


_COMPLAINS = re.compile(
    r"投诉|举报|12378|信访|找媒体|曝光|起诉|打官司|(?:金融)?监管(?:局|部门|总局)|银保监"
)
"""What a customer threatens or does when an objection is a complaint already."""


def write_copy(turn: Turn) -> Decision:
    """A text for a channel, for one customer or for anyone who may see it."""
    channel = str(turn.slot("channel") or turn.memory.channel or _DEFAULT_CHANNEL)
    return _text(turn, "write_copy", channel)


def call_script(turn: Turn) -> Decision:
    """A call's script for one customer."""
    return _text(turn, "call_script", "outbound_call")


def objection_reply(turn: Turn) -> Decision:
    """What to answer to what a customer objects, about the product that is discussed."""
    if not turn.is_customer and _COMPLAINS.search(turn.question):
        # No reply smooths that over: a complaint is taken and registered, as the house's rules say.
        duty = turn.call(
            "market_news", query=say("masters.complaint"), collections=list(news.HANDBOOKS), top_k=2
        )
        if duty.result.items:  # type: ignore[attr-defined]
            return turn.decision("service_info", duty)
    kind = kind_of(turn.question)
    general = kind == OTHER or not is_told(turn.question)
    if general and (found := news.procedure(turn)) is not None:
        return found
    customer_id = turn.customer(required=False)
    calls = _about(turn, customer_id) if customer_id and not turn.is_customer else []
    product_id = turn.product() or turn.memory.product_id or _offered(calls)
    if product_id:
        calls.append(turn.call("product_info", products=[product_id]))
    if not turn.is_customer:
        advice = turn.call(
            "market_news", query=turn.question, collections=["scripts", "rules"], top_k=1
        )
        items = advice.result.items  # type: ignore[attr-defined]
        # What is written for another objection is no help with this one.
        calls += [advice] if all(kind_of(one.title) == kind for one in items) else []
    return turn.decision("objection_reply", *calls, products=(product_id,) if product_id else ())


def compliance_check(turn: Turn) -> Decision:
    """May this text go out; the guardrails answer, in ``compose_answer``.

    Where a rule is asked about and no text is given, the rules' own documents answer.
    """
    if text_to_check(turn.question) is None:
        if _ABOUT_ONE_TEXT.search(turn.question):
            raise Ask("clarify", say("ask.which_text"))
        rules = turn.call("market_news", query=turn.question, collections=["rules", "service"])
        return turn.decision("service_info", rules)
    return turn.decision("compliance_check", channel=turn.slot("channel"))


def _text(turn: Turn, template: str, channel: str) -> Decision:
    anyone = channel in _PUBLIC or turn.context.scope.role is Role.MARKETER
    customer_id = None if anyone else turn.customer()
    calls = _about(turn, customer_id) if customer_id else []
    goes_on = anyone and risk_bounds(turn.question) == (None, None)
    spoken_of = turn.memory.product_id if goes_on or _offered_before(turn, customer_id) else None
    product_id = turn.product() or spoken_of
    refused = False
    if customer_id:
        permission = turn.call("contact_permission", customer_id=customer_id, channel=channel)
        calls.append(permission)
        refused = permission.result.contact.rule in _NEVER  # type: ignore[attr-defined]
        if product_id:
            verdict = turn.call("check_suitability", customer_id=customer_id, product_id=product_id)
            calls.append(verdict)
            refused = refused or not verdict.result.allowed  # type: ignore[attr-defined]
    product_id = product_id or _offered(calls) or _on_shelf(turn, anyone)
    if product_id:
        calls += [turn.call("product_info", products=[product_id]), turn.call("sender")]
    if template == "call_script" and product_id and not turn.is_customer:
        calls.append(_masters(turn, calls))
    return turn.decision(
        template,
        *calls,
        products=(product_id,) if product_id else (),
        topic=turn.slot("topic") or turn.memory.topic,
        channel=channel,
        tone=turn.slot("tone"),
        variants=turn.slot("variants", 1),
        refused=refused,
    )


def _offered_before(turn: Turn, customer_id: str | None) -> bool:
    """Whether the thread has just offered this customer a product, and nothing else is named now:
    the words are to be about that one.
    """
    named = lexicon("category").find(turn.question.lower())
    return customer_id is not None and turn.memory.customer_id == customer_id and not named


def _masters(turn: Turn, calls: list[ToolCall]) -> ToolCall:
    """How the best managers open such a call: evidence beside the script, not its words."""
    info = next(made.result for made in calls if made.tool == "product_info")
    category = info.sheets[0].category  # type: ignore[attr-defined]
    asked = say("masters.query", category=category)
    return turn.call("market_news", query=asked, collections=["scripts"], top_k=1)


def _about(turn: Turn, customer_id: str) -> list[ToolCall]:
    return [
        turn.call("customer_profile", customer_id=customer_id),
        turn.call("next_best_offer", customer_id=customer_id, **turn.stated("category")),
    ]


def _offered(calls: list[ToolCall]) -> str | None:
    for made in calls:
        offers = getattr(made.result, "offers", ())
        if offers:
            return str(offers[0].product_id)
    return None


def _on_shelf(turn: Turn, anyone: bool) -> str | None:
    """For a text to anyone, the first product on sale of the category or theme asked for, and of
    the rating where one is named.
    """
    if not anyone:
        return None
    category = turn.slot("category")
    topic = turn.slot("topic") or turn.memory.topic
    if category is None and topic is None:
        raise Ask("clarify", say("ask.which_product"))
    least, most = risk_bounds(turn.question)
    bounds = {"min_risk": least, "max_risk": most}
    info = turn.call("product_info", category=category, theme=topic, top_k=1, **bounds)
    sheets = info.result.sheets  # type: ignore[attr-defined]
    if not sheets and (least or most):
        raise Ask("clarify", say("ask.which_product"))
    return str(sheets[0].product_id) if sheets else None
