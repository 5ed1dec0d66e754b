"""Decide: who, which product, under which rules. Before a word is written."""

import hashlib

from langgraph.runtime import Runtime

from agents.context import TurnContext
from agents.decisions import claimed, decide, news
from agents.decisions.turn import Ask, Turn
from agents.remembering import after_decisions
from agents.state import Decision, TurnState
from home.errors import BadInput, NotFound, RefusedByPolicy
from prompts.messages import first, say

MOST_REQUESTS = 4


def make_decision(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Decide every request of the question, in order.

    A request that cannot be decided ends in a sentence to the asker; a fault of a tool is raised.
    What was to be asked back is asked unless its subject or a document answers it as it stands.
    """
    understanding = state["understanding"]
    asking = state["decisions"]
    assert understanding is not None, "what was not understood is not decided on"
    decisions: list[Decision] = []
    for number, request in enumerate((understanding.requests or (understanding,))[:MOST_REQUESTS]):
        turn = Turn(
            context=runtime.context,
            memory=after_decisions(state["memory"], decisions),
            question=request.text or state["question"],
            request=request,
            key=_key(state, runtime.context, number),
        )
        if asking:
            return {"decisions": (_decided(turn, asking[0]),)}
        decisions.append(_decided(turn))
    return {"decisions": tuple(decisions)}


def _key(state: TurnState, context: TurnContext, number: int) -> str:
    """What makes an effect happen once: another asker's thread of that name is another thread, and
    of a turn that was killed nothing is known but what it did, so that its number comes again.

    Keys of a thread sort as its turns do: of two effects of one moment the later one comes last.
    """
    turn = f"{context.thread}/{state['turn']:05}/{number}"
    request = f"{context.scope}|{turn}/{state['question']}"
    return f"{turn[-100:]}/{hashlib.sha256(request.encode()).hexdigest()}"


def _decided(turn: Turn, asking: Decision | None = None) -> Decision:
    try:
        if asking is not None:
            return claimed(turn) or news.instead(turn) or asking
        return decide(turn)
    except Ask as ask:
        return news.instead(turn) or turn.end(ask.outcome, ask.say)
    except RefusedByPolicy:
        return turn.end("refuse", say(first(f"ask.not_yours_{turn.role}", "ask.not_yours")))
    except NotFound:
        return turn.end("not_found", say("ask.not_found"))
    except BadInput as error:
        return turn.end("clarify", say("ask.bad_argument", error=str(error)))
