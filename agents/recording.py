"""What the audit chain keeps of an answer: question, decision, facts, text, checks; no names."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from agents.context import TurnContext
from agents.delivery import as_plain
from agents.guardrails.personal_data import mask
from agents.state import TurnState
from agents.understanding.names.recogniser import find_names
from agents.understanding.names.spans import surnames
from tools.ledger.canonical import canonical
from tools.ledger.writing import text_hash

UNNAMED = "〔姓名〕"

_TITLES = "先生|女士|小姐|太太|阿姨|叔叔|大姐|大哥|老师|老板|总(?![体共额量数计结是价值览的])"


def record_of(
    state: TurnState,
    context: TurnContext,
    guard: dict[str, Any],
    facts: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    """The record's payload; ``facts`` as they are handed out. Facts and the answer's words are held
    by their hashes: what they say of a customer stays where it can be deleted.
    """
    known = _names(state)
    calls = (*state.get("reread", ()), *state["draft"].calls)
    return {
        "key": f"{context.thread}/{state['turn']}/deliver_answer",
        "asker": str(context.scope),
        "question": unnamed(state["question"], known),
        "intents": [decision.intent for decision in state["decisions"]],
        "calls": [
            {"tool": made.tool, "arguments": unnamed_in(as_plain(made.arguments), known)}
            for decision in state["decisions"]
            for made in decision.calls
        ],
        "products": sorted({one for made in state["decisions"] for one in made.products}),
        "facts": {"count": len(facts), "sha256": text_hash(canonical(list(facts)))},
        "text_sha256": hashlib.sha256(state["draft"].text.encode()).hexdigest(),
        "verdict": guard["verdict"],
        "pack": guard["pack"],
        "rules": sorted({finding["rule"] for finding in guard["findings"]}),
        "documents": [passage.document for passage in state["passages"]],
        "engine": state["draft"].engine,
        "prompts": sorted({f"{one.prompt}@{one.version}:{one.hash}" for one in calls}),
        "models": sorted({one.model for one in calls if one.model}),
    }


def stopped_record(context: TurnContext, turn: int, question: str, said: str) -> dict[str, Any]:
    """The payload for a turn that its asker stopped: ``said`` is what they had read by then."""
    return {
        "key": f"{context.thread}/{turn}/stopped",
        "asker": str(context.scope),
        "question": unnamed(question),
        "text_sha256": text_hash(said) if said else None,
    }


def unnamed(text: str, known: Iterable[str] = ()) -> str:
    """``text`` without numbers that are personal, and without names of people: those that are
    ``known`` to be meant, full names by their context, and surnames with a title.
    """
    text = mask(text).text
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, UNNAMED)
    for found in reversed(find_names(text)):
        text = text[: found.start] + UNNAMED + text[found.end :]
    return _titled().sub(UNNAMED, text)


@cache
def _titled() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(map(re.escape, surnames()))})(?={_TITLES})")


def _names(state: TurnState) -> set[str]:
    """Names of customers of this turn: as they were written, and as the mart has them."""
    understood = state.get("understanding")
    said = understood.slots.get("customer") if understood else None
    names = {str(said)} if said else set()
    for brief in state["briefs"]:
        names |= {str(one.value) for one in brief.facts if one.label == "客户姓名"}
    return {name for name in names if len(name) > 1}


def unnamed_in(value: Any, known: set[str]) -> Any:
    """``unnamed`` for each text of a JSON value."""
    if isinstance(value, dict):
        return {key: unnamed_in(part, known) for key, part in value.items()}
    if isinstance(value, list):
        return [unnamed_in(part, known) for part in value]
    if isinstance(value, str) and not value.isascii():
        return unnamed(value, known)
    return value
