"""A buyer who is in nobody's book, judged by what is told of them; the thread keeps the case."""

from dataclasses import replace

from agents.case import Case
from agents.decisions.case_words import (
    WAIVER,
    asks_which,
    goes_on,
    introduces,
    kin_in,
    told_in,
)
from agents.decisions.stated import risk_in
from agents.decisions.turn import Turn
from agents.state import Decision
from tools.access import Role
from tools.entities import lowest_of_kind, mentioned_customers, resolve_customer, resolve_product
from tools.shelf import shelf

_OF_GOODS = frozenset(
    {
        "suitability_check",
        "next_best_offer",
        "product_info",
        "explain_decision",
        "customer_profile",
        "human_handoff",
        "compliance_check",
        "out_of_scope",
        "refuse",
        "complaint",
        "objection_reply",
        "find_prospects",
    }
)
"""Intents as which such a question is understood; a list, a text or a report is none."""
_ADVISERS = frozenset({Role.RM, Role.MANAGER, Role.COMPLIANCE, Role.CUSTOMER})
_TOLD = ("customer_risk", "age", "assessed_first", "assessed_last", "unassessed", "lapsed", "kin")


def case(turn: Turn) -> Decision | None:
    """The judgement on a buyer whom the question tells of, or goes on about; None where it is
    about the asker, about a customer of the book, or about nobody.
    """
    if turn.context.scope.role not in _ADVISERS or turn.request.intent not in _OF_GOODS:
        return None
    told = told_in(turn.question, turn.context.toolbox.as_of)
    if introduces(turn.question, customer=turn.is_customer):
        if not turn.is_customer and (_in_the_book(turn) or not _tells(turn, told)):
            return None
        before = Case(kin=kin_in(turn.question) if turn.is_customer else None)
    elif turn.memory.case is not None and goes_on(turn.question, told, customer=turn.is_customer):
        if not turn.is_customer and _in_the_book(turn):
            return None
        before = turn.memory.case
    else:
        return None
    goods = _goods(turn)
    now = before.merged(replace(told, **goods))  # type: ignore[arg-type]
    named_now = goods["product_id"] or goods["risk_level"]
    if not (now.product_id or now.risk_level) or (asks_which(turn.question) and not named_now):
        return _shelf(turn, now, goods["category"])
    return _verdict(turn, now, again=turn.memory.case is before)


def _in_the_book(turn: Turn) -> bool:
    """Whether the question names one of the asker's customers: a name, not a word for anybody."""
    toolbox, scope = turn.context.toolbox, turn.context.scope
    if turn.slot("customer_id") or mentioned_customers(toolbox, scope, turn.question):
        return True
    named = str(turn.slot("customer") or "")
    return bool(named) and resolve_customer(toolbox, scope, named).kind != "none"


def _tells(turn: Turn, told: Case) -> bool:
    """Whether enough is told to judge by: an age, a level, an assessment, or that they would sign
    for goods that are named.
    """
    return told != Case() or bool(
        WAIVER.search(turn.question) and turn.slot("product_risk") and turn.slot("customer_risk")
    )


def _goods(turn: Turn) -> dict[str, object]:
    """What is wanted, as far as the question says: a product, a rating, a kind."""
    products = turn.products()
    product_id = products[0] if products else None
    stated = turn.slot("product")
    if product_id is None and stated:
        found = resolve_product(turn.context.toolbox, turn.context.scope, str(stated))
        product_id = found.id if found.kind == "one" else None
    category = turn.slot("category")
    risk = turn.slot("product_risk") or risk_in(turn.question)
    if product_id is None and risk is None:
        risk = lowest_of_kind(turn.context.toolbox, turn.context.scope, turn.question, "fund")
    if product_id is not None and category is None:
        category = shelf(turn.context.toolbox.store)[product_id].category
    return {
        "product_id": product_id,
        "risk_level": None if product_id or risk is None else str(risk),
        "category": None if category is None else str(category),
    }


def _told(now: Case) -> dict[str, object]:
    said = {name: getattr(now, name) for name in _TOLD}
    return {name: value for name, value in said.items() if value}


def _shelf(turn: Turn, now: Case, category: object) -> Decision:
    made = turn.call(
        "suitable_shelf",
        **_told(now),
        category=category if category in _PLACED else None,
        someone_else=turn.is_customer or None,
    )
    return replace(turn.decision("suitable_shelf", made), intent="suitability_check", case=now)


_PLACED = frozenset({"wealth", "fund", "bond", "gold", "pension", "insurance", "deposit"})


def _verdict(turn: Turn, now: Case, *, again: bool) -> Decision:
    about = "waiver" if WAIVER.search(turn.question) else "told" if again else None
    nobody = not _told(now)
    made = turn.call(
        "check_suitability",
        **_told(now),
        product_id=now.product_id,
        risk_level=None if now.product_id else now.risk_level,
        someone_else=turn.is_customer or nobody or None,
        category=None if now.product_id else now.category,
        about=about,
    )
    products = (now.product_id,) if now.product_id else ()
    made_up = turn.decision("suitability_case", made, products=products)
    return replace(made_up, intent="suitability_check", case=now)
