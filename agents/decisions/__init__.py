"""What each intent decides: which tools are asked, with what, and for whom.

The plan is fixed by the intent and the slots of the asker's own question; nothing that a document
or a tool result says adds a call, an argument or a recipient.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from agents.decisions import (
    by_subject,
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
    movements,
    narrowing,
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


@dataclass(frozen=True)
class Claim:
    """A subject that the words of a request tell: it is looked whether they do, and decided.

    ``of`` are the families of learned subjects that it may answer; where the request is surely of
    another one, what its words resemble does not count. Empty: whatever it is learned to be of.
    """

    decide: Callable[[Turn], Decision | None]
    of: tuple[str, ...] = ()

    def decided(self, turn: Turn) -> Decision | None:
        """The decision, or None where it is none of its business."""
        about = turn.request.subject
        other = about is not None and about.share >= _SURELY_ANOTHER
        if self.of and other and about is not None and not about.name.startswith(self.of):
            return None
        return self.decide(turn)


_SURELY_ANOTHER = 0.8
_GROUPS = ("group.", "list.", "results.", "segment.", "complaints.", "model.", "person.")
_MODELS = ("model.", "list.", "person.", "group.", "results.")
_RULES = ("rules.", "check.", "person.may_contact", "text.may_send", "contact.", "service.")
_TEXTS = ("text.", "answer.", "list.birthdays", "person.particulars")
_GOODS = ("product.", "buy.", "own.", "kin.", "segment.products", "service.", "person.may_buy")
CLAIMS: tuple[Claim, ...] = (
    Claim(courtesies.asked),
    Claim(conversation.of_others),
    Claim(conversation.declined),
    Claim(texts.of_a_text),
    Claim(limits.coaching),
    Claim(limits.limit),
    Claim(cases.case),
    Claim(own_account.own_account, ("own.", "keep_or_sell", "product.", "person.")),
    Claim(offers.risk_of_offered),
    Claim(explaining.why_offered),
    Claim(greetings.for_one, _TEXTS),
    Claim(greetings.greeting, _TEXTS),
    Claim(contact_questions.claim, _RULES),
    Claim(model_questions.claim, _MODELS),
    Claim(review_questions.claim, ("review.", "check.", "audit.", "text.", "rules.", "list.")),
    Claim(complaints.requests_report, ("complaints.", "list.", "group.", "results.")),
    Claim(results.claimed, ("results.", "group.", "model.effects", "text.alternatives")),
    Claim(fitting.segment_products, ("segment.", "product.", "group.", "list.", "person.may_buy")),
    Claim(groups.segment_report, _GROUPS),
    Claim(movements.followed, ("list.", "results.", "group.")),
    Claim(shelf.shelf, _GOODS),
    Claim(customers.narrowed),
    Claim(narrowing.within),
    Claim(contacting.asked, ("person.", "text.", "rules.contact", "list.")),
    Claim(rule_questions.claim, _RULES),
    Claim(customers.pointed),
    Claim(by_subject.particular),
    Claim(by_subject.general),
)
"""Subjects that the intents do not tell apart, and who asks and the words do, in this order; what
none of them claims is decided by its learned subject."""


_INTENTS: Mapping[str, str] = {
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
    found = next((made for one in CLAIMS if (made := one.decided(turn)) is not None), None)
    if found is None or found.template not in _INTENTS:
        return found
    return replace(found, intent=_INTENTS[found.template])


def decide(turn: Turn) -> Decision:
    """Decide one request: by its subject, else as it was understood, unless a document answers what
    hardly was.
    """
    return claimed(turn) or news.rather(turn) or PLANS[turn.request.intent](turn)
