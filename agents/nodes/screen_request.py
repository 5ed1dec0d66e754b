"""Let the question in, refuse it, or hand it to a person."""

import re
from dataclasses import replace
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from agents.context import TurnContext
from agents.decisions.courtesies import courtesies
from agents.decisions.explaining import asks_why_offered
from agents.decisions.limits import about_limit
from agents.guardrails import screen
from agents.guardrails.screening.result import ALLOWED, ScreenResult
from agents.guardrails.screening.rules import reason_of
from agents.guardrails.screening.scams import SCAMS, pressed, within_thread
from agents.state import Decision, Memory, Outcome, TurnState
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
        if _of_a_limit(screening, state["question"], state["memory"]) or (
            screening.category == "others_data" and _of_an_offer(state["question"])
        ):
            screening = ALLOWED
    # 客户在等我回电话 sounds like a customer who wants a person: what is wanted is read below.
    if screening.category == "wants_person" and "ai" in courtesies(state["question"]):
        screening = ALLOWED  # 你是真人还是机器人: a question, which must be answered truly
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


_MISTAKEN = frozenset({"elderly_doubt", "complaint", "wants_person"})
_GRIEVANCE = re.compile(
    r"投诉|维权|举报|赔|骗|误导|银监|监管|人工|客服|12345|12378|12363|曝光|记者|起诉|律师"
)


def _of_a_limit(found: ScreenResult, question: str, memory: Memory) -> bool:
    """Whether what sounds like doubt or a grievance (签字也不行？, 亏了我自己认) is said of a limit
    of suitability that the thread has just told.
    """
    limited = bool(memory.barred) and found.category in _MISTAKEN
    return limited and bool(about_limit(question)) and not _GRIEVANCE.search(question)


_LOOKS_UP = re.compile(r"查|看看|告诉|多少钱|余额|账户|身份证|电话|流水")


def _of_an_offer(question: str) -> bool:
    """Whether somebody else is only named to ask for what they have (老王那只赚了，咋不推给我)."""
    return asks_why_offered(question) and not _LOOKS_UP.search(question)


def _handed(category: str) -> ScreenResult:
    return ScreenResult("handoff", category, reason_of(category))
