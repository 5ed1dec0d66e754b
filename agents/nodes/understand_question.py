"""From words to an intent and slots."""

from dataclasses import replace

from langgraph.runtime import Runtime

from agents.context import TurnContext
from agents.state import Decision, TurnState
from agents.understanding import Request, Understanding, interpret
from agents.understanding.second_reading import ReadAgain
from prompts.messages import say
from tools.access import Role
from tools.entities import mentioned_customers, mentioned_products
from tools.shelf import shelf

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
    named = mentioned_products(context.toolbox, context.scope, question)
    person = str(found.slots.get("customer", ""))
    names = [shelf(context.toolbox.store)[product_id].name for product_id in named]
    if not (named if found.missing else any(person in name for name in names)):
        return found
    slots = {key: value for key, value in found.slots.items() if key != "customer"}
    return replace(found, intent="product_info", slots=slots, missing=(), route="fast")


# A compliance officer who speaks of texts asks what may be said in them; they write none.
_ABOUT_RULES = {(Role.COMPLIANCE, "write_copy"), (Role.COMPLIANCE, "call_script")}


def understand_question(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Understand the question within the thread; what cannot be acted on is to be asked back."""
    context = runtime.context
    role, memory = str(context.scope.role), state["memory"]
    (found,) = interpret([Request(state["question"], role, memory.questions)])
    understanding = _settled(found.understanding, state["question"], context)
    missing = _missing(understanding, state, context)
    update: TurnState = {}
    # What a rule of this house has settled is not asked about.
    settled = understanding is not found.understanding
    unsure = understanding.route == "llm" or _asks_back(understanding, missing)
    if context.reader is not None and unsure and not settled:
        again = context.reader.read(found, role, context.deadline)
        understanding = _settled(again.understanding, state["question"], context)
        missing = _missing(understanding, state, context)
        update["reread"] = (again.call,) if again.call else ()
        _record(again, state, context)
    update["understanding"] = understanding
    if not _asks_back(understanding, missing):
        return update
    words = "、".join(say(f"slots.{slot}") for slot in missing)
    question = say("ask.missing", slots=words) if missing else say("ask.unclear")
    update["decisions"] = (Decision("clarify", understanding.intent, "statement", say=question),)
    return update


def _settled(found: Understanding, question: str, context: TurnContext) -> Understanding:
    """The same, or what it must mean from this asker and with this shelf."""
    if (context.scope.role, found.intent) in _ABOUT_RULES:
        found = replace(found, intent="compliance_check", missing=(), route="fast")
    if found.intent == "customer_profile" and (found.missing or found.slots.get("customer")):
        found = _of_the_shelf(found, question, context)
    return found


def _asks_back(understanding: Understanding, missing: list[str]) -> bool:
    """Whether it cannot be acted on: unclear, or something is missing that nobody said before."""
    return understanding.route == "clarify" and not (understanding.missing and not missing)


def _missing(understanding: Understanding, state: TurnState, context: TurnContext) -> list[str]:
    """What is missing, and cannot be had from the thread or the asker's own book either."""
    memory = state["memory"]
    # Names that the words alone do not tell (胡一芳今天说…) stand in the asker's own book.
    named = "customer" in understanding.missing and mentioned_customers(
        context.toolbox, context.scope, state["question"]
    )
    return [
        slot
        for slot in understanding.missing
        if not (slot in _REMEMBERED and getattr(memory, _REMEMBERED[slot]))
        and not (slot in ("customer", "customer_id") and (memory.listed or named))
        # What to write about follows from whom it is for: the decision core has an offer for them.
        and not (slot == "product" and (memory.customer_id or memory.listed))
    ]


def _record(again: ReadAgain, state: TurnState, context: TurnContext) -> None:
    """Keep where model and fast path differ, to learn from: a person says which was right."""
    if again.disagreement is not None:
        key = f"{context.thread}/{state['turn']}/understand_question"
        context.toolbox.ledger.append("reading", {"key": key, **again.disagreement.as_row()})
