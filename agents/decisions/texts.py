"""What to say: the customer and the product are decided first, then texts are written for them."""

import re
from dataclasses import replace
from typing import Any, cast

from agents.composition.objection_kinds import OTHER, is_told, kind_of
from agents.composition.texts import text_to_check
from agents.decisions import news
from agents.decisions.stated import risk_bounds
from agents.decisions.turn import Ask, Turn
from agents.state import Decision, ToolCall
from agents.studio.compliant import reword
from agents.understanding.lexicons import lexicon
from prompts.messages import say
from tools.access import Role
from tools.drafts import CHECKER, MAKERS, Judgement

_DEFAULT_CHANNEL = "sms"
_PUBLIC = frozenset({"moments", "app_banner"})
_ABOUT_ONE_TEXT = re.compile(
    r"[这那][条段句篇份]|(?:文案|话术|短信|稿子?)[^，。？?]{0,8}(?:拦|退回|打回|毙|不通过|没通过|没过|驳回)"
)


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
    text = text_to_check(turn.question) or _worded(turn.question)
    if text is None:
        if _ABOUT_ONE_TEXT.search(turn.question):
            raise Ask("clarify", say("ask.which_text"))
        rules = turn.call("market_news", query=turn.question, collections=["rules", "service"])
        return turn.decision("service_info", rules)
    return turn.decision(
        "compliance_check", channel=turn.slot("channel"), text=text[:_LONGEST_TEXT]
    )


_LONGEST_TEXT = 2000
_WORDED = re.compile(
    r"^(?:那|如果|要是)?(?:我)?(?:能不能|可不可以|能|可以)?(?:直接)?(?:改成|换成|写成|说成|写|说|用|加上?)(?P<text>[^，。？?]{2,40}?)"
    r"(?:这(?:个|种|样)?(?:说法|词|字眼|话|几个字))?(?:呢|行不行|行吗|可以吗|可不可以|成吗|能行吗|合规吗|违规吗|能过吗|OK吗)[？?]?$",
    re.IGNORECASE,
)
"""A wording that is proposed in place of a text: 写限时高息行不行, 改成预期收益率3.5%呢."""
_BASIS = re.compile(
    r"依据|哪(?:一)?条|哪部法|法条|第几条|为啥|为什么|凭什么|哪里不行|问题在哪|错在哪"
)
_REWRITE = re.compile(
    r"改(?:成|到)?(?:一?下)?(?:能发|合规|没问题|能过|可以发)|怎么改|改一?改|帮我改|换个(?:说法|合规)|合规的?(?:说法|版|写法)"
)
_CHECKERS = MAKERS | {CHECKER}


def _worded(question: str) -> str | None:
    found = _WORDED.search(question.strip())
    return found["text"].strip('“”"「」') if found else None


def of_a_text(turn: Turn) -> Decision | None:
    """What goes on about the text that was just checked: on what the verdict rests, the same in a
    compliant wording, or another wording in its place; None for anything else.
    """
    question, checked = turn.question, turn.memory.checked
    if turn.context.scope.role not in _CHECKERS or not checked or len(question) > _BRIEF:
        return None
    if turn.memory.intent != "compliance_check" or text_to_check(question) is not None:
        return None
    channel = turn.slot("channel") or turn.memory.channel
    if _REWRITE.search(question):
        return _reworded(turn, checked, str(channel or _DEFAULT_CHANNEL))
    text = _worded(question) or (checked if _BASIS.search(question) else None)
    if text is None:
        return None
    made = turn.decision("compliance_check", channel=channel, text=text)
    return replace(made, intent="compliance_check")


_BRIEF = 30
_KEPT = 0.3


def _says_the_same(before: str, after: str) -> bool:
    """Whether something of the text is left: rules alone can put a disclaimer in place of it."""
    pairs = {before[at : at + 2] for at in range(len(before) - 1)}
    kept = sum(pair in after for pair in pairs)
    return kept >= _KEPT * max(len(pairs), 1)


def _reworded(turn: Turn, text: str, channel: str) -> Decision:
    """The text with what the rules propose carried out, as far as that settles it."""

    def judge(body: str) -> Judgement:
        result: Any = turn.call("check_text", channel=channel, body=body).result
        return cast(Judgement, result)

    made = reword(text, judge)
    if not made.settled or not _says_the_same(text, made.body):
        again = turn.decision("compliance_check", channel=channel, text=text)
        return replace(again, intent="compliance_check")
    ended = turn.end("answer", say("check.reworded", text=made.body.strip().rstrip("。")))
    return replace(ended, intent="compliance_check", text=made.body.strip())


def rewritten(turn: Turn) -> Decision | None:
    """The text that was last checked, in a wording that may stand; None where none was."""
    if turn.context.scope.role not in _CHECKERS or not turn.memory.checked:
        return None
    channel = turn.slot("channel") or turn.memory.channel
    return _reworded(turn, turn.memory.checked, str(channel or _DEFAULT_CHANNEL))


def checked_again(turn: Turn) -> Decision | None:
    """On what the verdict on the last checked text rests; None where none was checked."""
    if turn.context.scope.role not in _CHECKERS or not turn.memory.checked:
        return None
    made = turn.decision("compliance_check", text=turn.memory.checked)
    return replace(made, intent="compliance_check")


def again(turn: Turn, template: str, tone: str | None) -> Decision:
    """The text that was last written, with what the request says otherwise of it."""
    named = turn.slot("channel") or next(
        (hit.value for hit in lexicon("channel").find(turn.question.lower())), None
    )
    if template == "call_script" and named not in (None, "outbound_call"):
        template = "write_copy"
    channel = "outbound_call" if template == "call_script" else named or turn.memory.channel
    made = _text(turn, template, str(channel or _DEFAULT_CHANNEL))
    earlier = turn.memory.slots.get("tone")
    kept = tone or made.tone or (str(earlier) if earlier else None)
    return replace(made, tone=kept, intent=template)


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
        refused = permission.result.contact.forbidden  # type: ignore[attr-defined]
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


def _of_the_group(turn: Turn) -> object:
    """The kind of product that the group was asked for by, which a text for it is about."""
    asked = turn.memory.asked.get("arguments")
    counted = asked.get("category") if isinstance(asked, dict) else None
    return (
        counted or turn.memory.list_arguments.get("category") or turn.memory.slots.get("category")
    )


def _on_shelf(turn: Turn, anyone: bool) -> str | None:
    """For a text to anyone, the first product on sale of the category or theme asked for, and of
    the rating where one is named.
    """
    if not anyone:
        return None
    category = turn.slot("category") or _of_the_group(turn)
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
