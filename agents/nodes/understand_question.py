"""From words to an intent and slots."""

from dataclasses import replace
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from agents.context import TurnContext
from agents.state import Decision, TurnState
from agents.understanding import Understanding, understand
from prompts.messages import say
from tools.access import Role
from tools.entities import mentioned_customers, mentioned_products

Next = Literal["make_decision", "compose_answer"]

# Slots that the thread's memory can fill: what is missing then is not missing.
_REMEMBERED = {
    "customer": "customer_id",
    "customer_id": "customer_id",
    "product": "product_id",
    "topic": "topic",
    "channel": "channel",
}


def _of_the_shelf(found: Understanding, question: str, context: TurnContext) -> Understanding:
    """The same, or a question about a product: the words alone do not tell a product's name from
    a person's, the institution's own shelf does.
    """
    if not mentioned_products(context.toolbox, context.scope, question):
        return found
    return replace(found, intent="product_info", missing=(), route="fast")


# A compliance officer who speaks of texts asks what may be said in them; they write none.
_ABOUT_RULES = {(Role.COMPLIANCE, "write_copy"), (Role.COMPLIANCE, "call_script")}


def understand_question(state: TurnState, runtime: Runtime[TurnContext]) -> Command[Next]:
    """Understand the question within the thread; ask back where it cannot be acted on."""
    memory = state["memory"]
    role = str(runtime.context.scope.role)
    understanding = understand(state["question"], role, memory.questions)
    if (runtime.context.scope.role, understanding.intent) in _ABOUT_RULES:
        understanding = replace(understanding, intent="compliance_check", missing=(), route="fast")
    if understanding.missing and understanding.intent == "customer_profile":
        understanding = _of_the_shelf(understanding, state["question"], runtime.context)
    update = {"understanding": understanding}
    # Names that the words alone do not tell (胡一芳今天说…) stand in the asker's own book.
    named = "customer" in understanding.missing and mentioned_customers(
        runtime.context.toolbox, runtime.context.scope, state["question"]
    )
    missing = [
        slot
        for slot in understanding.missing
        if not (slot in _REMEMBERED and getattr(memory, _REMEMBERED[slot]))
        and not (slot in ("customer", "customer_id") and (memory.listed or named))
        # What to write about follows from whom it is for: the decision core has an offer for them.
        and not (slot == "product" and (memory.customer_id or memory.listed))
    ]
    if understanding.route != "clarify" or (understanding.missing and not missing):
        return Command(goto="make_decision", update=update)
    words = "、".join(say(f"slots.{slot}") for slot in missing)
    question = say("ask.missing", slots=words) if missing else say("ask.unclear")
    decision = Decision("clarify", understanding.intent, "statement", say=question)
    return Command(goto="compose_answer", update={**update, "decisions": (decision,)})
