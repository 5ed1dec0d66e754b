"""The messages of an answer as texts of the ledger: with a number, checked, and bound to facts."""

from collections.abc import Iterator
from typing import Any

from agents.composition.brief import Block, Brief
from agents.composition.judging import Grounds, Judged, evidence_of
from agents.context import TurnContext
from agents.guardrails.grounding import bind
from agents.guardrails.verdicts import Verdict
from agents.outgoing import finding
from agents.state import TurnState
from tools.access import Scope
from tools.drafts import BLOCKING, MAKERS
from tools.ledger.texts import Evidence, Text, content_number
from tools.senders import bank_name
from tools.shelf import ProductSheet

TEMPLATES = "weiwo-templates"
"""The model's name in the metadata of a text that no language model worded."""

_PUBLIC = frozenset({"moments", "app_banner"})


def texts_of(state: TurnState, context: TurnContext) -> tuple[Text, ...]:
    """A text for each message that was written for somebody who may send it, released or not."""
    if context.scope.role not in MAKERS:
        return ()
    found = zip(state["draft"].blocks, state["judged"], strict=True)
    messages = [(block, judged) for block, judged in found if block.kind == "message"]
    briefs = {block.brief for block, _ in messages}
    evidence = {number: evidence_of(state["briefs"][number]) for number in briefs}
    return tuple(
        _text(number, block, judged, state, context, evidence[block.brief])
        for number, (block, judged) in enumerate(messages)
    )


def waits(text: Text) -> bool:
    """Whether a person can release what the check held back."""
    return text.verdict in BLOCKING and text.verdict != Verdict.VIOLATION.value


def _text(
    number: int,
    block: Block,
    judged: Judged,
    state: TurnState,
    context: TurnContext,
    evidence: Grounds,
) -> Text:
    brief = state["briefs"][block.brief]
    body = block.held or block.text
    channel = block.channel or ""
    sheet, customer_id, personalised = _about(brief, channel)
    by_llm = block.origin == "llm"
    return Text(
        text_id=content_number(_turn(context.scope, context.thread, state), str(number), body),
        at=context.toolbox.now,
        by=str(context.scope),
        channel=channel,
        title=block.title,
        body=body,
        product_id=sheet.product_id if sheet else None,
        customer_id=customer_id,
        personalised=personalised,
        engine="llm" if by_llm else "template",
        verdict=_verdict(judged),
        pack=judged.result.pack,
        provider=bank_name(context.toolbox),
        model=context.llm.name if by_llm and context.llm is not None else TEMPLATES,
        findings=tuple(finding(one) for one in judged.result.findings),
        evidence=tuple(_evidence(body, evidence)),
    )


def _turn(scope: Scope, thread: str, state: TurnState) -> str:
    return f"{scope}/{thread}/{state['turn']}/deliver_answer"


def _verdict(judged: Judged) -> str:
    """The rules' verdict; a figure without a fact asks for evidence."""
    said = judged.result.verdict
    unbound = judged.bound != judged.figures and not said.blocks
    return (Verdict.EVIDENCE_REQUIRED if unbound else said).value


def _about(brief: Brief, channel: str) -> tuple[ProductSheet | None, str | None, bool]:
    """The product, the customer, and whether what is known of them led the pen."""
    results: dict[str, Any] = brief.results
    info, profile = results.get("product_info"), results.get("customer_profile")
    sheet = info.sheets[0] if info is not None and info.sheets else None
    if profile is None or channel in _PUBLIC:
        return sheet, None, False
    offers = results.get("next_best_offer")
    return sheet, str(profile.customer_id), offers is None or bool(offers.personalised)


def _evidence(body: str, evidence: Grounds) -> Iterator[Evidence]:
    """The facts that the figures rest on, but for the product's own: those are read again each
    time, so that a text about terms that have changed does not go out.
    """
    facts = {fact.id: fact for fact in evidence.facts}
    bindings = bind(body, evidence.facts, values=evidence.values).bindings
    used = dict.fromkeys(one.fact for one in bindings if one.fact)
    for fact_id in used:
        fact = facts.get(fact_id)
        if fact is not None and not fact.id.startswith("products."):
            yield Evidence(fact.id, fact.value, fact.unit)
