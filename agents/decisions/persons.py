"""One thing about one customer: whether the assessment holds, what falls due, when they pick up.

The whole portrait answers who they are; a question about one thing gets that alone, first.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, TypeAlias

from agents.decisions import contacting, customers, own_account
from agents.decisions.turn import Turn
from agents.state import Decision

Aspect: TypeAlias = Literal[
    "assessment",
    "holdings",
    "maturity",
    "money",
    "flows",
    "when_to_reach",
    "last_contact",
    "interest",
    "likelihood",
    "particulars",
    "debts",
]
TEMPLATE = "customer_aspect"
_OF_MONEY = frozenset({"money", "flows"})


def about(aspect: Aspect) -> Callable[[Turn], Decision]:
    """What decides a question about that aspect of the customer who is meant."""

    def decide(turn: Turn) -> Decision:
        customer_id = turn.customer()
        calls = [turn.call("customer_profile", customer_id=customer_id)]
        if aspect in _OF_MONEY:
            months = own_account.months_in(turn, turn.question)
            calls.append(turn.call("my_changes", customer_id=customer_id, months=months))
        if aspect == "debts":
            calls.append(turn.call("my_holdings", customer_id=customer_id, category="loan"))
        made = turn.decision(TEMPLATE, *calls, aspect=aspect)
        return replace(made, intent="customer_profile")

    return decide


def likelihood(turn: Turn) -> Decision:
    """How likely they are to do what is named; where nothing is, what stands out of the scores."""
    goal, category = turn.slot("goal"), turn.slot("category")
    if not (goal or category):
        return about("likelihood")(turn)
    why = turn.call(
        "explain_decision", customer_id=turn.customer(), **turn.stated("category", "goal")
    )
    return replace(turn.decision("customer_outlook", why), intent="find_prospects")


def may_contact(turn: Turn) -> Decision:
    """Whether they may be contacted now, through the channel that is named."""
    return contacting.permission(turn, turn.customer(), contacting.channel_of(turn))


def outlook(turn: Turn) -> Decision:
    """How this customer's money will develop."""
    return replace(customers.forecast(turn), intent="forecast")
