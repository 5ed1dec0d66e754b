"""What is decided of a text by its subject, where that is told surely enough.

Subjects are finer than intents (``agents.understanding.subjects``). One that is not here, or whose
decision finds nothing to decide on, is decided as it was understood.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from agents.decisions import (
    comparisons,
    complaints,
    conversation,
    customers,
    explaining,
    groups,
    model_questions,
    movements,
    narrowing,
    news,
    offers,
    own_account,
    persons,
    positions,
    products,
    results,
    revising,
    suitability,
    texts,
    written,
)
from agents.decisions.stated import supposed_level
from agents.decisions.turn import Turn
from agents.state import Decision
from agents.understanding.subjects import SURE
from tools.access import Role

Plan = Callable[[Turn], Decision | None]


def _as(intent: str, plan: Plan) -> Plan:
    """A plan whose answers count as that intent of ``contracts.md``."""

    def decide(turn: Turn) -> Decision | None:
        made = plan(turn)
        return None if made is None else replace(made, intent=intent)

    return decide


def _of_day(kind: str) -> Plan:
    def decide(turn: Turn) -> Decision:
        return customers.of_day(turn, kind)

    return _as("my_day", decide)


def _part(name: str) -> Plan:
    def decide(turn: Turn) -> Decision:
        return own_account.part(turn, name)

    return _as("customer_profile", decide)


def _assessment(turn: Turn) -> Decision | None:
    """The asker's assessment; what another result would change is its own question."""
    if (level := supposed_level(turn.question)) is not None:
        return replace(suitability.what_if(turn, level), intent="suitability_check")
    return _part("assessment")(turn)


def _aimed(goal: str | None) -> Plan:
    """A list by what a model says; by that goal where the words name none."""

    def decide(turn: Turn) -> Decision:
        if goal is not None and turn.slot("goal") is None:
            slots = {**turn.request.slots, "goal": goal}
            turn = replace(turn, request=replace(turn.request, slots=slots))
        return customers.find_prospects(turn)

    return _as("find_prospects", decide)


def _maturing(turn: Turn) -> Decision | None:
    if turn.role not in (Role.RM, Role.MANAGER) or turn.stated("category", "top_k"):
        return None
    return customers.of_day(turn, "maturity") if turn.slot("maturing_within_days") else None


PLANS: Mapping[str, Plan] = {
    "person.overview": customers.customer_profile,
    "person.assessment": persons.about("assessment"),
    "person.holdings": persons.about("holdings"),
    "person.maturity": persons.about("maturity"),
    "person.money": persons.about("money"),
    "person.flows": persons.about("flows"),
    "person.when_to_reach": persons.about("when_to_reach"),
    "person.may_contact": persons.may_contact,
    "person.last_contact": persons.about("last_contact"),
    "person.interest": persons.about("interest"),
    "person.likelihood": persons.likelihood,
    "person.why_listed": explaining.why_listed,
    "person.offer": _as("next_best_offer", offers.next_best_offer),
    "person.why_offer": _as("explain_decision", explaining.explain_decision),
    "person.why_not_offer": _as("explain_decision", explaining.explain_decision),
    "person.may_buy": _as("suitability_check", suitability.suitability_check),
    "person.forecast": persons.outlook,
    "person.particulars": persons.about("particulars"),
    "person.debts": persons.about("debts"),
    "list.likely": _aimed(None),
    "list.leaving": _aimed("attrition"),
    "list.moved": movements.moved,
    "list.birthdays": _of_day("birthday"),
    "list.waiting": _of_day("handoff"),
    "list.narrow": narrowing.narrowed,
    "list.having": narrowing.having,
    "list.today": _as("my_day", customers.my_day),
    "list.maturing": _as("find_prospects", _maturing),
    "group.compare": comparisons.compared,
    "group.total": _as("find_prospects", groups.report),
    "group.why": comparisons.why,
    "group.forecast": _as("forecast", customers.forecast),
    "segment.pick": _as("find_prospects", comparisons.target_group),
    "list.event": _as("event_leads", news.event_leads),
    "results.own": movements.results,
    "results.colleague": comparisons.colleagues,
    "results.campaign": _as("campaign_result", results.going_on),
    "complaints.report": _as("my_day", complaints.report),
    "text.revise": revising.revised,
    "text.alternatives": revising.revised,
    "text.may_send": revising.may_send,
    "text.colleagues": written.no_internal_texts,
    "answer.condense": revising.condensed,
    "check.rewrite": texts.rewritten,
    "check.which_law": texts.checked_again,
    "feedback.record": revising.reported,
    "audit.export": written.record,
    "own.total": _as("customer_profile", own_account.whole),
    "own.holdings": _part("holding"),
    "own.maturity": positions.about("due"),
    "own.redeem": positions.about("redeem"),
    "own.gain": _part("gain"),
    "own.expected": positions.about("expected"),
    "own.rate": positions.about("rate"),
    "own.spending": _part("spending"),
    "own.changes": _part("change"),
    "own.assessment": _assessment,
    "own.manager": _part("manager"),
    "buy.advice": _as("next_best_offer", offers.next_best_offer),
    "keep_or_sell": positions.about("keep"),
    "contact.stop": conversation.stopped,
    "contact.some": conversation.some_contact,
    "complaint": _as("complaint", conversation.complaint),
    "person.wanted": _as("human_handoff", conversation.human_handoff),
    "model.quality": _as("explain_decision", model_questions.about("quality")),
    "model.features": _as("explain_decision", model_questions.about("features")),
    "model.drift": _as("explain_decision", model_questions.about("drift")),
    "model.groups": _as("explain_decision", model_questions.about("groups")),
    "model.versions": _as("explain_decision", model_questions.versions),
    "product.risk": products.risk,
    "service.how": written.documents,
    "procedure.staff": written.documents,
    "check.saying": written.of_a_saying,
    "product.facts": _as("product_info", products.product_info),
    "talk.elsewhere": written.elsewhere,
}
"""What decides each subject; those that are not here are decided by their intent."""


GENERAL = frozenset(
    {
        "person.overview",
        "person.why_listed",
        "person.offer",
        "list.today",
        "list.likely",
        "list.leaving",
        "list.having",
        "list.event",
        "group.total",
        "group.forecast",
        "segment.pick",
        "own.total",
        "buy.advice",
        "product.facts",
        "product.risk",
        "service.how",
        "procedure.staff",
    }
)
"""Subjects of which something more particular may be asked, which other claims tell by words."""


def particular(turn: Turn) -> Decision | None:
    """The decision of the subject that the text is surely about; None of any other."""
    name = _surely(turn)
    return PLANS[name](turn) if name is not None and name not in GENERAL else None


def general(turn: Turn) -> Decision | None:
    """The same of ``GENERAL``, of what nothing more particular has claimed."""
    name = _surely(turn)
    return PLANS[name](turn) if name is not None and name in GENERAL else None


_HEEDED = frozenset({"complaint", "opt_out", "human_handoff", "refuse", "record_feedback"})
_OF_THESE = ("complaint", "contact.", "person.wanted", "feedback.", "scam.", "text.revise")
_HEEDED_FROM = 0.6
"""Share from which such an intent is heeded, whatever else the text is about: a refusal that is
reported (说不需要，别再联系) must be recorded, and no report is read as a question."""


def _surely(turn: Turn) -> str | None:
    about = turn.request.subject
    heeded = turn.request.intent in _HEEDED and turn.request.confidence >= _HEEDED_FROM
    if heeded and about is not None and not about.name.startswith(_OF_THESE):
        return None
    return about.name if about and about.share >= SURE and about.name in PLANS else None
