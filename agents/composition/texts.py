"""The texts that a decision asks for: messages, scripts, answers to objections, a text's check."""

import re
from dataclasses import replace
from typing import Any

from agents.composition import copywriter, greetings, objections
from agents.composition.brief import Block, Brief
from agents.composition.briefing import with_facts
from agents.composition.messages import (
    Recipient,
    context_for,
    product_of,
    recipient_of,
    request_for,
)
from agents.composition.required import required_sentences
from agents.composition.wording import honorific
from agents.context import TurnContext
from agents.guardrails import CheckContext, check
from agents.state import Decision, TurnState
from home.clock import SHANGHAI, business_day
from tools.customer_profile import CustomerProfile
from tools.facts import Fact
from tools.shelf import ProductSheet

MOST_VARIANTS = 10

_QUOTED = re.compile(r"[“\"「『《](.{4,2000}?)[”\"」』》]", re.DOTALL)
_CLAUSE = re.compile(r"[，,。；;！!？?\n\s]+")
_ASKS_ABOUT = re.compile(
    r"(?:这|那|以下|下面|上面)(?:句话|段话|段文字|条|份|个|篇|则)?[^，。]{0,8}(?:能|可以|合规|违规|行|问题|发)"
    r"|(?:能不能|可不可以|能否|可否)(?:这么|这样|直接)?(?:发|写|说|用)|帮(?:我)?(?:看|查|审|把关|检查)"
    r"|(?:合规|违规|合不合规|能发|可以发|能用|有没有问题|有问题)(?:吗|么|嘛|不)?$"
)
SHORTEST_TEXT = 6
_AFTER_COLON = re.compile(r"[：:]\s*(.{4,})$", re.DOTALL)


def write_texts(
    brief: Brief, decision: Decision, context: TurnContext, state: TurnState
) -> tuple[Brief, tuple[Block, ...]]:
    """The brief with what the texts add to it, and the texts as blocks."""
    if decision.outcome != "answer":
        return brief, ()
    match decision.template:
        case "write_copy" | "call_script":
            return _messages(brief, decision, context, state)
        case "greeting":
            return _greetings(brief, decision, context, state)
        case "objection_reply":
            return _objection(brief, context)
        case "compliance_check":
            return _checked(brief, decision)
    return brief, ()


def _messages(
    brief: Brief, decision: Decision, context: TurnContext, state: TurnState
) -> tuple[Brief, tuple[Block, ...]]:
    results: dict[str, Any] = brief.results
    sheet = _sheet(brief)
    if sheet is None or decision.refused:
        return brief, ()
    toolbox = context.toolbox
    on = business_day(toolbox.now)
    recipient = _recipient(results, on)
    channel = str(decision.channel)
    request = request_for(
        sheet,
        channel,
        on,
        results["sender"],
        recipient,
        tone=decision.tone,
        topic=decision.topic,
        hour=toolbox.now.astimezone(SHANGHAI).hour,
    )
    first = state["memory"].written
    messages = copywriter.several(request, min(decision.variants, MOST_VARIANTS), first)
    phrases = dict.fromkeys(phrase for message in messages for phrase in message.phrases)
    blocks = [
        Block("message", one.body, fixed=one.fixed, channel=channel, title=one.title)
        for one in messages
    ]
    rules = context_for(sheet, channel, on, recipient, results["sender"])
    facts = [Fact("message.product", copywriter.traits(request.product), "text", "", "products")]
    facts += [
        Fact(f"message.phrases.{number}", phrase, "text", "", "phrases")
        for number, phrase in enumerate(phrases)
    ]
    if recipient is not None:
        addressed = copywriter.addressed(request)
        facts.append(Fact("message.honorific", addressed, "name", "称呼", "customers"))
    if decision.template == "call_script":
        blocks.append(_likely_objections(sheet, recipient, seed=f"{context.thread}|{first}"))
    return with_facts(brief, *facts, context=rules), tuple(blocks)


def _greetings(
    brief: Brief, decision: Decision, context: TurnContext, state: TurnState
) -> tuple[Brief, tuple[Block, ...]]:
    """Texts for a group and an occasion; a product is an extra."""
    results: dict[str, Any] = brief.results
    sheet, signed, toolbox = _sheet(brief), results["sender"], context.toolbox
    profile: Any = results.get("customer_profile")
    on, channel = business_day(toolbox.now), str(decision.channel)
    request = greetings.GreetingRequest(
        channel=channel,
        occasion=str(decision.occasion),
        audience=decision.audience,
        on=on,
        sender=signed.signature,
        bank=signed.bank,
        hotline=signed.hotline,
        tone=decision.tone,
        hour=toolbox.now.astimezone(SHANGHAI).hour,
        product=product_of(sheet) if sheet else None,
        required=required_sentences(sheet.category, sheet.issuer, signed.bank) if sheet else (),
        name=honorific(profile.name, profile.gender) if profile else None,
    )
    count = min(decision.variants, MOST_VARIANTS)
    messages = greetings.several(request, count, state["memory"].written)
    blocks = [
        Block("message", one.body, fixed=one.fixed, channel=channel, title=one.title)
        for one in messages
    ]
    phrases = dict.fromkeys(phrase for one in messages for phrase in one.phrases)
    facts = [
        Fact(f"message.phrases.{number}", phrase, "text", "", "phrases")
        for number, phrase in enumerate(phrases)
    ]
    if request.product:
        said = copywriter.traits(request.product)
        facts.append(Fact("message.product", said, "text", "", "products"))
    rules = (
        context_for(sheet, channel, on, None, signed)
        if sheet
        else CheckContext(channel=channel, speaker="human", complete=True, date=on)
    )
    shown = {**results, "greeting": greetings.titled(request)}
    return with_facts(brief, *facts, context=rules, results=shown), tuple(blocks)


LIKELY = ("收益太低了", "怕亏本金", "我再想想")
"""What a customer most often answers to an offer, by kind of objection."""


def _likely_objections(sheet: ProductSheet, recipient: Recipient | None, seed: str) -> Block:
    """What to say to the likeliest answers, so that a call does not end at the first of them."""
    level = recipient.risk_level if recipient else None
    lines = [
        f"· 客户说“{said}”：{objections.in_short(said, sheet, level, seed)}" for said in LIKELY
    ]
    return Block("closing", "\n".join(["客户可能会说：", *lines]), outbound=True)


def _recipient(results: dict[str, Any], on: Any) -> Recipient | None:
    profile = results.get("customer_profile")
    if not isinstance(profile, CustomerProfile):
        return None
    permission = results.get("contact_permission")
    consent = None if permission is None else permission.contact.rule != "consent_missing"
    offers = results.get("next_best_offer")
    personalised = offers is None or offers.personalised
    return recipient_of(profile, on, consent, personalised=personalised)


def _sheet(brief: Brief) -> ProductSheet | None:
    info: Any = brief.results.get("product_info")
    return info.sheets[0] if info is not None and info.sheets else None


def _objection(brief: Brief, context: TurnContext) -> tuple[Brief, tuple[Block, ...]]:
    profile: Any = brief.results.get("customer_profile")
    reply = objections.answer(
        brief.question,
        _sheet(brief),
        profile.risk_level if profile else None,
        seed=f"{context.thread}|{brief.question}",
    )
    return brief, (Block("body", reply, outbound=True),)


def _checked(brief: Brief, decision: Decision) -> tuple[Brief, tuple[Block, ...]]:
    text = decision.text or text_to_check(brief.question)
    if text is None:
        return replace(brief, results={"text": None, "result": None}), ()
    result = check(text, CheckContext(channel=decision.channel, date=brief.context.on))
    facts = [
        Fact(f"check.{number}", f"{finding.law}{finding.article}{finding.message}", "text", "", "")
        for number, finding in enumerate(result.findings)
    ]
    quoted = (text, *(finding.quote for finding in result.findings if len(finding.quote) > 1))
    results = {"text": text, "result": result}
    return with_facts(brief, *facts, results=results, quoted=quoted), ()


def text_to_check(question: str) -> str | None:
    """The text whose release is asked about: what is quoted, what stands behind the colon, or
    what is left without the clauses that ask (……这句话能发吗).
    """
    for pattern in (_QUOTED, _AFTER_COLON):
        if found := pattern.search(question):
            return found.group(1).strip()
    clauses = [clause for clause in _CLAUSE.split(question) if clause.strip()]
    rest = [clause for clause in clauses if not _ASKS_ABOUT.search(clause)]
    if not rest or len(rest) == len(clauses):
        return None
    left = question[question.find(rest[0]) : question.rfind(rest[-1]) + len(rest[-1])].strip()
    return left if len(left) >= SHORTEST_TEXT else None
