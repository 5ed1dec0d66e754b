"""What each intent decides: which tools are asked, with what, and for whom.

The plan is fixed by the intent and the slots of the asker's own question; nothing that a document
or a tool result says adds a call, an argument or a recipient.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from agents.decisions import (
    cases,
    complaints,
    contact_questions,
    contacting,
    conversation,
    courtesies,
    customers,
    explaining,
    fitting,
    greetings,
    groups,
    limits,
    model_questions,
    news,
    offers,
    own_account,
    products,
    results,
    review_questions,
    rule_questions,
    shelf,
    suitability,
    texts,
)
from agents.decisions.turn import Turn
from agents.state import Decision

PLANS: Mapping[str, Callable[[Turn], Decision]] = {
    "find_prospects": customers.find_prospects,
    "customer_profile": customers.customer_profile,
    "forecast": customers.forecast,
    "my_day": customers.my_day,
    "event_leads": news.event_leads,
    "market_news": news.market_news,
    "next_best_offer": offers.next_best_offer,
    "explain_decision": explaining.explain_decision,
    "product_info": products.product_info,
    "suitability_check": suitability.suitability_check,
    "write_copy": texts.write_copy,
    "call_script": texts.call_script,
    "objection_reply": texts.objection_reply,
    "compliance_check": texts.compliance_check,
    "record_feedback": conversation.record_feedback,
    "campaign_result": results.campaign_result,
    "opt_out": conversation.opt_out,
    "complaint": conversation.complaint,
    "human_handoff": conversation.human_handoff,
    "out_of_scope": conversation.out_of_scope,
    "refuse": conversation.refuse,
}
"""Every intent of ``contracts.md`` and the function that decides it."""


CLAIMS: tuple[Callable[[Turn], Decision | None], ...] = (
    courtesies.asked,
    conversation.of_others,
    conversation.declined,
    texts.of_a_text,
    limits.coaching,
    limits.limit,
    cases.case,
    own_account.own_account,
    offers.risk_of_offered,
    explaining.why_offered,
    greetings.for_one,
    greetings.greeting,
    contact_questions.claim,
    model_questions.claim,
    review_questions.claim,
    complaints.requests_report,
    results.claimed,
    fitting.segment_products,
    groups.segment_report,
    shelf.shelf,
    customers.narrowed,
    contacting.asked,
    rule_questions.claim,
    customers.pointed,
)
"""Subjects that the intents do not tell apart, and who asks and the words do: each looks whether
the request is of its subject, and decides it or gives None."""


_INTENTS: Mapping[str, str] = {
    "segment_report": "find_prospects",
    "segment_products": "next_best_offer",
    "requests_report": "my_day",
    "campaign_result": "campaign_result",
    "greeting": "write_copy",
    "not_written": "write_copy",
    "contact_permission": "compliance_check",
    "contact_rules": "compliance_check",
    "compliance_rules": "compliance_check",
    "review_queue": "my_day",
    "model_card": "explain_decision",
    "models_in_use": "explain_decision",
    "product_risk": "product_info",
}
"""The intent of ``contracts.md`` that an answer of these subjects is counted as, whatever the
request was taken for.
"""


def claimed(turn: Turn) -> Decision | None:
    """The decision of the first subject that the request is of; None where it is of none."""
    found = next((made for claim in CLAIMS if (made := claim(turn)) is not None), None)
    if found is None or found.template not in _INTENTS:
        return found
    return replace(found, intent=_INTENTS[found.template])


def decide(turn: Turn) -> Decision:
    """Decide one request: by its subject, else as it was understood, unless a document answers what
    hardly was.
    """
    return claimed(turn) or news.rather(turn) or PLANS[turn.request.intent](turn)
