"""Label, cite, record, remember. The record is written before the answer is released."""

import re
from dataclasses import asdict, replace

from langgraph.runtime import Runtime

from agents.composition.brief import Block
from agents.composition.cards import cards_of
from agents.composition.speech import speech_of
from agents.context import TurnContext
from agents.delivery import as_plain, citations, decision_json, guard_json
from agents.handing_over import handoff_of
from agents.keeping import texts_of, waits
from agents.llm import spent
from agents.recording import record_of
from agents.remembering import after_decisions
from agents.state import Answer, Decision, Memory, TurnState
from prompts.messages import say
from tools.ledger import handoffs, reviews, texts
from tools.ledger.texts import Text
from tools.ledger.writing import Writing
from tools.reviews import submit_within

_REMEMBERED_QUESTIONS = 6


def deliver_answer(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Release the answer: no audit record, no answer (the ledger's error ends the turn)."""
    context, draft = runtime.context, state["draft"]
    text = draft.text
    decisions = state["decisions"]
    guard = guard_json(draft, state["judged"], state["feedback"])
    facts = tuple(
        as_plain(fact) for brief in state["briefs"] for fact in brief.facts if fact.source
    )
    calls = (*state.get("reread", ()), *draft.calls)
    made = texts_of(state, context)
    with context.toolbox.ledger.writing() as writing:
        queued = {one.text_id: _kept(writing, one) for one in made}
        if (request := handoff_of(state, context)) is not None:
            handoffs.add(writing, request)
        record = writing.append("answer", record_of(state, context, guard, facts))
    label = say("label.llm" if draft.engine == "llm" else "label.template")
    answer = Answer(
        answer=text,
        intent=decisions[0].intent,
        decision=decision_json(decisions),
        facts=facts,
        citations=citations(state["passages"]),
        guard=guard,
        label=label,
        engine=draft.engine,
        speech=speech_of(text, label),
        cards=tuple(as_plain(cards_of(decisions, context.toolbox, context.scope))),
        trace={
            "turn": state["turn"],
            "audit": record.seq,
            "hash": record.hash[:16],
            "llm": [asdict(call) for call in calls],
            "spent": spent(calls),
            "texts": [_named(one, queued[one.text_id]) for one in made],
        },
    )
    return {"answer": answer, "memory": _memory(state, decisions, draft.blocks)}


def _kept(writing: Writing, text: Text) -> str | None:
    """Keep a message; one that a person can release waits for that, once however often this runs.
    The number of its request.
    """
    texts.add(writing, text)
    if not waits(text):
        return None
    asked = reviews.of_text(writing.connection, text.text_id)
    return (asked[0] if asked else submit_within(writing, text)).review_id


def _named(text: Text, review_id: str | None) -> dict[str, object]:
    """A message of the answer by its content number, for who means to send it."""
    return {
        "text_id": text.text_id,
        "channel": text.channel,
        "customer_id": text.customer_id,
        "verdict": text.verdict,
        "review_id": review_id,
    }


_MOST_SAID = 400


def _opening(blocks: tuple[Block, ...]) -> str:
    """What the answer began with, as it was released."""
    said = [block.text for block in blocks if block.kind == "lead" and not block.withheld]
    return "\n".join(said)[:_MOST_SAID]


def _declined(state: TurnState, decisions: tuple[Decision, ...]) -> str:
    """Why the request was refused, for who asks why in the next turn; empty where it was not."""
    if state["screening"].action == "refuse":
        return state["screening"].category
    others = any(one.say == say("ask.others_customers") for one in decisions)
    return "others_customers" if others else ""


def _memory(state: TurnState, decisions: tuple[Decision, ...], blocks: tuple[Block, ...]) -> Memory:
    """What the next turns may refer to."""
    old = state["memory"]
    understanding = state.get("understanding")
    screening = state["screening"]
    return replace(
        after_decisions(old, decisions),
        declined=_declined(state, decisions),
        concern=screening.category if screening.action == "handoff" else old.concern,
        intent=decisions[0].intent,
        slots=dict(understanding.slots) if understanding else old.slots,
        said=_opening(blocks) if decisions[0].outcome == "answer" else "",
        written=old.written + sum(block.kind == "message" for block in blocks),
        questions=(*old.questions, re.sub(r"\s+", " ", state["question"])[:400])[
            -_REMEMBERED_QUESTIONS:
        ],
    )
