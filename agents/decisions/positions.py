"""A customer's question about something they hold: may it be taken out, what will it bring, at
which rate, keep or sell. What the holding is, and what its product's rules say.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal, TypeAlias

from agents.decisions import own_account
from agents.decisions.turn import Ask, Turn
from agents.state import Decision, ToolCall
from prompts.messages import say
from tools.dealings import Holding, described_in

Aspect: TypeAlias = Literal["due", "redeem", "expected", "rate", "keep", "risk"]
TEMPLATE = "my_position"
MOST = 5
_OF_ONE = frozenset({"keep", "expected", "rate"})
"""Aspects that are answered of one holding: of several the asker says which."""
_PROMISED = frozenset({"deposit", "bond"})
"""Kinds whose return is agreed on: nobody wonders whether to sell them at a loss."""


def about(aspect: Aspect) -> Callable[[Turn], Decision | None]:
    """What decides a question about that aspect; None where the asker holds nothing of it."""

    def decide(turn: Turn) -> Decision | None:
        held = _held(turn, aspect)
        if held is None:
            return None
        holdings = _holdings(held)
        products = tuple(dict.fromkeys(one.product_id for one in holdings))[:MOST]
        if not products:
            return None
        info = turn.call("product_info", products=list(products))
        made = turn.decision(TEMPLATE, held, info, aspect=aspect, products=products)
        return replace(made, intent="customer_profile")

    return decide


def _held(turn: Turn, aspect: Aspect) -> ToolCall | None:
    """The holdings that are named or described; else the one that the thread speaks of; else all;
    None where a kind is named of which the asker holds nothing.

    Raises:
        Ask: one is meant, and nothing says which.
    """
    everything = turn.call("my_holdings")
    held, kind = _holdings(everything), own_account.category_of(turn.question)
    of_kind = kind is None or any(one.category == kind for one in held)
    if not of_kind and not described_in(held, turn.question):
        return None
    meant = _meant(turn, held, aspect)
    if not meant:
        return everything
    if aspect in _OF_ONE and len(meant) > 1:
        names = "、".join(dict.fromkeys(one.product_name for one in meant))
        raise Ask("clarify", say("ask.which_holding", names=names))
    return turn.call("my_holdings", products=sorted({one.product_id for one in meant}))


def _meant(turn: Turn, held: tuple[Holding, ...], aspect: Aspect) -> tuple[Holding, ...]:
    """Of several holdings those that are meant; none where all are."""
    if aspect == "risk":
        return ()
    before = turn.memory.questions[-1] if turn.memory.questions else ""
    for said in (turn.question, f"{before} {turn.question}"):
        if found := described_in(held, said):
            return found
        kind = own_account.category_of(said)
        if kind and (found := tuple(one for one in held if one.category == kind)):
            return found
        if turn.memory.product_id and said is turn.question:
            spoken_of = turn.memory.product_id
            if found := tuple(one for one in held if one.product_id == spoken_of):
                return found
    if aspect == "keep":
        return tuple(one for one in held if one.category not in _PROMISED)
    return held if aspect in _OF_ONE else ()


def _holdings(held: ToolCall) -> tuple[Holding, ...]:
    result: Any = held.result
    return (*result.due, *result.open)
