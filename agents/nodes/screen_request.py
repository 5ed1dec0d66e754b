"""Let the question in, refuse it, or hand it to a person."""

from dataclasses import replace
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from agents.context import TurnContext
from agents.guardrails import screen
from agents.guardrails.screening.result import ScreenResult
from agents.guardrails.screening.rules import reason_of
from agents.guardrails.screening.scams import SCAMS, pressed, within_thread
from agents.state import Decision, Outcome, TurnState
from prompts.messages import say
from tools.access import Role

Next = Literal["understand_question", "compose_answer"]

_INTENTS = {"refuse": "refuse", "handoff": "human_handoff"}


def screen_request(state: TurnState, runtime: Runtime[TurnContext]) -> Command[Next]:
    """Screen what comes in before anything reads it as a request."""
    staff = runtime.context.scope.role is not Role.CUSTOMER
    screening = screen(state["question"], str(runtime.context.scope.role))
    if not staff:
        screening = _of_a_fraud(screening, state["question"], state["memory"].concern)
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


_NEVER = frozenset({"distress", "in_danger", "complaint"}) | SCAMS
"""What is somebody's need by itself, whatever the thread was about."""


def _of_a_fraud(found: ScreenResult, question: str, concern: str | None) -> ScreenResult:
    """The same, or what a customer's words are about a fraud: one that they describe in a question
    that was let in, or the one that they told of before, of which they say what its player knows
    of them (他知道我身份证号) or threatens.
    """
    told = concern in SCAMS
    if concern and concern.startswith("elderly") and found.category == "defrauded":
        return _handed("elderly_defrauded")
    if found.category in _NEVER:
        return found
    if concern and told and (kind := within_thread(question)) is not None:
        if kind == "gone":
            return _handed("elderly_defrauded" if concern.startswith("elderly") else "defrauded")
        return replace(_handed(concern), reason=say(f"scam.{kind}"))
    if found.allowed and (category := pressed(question)) is not None:
        return _handed(category)
    return found


def _handed(category: str) -> ScreenResult:
    return ScreenResult("handoff", category, reason_of(category))
