"""Let the question in, refuse it, or hand it to a person."""

from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from agents.context import TurnContext
from agents.guardrails import screen
from agents.state import Decision, Outcome, TurnState
from prompts.messages import say
from tools.access import Role

Next = Literal["understand_question", "compose_answer"]

_INTENTS = {"refuse": "refuse", "handoff": "human_handoff"}


def screen_request(state: TurnState, runtime: Runtime[TurnContext]) -> Command[Next]:
    """Screen what comes in before anything reads it as a request."""
    screening = screen(state["question"], str(runtime.context.scope.role))
    staff = runtime.context.scope.role is not Role.CUSTOMER
    # 客户在等我回电话 sounds like a customer who wants a person: what is wanted is read below.
    if screening.action == "allow" or (staff and screening.category == "wants_person"):
        return Command(goto="understand_question", update={"screening": screening})
    outcome: Outcome = screening.action
    complains = screening.category == "complaint"
    intent = "complaint" if complains else _INTENTS[outcome]
    said = screening.reason
    if outcome == "handoff" and staff:
        # Nobody sits behind the staff's assistant: they are who should act.
        said = say(f"handoff.staff_{'complaint' if complains else 'urgent'}")
    decision = Decision(outcome, intent, "statement", say=said)
    return Command(goto="compose_answer", update={"screening": screening, "decisions": (decision,)})
