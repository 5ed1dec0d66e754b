"""Which turn of a customer asks for a person: what is kept of it, so that somebody does come."""

import hashlib

from agents.context import TurnContext
from agents.guardrails.personal_data import mask
from agents.state import TurnState
from tools.access import Role
from tools.ledger.handoffs import Handoff

_LONGEST_NOTE = 200
_PLAIN = {"wants_person": "person"}


def handoff_of(state: TurnState, context: TurnContext) -> Handoff | None:
    """The request that this turn's answer promises to pass on; None where it promises none.

    Of customers alone: who works for the bank is told whom to ask.
    """
    handed = [one for one in state["decisions"] if one.outcome == "handoff"]
    if not handed or context.scope.role is not Role.CUSTOMER:
        return None
    screening = state["screening"]
    if screening.action == "handoff":
        reason = _PLAIN.get(screening.category, screening.category)
    else:
        reason = "complaint" if any(one.intent == "complaint" for one in handed) else "person"
    turn = f"{context.scope}|{context.thread}/{state['turn']}/{state['question']}"
    return Handoff(
        key=hashlib.sha256(turn.encode()).hexdigest(),
        at=context.toolbox.now,
        customer_id=context.scope.subject,
        reason=reason,
        thread=context.thread,
        note=mask(state["question"]).text[:_LONGEST_NOTE],
    )
