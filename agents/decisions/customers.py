"""Who: prospects, a portrait, a forecast, the day's agenda."""

import re
from collections.abc import Mapping

from agents.decisions import news
from agents.decisions.stated import holdings_in, order_in
from agents.decisions.turn import Turn
from agents.state import Decision
from agents.understanding import understand
from tools.access import Role
from tools.model_choice import named_in

_FILTERS = (
    "category",
    "goal",
    "min_aum",
    "max_aum",
    "min_age",
    "max_age",
    "tier",
    "branch",
    "payroll",
    "maturing_within_days",
    "horizon_days",
    "customer_risk",
    "top_k",
)


def filters_in(text: str, persona: str) -> dict[str, object]:
    """The arguments of `find_prospects` that a sentence states, for a form to show and correct."""
    return conditions_in(text, understand(text, persona).slots)


def conditions_in(text: str, slots: Mapping[str, object]) -> dict[str, object]:
    """What a sentence says of whom it looks for: its slots that do, and what they do not hold."""
    stated = {name: slots[name] for name in (*_FILTERS, "channel") if name in slots}
    said = {"model": named_in(text), "order": order_in(text), **holdings_in(text)}
    return {**{name: value for name, value in said.items() if value is not None}, **stated}


_BIRTHDAY = re.compile(r"生日|寿星|birthday", re.IGNORECASE)
_OF_THE_DAY = (
    ("birthday", _BIRTHDAY),
    ("handoff", re.compile(r"(?:等|要求|想找|点了?)[^，。？]{0,6}(?:回电|回话|联系|人工)|投诉")),
)
"""One kind of a day's work, by the words that ask for it alone."""


def find_prospects(turn: Turn) -> Decision:
    """The ranked list of customers, from the decision core, within the asker's rows."""
    if turn.speaks_of_one() and (customer_id := turn.customer(required=False)):
        # 李雷会不会走: one customer's score and what it rests on, no list.
        why = turn.call(
            "explain_decision", customer_id=customer_id, **turn.stated("category", "goal")
        )
        return turn.decision("customer_outlook", why)
    if _BIRTHDAY.search(turn.question) and turn.context.scope.role in (Role.RM, Role.MANAGER):
        return my_day(turn)  # no model says who has one
    conditions = conditions_in(turn.question, turn.stated(*_FILTERS))
    found = turn.call("find_prospects", **conditions)
    return turn.decision("find_prospects", found)


def customer_profile(turn: Turn) -> Decision:
    """The portrait of one customer, and what would suit them next."""
    customer_id = turn.customer()
    if turn.is_customer:  # their own figures; what models say of them is for the bank
        return turn.decision("my_account", turn.call("my_account"))
    profile = turn.call("customer_profile", customer_id=customer_id)
    return turn.decision("customer_profile", profile)


def forecast(turn: Turn) -> Decision:
    """How an amount will develop: one customer's, or the asker's whole book."""
    customer_id = turn.customer(required=False)
    result = turn.call("forecast", customer_id=customer_id, **turn.stated("metric", "horizon_days"))
    return turn.decision("forecast", result)


def my_day(turn: Turn) -> Decision:
    """Whom to contact today and why; the brief where that is asked for."""
    if news.BRIEF.search(turn.question):
        return news.daily_brief(turn)
    only = next((kind for kind, words in _OF_THE_DAY if words.search(turn.question)), None)
    return turn.decision("my_day", turn.call("my_day", only=only, **turn.stated("top_k")))
